"""The newest word on every storm, from the rows of however many files: its last advisory and its last chances.

The agency gives out one advisory in several tables, and a deck beside them; what was issued later than the moment asked
about is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from musterbook.watch.sources.agency_tables import Position, TableRow, advisories
from musterbook.watch.storms import Advisory, ProbabilityRow


@dataclass(frozen=True, slots=True)
class StormNow:
    """What an agency last said of one storm.

    Attributes:
        advisory: the newest with a track ahead of it; None where only chances are known.
        table: the newest table of chances; its rows carry the advisory's number where both were issued at one moment,
            as a deck numbers advisories by the hour and a table by their count.
    """

    advisory: Advisory | None
    table: tuple[ProbabilityRow, ...]


def newest_storms(rows: Iterable[TableRow], *, now: datetime) -> tuple[StormNow, ...]:
    """Every storm of which something had been issued by `now`, by its number.

    `rows` stand in the order in which their files came: of two that say of the same the first counts.
    """
    by_storm: dict[str, list[TableRow]] = {}
    for row in rows:
        if row.issued_at <= now:
            by_storm.setdefault(row.storm, []).append(row)
    return tuple(_of_one(by_storm[storm]) for storm in sorted(by_storm))


def _of_one(rows: Sequence[TableRow]) -> StormNow:
    advisory = _newest_advisory(rows)
    chances = [row for row in rows if isinstance(row, ProbabilityRow)]
    issued_at = max((row.issued_at for row in chances), default=None)
    table = tuple(row for row in chances if row.issued_at == issued_at)
    if advisory is not None and issued_at == advisory.issued_at:
        table = tuple(replace(row, number=advisory.number) for row in table)
    return StormNow(advisory, table)


def _newest_advisory(rows: Sequence[TableRow]) -> Advisory | None:
    """The newest that says where the storm is going; where none does, the newest that says where it is.

    The centres may have come without the forecasts that belong to them: an older track is then more than none.
    """
    centres = [row for row in rows if isinstance(row, Position) and not row.forecast]
    ahead = {(row.number, row.issued_at) for row in rows if isinstance(row, Position) and row.forecast}
    going = [row for row in centres if (row.number, row.issued_at) in ahead]
    newest = max(going or centres, key=lambda row: row.issued_at, default=None)
    if newest is None:
        return None
    return advisories(row for row in rows if (row.number, row.issued_at) == (newest.number, newest.issued_at))[0]
