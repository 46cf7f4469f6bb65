"""The freeze line: what leaves before it is committed, and changes only under a second key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.lift.problem import Problem
from musterbook.operation.manifest_lists import NOTICE

EVERYWHERE: Final = "*"
"""Begins a name in `notices_of` that is a mode and no lane."""


@dataclass(frozen=True, slots=True)
class FreezeMark:
    """A piece of the freeze line: its x, from y to y, and how many minutes after now it lies."""

    x: float
    top: float
    foot: float
    minutes: int


def notices_of(problem: Problem, *, by: str) -> dict[str, timedelta]:
    """How long before it leaves a serial is committed: by carrier, or by mode where lanes are places."""
    modes = {one.id: problem.vehicle_type[one.type].mode for one in problem.vehicles}
    if by == "place":
        return {f"{EVERYWHERE}{mode}": NOTICE.get(mode, NOTICE["road"]) for mode in sorted(set(modes.values()))}
    return notices_by(modes)


def notices_by(modes: Mapping[str, str]) -> dict[str, timedelta]:
    """The notice of each carrier, by its mode."""
    return {name: NOTICE.get(mode, NOTICE["road"]) for name, mode in modes.items()}


def freeze_of(
    lanes: Sequence[str], notices: Mapping[str, timedelta], *, now: datetime, top: int, lane: int,
    x_of: Callable[[datetime], float | None],
) -> tuple[FreezeMark, ...]:  # fmt: skip
    """Piece by piece down the lanes, which begin at `top` and are `lane` high; `x_of` is None outside the drawing.

    A lane beneath another, which has no name, goes on with the notice above it.
    """
    marks: list[FreezeMark] = []
    last = timedelta(0)
    foot = top + lane * len(lanes)
    if EVERYWHERE in {name[:1] for name in notices}:
        found = sorted(set(notices.values()))
        drawn = ((notice, x_of(now + notice)) for notice in found)
        return tuple(_mark(x, top, foot, notice) for notice, x in drawn if x is not None)
    for place, name in enumerate(lanes):
        last = notices.get(name, last)
        x, y = x_of(now + last), top + place * lane
        if x is None or not last:
            continue
        if marks and marks[-1].foot == y and marks[-1].x == round(x, 1):
            marks[-1] = _mark(x, marks[-1].top, y + lane, last)
        else:
            marks.append(_mark(x, y, y + lane, last))
    return tuple(marks)


def _mark(x: float, top: float, foot: float, notice: timedelta) -> FreezeMark:
    return FreezeMark(round(x, 1), top, foot, int(notice.total_seconds() // 60))
