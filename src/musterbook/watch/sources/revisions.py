"""Several files together: what was already known, what was revised, and one primary source for each country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import flags
from musterbook.watch.sources.loaded import Loaded


def together(loads: Iterable[Loaded[Incident]]) -> tuple[Incident, ...]:
    """All rows of all files, each once.

    A row with the id and digest of an earlier one is left out. The same id with another digest is a revision: both are
    kept, and the later one counts as known from when its file came, because until then nobody could have known it.
    """
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    kept: list[Incident] = []
    for load in sorted(loads, key=lambda one: (one.arrived_at, one.file)):
        for row in load.rows:
            digests = seen[row.source, row.id]
            if row.digest not in digests:
                kept.append(_revision(row, load.arrived_at) if digests else row)
                digests.add(row.digest)
    return tuple(kept)


def standing_at(rows: Iterable[Incident], moment: datetime) -> tuple[Incident, ...]:
    """What was known at `moment`: of every id the newest revision known by then, in the order given."""
    newest: dict[tuple[str, str], Incident] = {}
    for row in rows:
        before = newest.get((row.source, row.id))
        if row.known_at <= moment and (before is None or before.known_at <= row.known_at):
            newest[row.source, row.id] = row
    return tuple(newest.values())


def known_here(load: Loaded[Incident]) -> tuple[Incident, ...]:
    """The rows as this copy knew them: none before its file came (watch.md section 15)."""
    return tuple(replace(row, known_at=max(row.known_at, load.arrived_at)) for row in load.rows)


def of_primary(rows: Iterable[Incident], *, primary: Mapping[str, str]) -> tuple[Incident, ...]:
    """The rows of each country's primary source; a fight that two sources tell of is one fight.

    Args:
        rows: of any sources.
        primary: `plain_country` → source.

    Malformed when a country is told of by several sources and none of them is its primary one.
    """
    rows = tuple(rows)
    told: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        told[plain_country(row.country)].add(row.source)
    unsettled = [name for name, sources in told.items() if len(sources) > 1 and primary.get(name) not in sources]
    if unsettled:
        raise Malformed.of(
            Fault("source.two-for-country", values={"country": name, "sources": ", ".join(sorted(told[name]))})
            for name in sorted(unsettled)
        )
    return tuple(row for row in rows if _is_primary(row, told, primary))


def plain_country(name: str) -> str:
    """A country's name without its former one: `Yemen (North Yemen)` is Yemen."""
    return name.partition("(")[0].strip()


def _is_primary(row: Incident, told: Mapping[str, set[str]], primary: Mapping[str, str]) -> bool:
    country = plain_country(row.country)
    return len(told[country]) == 1 or primary[country] == row.source


def _revision(row: Incident, arrived_at: datetime) -> Incident:
    return replace(row, known_at=max(row.known_at, arrived_at), flags=(*row.flags, flags.REVISION))
