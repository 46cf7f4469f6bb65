"""Charts drawn by the server: steps and lines over time, stacked bands, a line that nothing goes below, a ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.console.axis import round_hours
from musterbook.operation.lift_curves import Points, value_at, values_at

LEFT_PX: Final = 46
RIGHT_PX: Final = 10
TOP_PX: Final = 10
FOOT_PX: Final = 22
TICK_ROOM_PX: Final = 54
_NICE: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line or band: the path, and the class that gives it its colour."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing: bands below, lines above, ticks on both axes, and now when it is in it."""

    width: float
    height: float
    bands: tuple[Drawn, ...]
    lines: tuple[Drawn, ...]
    across: tuple[tuple[float, datetime, bool], ...]
    up: tuple[tuple[float, float], ...]
    now_x: float | None

    @property
    def left(self) -> float:
        """Where the drawing begins."""
        return LEFT_PX

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.width - RIGHT_PX

    @property
    def floor(self) -> float:
        """The height of nought."""
        return self.height - FOOT_PX


@dataclass(frozen=True)
class Frame:
    """A span of minutes after an epoch, and how high values go, laid on so many px."""

    epoch: datetime
    ends: int
    top: float
    width: float
    height: float

    def x(self, minute: float) -> float:
        """Where a minute lies."""
        return LEFT_PX + (self.width - LEFT_PX - RIGHT_PX) * min(max(minute / max(self.ends, 1), 0.0), 1.0)

    def y(self, value: float) -> float:
        """Where a value lies."""
        floor = self.height - FOOT_PX
        return floor - (floor - TOP_PX) * min(value / (self.top or 1.0), 1.04)


def steps_path(frame: Frame, points: Points) -> str:
    """A line that holds each value until the next."""
    said, value = [f"M{frame.x(0):.1f},{frame.y(value_at(points, 0)):.1f}"], value_at(points, 0)
    for minute, step in points:
        if 0 < minute <= frame.ends and step != value:
            said.append(f"H{frame.x(minute):.1f}V{frame.y(step):.1f}")
            value = step
    return "".join([*said, f"H{frame.x(frame.ends):.1f}"])


def line_path(frame: Frame, points: Points) -> str:
    """A line straight from point to point."""
    inside = [point for point in points if point[0] <= frame.ends]
    return "M" + "L".join(f"{frame.x(minute):.1f},{frame.y(value):.1f}" for minute, value in inside) if inside else ""


def band_paths(frame: Frame, stacked: Mapping[str, Points]) -> list[Drawn]:
    """Steps stacked on one another, the first at the foot."""
    minutes = sorted({0, frame.ends, *(at for points in stacked.values() for at, _ in points if 0 < at < frame.ends)})
    below = [0.0] * len(minutes)
    drawn = []
    for look, points in stacked.items():
        above = [low + value for low, value in zip(below, values_at(points, minutes), strict=True)]
        drawn.append(Drawn(look, _band(frame, minutes, below, above)))
        below = above
    return drawn


def chart_of(
    *, epoch: datetime, ends: int, width: float, height: float, now: datetime,
    bands: Mapping[str, Points] | None = None, steps: Mapping[str, Points] | None = None,
    lines: Mapping[str, Points] | None = None, level: tuple[str, float] | None = None,
) -> Chart:  # fmt: skip
    """A chart from minute 0 to `ends`. `level` is a line across at one value."""
    stacked, stepped, straight = dict(bands or {}), dict(steps or {}), dict(lines or {})
    tall = [value for points in (*stepped.values(), *straight.values()) for _, value in points]
    tall += [sum(value_at(points, 0) for points in stacked.values()), level[1] if level else 0.0]
    ups = nice_steps(max(tall, default=1.0))
    frame = Frame(epoch, max(ends, 60), ups[-1], width, height)
    drawn = [Drawn(look, steps_path(frame, points)) for look, points in stepped.items()]
    drawn += [Drawn(look, line_path(frame, points)) for look, points in straight.items()]
    if level:
        y = frame.y(level[1])
        drawn.append(Drawn(level[0], f"M{LEFT_PX},{y:.1f}H{width - RIGHT_PX:.1f}"))
    moment = (now - epoch) / timedelta(minutes=1)
    return Chart(
        width=width, height=height, bands=tuple(band_paths(frame, stacked)), lines=tuple(drawn),
        across=_across(frame), up=tuple((round(frame.y(value), 1), value) for value in ups),
        now_x=round(frame.x(moment), 1) if 0 < moment < frame.ends else None,
    )  # fmt: skip


def nice_steps(most: float) -> list[float]:
    """Round values from 0 to the first that is not below `most`, three or four of them."""
    if most <= 0:
        return [0.0, 1.0]
    size = 10.0 ** _digits(most / 3)
    step = next(one * size for one in _NICE if one * size * 3.2 >= most)
    values, value = [0.0], 0.0
    while value < most - 1e-9:
        value += step
        values.append(value)
    return values


def _digits(value: float) -> int:
    power = 0
    while value >= 10:
        value, power = value / 10, power + 1
    while value < 1:
        value, power = value * 10, power - 1
    return power


def _band(frame: Frame, minutes: Sequence[int], below: Sequence[float], above: Sequence[float]) -> str:
    """Along the top from left to right in steps, and back along the foot."""
    said = [f"M{frame.x(minutes[0]):.1f},{frame.y(above[0]):.1f}"]
    said += [f"H{frame.x(at):.1f}V{frame.y(value):.1f}" for at, value in zip(minutes[1:], above[1:], strict=True)]
    said.append(f"V{frame.y(below[-1]):.1f}")
    for place in range(len(minutes) - 2, -1, -1):
        said.append(f"V{frame.y(below[place]):.1f}H{frame.x(minutes[place]):.1f}")
    return "".join([*said, "Z"])


def _across(frame: Frame) -> tuple[tuple[float, datetime, bool], ...]:
    opens = frame.epoch.astimezone(UTC)
    room = frame.width - LEFT_PX - RIGHT_PX
    ticks = round_hours(opens, opens + timedelta(minutes=frame.ends), most=max(int(room / TICK_ROOM_PX), 2))
    placed = ((round(frame.x((at - opens) / timedelta(minutes=1)), 1), at, whole) for at, whole in ticks)
    return tuple(one for one in placed if one[0] < frame.width - RIGHT_PX - 14)
