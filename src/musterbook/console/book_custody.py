"""The rows of musters and eligibility from an opened book, kept while the book says nothing new."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from musterbook.console.book_standing import Standing, standing
from musterbook.console.custody_lines import eligibility_view, musters_view
from musterbook.console.custody_rows import EligibilityView, LossView, MustersView
from musterbook.console.source import Situation, Stamp
from musterbook.operation.after_loss import loss_of, lost_sites
from musterbook.operation.book import Book
from musterbook.operation.rolls_here import RollHere, rolls_here
from musterbook.operation.sitrep.heads import book_at
from musterbook.terms.custodians import CustodianId
from musterbook.words.languages import Manner, manner

KEPT: Final = 6
"""Views of moments that are kept."""
V = TypeVar("V")


class BookCustody(ABC):
    """The part of a source on a book that speaks of counting and of who waits."""

    _book: Book

    def __init__(self) -> None:
        self._views: OrderedDict[tuple[str, Standing, str, Manner], Any] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def situation(self, as_of: datetime | None = None) -> Situation:
        """The whole account."""

    def musters(self, as_of: datetime | None = None) -> MustersView:
        """Counts called and made, what contradicts them, and time in nobody's hands."""

        def made(book: Book, now: datetime) -> MustersView:
            places = {place.custodian: place.site for place in reversed(list(book.places.sites.values()))}
            found = self.situation(as_of).discrepancies
            return musters_view(book, self._book, now, found, {str(one): site for one, site in places.items()})

        return self._once("musters", as_of, made)

    def eligibility(self, as_of: datetime | None = None) -> EligibilityView:
        """Everyone at an origin who may not go as things stand."""
        return self._once("eligibility", as_of, lambda book, now: eligibility_view(book, self._book, now))

    def loss(self, custodian: str, as_of: datetime | None = None) -> LossView | None:
        """What became of everyone at a place that was lost; None for one that never was."""
        book = self._at(self.stamp(as_of))
        if custodian not in lost_sites(book):
            return None
        found = loss_of(book, CustodianId(custodian))
        known = found.known
        return LossView(
            found.since, len(known.roll.people), len(known.inside_seen), len(known.elsewhere_seen), len(known.dead),
            known.escapes, tuple(sorted(known.not_known)),
            tuple((one.source, one.as_of, one.value) for one in found.claims),
        )  # fmt: skip

    def ready_rolls(self, as_of: datetime | None = None) -> tuple[RollHere, ...]:
        """The last good roll of every place, as far as this machine could print it now; none of the past."""
        if as_of is not None:
            return ()
        return self._once("rolls", None, lambda _, now: rolls_here(self._book, now))

    def _once(self, what: str, as_of: datetime | None, make: Callable[[Book, datetime], V]) -> V:
        stamp = self.stamp(as_of)
        moment = stamp.as_of.isoformat(timespec="seconds" if stamp.past else "minutes")
        key = what, standing(self._book, stamp), moment, manner()
        if key not in self._views:
            self._views[key] = make(self._at(stamp), stamp.as_of)
            while len(self._views) > KEPT:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return cast("V", self._views[key])

    def _at(self, stamp: Stamp) -> Book:
        return book_at(self._book, stamp.as_of) if stamp.past else self._book
