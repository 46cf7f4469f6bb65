"""Caring: property under seal, medicine handed on, welfare on the way and treatment are written here, input checked.

Joins custody with what is sealed to clinicians. Nothing here is refused for being unwelcome: what was done is
written. A line that cannot be right, such as the bag
of somebody another custodian holds, is a fault with its row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.custody.care.facts import (
    Bag,
    Kept,
    MedicineHanded,
    MedicineNeeded,
    Pack,
    PropertyKeptBack,
    PropertyOpened,
    PropertyReturned,
    PropertySealed,
    Returned,
    Treated,
    WelfareGiven,
)
from musterbook.custody.care.property import MARKS, Property
from musterbook.custody.care.welfare import OUTCOMES, TEMPERATURE
from musterbook.custody.reasons import check_reason, reasons
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Number
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import seal_many_in
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

MONEY: Final = re.compile(r"\d+(\.\d{1,3})?[A-Z]{3}(\+\d+(\.\d{1,3})?[A-Z]{3})*")
DOSES_MOST: Final = 1_000
_CELSIUS: Final = re.compile(r"-?\d{1,2}(\.\d)?")


@dataclass(frozen=True, slots=True)
class BagSaid:
    """One bag as a property officer says it; `row` is its line in a list, 0 for one typed alone."""

    person: PersonId
    seal: str
    kinds: str
    mark: str
    money: str = ""
    contents: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class PackSaid:
    """One pack as a clinician says it; `medicines` are words that only clinicians read."""

    person: PersonId
    medicines: str
    doses: int
    next_due: datetime | None = None
    row: int = 0


def seal_property(book: Book, acting: Acting, bags: Sequence[BagSaid]) -> Entry:
    """Write that property was put under seals before its owners.

    Raises:
        Malformed: every bag that cannot be right: no seal, one in use or named twice, unknown words, no money we can
            read, no mark, or an owner whom somebody else holds.
    """
    _must_be_some(bags, "bag")
    told = book.reading(Property)
    used = {bag.seal for owner in told.owners() for bag in told.of_person(owner) if bag.returned_at is None}
    faults = _not_held(book, acting, ((one.person, one.row) for one in bags))
    for one in bags:
        faults += _bag_faults(one, used)
        used.add(one.seal)
    if faults:
        raise Malformed.of(faults)
    ordered = sorted(bags, key=lambda one: (one.person, one.seal))
    listed = [(one.person, "property", one.contents.encode()) for one in ordered if one.contents]
    contents = iter(book.seal(listed) if listed else ())
    drafts = tuple(
        Bag(
            person=one.person, seal=one.seal, kinds="+".join(sorted(one.kinds.split("+"))), mark=one.mark,
            money=one.money, contents=next(contents) if one.contents else None,
        )
        for one in ordered
    )  # fmt: skip
    return book.write(acting.draft(PropertySealed(bags=drafts)))


def open_property(
    book: Book, acting: Acting, person: PersonId, seal: str, *, because: str, resealed: str = ""
) -> Entry:  # fmt: skip
    """Write that a seal was broken for a reason, and which seal took its place."""
    check_reason("property_opened", because)
    _known_seal(book, person, seal)
    fact = PropertyOpened(person=person, seal=seal, because=because, resealed=resealed)
    return book.write(acting.draft(fact))


def return_property(book: Book, acting: Acting, bags: Iterable[tuple[PersonId, str]], *, mark: str) -> Entry:
    """Write that people have their property again, and how they signed for it."""
    named = sorted(bags)
    _must_be_some(named, "bag")
    _one_of("mark", mark, MARKS)
    for person, seal in named:
        _known_seal(book, person, seal)
    fact = PropertyReturned(bags=tuple(Returned(person=person, seal=seal, mark=mark) for person, seal in named))
    return book.write(acting.draft(fact))


def keep_back_property(
    book: Book, acting: Acting, bags: Iterable[tuple[PersonId, str]], *, place: str, because: str
) -> Entry:  # fmt: skip
    """Write that property stays behind: where, and why."""
    named = sorted(bags)
    _must_be_some(named, "bag")
    check_reason("property_kept", because)
    if not place.strip():
        raise Malformed.because("care.nothing-said", what="place")
    for person, seal in named:
        _known_seal(book, person, seal)
    kept = tuple(Kept(person=person, seal=seal) for person, seal in named)
    return book.write(acting.draft(PropertyKeptBack(bags=kept, place=place.strip(), because=because)))


def seals_named(
    book: Book, people: Iterable[PersonId], giver: CustodianId, said: Sequence[str]
) -> frozenset[str]:  # fmt: skip
    """The seals an offer names: those said, or for `all` every one of these people that the giver has.

    Raises:
        Malformed: a seal that is on no bag of theirs which the giver has.
    """
    here = book.reading(Property).seals_of(people, giver)
    if list(said) == ["all"]:
        return here
    strange = sorted(set(said) - here)
    if strange:
        known = ", ".join(sorted(here)) or None
        raise Malformed.because("care.seal-not-here", seal=strange[0], custodian=giver, known=known)
    return frozenset(said)


def need_medicine(book: Book, acting: Acting, people: Iterable[PersonId], *, needed: bool = True) -> Entry:
    """Write who needs medicine on the way, or no longer does; a code, and not which medicine."""
    named = frozenset(people)
    _must_be_some(named, "person")
    return book.write(acting.draft(MedicineNeeded(people=named, needed="yes" if needed else "no")))


def hand_medicine(
    book: Book, acting: Acting, packs: Sequence[PackSaid], *, carrier: str, handover: str = ""
) -> Entry:  # fmt: skip
    """Write that medicine was packed and given to whoever carries it.

    Raises:
        Malformed: nobody carries it, or a pack that cannot be right: no medicine, no doses, a dose due before it was
            packed, somebody whom another custodian holds.
    """
    _must_be_some(packs, "pack")
    if not carrier.strip():
        raise Malformed.because("care.nothing-said", what="carrier")
    faults = _not_held(book, acting, ((one.person, one.row) for one in packs))
    for one in packs:
        if not one.medicines.strip():
            faults.append(Fault("care.nothing-said", row=one.row or None, values={"what": "medicines"}))
        if not 0 < one.doses <= DOSES_MOST:
            said: dict[str, str | int | None] = {"doses": one.doses, "most": DOSES_MOST}
            faults.append(Fault("care.doses", row=one.row or None, values=said))
        if one.next_due is not None and one.next_due < acting.at:
            faults.append(Fault("care.due-before", row=one.row or None, values={"due": one.next_due.isoformat()}))
    faults += _twice((one.person, one.row) for one in packs)
    if faults:
        raise Malformed.of(faults)
    ordered = sorted(packs, key=lambda one: one.person)
    digests = sealed_health(book, [(one.person, "medicines", one.medicines) for one in ordered])
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
    _one_of("outcome", outcome, OUTCOMES)
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
    digests = sealed_health(book, [(person, "treatment", findings)] if findings else [])
    fact = Treated(person=person, what=what, advised_by=advised_by, treated_by=treated_by, findings=next(digests, None))
    return book.write(acting.draft(fact))


def not_said_twice(people: Iterable[tuple[PersonId, int]]) -> list[Fault]:
    """A fault for everyone a list names twice."""
    return _twice(people)


def sealed_health(book: Book, things: Sequence[tuple[PersonId, str, str]]) -> Iterator[Digest]:
    """Seal words about people's health or things to clinicians; their digests, in order."""
    return iter(seal_many_in(book, [(person, kind, words.encode()) for person, kind, words in things], "health"))


