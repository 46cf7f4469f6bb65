"""The rows of beds, incidents, of what is owed, and of what is kept for a person, from an opened book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from musterbook.console.bed_lines import beds_view, place_view
from musterbook.console.book_custody import BookCustody
from musterbook.console.care_rows import BedsView, DueView, IncidentsView, IncidentView, PlaceView
from musterbook.console.custody_rows import KeptPart, RiskBox
from musterbook.console.due_lines import due_view
from musterbook.console.incident_lines import incident_view, incidents_view
from musterbook.console.kept_lines import kept_parts
from musterbook.console.kept_rights import Notices, rights_parts, risk_boxes
from musterbook.custody.dues.notices import Notice
from musterbook.operation.book import Book
from musterbook.operation.noticing import notices_of
from musterbook.terms.people import PersonId


class BookCare(BookCustody):
    """The part of a source on a book that speaks of room, of incidents, of duties and of what is kept for someone.

    `_open_words`: what was written freely may be opened here, where it is about nobody's health.
    """

    _open_words: bool

    def beds(self, as_of: datetime | None = None) -> BedsView:
        """Room in every place, and reservations."""
        return self._once("beds", as_of, lambda book, now: beds_view(book, self._book, now))

    def bed_place(self, name: str, as_of: datetime | None = None) -> PlaceView | None:
        """One place with its beds; None when nobody opened it."""
        return self._once(f"beds {name}", as_of, lambda book, now: place_view(book, self._book, name, now))

    def incidents(self, as_of: datetime | None = None) -> IncidentsView:
        """Every incident."""
        return self._once("incidents", as_of, lambda book, _: incidents_view(book, self._book))

    def incident(self, reference: str, as_of: datetime | None = None) -> IncidentView | None:
        """One incident with everything said of it; None when there is none of that name."""
        stamp = self.stamp(as_of)
        words = self._open_words
        return incident_view(self._at(stamp), self._book, reference, stamp.as_of, words=words)

    def due(self, as_of: datetime | None = None) -> DueView:
        """Everything owed."""
        return self._once("due", as_of, due_view)

    def kept_for(self, number: str, as_of: datetime | None = None) -> Sequence[KeptPart]:
        """What is kept for one person."""
        stamp, person = self.stamp(as_of), PersonId(number)
        book = self._at(stamp)
        notices = self._once("notices", as_of, _notices_by_person)
        rights = rights_parts(
            book, person, stamp.as_of, notices=notices, due=self.due(as_of).rows, words=self._open_words
        )
        return (*kept_parts(book, person, stamp.as_of), *rights)

    def risks_of(self, number: str, as_of: datetime | None = None) -> Sequence[RiskBox]:
        """The boxes on top of one person's escort sheet, the gravest first."""
        stamp = self.stamp(as_of)
        return risk_boxes(self._at(stamp), PersonId(number), stamp.as_of)


def _notices_by_person(book: Book, now: datetime) -> Notices:
    found: dict[PersonId, list[Notice]] = defaultdict(list)
    for one in notices_of(book, now):
        found[one.occasion.person].append(one)
    return found
