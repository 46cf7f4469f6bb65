"""Deeds about cases of return and about countries, as a form asks for them; every text about somebody is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import returning
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.open_pairs import untold
from musterbook.repatriation import facts as told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.people import PersonId

HOLDS_DAYS: Final = 90
"""So long an assessment of a risk holds, where no shorter time is said."""
MINUTES_DUE: Final = 60
"""So long whoever is offered people has to accept them, where nothing else is said."""


def open_case(
    book: Book, acting: Acting, person: PersonId, *, country: str, track: str = "return", grounds: str = ""
) -> Entry:
    """Open a case of somebody with a country."""
    return returning.open_case(book, acting, person, country, track=track, basis=grounds)


def assess(book: Book, acting: Acting, case: str, *, shares: Iterable[str], grounds: str = "") -> Entry:
    """Two people assess a nationality as weights, each `FRA=0.7`; what is left to 1 is unknown.

    Raises:
        Malformed: a line is no country with a weight.
    """
    weights: dict[str, str] = {}
    for line in shares:
        code, sign, weight = line.partition("=")
        if not sign or not code.strip():
            raise Malformed(Fault("deed.no-share", column="shares", values={"typed": line[:40]}))
        weights[code.strip().upper()] = weight.strip()
    return returning.assess(book, acting, case, weights, evidence=grounds)


def clear_contact(
    book: Book, acting: Acting, case: str, *, consent: str, interpreter: str = "", informed: bool = False
) -> Entry:
    """Write whether he agrees that his country be told of him; whoever signs asked him."""
    fact = told.ContactCleared(
        case=case, consulted_person=True, consent=consent, reviewer=acting.officers[0][0], interpreter=interpreter,
        informed=informed,
    )  # fmt: skip
    return returning.write(book, acting, fact)


def notify(
    book: Book, acting: Acting, case: str, *, letter: Digest, channel: str = "embassy", kind: str = "first-notice"
) -> Entry:
    """Write that a letter went to the country; the book holds its digest."""
    return returning.notify(book, acting, case, letter=letter, channel=channel, kind=kind)


def answered(
    book: Book, acting: Acting, case: str, *, answer: str, dated: datetime | None = None, reference: str = "",
    until: datetime | None = None, asks: str = "",
) -> Entry:  # fmt: skip
    """Write what the country answered; its conditions, where it set any, are sealed."""
    fact = told.CountryAnswered(
        case=case, answer=answer, dated=dated or acting.at, ref=reference, until=until,
        conditions=_sealed(book, case, "conditions", asks) if asks else None,
    )  # fmt: skip
    return returning.write(book, acting, fact)


def confirm(book: Book, acting: Acting, case: str, *, factors: Iterable[str]) -> Entry:
    """Two people confirm who he is, on two grounds of different kinds at least."""
    return returning.confirm(book, acting, case, factors)


def host_hold(book: Book, acting: Acting, case: str, *, court: str, until: datetime | None = None) -> Entry:
    """The host's courts keep him; it is looked at again as soon as the settings say, unless another day is said."""
    return returning.host_hold(book, acting, case, authority=court, until=until)


def host_free(book: Book, acting: Acting, case: str, *, freed: str) -> Entry:
    """The host's courts let him go."""
    return returning.write(book, acting, told.HostFreed(case=case, because=freed))


def close(book: Book, acting: Acting, case: str, *, ending: str) -> Entry:
    """Nothing more is owed on a case."""
    return returning.write(book, acting, told.CaseClosed(case=case, because=ending))


def withdraw(book: Book, acting: Acting, case: str, *, ending: str) -> Entry:
    """A claim is given up."""
    return returning.write(book, acting, told.CaseWithdrawn(case=case, because=ending))


def set_basis(
    book: Book, acting: Acting, case: str, *, text: str, kind: str = "agreement", until: datetime | None = None
) -> Entry:
    """On what law he would go."""
    fact = told.BasisSet(case=case, kind_of=kind, text=_sealed(book, case, "legal-basis", text), until=until)
    return returning.write(book, acting, fact)


