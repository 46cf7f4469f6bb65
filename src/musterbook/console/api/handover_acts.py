"""Acts of handing over: offer, check, let go, accept, refuse, take back, withdraw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.console.api.declared import Act, ActAsked, Names
from musterbook.console.api.numbers import people_in, person_in
from musterbook.custody.facts import Accepted, Checked, HandoverException, LetGo, Offered, TakenBack, Withdrawn
from musterbook.custody.facts import Refused as RefusedOffer
from musterbook.operation import handing_over
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.caring_property import seals_named
from musterbook.operation.serials import handing_of
from musterbook.terms.custodians import CustodianId

DUE: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAsked(ActAsked):
    """People offered: a serial's to its escort, or onward by the escort to the place of arrival; or people named.

    Attributes:
        serial: whose manifest is offered; empty to offer people alone.
        people: numbers; everyone of the serial whom the giver holds by default.
        receiver: the serial's escort, or its end when onward, by default.
        due_by: when the receiver should have accepted; in an hour by default.
        seals: of property that goes with them; `all` for every bag that is here.
    """

    serial: str = ""
    people: tuple[str, ...] = ()
    receiver: str = ""
    due_by: datetime | None = None
    onward: bool = False
    move: str = "evacuation"
    seals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAsked(ActAsked):
    """Each person was compared with his band; `how` is photo, face, finger or two-officers."""

    people: tuple[str, ...]
    how: str
    mismatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGoAsked(ActAsked):
    """The doors shut; everyone offered by default."""

    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionTold:
    """A difference between offered and received, about a person or a seal, by its code."""

    code: str
    person: str = ""
    seal: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceAsked(ActAsked):
    """The receiver takes them. `counted`, before anyone looked at the list, must be what the exceptions leave."""

    counted: int
    exceptions: tuple[ExceptionTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalAsked(ActAsked):
    """The receiver takes nobody, for one of the listed reasons."""

    because: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingBackAsked(ActAsked):
    """The giver has people again; everyone nobody accepted by default."""

    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAsked(ActAsked):
    """The giver calls his offer off before anyone was let go, for one of the listed reasons."""

    because: str


def _offer(book: Book, acting: Acting, names: Names, said: OfferAsked) -> object:
    del names
    handing = handing_of(
        book, acting, said.serial, to=CustodianId(said.receiver), onward=said.onward, kind=said.move,
        people=sorted(people_in(said.people)), due_by=said.due_by or acting.at + DUE,
    )  # fmt: skip
    seals = seals_named(book, handing.people, acting.by, list(said.seals))
    return handing_over.offer(book, acting, replace(handing, seals=seals))


def _check(book: Book, acting: Acting, names: Names, said: CheckAsked) -> object:
    return handing_over.check_identities(
        book, acting, names["handover"], people_in(said.people), how=said.how,
        mismatched=people_in(said.mismatched, "/mismatched"),
    )  # fmt: skip


def _let_go(book: Book, acting: Acting, names: Names, said: LetGoAsked) -> object:
    return handing_over.let_go(book, acting, names["handover"], people_in(said.people) or None)


def _accept(book: Book, acting: Acting, names: Names, said: AcceptanceAsked) -> object:
    offered = handing_over.found(book, names["handover"]).people
    exceptions = [_exception(one, place) for place, one in enumerate(said.exceptions)]
    taken = handing_over.taken_of(offered, exceptions)
    handing_over.agrees(offered, taken, said.counted)
    return handing_over.accept(book, acting, names["handover"], taken, exceptions)


def _exception(one: ExceptionTold, place: int) -> HandoverException:
    about = person_in(one.person, f"/exceptions/{place}/person") if one.person else None
    return HandoverException(code=one.code, person=about, seal=one.seal, note=one.note)


def _refuse(book: Book, acting: Acting, names: Names, said: RefusalAsked) -> object:
    return handing_over.refuse(book, acting, names["handover"], because=said.because, note=said.note)


def _take_back(book: Book, acting: Acting, names: Names, said: TakingBackAsked) -> object:
    reference = names["handover"]
    whom = people_in(said.people) or handing_over.not_accepted(book, reference)
    return handing_over.take_back(book, acting, reference, whom)


def _withdraw(book: Book, acting: Acting, names: Names, said: WithdrawalAsked) -> object:
    return handing_over.withdraw(book, acting, names["handover"], because=said.because)


def _giver(book: Book, names: Names) -> str:
    return handing_over.found(book, names["handover"]).giver


def _receiver(book: Book, names: Names) -> str:
    return handing_over.found(book, names["handover"]).receiver


_ONE: Final = "/handovers/{handover}"
HANDOVER_ACTS: Final = (
    Act("/handovers", Offered, OfferAsked, "Offer people to a receiver; the gates are asked.", _offer,
        hides=("people",)),
    Act(f"{_ONE}/checks", Checked, CheckAsked, "Write that people were compared with their bands.", _check),
    Act(f"{_ONE}/let-gos", LetGo, LetGoAsked, "Let the people offered go.", _let_go, _giver),
    Act(f"{_ONE}/acceptances", Accepted, AcceptanceAsked, "Accept people, and name every difference.", _accept,
        _receiver),
    Act(f"{_ONE}/refusals", RefusedOffer, RefusalAsked, "Take nobody.", _refuse, _receiver),
    Act(f"{_ONE}/takings-back", TakenBack, TakingBackAsked, "Have people again.", _take_back, _giver),
    Act(f"{_ONE}/withdrawals", Withdrawn, WithdrawalAsked, "Call an offer off.", _withdraw, _giver),
)  # fmt: skip
