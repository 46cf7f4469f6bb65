"""One carrier in every future of a block: where it is, since when the crew is on duty, what has made it late."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.robust.shared import Claim
from musterbook.lift.robust.spans import NEVER, Mask, Minutes
from musterbook.lift.robust.tally import CAUSE, CAUSES
from musterbook.lift.robust.timetable import Course


class Carrier:
    """What a carrier has come to. All arrays have one entry per future.

    Attributes:
        ready: when it may leave where it stands.
        leaving: when it leaves its last call with people aboard.
        place: the number of the place it stands at.
        last_end, duty_from: end of its last activity (long ago at first), and when its duty began.
        flown: by sortie, the futures in which it goes.
        departure: when it leaves for the sortie it has last decided on.
        out_since: by escort party, since when it is out; `NEVER` while it is not.
        claims: by escort party, what it takes from the pool.
    """

    def __init__(self, course: Course, start: int, size: int) -> None:
        self.course, self.size = course, size
        self.ready: Minutes = np.zeros(size, dtype=np.int64)
        self.leaving: Minutes = np.zeros(size, dtype=np.int64)
        self.departure: Minutes = np.zeros(size, dtype=np.int64)
        self.place: Minutes = np.full(size, start, dtype=np.int64)
        self.last_end: Minutes = np.full(size, -NEVER, dtype=np.int64)
        self.duty_from: Minutes = np.zeros(size, dtype=np.int64)
        self.flown: dict[int, Mask] = {}
        self.out_since: list[Minutes] = [np.full(size, NEVER, dtype=np.int64) for _ in course.parties]
        self.claims: list[list[Claim]] = [[] for _ in course.parties]
        self._owed: NDArray[np.int64] = np.zeros((len(CAUSES), size), dtype=np.int64)

    def owe(self, cause: str, minutes: Minutes) -> None:
        """It has lost minutes because of something."""
        self._owed[CAUSE[cause]] += minutes

    def on_time(self, where: Mask) -> None:
        """In the futures of `where` it has caught up with the plan: nothing that happened so far matters any more."""
        self._owed[:, where] = 0

    def cause(self, otherwise: NDArray[np.int64] | int = CAUSE["crew"]) -> NDArray[np.int8]:
        """What has cost it most since it was last on time, and `otherwise` where nothing has."""
        worst = np.argmax(self._owed, axis=0)
        return np.where(self._owed.any(axis=0), worst, otherwise).astype(np.int8)

    def duty_start(self, begins: Minutes) -> Minutes:
        """When the duty began to which an activity from `begins` belongs."""
        return np.where(begins - self.last_end >= self.course.kind.rest_least_min, begins, self.duty_from)

    def act(self, start: Minutes, end: Minutes, where: Mask) -> None:
        """It drives, flies or is handled from `start` until before `end`."""
        where = where & (end > start)
        self.duty_from = np.where(where, self.duty_start(start), self.duty_from)
        self.last_end = np.where(where, end, self.last_end)
