"""Acts on cases of return: whoever changes a case says by `If-Match` what he saw of it; texts are sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.console.api.declared import Act, ActAsked, Names
from musterbook.console.api.numbers import person_in
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation import returning
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.repatriation import facts as told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed

_DIGITS: Final = 64
"""Of a SHA-256, hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAsked(ActAsked):
    """A case of somebody with a country is opened; `basis` says why, and is sealed."""

    person: str
    country: str
    track: str = "return"
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalityAsked(ActAsked):
    """Two people assess a nationality: country to weight, in decimals as words; `evidence` is sealed."""

    shares: Mapping[str, str]
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAsked(ActAsked):
    """A letter went to the country; `letter` is its SHA-256, hexadecimal."""

    letter: str
    channel: str
    letter_kind: str = "first-notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAsked(ActAsked):
    """What the country answered: accepts, conditional, refuses, disputes or asks-more."""

    answer: str
    dated: datetime
    ref: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionAsked(ActAsked):
    """Country or host ask for something first; `text` is sealed."""

    set_by: str
    kind_of: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAsked(ActAsked):
    """A condition is met, or dropped; two sign, `evidence` is sealed."""

    condition: str
    met_by: str
    evidence: str
    how: str = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsked(ActAsked):
    """Who he is, by two factors of different kinds; two sign."""

    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHoldAsked(ActAsked):
    """The host's courts keep him, to be looked at again by `until`."""

    authority: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BecauseAsked(ActAsked):
    """Why, by the word of the list that is meant for it."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisAsked(ActAsked):
    """On what law he would go; `text` is sealed."""

    kind_of: str
    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAsked(ActAsked):
    """What an independent reviewer found about the risk there; `reasons` are sealed."""

    outcome: str
    reasons: str
    until: datetime
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceAsked(ActAsked):
    """What the country promises about him; `text` is sealed."""

    kind_of: str
    text: str
    until: datetime | None = None
    agreement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersAsked(ActAsked):
    """What he travels on; its `number` is sealed."""

    kind_of: str
    number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAsked(ActAsked):
    """What is sent along is agreed; nothing by default."""

    package: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAsked(ActAsked):
    """When he is to go, and with whom."""

    at: datetime
    escort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeAsked(ActAsked):
    """What became of him, so many days after."""

    at_days: int
    outcome: str
    source: str


def _open(book: Book, acting: Acting, names: Names, said: CaseAsked) -> object:
    del names
    return returning.open_case(book, acting, person_in(said.person), said.country, track=said.track, basis=said.basis)


def _assess(book: Book, acting: Acting, names: Names, said: NationalityAsked) -> object:
    return returning.assess(book, acting, names["case"], said.shares, evidence=said.evidence)


def _notify(book: Book, acting: Acting, names: Names, said: LetterAsked) -> object:
    if len(said.letter) != _DIGITS or set(said.letter) - set("0123456789abcdef"):
        raise Malformed.because("deed.no-paper")
    letter = Digest(said.letter)
    return returning.notify(
        book, acting, names["case"], letter=letter, channel=said.channel, kind=said.letter_kind
    )  # fmt: skip


def _answer(book: Book, acting: Acting, names: Names, said: AnswerAsked) -> object:
    fact = told.CountryAnswered(
        case=names["case"], answer=said.answer, dated=said.dated, ref=said.ref, until=said.until
    )
    return returning.write(book, acting, fact)


def _condition(book: Book, acting: Acting, names: Names, said: ConditionAsked) -> object:
    return returning.set_condition(
        book, acting, names["case"], set_by=said.set_by, kind=said.kind_of, text=said.text.encode()
    )


def _meet(book: Book, acting: Acting, names: Names, said: MeetingAsked) -> object:
    return returning.meet_condition(
        book, acting, names["case"], said.condition, by=said.met_by, evidence=said.evidence.encode(), how=said.how
    )


def _confirm(book: Book, acting: Acting, names: Names, said: IdentityAsked) -> object:
    return returning.confirm(book, acting, names["case"], said.factors)


def _hold(book: Book, acting: Acting, names: Names, said: HostHoldAsked) -> object:
    return returning.host_hold(book, acting, names["case"], authority=said.authority, until=said.until)


def _free(book: Book, acting: Acting, names: Names, said: BecauseAsked) -> object:
    return returning.write(book, acting, told.HostFreed(case=names["case"], because=said.because))


def _close(book: Book, acting: Acting, names: Names, said: BecauseAsked) -> object:
    return returning.write(book, acting, told.CaseClosed(case=names["case"], because=said.because))


def _withdraw(book: Book, acting: Acting, names: Names, said: BecauseAsked) -> object:
    return returning.write(book, acting, told.CaseWithdrawn(case=names["case"], because=said.because))


def _basis(book: Book, acting: Acting, names: Names, said: BasisAsked) -> object:
    text = _sealed(book, names, "legal-basis", said.text)
    fact = told.BasisSet(case=names["case"], kind_of=said.kind_of, text=text, until=said.until)
    return returning.write(book, acting, fact)


def _risk(book: Book, acting: Acting, names: Names, said: RiskAsked) -> object:
    reasons = _sealed(book, names, "risk-reasons", said.reasons)
    fact = told.RightsAssessed(
        case=names["case"], outcome=said.outcome, reasons=reasons, until=said.until, needs=frozenset(said.needs)
    )
    return returning.write(book, acting, fact)


def _assure(book: Book, acting: Acting, names: Names, said: AssuranceAsked) -> object:
    text = _sealed(book, names, "assurance", said.text)
    fact = told.Assured(case=names["case"], kind_of=said.kind_of, text=text, until=said.until, agreement=said.agreement)
    return returning.write(book, acting, fact)


def _papers(book: Book, acting: Acting, names: Names, said: PapersAsked) -> object:
    number = _sealed(book, names, "travel-papers", said.number)
    fact = told.PapersIssued(case=names["case"], kind_of=said.kind_of, number=number, until=said.until)
    return returning.write(book, acting, fact)


def _agree(book: Book, acting: Acting, names: Names, said: EvidenceAsked) -> object:
    return returning.write(book, acting, told.EvidenceAgreed(case=names["case"], package=said.package))


def _schedule(book: Book, acting: Acting, names: Names, said: DayAsked) -> object:
    fact = told.Scheduled(case=names["case"], at=said.at, escort=CustodianId(said.escort))
    return returning.write(book, acting, fact)


def _outcome(book: Book, acting: Acting, names: Names, said: OutcomeAsked) -> object:
    fact = told.OutcomeReported(case=names["case"], at_days=said.at_days, outcome=said.outcome, source=said.source)
    return returning.write(book, acting, fact)


def _sealed(book: Book, names: Names, kind: str, text: str) -> Digest:
    return returning.sealed_text(book, returning.found(book, names["case"]).person, kind, text)


def _of_case(
    plural: str, kind: type[Fact], body: type[ActAsked], summary: str,
    does: Callable[[Book, Acting, Names, Any], object], *, seals: bool = False,
) -> Act:  # fmt: skip
    """An act on one case: its ETag is wanted."""
    return Act(f"/cases/{{case}}/{plural}", kind, body, summary, does, matched="cases", seals=lambda _: seals)


CASE_ACTS: Final = (
    Act("/cases", told.CaseOpened, CaseAsked, "Open a case of somebody with a country.", _open, hides=("person",),
        seals=lambda _: True),
    _of_case("nationalities", told.NationalityAssessed, NationalityAsked, "Assess a nationality.", _assess, seals=True),
    _of_case("letters", told.Notified, LetterAsked, "Write that a letter went out.", _notify),
    _of_case("answers", told.CountryAnswered, AnswerAsked, "Write what the country answered.", _answer),
    _of_case("conditions", told.ConditionSet, ConditionAsked, "Write what is asked for first.", _condition, seals=True),
    _of_case("conditions-met", told.ConditionMet, MeetingAsked, "Write that a condition is met.", _meet, seals=True),
    _of_case("identities", told.IdentityConfirmed, IdentityAsked, "Confirm who he is.", _confirm),
    _of_case("host-holds", told.HostHeld, HostHoldAsked, "Write that the host's courts keep him.", _hold),
    _of_case("host-releases", told.HostFreed, BecauseAsked, "Write that they let him go.", _free),
    _of_case("bases", told.BasisSet, BasisAsked, "Set on what law he would go.", _basis, seals=True),
    _of_case("assessments", told.RightsAssessed, RiskAsked, "Write what was found about the risk.", _risk, seals=True),
    _of_case("assurances", told.Assured, AssuranceAsked, "Write what the country promises.", _assure, seals=True),
    _of_case("papers", told.PapersIssued, PapersAsked, "Write what he travels on.", _papers, seals=True),
    _of_case("evidence", told.EvidenceAgreed, EvidenceAsked, "Agree what is sent along.", _agree),
    _of_case("days", told.Scheduled, DayAsked, "Name the day and the escort.", _schedule),
    _of_case("outcomes", told.OutcomeReported, OutcomeAsked, "Write what became of him.", _outcome),
    _of_case("closings", told.CaseClosed, BecauseAsked, "Write that nothing more is owed.", _close),
    _of_case("withdrawals", told.CaseWithdrawn, BecauseAsked, "Give a claim up.", _withdraw),
)  # fmt: skip
"""One line each; a plan is adopted on its page or by `muster plan adopt`, because people are seated with it."""