def assess_rights(
    book: Book, acting: Acting, case: str, *, outcome: str, reasons: str, needs: Iterable[str] = (),
    until: datetime | None = None,
) -> Entry:  # fmt: skip
    """What an independent reviewer found about the risk in that country."""
    fact = told.RightsAssessed(
        case=case, outcome=outcome, reasons=_sealed(book, case, "risk-reasons", reasons),
        until=until or acting.at + timedelta(days=HOLDS_DAYS), needs=frozenset(needs),
    )  # fmt: skip
    return returning.write(book, acting, fact)


def assure(
    book: Book, acting: Acting, case: str, *, kind: str, text: str, until: datetime | None = None, agreement: str = ""
) -> Entry:
    """What the country promises about him."""
    sealed = _sealed(book, case, "assurance", text)
    fact = told.Assured(case=case, kind_of=kind, text=sealed, until=until, agreement=agreement)
    return returning.write(book, acting, fact)


def issue_papers(
    book: Book, acting: Acting, case: str, *, papers_number: str, until: datetime, kind: str = "laissez-passer"
) -> Entry:
    """What he travels on."""
    number = _sealed(book, case, "travel-papers", papers_number)
    return returning.write(book, acting, told.PapersIssued(case=case, kind_of=kind, number=number, until=until))


def agree_evidence(book: Book, acting: Acting, case: str, *, package: str = "") -> Entry:
    """What goes along with him; nothing by default."""
    return returning.write(book, acting, told.EvidenceAgreed(case=case, package=package))


def schedule(book: Book, acting: Acting, case: str, *, day: datetime, escort: CustodianId) -> Entry:
    """When he is to go, and with whom."""
    return returning.write(book, acting, told.Scheduled(case=case, at=day, escort=escort))


def report_outcome(book: Book, acting: Acting, case: str, *, after: str, outcome: str, source: str) -> Entry:
    """What became of him, so many days after."""
    fact = told.OutcomeReported(case=case, at_days=int(after), outcome=outcome, source=source)
    return returning.write(book, acting, fact)


def set_condition(book: Book, acting: Acting, case: str, *, kind: str, text: str, of: str = "country") -> Entry:
    """What the country or the host asks for before he goes."""
    return returning.set_condition(book, acting, case, set_by=of, kind=kind, text=text.encode())


def meet_condition(
    book: Book, acting: Acting, case: str, *, condition: str, office: str, grounds: str, dropped: bool = False
) -> Entry:
    """Two people write that a condition is met, by which office and on what evidence, or that it was dropped."""
    how = "dropped" if dropped else "met"
    return returning.meet_condition(book, acting, case, condition, by=office, evidence=grounds.encode(), how=how)


def describe_country(
    book: Book, acting: Acting, country: str, *, channel: str = "", policy: Iterable[str] = (),
    documents: Iterable[str] = (), quota: int | None = None, focal: Digest | None = None,
    shared: datetime | None = None, closed: datetime | None = None,
) -> Entry:  # fmt: skip
    """Describe a country whole: what is not said is not known any more."""
    fact = told.CountryDescribed(
        country=country.upper(), channel=channel, policy=frozenset(policy), documents=frozenset(documents),
        quota=quota, focal=focal, list_shared=shared, closed=closed,
    )  # fmt: skip
    return returning.write(book, acting, fact)


def _sealed(book: Book, case: str, kind: str, text: str) -> Digest:
    return returning.sealed_text(book, returning.found(book, case).person, kind, text)


def offer_return(
    book: Book, acting: Acting, people: Sequence[PersonId], *, to: CustodianId, acts_for: CustodianId,
    minutes_due: int | None = None, despite: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """Offer people to the escort of their return, or by the escort to their country; an hour is given to accept.

    Raises:
        Refused: prints leave a pair open about one of them that nobody says he has read; or a gate objects.
    """
    unread = [one for one in untold(book, people) if one.proposal not in set(despite)]
    if unread:
        raise Refused(*(one.warning() for one in unread))
    due_by = acting.at + timedelta(minutes=MINUTES_DUE if minutes_due is None else minutes_due)
    return returning.offer_return(book, acting, people, to=to, country=acts_for, due_by=due_by)


def of_holder(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """In whose name people are offered: whoever holds the first of them."""
    return book.reading(Roll).holder(values["people"][0]) if values.get("people") else None
