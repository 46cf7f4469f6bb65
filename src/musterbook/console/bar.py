"""The conservation bar: everyone on the roll as one bar, so that the eye sees where they are and that none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.console.source import Totals

PARTS: Final = ("sites", "escorts", "handing_over", "staging", "received", "unaccounted")
"""The six places the roll is divided into, in the order they are drawn."""

LEAST_PX: Final = 3.0
"""No segment that holds anyone is drawn narrower: one man shows."""

GAP_PX: Final = 2.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar: how many people, where it begins and how wide it is drawn, in px."""

    part: str
    people: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar as drawn. `adds_up` is False when the parts do not sum to the roll; then nothing is drawn."""

    roll: int
    parts_sum: int
    segments: tuple[Segment, ...]

    @property
    def adds_up(self) -> bool:
        """The parts sum to the roll."""
        return self.roll == self.parts_sum


def bar_of(totals: Totals, *, width_px: float) -> Bar:
    """The bar for `totals`, `width_px` wide."""
    counts = [(part, int(getattr(totals, part))) for part in PARTS]
    total = sum(count for _, count in counts)
    if total != totals.roll or any(count < 0 for _, count in counts):
        return Bar(totals.roll, total, ())
    shown = [(part, count) for part, count in counts if count]
    widths = shares([count for _, count in shown], width_px=width_px)
    segments, x = [], 0.0
    for (part, count), width in zip(shown, widths, strict=True):
        segments.append(Segment(part, count, round(x, 2), round(width, 2)))
        x += width + GAP_PX
    return Bar(totals.roll, total, tuple(segments))


def shares(counts: Sequence[int], *, width_px: float) -> list[float]:
    """Widths in proportion to `counts` (all above 0), none under `LEAST_PX`, filling `width_px` less the gaps.

    What the narrow ones gain is taken from the wide ones in proportion. A bar too narrow for all gives each the same.
    """
    free = width_px - GAP_PX * (len(counts) - 1)
    if not counts or free <= LEAST_PX * len(counts):
        return [max(free, 0.0) / len(counts)] * len(counts) if counts else []
    narrow: set[int] = set()
    while True:
        room = free - LEAST_PX * len(narrow)
        whole = sum(count for place, count in enumerate(counts) if place not in narrow)
        widths = [LEAST_PX if place in narrow else room * count / whole for place, count in enumerate(counts)]
        under = {place for place, width in enumerate(widths) if width < LEAST_PX}
        if not under:
            return widths
        narrow |= under
