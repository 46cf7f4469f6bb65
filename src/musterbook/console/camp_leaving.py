"""Figures of the camps as they leave in a twin or on paper: under five is `<5`, and what would give it away is hidden.

Inside every figure is exact (casework.md section 12). Came, left, unexplained and the two counts make each other: where
one of them is small, all but the counts are hidden, and where a count is, whatever rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from musterbook.camps.small import FEW, HIDDEN, LEAST
from musterbook.console.camp_rows import CampRow, CampView, ControlView, CountLine, IndicatorLine

Out = str | int | float | None
MADE: Final = ("previous", "came", "left", "expected", "unexplained", "total")
"""Figures of a count that make each other."""
PEOPLE: Final = ("boys-parted", "unaccompanied")
"""Indicators that count people."""


def few(count: float | None) -> bool:
    """Whether so many are too few to be said."""
    return count is not None and 0 < abs(count) < LEAST


def one_out(count: float | None) -> Out:
    """A figure that nothing else is made of."""
    return FEW if few(count) else count


def count_out(line: CountLine) -> Mapping[str, Out]:
    """A count as it leaves."""
    earlier = None if line.total is None or line.unexplained is None else line.total - line.unexplained
    small = any(map(few, (line.observed, earlier, *(getattr(line, name) for name in MADE))))
    made = {name: _made(getattr(line, name), hidden=small) for name in MADE}
    return {
        "day": f"{line.day}", "source": line.source, "definition": line.definition,
        "observed": one_out(line.observed), "part": line.part, "verdict": line.verdict,
        "since": None if line.since is None else f"{line.since}", **made, "weeks_missing": line.weeks_missing,
        "entry": line.entry,
    }  # fmt: skip


def row_out(row: CampRow) -> Mapping[str, Out]:
    """A camp of the table as it leaves, one cell a figure."""
    newest = {} if row.newest is None else count_out(row.newest)
    names = ("day", "source", "observed", "part", "verdict", "expected", "unexplained", "total", "weeks_missing")
    return {
        "camp": row.name, "site": row.site, **{name: newest.get(name) for name in (*names, "entry")},
        "owed": row.owed, "signals": " ".join(row.signals),
        **{one.name.replace("-", "_"): indicator_out(one) for one in row.indicators},
    }  # fmt: skip


def indicator_out(line: IndicatorLine) -> Out:
    """An indicator as it leaves: only those that count people can be too few."""
    return one_out(line.value) if line.name in PEOPLE else line.value


def control_out(control: ControlView) -> Mapping[str, object]:
    """A change of control as it leaves: sites where few were found take the others and their sum along."""
    hidden = any(few(one.found) for one in control.follow_on)
    return {
        "at": control.at, "from": control.giver, "to": control.to, "source": control.source, "entry": control.entry,
        "frozen": _counted(control.frozen), "recount": _counted(control.recount), "told_at": control.told_at,
        "looks_missed": control.looks_missed, "look_by": control.look_by, "unexplained": one_out(control.unexplained),
        "found": _made(control.found, hidden=hidden),
        "follow_on": [
            {"camp": one.camp, "found": _made(one.found, hidden=hidden), "counted": _counted(one.counted)}
            for one in control.follow_on
        ],
    }  # fmt: skip


def view_out(view: CampView) -> Mapping[str, object]:
    """A camp's page as it leaves; its bands of ages are those of `leaving` alone."""
    return {
        "row": row_out(view.row), "counts": [count_out(one) for one in view.counts],
        "cells": [list(line) for line in view.leaving],
        "control": None if view.control is None else control_out(view.control),
        "owed": [
            {"what": one.what, "since": one.since, "due": one.due, "missed": one.missed, "entry": one.entry}
            for one in view.owed
        ],
        "turnings": [
            {"age": one.age, "from": one.since, "until": one.until, "method": one.method,
             "ageless": one_out(one.ageless), **dict(zip(("low", "best", "high"), range_out(one.people), strict=True))}
            for one in view.turnings
        ],
        "indicators": [{**asdict(one), "value": indicator_out(one)} for one in view.row.indicators],
    }  # fmt: skip


def range_out(people: Sequence[float] | None) -> tuple[Out, Out, Out]:
    """Low, best and high as they leave; a range that begins among the few keeps only its end."""
    if people is None:
        return None, None, None
    low, best, high = (one_out(one) for one in people)
    return low, best, high


def _made(count: int | None, *, hidden: bool) -> Out:
    if count is None or not hidden:
        return count
    return FEW if few(count) else HIDDEN


def _counted(said: tuple[object, int] | None) -> Mapping[str, Out] | None:
    return None if said is None else {"day": f"{said[0]}", "people": one_out(said[1])}
