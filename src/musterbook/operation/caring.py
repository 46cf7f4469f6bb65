"""Caring: medicine handed on, welfare on the way and treatment are written here, input checked.

Joins custody with what is sealed to clinicians. Nothing here is refused for being unwelcome: what was done is
written. A line that cannot be right, such as the bag
of somebody another custodian holds, is a fault with its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.custody.care.facts import (
    MedicineHanded,
    MedicineNeeded,
    Pack,
    Treated,
    WelfareGiven,
)
from musterbook.custody.care.welfare import OUTCOMES, TEMPERATURE
from musterbook.custody.reasons import check_reason
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Number
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import seal_many_in
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

DOSES_MOST: Final = 1_000
_CELSIUS: Final = re.compile(r"-?\d{1,2}(\.\d)?")


@dataclass(frozen=True, slots=True)
class PackSaid:
    """One pack as a clinician says it; `medicines` are words that only clinicians read."""

    person: PersonId
    medicines: str
    doses: int
    next_due: datetime | None = None
    row: int = 0


def need_medicine(book: Book, acting: Acting, people: Iterable[PersonId], *, needed: bool = True) -> Entry:
    """Write who needs medicine on the way, or no longer does; a code, and not which medicine."""
    named = frozenset(people)
    must_be_some(named, "person")
    return book.write(acting.draft(MedicineNeeded(people=named, needed="yes" if needed else "no")))


def hand_medicine(
    book: Book, acting: Acting, packs: Sequence[PackSaid], *, carrier: str, handover: str = ""
) -> Entry:  # fmt: skip
    """Write that medicine was packed and given to whoever carries it.

    Raises:
        Malformed: nobody carries it, or a pack that cannot be right: no medicine, no doses, a dose due before it was
            packed, somebody whom another custodian holds.
    """
    must_be_some(packs, "pack")
    if not carrier.strip():
        raise Malformed.because("care.nothing-said", what="carrier")
    faults = not_held(book, acting, ((one.person, one.row) for one in packs))
    for one in packs:
        if not one.medicines.strip():
            faults.append(Fault("care.nothing-said", row=one.row or None, values={"what": "medicines"}))
        if not 0 < one.doses <= DOSES_MOST:
            said: dict[str, str | int | None] = {"doses": one.doses, "most": DOSES_MOST}
            faults.append(Fault("care.doses", row=one.row or None, values=said))
        if one.next_due is not None and one.next_due < acting.at:
            faults.append(Fault("care.due-before", row=one.row or None, values={"due": one.next_due.isoformat()}))
    faults += said_twice((one.person, one.row) for one in packs)
    if faults:
        raise Malformed.of(faults)
    ordered = sorted(packs, key=lambda one: one.person)
    digests = sealed_health(book, acting, [(one.person, "medicines", one.medicines) for one in ordered])
    told = tuple(
        Pack(person=one.person, medicines=next(digests), doses=one.doses, next_due=one.next_due) for one in ordered
    )
    return book.write(acting.draft(MedicineHanded(packs=told, carrier=carrier.strip(), handover=handover)))


def give_welfare(
    book: Book, acting: Acting, handover: str, *, what: str, outcome: str = "accepted",
    people: Iterable[PersonId] = (), celsius: str = "", next_due: datetime | None = None,
) -> Entry:  # fmt: skip
    """Write what people on the way were given, or what was read where they sit.

    Raises:
        Malformed: an unknown kind or outcome, a temperature without degrees, degrees that are none, or a next dose
            before this one.
    """
    check_reason("welfare", what)
    one_of("outcome", outcome, OUTCOMES)
    if (what == TEMPERATURE and not celsius) or (celsius and not _CELSIUS.fullmatch(celsius)):
        raise Malformed.because("care.celsius", typed=celsius)
    if next_due is not None and next_due < acting.at:
        raise Malformed.because("care.due-before", due=next_due.isoformat())
    named = frozenset(people)
    if not handover and not named:
        raise Malformed.because("care.nothing-said", what="handover")
    fact = WelfareGiven(
        handover=handover, what=what, outcome=outcome, people=named, value=Number(celsius), next_due=next_due
    )
    return book.write(acting.draft(fact))


def treat(
    book: Book, acting: Acting, person: PersonId, *, what: str, findings: str = "", advised_by: str = "",
    treated_by: str = "",
) -> Entry:  # fmt: skip
    """Write that someone was treated; what was found is sealed to clinicians."""
    check_reason("treated", what)
    digests = sealed_health(book, acting, [(person, "treatment", findings)] if findings else [])
    fact = Treated(person=person, what=what, advised_by=advised_by, treated_by=treated_by, findings=next(digests, None))
    return book.write(acting.draft(fact))


def sealed_health(
    book: Book, acting: Acting, things: Sequence[tuple[PersonId, str, str]]
) -> Iterator[Digest]:  # fmt: skip
    """Seal words about people's health or things to clinicians; their digests, in order."""
    sealing = [(person, kind, words.encode()) for person, kind, words in things]
    return iter(seal_many_in(book, sealing, "health", at=acting.hour))


def not_held(book: Book, acting: Acting, people: Iterable[tuple[PersonId, int]]) -> list[Fault]:
    """A fault for everyone whom another custodian holds, or nobody."""
    roll = book.reading(Roll)
    return [
        Fault(
            "care.not-held", row=row or None,
            values={"person": person, "custodian": acting.by, "holder": roll.holder(person)},
        )
        for person, row in people
        if roll.holder(person) != acting.by
    ]  # fmt: skip


def said_twice(people: Iterable[tuple[PersonId, int]]) -> list[Fault]:
    """A fault for everyone a list names twice."""
    seen: set[PersonId] = set()
    faults = []
    for person, row in people:
        if person in seen:
            faults.append(Fault("care.said-twice", row=row or None, values={"person": person}))
        seen.add(person)
    return faults


def one_of(what: str, typed: str, known: Sequence[str]) -> None:
    """Malformed unless what was typed is one of the words there are."""
    if typed not in known:
        raise Malformed.because("care.no-such", what=what, typed=typed, known=", ".join(known))


def must_be_some(things: Sequence[object] | frozenset[PersonId], what: str) -> None:
    """Malformed when nobody and nothing is named."""
    if not things:
        raise Malformed.because("care.nothing-said", what=what)