def _bag_faults(one: BagSaid, used: set[str]) -> list[Fault]:
    row = one.row or None
    strange = sorted(set(one.kinds.split("+")) - reasons()["property"])
    checks: tuple[tuple[bool, Callable[[], Fault]], ...] = (
        (not one.seal, lambda: Fault("care.nothing-said", row=row, values={"what": "seal"})),
        (one.seal in used, lambda: Fault("care.seal-in-use", row=row, values={"seal": one.seal})),
        (
            bool(strange),
            lambda: Fault(
                "reason.unknown", row=row,
                values={"list": "property", "word": strange[0], "known": ", ".join(sorted(reasons()["property"]))},
            ),
        ),
        (
            one.mark not in MARKS,
            lambda: Fault(
                "care.no-such", row=row, values={"what": "mark", "typed": one.mark, "known": ", ".join(MARKS)}
            ),
        ),
        (
            bool(one.money) and MONEY.fullmatch(one.money) is None,
            lambda: Fault("care.money", row=row, values={"typed": one.money}),
        ),
    )  # fmt: skip
    return [fault() for wrong, fault in checks if wrong]


def _not_held(book: Book, acting: Acting, people: Iterable[tuple[PersonId, int]]) -> list[Fault]:
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


def _twice(people: Iterable[tuple[PersonId, int]]) -> list[Fault]:
    seen: set[PersonId] = set()
    faults = []
    for person, row in people:
        if person in seen:
            faults.append(Fault("care.said-twice", row=row or None, values={"person": person}))
        seen.add(person)
    return faults


def _known_seal(book: Book, person: PersonId, seal: str) -> None:
    bags = book.reading(Property).of_person(person)
    if not any(bag.seal == seal and bag.returned_at is None for bag in bags):
        known = ", ".join(bag.seal for bag in bags if bag.returned_at is None) or None
        raise Malformed.because("care.no-such-seal", person=person, seal=seal, known=known)


def _one_of(what: str, typed: str, known: Sequence[str]) -> None:
    if typed not in known:
        raise Malformed.because("care.no-such", what=what, typed=typed, known=", ".join(known))


def _must_be_some(things: Sequence[object] | frozenset[PersonId], what: str) -> None:
    if not things:
        raise Malformed.because("care.nothing-said", what=what)
