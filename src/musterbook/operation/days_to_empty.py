"""Days to empty: how long the adopted plan still needs at each site, from the last serial that leaves it.

Joins lift with the papers beside the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from musterbook.lift.plan import serials
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Runs, papers_of


def days_to_empty(book: Book, runs: Runs, now: datetime) -> Mapping[str, float]:
    """Site → days from now until its last departure in the plan in force.

    A site is left out where no plan is in force, its papers are not here, or nothing of it leaves any more: there the
    watch takes the settings' figure and says that there is no plan.
    """
    run = None if runs.in_force is None else runs.get(runs.in_force.plan)
    papers = None if run is None else papers_of(book, run)
    if papers is None:
        return {}
    plan, problem = papers
    epoch = datetime.fromisoformat(problem.epoch)
    last: dict[str, int] = {}
    for serial in serials(plan):
        last[serial.origin] = max(serial.depart, last.get(serial.origin, serial.depart))
    days = {site: (epoch + timedelta(minutes=minute) - now) / timedelta(days=1) for site, minute in last.items()}
    return {site: left for site, left in days.items() if left >= 0}
