"""Names on a map, set one after another where nothing stands yet; a name without room is left out, never laid over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SIZES_PX: Final = {"site": 12.0, "serial": 11.0, "town": 11.0}
LETTER_SHARE: Final = 0.56
"""Mean width of a letter, as a share of its size: a little more than the fonts need."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """The two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """The other lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name as drawn: `x` and `y` of its anchor on the baseline, and `anchor` (start, middle or end)."""

    kind: str
    text: str
    x: float
    y: float
    anchor: str


Wanted = tuple[str, str, float, float, float]
"""Kind, text, x and y of what it names, and the distance to keep from there."""


def placed(wanted: Iterable[Wanted], *, taken: Sequence[Box], within: Box) -> list[Label]:
    """Labels for as many of `wanted` as find room, in that order: right, left, above, below, then the corners.

    Towns are told by their name alone and are set upon their position.
    """
    boxes, labels = list(taken), []
    for kind, text, x, y, away in wanted:
        for label, box in _choices(kind, text, (x, y), away):
            if within.holds(box) and not any(box.meets(other) for other in boxes):
                labels.append(label)
                boxes.append(box)
                break
    return labels


def _choices(kind: str, text: str, at: tuple[float, float], away: float) -> Iterable[tuple[Label, Box]]:
    size = SIZES_PX[kind]
    width, rise, fall = size * LETTER_SHARE * len(text), size * 0.8, size * 0.3
    x, y = at
    middle = y + size * 0.36
    turns = [(x, middle, "middle")] if kind == "town" else [
        (x + away, middle, "start"),
        (x - away, middle, "end"),
        (x, y - away - fall, "middle"),
        (x, y + away + rise, "middle"),
        (x + away * 0.8, y - away * 0.8, "start"),
        (x + away * 0.8, y + away * 0.8 + rise, "start"),
        (x - away * 0.8, y - away * 0.8, "end"),
        (x - away * 0.8, y + away * 0.8 + rise, "end"),
    ]  # fmt: skip
    for left, base, anchor in turns:
        start = left - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = Box(start - 2, base - rise - 1, start + width + 2, base + fall + 1)
        yield Label(kind, text, round(left, 1), round(base, 1), anchor), box
