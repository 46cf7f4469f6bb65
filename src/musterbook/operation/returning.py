"""Returning: the cases of countries, from a claim to a handover: opened, told, answered, confirmed, held, freed.

Joins repatriation with eligibility (who asks for protection) and the sealed things: no name and no text stands in a
fact. What countries do is written as it comes; only what we do ourselves, naming someone, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.care.property import Property
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact, Number
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.handing_over import Handing, offer
from musterbook.operation.one_body import asks_for_protection, cases_of
from musterbook.operation.serials import next_handover
from musterbook.repatriation import facts as said
from musterbook.repatriation.cases import Case
from musterbook.repatriation.faults import check
from musterbook.repatriation.gates import to_contact
from musterbook.terms.countries import country as code_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.people import PersonId

PENDING: Final = Digest("0" * 64)
"""Stands for a paper until it is sealed: whatever is wrong is found before."""

NAMES_NOBODY: Final = ("thanks", "refusal")
"""Letters about a case that answer the country and tell it nothing new of the person."""


def found(book: Book, case: str) -> Case:
    """The case of that name; Malformed when there is none."""
    known = cases_of(book).case(case)
    if known is None:
        raise Malformed.because("case.not-here", case=case)
    return known


def open_case(
    book: Book, acting: Acting, person: PersonId, country: str, *, track: str = "return", basis: str = ""
) -> Entry:
    """Open a case of a person with a country, numbered like `FRA-0007`; `basis` is sealed.

    Raises:
        Malformed: no such person or country, a strange track, or an open case of his with that country.
    """
    code, cases = code_of(country), cases_of(book)
    if person not in book.reading(Roll).where:
        raise Malformed.because("person.unknown", typed=person)
    open_one = next((one for one in cases.of_person(person) if one.country == code and one.is_open()), None)
    if open_one is not None:
        raise Malformed.because("case.already-open", case=open_one.name, country=code)
    taken = {one.name for one in cases.of_country(code)}
    number = next(n for n in range(1, len(taken) + 2) if f"{code}-{n:04}" not in taken)
    sealed = sealed_text(book, person, "case-basis", basis) if basis else None
    fact = said.CaseOpened(case=f"{code}-{number:04}", person=person, country=code, track=track, basis=sealed)
    return write(book, acting, fact)


def write(book: Book, acting: Acting, fact: Fact) -> Entry:
    """Write a fact of this room once it is sound and its case is there.

    Raises:
        Malformed: everything wrong with it, or no such case.
    """
    check(fact)
    name = getattr(fact, "case", None)
    if name is not None and not isinstance(fact, said.CaseOpened):
        found(book, name)
    return book.write(acting.draft(fact))


def assess(book: Book, acting: Acting, case: str, shares: Mapping[str, str], *, evidence: str = "") -> Entry:
    """Two people assess a nationality: country → weight in decimals; what is left to 1 is unknown."""
    known = found(book, case)
    digest = sealed_text(book, known.person, "nationality-evidence", evidence) if evidence else None
    parts = tuple(
        said.Share(country=code.upper(), weight=Number(weight), evidence=digest)
        for code, weight in sorted(shares.items())
    )
    return write(book, acting, said.NationalityAssessed(case=case, shares=parts))


def notify(book: Book, acting: Acting, case: str, *, letter: Digest, channel: str, kind: str = "first-notice") -> Entry:
    """Write that a letter went out; whatever names the person to his country must be cleared.

    Raises:
        Refused: he was not asked, does not agree, or asks for protection; nobody overrides that.
    """
    known = found(book, case)
    refuse_uncleared(book, known, at=acting.at, kind=kind)
    fact = said.Notified(case=case, letter=letter, channel=channel, letter_kind=kind)
    return write(book, acting, fact)


def refuse_uncleared(book: Book, case: Case, *, at: datetime, kind: str) -> None:
    """Refused when a letter of this kind may not go to the country of a case (`repatriation.contact`)."""
    if kind in NAMES_NOBODY:
        return
    objections = to_contact(case, asylum=asks_for_protection(book, case.person, at))
    if objections:
        raise Refused(*objections)


def confirm(book: Book, acting: Acting, case: str, factors: Iterable[str]) -> Entry:
    """Two people confirm who he is, on two grounds of different kinds at least."""
    parts = tuple(said.Factor(kind_of=one) for one in factors)
    return write(book, acting, said.IdentityConfirmed(case=case, factors=parts))


def set_condition(book: Book, acting: Acting, case: str, *, set_by: str, kind: str, text: bytes) -> Entry:
    """Write what the country or the host asks for before he goes, numbered within the case; `text` is sealed."""
    known = found(book, case)
    name = str(len(known.conditions()) + 1)
    fact = said.ConditionSet(case=case, condition=name, set_by=set_by, kind_of=kind, text=PENDING)
    check(fact)
    sealed = book.seal([(known.person, "case-condition", text)])[0]
    return write(book, acting, replace(fact, text=sealed))


def meet_condition(
    book: Book, acting: Acting, case: str, condition: str, *, by: str, evidence: bytes, how: str = "met"
) -> Entry:
    """Two people write that a condition is met, by whom and on what evidence; or that it was dropped.

    Raises:
        Malformed: the case has no such condition, or it is met already.
    """
    known = found(book, case)
    named = [one for one in known.conditions() if one.asked.fact.condition == condition]
    if not named:
        names = ", ".join(one.asked.fact.condition for one in known.conditions()) or "–"
        raise Malformed.because("case.condition-not-here", case=case, condition=condition[:20], known=names)
    if all(one.met is not None for one in named):
        raise Malformed.because("case.condition-twice", case=case, condition=condition)
    fact = said.ConditionMet(case=case, condition=condition, by=by, evidence=PENDING, how=how)
    check(fact)
    sealed = book.seal([(known.person, "condition-evidence", evidence)])[0]
    return write(book, acting, replace(fact, evidence=sealed))


def host_hold(book: Book, acting: Acting, case: str, *, authority: str, until: datetime | None = None) -> Entry:
    """The host's courts keep him, to be looked at again by `until`, or as soon as the settings say."""
    review = until or acting.at + timedelta(days=book.settings.repatriation.host_review_days)
    return write(book, acting, said.HostHeld(case=case, authority=authority, until_review=review))


