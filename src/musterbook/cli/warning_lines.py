"""The warning of an account as lines: what was said before, how alerts were answered, whether a loss was met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.terms.times import zulu

HEAD: Final = ("Warning", "Fate", "Said the day before", "Alerts", "In time", "Late", "Never", "For nothing")


def warning_rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A row for each site, under `HEAD`; the chance is that of losing custody within 14 days, with its range."""
    return [(one["site"], one["fate"], _said(one["said"]), *_counts(one["alerts"])) for one in told["sites"]]


def warning_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each loss, and for each scenario of an analyst."""
    for one in told["sites"]:
        if one["fate"] == "lost":
            rung = f"rung {one['rung']}" if one["rung"] else "no rung"
            met = f"a hit, {one['lead_days']} days ahead" if one["met"] else "a miss"
            yield f"{one['site']} was lost at {zulu(datetime.fromisoformat(one['at']))}, standing on {rung}: {met}"
    for one in told["scenarios"]:
        came = {None: "not to be judged yet", True: "it came", False: "it did not come"}[one["happened"]]
        yield f"scenario {one['scenario']}, given {one['p']:.0%} beforehand: {came}"


def _said(said: Mapping[str, Any] | None) -> str:
    if said is None:
        return "–"
    return f"{said['p']:.1%} ({said['low']:.1%} to {said['high']:.1%})"


def _counts(alerts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(alerts[name]) for name in ("raised", "in_time", "late", "never", "for_nothing"))
