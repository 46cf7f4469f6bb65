"""Acts that forbid, permit or end: holds, clearances, agreements, departures, recoveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.api.declared import Act, ActAsked, Names
from musterbook.console.api.numbers import people_in, person_in
from musterbook.coordination.facts import AgreementResumed, AgreementRevoked, AgreementSigned, AgreementSuspended
from musterbook.custody.facts import Recovered
from musterbook.custody.reasons import check_reason
from musterbook.eligibility.facts import Cleared, Held, HoldLifted
from musterbook.eligibility.grounds import AUTHORITY
from musterbook.operation import agreeing, clearing, departing, negotiating
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAsked(ActAsked):
    """Somebody's move is forbidden on a listed ground; `authority` is the role that may lift it."""

    person: str
    ground: str
    authority: str = ""
    review_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftingAsked(ActAsked):
    """A hold on somebody is lifted; whoever may do so signs."""

    person: str
    ground: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceAsked(ActAsked):
    """People are permitted to move, each by an act of his own: all are signed at once."""

    people: tuple[str, ...]
    destination: str = ""
    legal_basis: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionAsked(ActAsked):
    """A party suspends an agreement."""

    because: str
    party: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingAsked(ActAsked):
    """An agreement runs again, or is at an end, from a time on; now by default."""

    because: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAsked(ActAsked):
    """A party has signed an agreement."""

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAsked(ActAsked):
    """Somebody who was gone is held again: recaptured, gave-themselves-up, sent-back or found-never-left."""

    person: str
    how: str


def _hold(book: Book, acting: Acting, names: Names, said: HoldAsked) -> object:
    del names
    check_reason("hold_ground", said.ground)
    authority = said.authority or AUTHORITY.get(said.ground, "operation-desk")
    return clearing.hold(
        book, acting, person_in(said.person), ground=said.ground, authority=authority, review_by=said.review_by
    )


def _lift(book: Book, acting: Acting, names: Names, said: LiftingAsked) -> object:
    del names
    return clearing.lift_hold(book, acting, person_in(said.person), ground=said.ground, because=said.because)


def _clear(book: Book, acting: Acting, names: Names, said: ClearanceAsked) -> object:
    del names
    return clearing.clear(
        book, acting, sorted(people_in(said.people)),
        destination=CustodianId(said.destination) or book.settings.destination,
        legal_basis=said.legal_basis or book.settings.legal_basis, until=said.until,
    )  # fmt: skip


def _suspend(book: Book, acting: Acting, names: Names, said: SuspensionAsked) -> object:
    from_ = said.since or acting.at
    return negotiating.suspend(book, acting, names["agreement"], because=said.because, party=said.party, from_=from_)


def _resume(book: Book, acting: Acting, names: Names, said: EndingAsked) -> object:
    return negotiating.resume(book, acting, names["agreement"], because=said.because, from_=said.since or acting.at)


def _revoke(book: Book, acting: Acting, names: Names, said: EndingAsked) -> object:
    return negotiating.revoke(book, acting, names["agreement"], because=said.because, from_=said.since or acting.at)


def _sign(book: Book, acting: Acting, names: Names, said: SigningAsked) -> object:
    return agreeing.sign(book, acting, names["agreement"], said.party)


def _recover(book: Book, acting: Acting, names: Names, said: RecoveryAsked) -> object:
    del names
    return departing.recover(book, acting, person_in(said.person), how=said.how)


_AGREEMENT: Final = "/agreements/{agreement}"
MOVE_ACTS: Final = (
    Act("/holds", Held, HoldAsked, "Forbid somebody's move.", _hold, saying=lambda _, said: {"ground": said.ground},
        hides=("person",)),
    Act("/holds/liftings", HoldLifted, LiftingAsked, "Lift a hold.", _lift,
        saying=lambda _, said: {"ground": said.ground}, hides=("person",)),
    Act("/clearances", Cleared, ClearanceAsked, "Permit people to move.", _clear, hides=("people",)),
    Act("/recoveries", Recovered, RecoveryAsked, "Write that somebody who was gone is held.", _recover),
    Act(f"{_AGREEMENT}/signings", AgreementSigned, SigningAsked, "Write that a party has signed.", _sign),
    Act(f"{_AGREEMENT}/suspensions", AgreementSuspended, SuspensionAsked, "Suspend an agreement.", _suspend),
    Act(f"{_AGREEMENT}/resumptions", AgreementResumed, EndingAsked, "Let an agreement run again.", _resume),
    Act(f"{_AGREEMENT}/revocations", AgreementRevoked, EndingAsked, "End an agreement.", _revoke),
)  # fmt: skip
