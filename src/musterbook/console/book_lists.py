"""The rows that only programs read as lists, from an opened book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from musterbook.console.book_writing import BookWriting
from musterbook.console.listed_rows import BundleRow, ClearedRow, EnrolledRow, HeldRow, RollRow
from musterbook.console.persons import clearance_lines
from musterbook.console.readings import Readings
from musterbook.console.return_rows import CaseRow, CountryView, ReturnsView
from musterbook.console.source import PersonRow, Stamp


class BookLists(BookWriting):
    """The part of a source on a book that lists what pages show beside persons, places and countries."""

    stamp: Callable[[datetime | None], Stamp]
    people: Callable[[datetime | None], Sequence[PersonRow]]
    returns: Callable[[datetime | None], ReturnsView]
    country: Callable[[str, datetime | None], CountryView | None]
    _readings: Callable[[Stamp], Readings]

    def rolls(self, as_of: datetime | None = None) -> Sequence[RollRow]:
        """Every custodian who answers for somebody, counted."""
        counts: dict[str, Counter[str]] = {}
        places: dict[str, str] = {}
        for row in self.people(as_of):
            if row.custodian:
                counts.setdefault(row.custodian, Counter())[row.part] += 1
                places[row.custodian] = row.place
        return [
            RollRow(name, places[name], told["in-hand"], told["handing-over"], told["unaccounted"])
            for name, told in sorted(counts.items())
        ]

    def holds(self, as_of: datetime | None = None) -> Sequence[HeldRow]:
        """Every hold that stands, by number and ground."""
        readings = self._readings(self.stamp(as_of))
        return [
            HeldRow(
                f"{hold.person}:{hold.ground}", hold.person, readings.roll.holder(hold.person) or "", hold.ground,
                hold.authority, hold.since, hold.review_by, hold.entry,
            )
            for number in sorted(readings.holds.standing()) for hold in readings.holds.on(number)
        ]  # fmt: skip

    def clearances(self, as_of: datetime | None = None) -> Sequence[ClearedRow]:
        """Every clearance ever given, by number, the newest last."""
        readings = self._readings(self.stamp(as_of))
        return [
            ClearedRow(
                number, readings.roll.holder(number) or "", one.giver, one.destination, one.legal_basis, one.since,
                one.until, one.withdrawn_at, one.entry,
            )
            for number in sorted(readings.roll.where)
            for one in clearance_lines(readings.mentions.of_person.get(number, ()))
        ]  # fmt: skip

    def enrolments(self, as_of: datetime | None = None) -> Sequence[EnrolledRow]:
        """Every sitting that counts, by person."""
        readings = self._readings(self.stamp(as_of))
        found = (readings.enrolments.current(person) for person in readings.enrolments.people())
        return [
            EnrolledRow(
                one.number, one.person, readings.roll.holder(one.person) or "", one.fact.station, one.at,
                len(one.fingers), one.points is not None, one.fact.until, one.entry,
            )
            for one in found if one is not None
        ]  # fmt: skip

    def cases(self, as_of: datetime | None = None) -> Sequence[CaseRow]:
        """Every case of every country, by country."""
        views = (self.country(row.country, as_of) for row in self.returns(as_of).rows)
        return [row for view in views if view is not None for row in view.cases]

    def bundles(self, as_of: datetime | None = None) -> Sequence[BundleRow]:
        """Every log this copy has, as it is now."""
        self.stamp(as_of)
        book = self._book
        rows = []
        for log, (size, root) in sorted(book.store.heads().items()):
            node = book.register.node_of(log)
            rows.append(BundleRow(log, node.name if node else "", size, root))
        return rows
