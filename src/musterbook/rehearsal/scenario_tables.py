"""Which names a scenario may use: what has no table does not happen, so a misspelt one must not pass for absent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from musterbook.terms.errors import Fault

TABLES: Final = frozenset({
    "name", "about", "invented", "begins", "ends", "offset_minutes", "staging", "destination", "destinations",
    "displaced_to", "runs", "people_are", "counts", "panels", "figures", "room", "condition", "notices", "plan",
    "origins", "population", "interviews", "arrivals", "storm", "by_hand", "faults", "watch",
    "casework", "enrolling", "care",
})  # fmt: skip
"""What stands in `scenario.toml`, tables and single values."""
FAULTS: Final = frozenset({
    "first_night", "site_lost", "breakdown", "no_space", "paper", "miscount", "doubled", "forged", "killed",
    "last_person", "says_no", "flooded", "diverted",
})  # fmt: skip
"""What may go wrong, under `faults`."""
CASEWORK: Final = frozenset({"call", "evidence", "return", "return_before", "camp"})
"""What may follow the move, under `casework`."""
WATCH: Final = frozenset({"begins", "looks_at", "looks_after_reports", "answer_minutes", "files", "answers"})
"""What stands in `watch/watch.toml`."""


def unknown_tables(said: Mapping[str, Any], *, file: str) -> Iterator[Fault]:
    """A fault for each name in a scenario that nothing reads, with the one that was perhaps meant."""
    yield from unknown(said, TABLES, file=file)
    for within, names in (("faults", FAULTS), ("casework", CASEWORK)):
        table = said.get(within, {})
        yield from unknown(table if isinstance(table, Mapping) else {}, names, file=file, within=f"{within}.")


def unknown(said: Mapping[str, Any], known: Collection[str], *, file: str, within: str = "") -> Iterator[Fault]:
    """A fault for each name that is none of `known`, in the order in which they stand."""
    for name in said:
        if name not in known:
            near = get_close_matches(name.lower(), sorted(known), n=1)
            values = {"name": f"{within}{name}", "near": f"{within}{near[0]}" if near else None}
            yield Fault("rehearsal.unknown-table", file=file, values=values)
