"""A person's hands on a time axis: one row for each custodian who ever answered for him, in the order they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from musterbook.console.source import HandLine

LABEL_PX: Final = 150
ROW_PX: Final = 34
BAR_PX: Final = 18
HEAD_PX: Final = 24
LEAST_PX: Final = 4.0
TICKS_MAX: Final = 9
_STEPS: Final = (1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch in one account, as drawn."""

    hand: HandLine
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """The drawing: rows of custodians, their stretches, ticks with their moments, and the joints between rows."""

    width: float
    height: float
    rows: tuple[tuple[str, float], ...]
    stretches: tuple[Stretch, ...]
    joints: tuple[tuple[float, float, float], ...]
    ticks: tuple[tuple[float, datetime, bool], ...]


def axis_of(hands: Sequence[HandLine], *, now: datetime, width_px: float = 980) -> Axis:
    """The axis for `hands` in time order; a hand that lasts is drawn until `now`."""
    if not hands:
        return Axis(width_px, HEAD_PX, (), (), (), ())
    opens = hands[0].since.astimezone(UTC)
    ends = max(now, *(hand.until or hand.since for hand in hands), opens + timedelta(hours=1))
    room = width_px - LABEL_PX - 10

    def x_of(moment: datetime) -> float:
        return LABEL_PX + room * ((moment - opens) / (ends - opens))

    names = list(dict.fromkeys(hand.custodian or hand.account for hand in hands))
    tops = {name: HEAD_PX + ROW_PX * place for place, name in enumerate(names)}
    stretches = tuple(_stretch(hand, x_of(hand.since), x_of(hand.until or ends), tops) for hand in hands)
    joints = tuple(
        (later.x, before.y + BAR_PX / 2, later.y + BAR_PX / 2)
        for before, later in pairwise(stretches)
        if before.y != later.y
    )
    return Axis(
        width=width_px,
        height=HEAD_PX + ROW_PX * len(names) + 4,
        rows=tuple(tops.items()),
        stretches=stretches,
        joints=joints,
        ticks=tuple(
            (round(x_of(tick), 1), tick, whole)
            for tick, whole in round_hours(opens, ends)
            if x_of(tick) < width_px - 30
        ),
    )


def _stretch(hand: HandLine, left: float, right: float, tops: dict[str, int]) -> Stretch:
    top = tops[hand.custodian or hand.account] + (ROW_PX - BAR_PX) / 2
    return Stretch(hand, round(left, 1), top, round(max(right - left, LEAST_PX), 1))


def round_hours(opens: datetime, ends: datetime, *, most: int = TICKS_MAX) -> list[tuple[datetime, bool]]:
    """Round moments between the ends, at most `most`, each with whether it is a midnight."""
    hours = (ends - opens) / timedelta(hours=1)
    step = next((one for one in _STEPS if hours / one <= most), _STEPS[-1])
    midnight = opens.replace(hour=0, minute=0, second=0, microsecond=0)
    moment, ticks = midnight, []
    while moment < ends:
        if moment > opens:
            ticks.append((moment, moment.hour == 0))
        moment += timedelta(hours=step)
    return ticks