def offer_return(
    book: Book, acting: Acting, people: Iterable[PersonId], *, to: CustodianId, country: CustodianId, due_by: datetime
) -> Entry:
    """Offer people to the escort of their return, or by the escort to their country, as one handover.

    All of theirs that the giver has under seal goes with them.

    Args:
        book: the book.
        acting: whoever holds them; where it is an escort the offer is one on arrival.
        people: who.
        to: who would hold them next: the escort, or the country's custodian.
        country: the custodian that acts for the country.
        due_by: when `to` should have accepted.

    Raises:
        Refused: a gate objects; `repatriation.case` and the other rules of a return are asked of the first offer.
    """
    escorted, named = book.places.parts.get(acting.by) in ("escort", "staging"), frozenset(people)
    handing = Handing(
        next_handover(book, acting.by), named, to, due_by, stage="arriving" if escorted else "returning",
        destination=country, kind="repatriation", seals=book.reading(Property).seals_of(named, acting.by),
    )  # fmt: skip
    return offer(book, acting, handing)


def sealed_text(book: Book, person: PersonId, kind: str, text: str) -> Digest:
    """Seal a text about a person beside the book; its digest, which a fact may name."""
    return book.seal([(person, kind, text.encode("utf-8"))])[0]


def one_of(column: str, typed: str, known: Iterable[str]) -> str:
    """The word typed, if it is one of those known; Malformed with the list otherwise."""
    listed = tuple(known)
    if typed not in listed:
        values = {"typed": typed[:40], "known": ", ".join(listed)}
        raise Malformed(Fault("case.unknown-choice", column=column, values=values))
    return typed
