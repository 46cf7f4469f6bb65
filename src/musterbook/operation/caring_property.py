"""Caring for property: put under seal before its owner, opened, returned, kept back, and named in an offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.custody.care.facts import (
    Bag,
    Kept,
    PropertyKeptBack,
    PropertyOpened,
    PropertyReturned,
    PropertySealed,
    Returned,
)
from musterbook.custody.care.property import MARKS, Property
from musterbook.custody.reasons import check_reason, reasons
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.caring import must_be_some, not_held, one_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId

MONEY: Final = re.compile(r"\d+(\.\d{1,3})?[A-Z]{3}(\+\d+(\.\d{1,3})?[A-Z]{3})*")


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


def seal_property(book: Book, acting: Acting, bags: Sequence[BagSaid]) -> Entry:
    """Write that property was put under seals before its owners.

    Raises:
        Malformed: every bag that cannot be right: no seal, one in use or named twice, unknown words, no money we can
            read, no mark, or an owner whom somebody else holds.
    """
    must_be_some(bags, "bag")
    told = book.reading(Property)
    used = {bag.seal for owner in told.owners() for bag in told.of_person(owner) if bag.returned_at is None}
    faults = not_held(book, acting, ((one.person, one.row) for one in bags))
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
    must_be_some(named, "bag")
    one_of("mark", mark, MARKS)
    for person, seal in named:
        _known_seal(book, person, seal)
    fact = PropertyReturned(bags=tuple(Returned(person=person, seal=seal, mark=mark) for person, seal in named))
    return book.write(acting.draft(fact))


def keep_back_property(
    book: Book, acting: Acting, bags: Iterable[tuple[PersonId, str]], *, place: str, because: str
) -> Entry:  # fmt: skip
    """Write that property stays behind: where, and why."""
    named = sorted(bags)
    must_be_some(named, "bag")
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


def _known_seal(book: Book, person: PersonId, seal: str) -> None:
    bags = book.reading(Property).of_person(person)
    if not any(bag.seal == seal and bag.returned_at is None for bag in bags):
        known = ", ".join(bag.seal for bag in bags if bag.returned_at is None) or None
        raise Malformed.because("care.no-such-seal", person=person, seal=seal, known=known)
