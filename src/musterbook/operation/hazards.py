"""Hazards: the rate of loss of each origin as the planner takes it, from the watch or as the desk judged it.

Joins lift with watch. A site that somebody described is known to the watch; of the others the desk's word holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from musterbook.operation.book import Book
from musterbook.operation.own_sites import own_sites
from musterbook.operation.sites_today import sites_today
from musterbook.operation.watched import Watched
from musterbook.watch.hazard import hazard_steps

Steps = tuple[tuple[int, float], ...]
"""(minute after the epoch, rate a day from then on)."""


def hazards(book: Book, *, at: datetime, epoch: datetime) -> Callable[[str], Steps]:
    """The steps of every site as known at `at`, in minutes after `epoch`; the first holds from minute 0 on."""
    watched = Watched.now(book)
    known = {
        name: one for name, one in own_sites(book.places, watched).items() if one.described is not None
    }  # fmt: skip
    today = sites_today(own_sites(book.places, watched), watched, book.incidents, at) if known else {}
    assumed = watched.assumed.now if known else None

    def of(site: str) -> Steps:
        if site not in known or assumed is None:
            return ((0, -math.log1p(-book.settings.hazard_at(site))),)
        offset = (at - epoch) / timedelta(minutes=1)
        steps = {max(0, round(offset + days * 24 * 60)): rate for days, rate in hazard_steps(today[site], assumed)}
        first = min(steps)
        return tuple(sorted({0: steps[first], **steps}.items()))

    return of
