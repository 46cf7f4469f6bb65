"""The warning of an account as lines: what was said before, how alerts were answered, whether a loss was met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.terms.times import zulu
from musterbook.words.lines import in_words, to_say

HEAD: Final = ("Warning", "Fate", "Said the day before", "Alerts", "In time", "Late", "Never", "For nothing")


def warning_rows(told: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A row for each site, under `HEAD`; the chance is that of losing custody within 14 days, with its range."""
    return [(one["site"], one["fate"], _said(one["said"]), *_counts(one["alerts"])) for one in told["sites"]]


def warning_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each loss, and for each scenario of an analyst."""
    for one in told["sites"]:
        if one["fate"] == "lost":
            rung = in_words("rung {rung}", rung=one["rung"]) if one["rung"] else in_words("no rung")
            met = (
                in_words("a hit, {lead_days} days ahead", lead_days=one["lead_days"])
                if one["met"]
                else in_words("a miss")
            )
            yield in_words(
                "{site} was lost at {at}, standing on {rung}: {met}", site=one["site"],
                at=zulu(datetime.fromisoformat(one["at"])), rung=rung, met=met,
            )  # fmt: skip
    for one in told["scenarios"]:
        came = {None: to_say("not to be judged yet"), True: to_say("it came"), False: to_say("it did not come")}[
            one["happened"]
        ]
        yield in_words(
            "scenario {scenario}, given {p} beforehand: {came}", scenario=one["scenario"], p=f"{one['p']:.0%}",
            came=in_words(came),
        )  # fmt: skip


def _said(said: Mapping[str, Any] | None) -> str:
    if said is None:
        return "–"
    return in_words("{p} ({low} to {high})", p=f"{said['p']:.1%}", low=f"{said['low']:.1%}", high=f"{said['high']:.1%}")


def _counts(alerts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(str(alerts[name]) for name in ("raised", "in_time", "late", "never", "for_nothing"))
