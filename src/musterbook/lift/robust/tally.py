"""What happened in each future of a block: loss by part, the end, and for each serial whether it went and how late."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.spans import Mask, Minutes, Numbers
from musterbook.lift.robust.timetable import Line

PARTS = ("site", "transit", "hub", "left_behind")

CAUSES = (
    "breakdown",
    "weather",
    "road",
    "leg",
    "handling",
    "crew",
    "night",
    "window",
    "slot",
    "reception",
    "escorts",
    "connection",
)
"""What can make a serial late; `crew` is rest and duty, `leg` and `handling` slow going, `connection` people who have
not come to the staging place yet."""

CAUSE = {name: number for number, name in enumerate(CAUSES)}


Floats = NDArray[np.floating[Any]]


class Tally:
    """Sums over one block: weighted loss by part, heads lost, heads delivered and left, the last delivery.

    `fetched` is what the part of those left behind would be if they were fetched when the plan has ended.
    """

    def __init__(self, ground: Ground, lines: int, size: int) -> None:
        self.ground, self.size = ground, size
        self.parts: dict[str, Numbers] = {part: np.zeros(size) for part in PARTS}
        self.lost: Numbers = np.zeros(size)
        self.fetched: Numbers = np.zeros(size)
        self.end: Minutes = np.zeros(size, dtype=np.int64)
        self.delivered: Minutes = np.zeros(size, dtype=np.int64)
        self.overstayed: Minutes = np.zeros(size, dtype=np.int64)
        self.left: Minutes = np.zeros(size, dtype=np.int64)
        self.scrubbed: Mask = np.zeros((lines, size), dtype=np.bool_)
        self.late: NDArray[np.int32] = np.zeros((lines, size), dtype=np.int32)
        self.cause: NDArray[np.int8] = np.full((lines, size), -1, dtype=np.int8)
        self.waited: dict[tuple[str, str], Numbers] = {}

    def lose(self, part: str, group: str, heads: Floats) -> None:
        """`heads` of a group are expected to be lost."""
        self.parts[part] += heads * self.ground.weight[group]
        self.lost += heads

    def deliver(self, heads: Minutes, minute: Minutes) -> None:
        """People are where they were to go."""
        self.delivered += heads
        self.end = np.where(heads > 0, np.maximum(self.end, minute), self.end)

    def leave(self, group: str, heads: Minutes, planned: int, risk: Numbers) -> None:
        """People are left at their site, or stuck at a staging place, at the end.

        `planned` are those the plan itself leaves; `risk` is what the others would have run if fetched at the end.
        """
        stranded = self.ground.problem.rules.left_behind_loss
        self.left += heads
        self.lose("left_behind", group, heads * stranded)
        more = np.maximum(0, heads - planned)
        self.fetched += ((heads - more) * stranded + more * np.minimum(risk, stranded)) * self.ground.weight[group]

    def wait(self, cause: str, place: str, minutes: Minutes) -> None:
        """Carriers waited at a place because of something."""
        key = (cause, place)
        self.waited[key] = self.waited.get(key, np.zeros(self.size)) + minutes

    def scrub(self, line: Line, where: Mask, cause: NDArray[np.int8]) -> None:
        """A serial does not go."""
        self.scrubbed[line.number] |= where
        self.cause[line.number] = np.where(where, cause, self.cause[line.number])

    def arrive(self, line: Line, where: Mask, set_down: Minutes, cause: NDArray[np.int8]) -> None:
        """A serial has set its people down."""
        late = np.where(where, set_down - line.set_down, 0)
        self.late[line.number] = late
        self.cause[line.number] = np.where(where & (late > 0), cause, self.cause[line.number])
