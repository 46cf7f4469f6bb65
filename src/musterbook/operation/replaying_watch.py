"""Replaying the watch of a book: every frozen outlook worked out again from what was known at its moment.

With the settings of then it must come out the same; where it does not, the model, the assumptions or the inputs are
others than those whose digests stand beside it (watch.md section 15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.own_sites import own_sites
from musterbook.operation.sites_today import sites_today
from musterbook.operation.watched import Watched
from musterbook.watch.facts import OutlookIssued
from musterbook.watch.issued import Outlooks
from musterbook.watch.numbers import value_of
from musterbook.watch.outlook import Outlook, outlook

SAME_TO: Final = 1e-9
"""Two chances no farther apart are the same."""
FIGURE: Final = "figure"
"""What differs when model, assumptions and inputs are the same and the chance is not."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A frozen outlook and what comes out now.

    Attributes:
        fact: as it was frozen.
        again: the chance worked out again; None where the site was not known then.
        differs: where the two differ, of model, assumptions and inputs those with another digest; `figure` where all
            three are the same. Empty where they agree to 1e-9.
    """

    fact: OutlookIssued
    again: float | None
    differs: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether both chances are the same."""
        return not self.differs


def frozen_until(
    book: Book, until: datetime, *, since: datetime | None = None, sites: Sequence[str] = ()
) -> list[OutlookIssued]:
    """The outlooks frozen from `since` until `until`, both included, by moment, site and horizon; all sites if none."""
    issued = book.reading(Outlooks)
    facts = [one.fact for site in issued.sites if not sites or site in sites for one in issued.of_site(site)]
    chosen = [one for one in facts if one.as_of <= until and (since is None or since <= one.as_of)]
    return sorted(chosen, key=lambda one: (one.as_of, one.site, value_of(one.horizon_days)))


def replayed(book: Book, frozen: Iterable[OutlookIssued], *, settings_now: bool = False) -> Iterator[Replayed]:
    """Each of them worked out again; `frozen` stands in order of moments, so that each moment is read once.

    Args:
        book: whose outlooks they are; rows come from `book.incidents`, as far as they had come by then.
        frozen: the outlooks.
        settings_now: with the assumptions of now instead of those of then.
    """
    assumed_now = Watched.now(book).assumed if settings_now else None
    for at, facts in groupby(frozen, key=lambda fact: fact.as_of):
        moment = at.astimezone(book.settings.zone)
        then = Watched.at(book, moment)
        read = then if assumed_now is None else replace(then, assumed=assumed_now)
        known = sites_today(own_sites(book.places, read), read, book.incidents, moment)
        for fact in facts:
            today = known.get(fact.site)
            days = value_of(fact.horizon_days)
            yield _compared(fact, None if today is None else outlook(today, read.assumed.now, horizon_days=days))


def _compared(fact: OutlookIssued, again: Outlook | None) -> Replayed:
    if again is None:
        return Replayed(fact, None, ("inputs",))
    if abs(again.p - value_of(fact.p)) <= SAME_TO:
        return Replayed(fact, again.p, ())
    pairs = {
        "model": (fact.model, again.model),
        "assumptions": (fact.assumptions, again.assumptions),
        "inputs": (fact.inputs, again.inputs),
    }
    return Replayed(fact, again.p, tuple(name for name, (old, new) in pairs.items() if old != new) or (FIGURE,))
