"""Sheets at the gate: nobody travels without a sheet somebody stands by, and words on a sheet do not replace an order.

Joins custody's sheets with the orders of eligibility. Everything asked here is in the book itself, so that a site with
a part of the book and none of the sealed answers comes to the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Final, Self

from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.watches import Watches
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.classes import is_panel
from musterbook.eligibility.facts import AgeDecided, AgeDoubted
from musterbook.eligibility.gates import gate
from musterbook.eligibility.grounds import CHILD_GROUNDS
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from musterbook.operation.one_body import bodies_of, holds_of
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ORDER: Final = "custody.sheet-order"


def sheet_objections(book: Book, move: Move) -> list[Objection]:
    """`custody.sheet` and `custody.sheet-order`, where the operation asks for sheets."""
    if not book.settings.custody.sheet_age_hours or move.stage == "arriving":
        return []
    sheets, bodies = book.reading(Sheets), bodies_of(book)
    ask = partial(sheets.objections, settings=book.settings.custody)
    speaking = [one for one in sorted(move.people) if any(map(sheets.calls_for, bodies.numbers(one)))]
    lift_by, given = gate(ORDER).lift_by, Given(book) if speaking else None
    return [
        *bodies.lacking(move, ask),
        *(
            Objection(ORDER, person, {"order": order, "lift_by": lift_by})
            for person in speaking
            if given is not None
            for order in given.lacking(person)
        ),
    ]


def orders_lacking(book: Book, person: PersonId) -> list[str]:
    """The orders that someone's sheet speaks of and that nobody has given."""
    return Given(book).lacking(person)


class Given:
    """Which of the orders that sheets speak of have been given, under any number of a person."""

    def __init__(self, book: Book) -> None:
        self._sheets, self._bodies = book.reading(Sheets), bodies_of(book)
        self._holds, self._watches = holds_of(book), book.reading(Watches)
        self._looked = book.reading(AgeLookedAt)
        self._apart = {person for order in book.reading(KeepApart).orders() for person in order.pair}

    def lacking(self, person: PersonId) -> list[str]:
        """The orders somebody's sheet speaks of and that do not stand; medicine has a gate of its own."""
        numbers = self._bodies.numbers(person)
        called = frozenset[str]().union(*map(self._sheets.calls_for, numbers))
        stands = {
            "keep-apart": lambda: not self._apart.isdisjoint(numbers),
            "hold": lambda: bool(self._holds(person)),
            "watch": lambda: any(self._watches.on(number) is not None for number in numbers),
            "possible-child": lambda: self._is_possible_child(person, numbers),
        }
        return [order for order in sorted(called & stands.keys()) if not stands[order]()]

    def _is_possible_child(self, person: PersonId, numbers: tuple[PersonId, ...]) -> bool:
        """Whether a hold says so, or his age was looked at since each sheet that speaks of it."""
        if any(hold.ground in CHILD_GROUNDS for hold in self._holds(person)):
            return True
        newest = [self._sheets.get(number).newest for number in numbers]
        return all(
            any(self._looked.since(number, one.signed.at) for number in numbers)
            for one in newest
            if one is not None and "possible-child" in one.calls_for
        )


class AgeLookedAt:
    """When a doubt about someone's age, or a panel's word on it, was last written. A reading."""

    def __init__(self) -> None:
        self._at: dict[PersonId, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        looked = cls()
        for entry in entries:
            looked.add(entry)
        return looked

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case AgeDoubted(person=person):
                self._note(person, entry.happened_at)
            case AgeDecided(person=person, panel=panel) if is_panel(panel):
                self._note(person, entry.happened_at)
        return True

    def since(self, person: PersonId, moment: datetime) -> bool:
        """Whether anything was written of it at that moment or later."""
        return person in self._at and self._at[person] >= moment

    def _note(self, person: PersonId, at: datetime) -> None:
        self._at[person] = max(at, self._at.get(person, at))
