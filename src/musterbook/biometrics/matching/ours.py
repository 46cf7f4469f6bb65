"""The house's own matcher: templates of points, and how alike two prints are (biometrics.md, section 6).

A pair scores the same whichever comes first and in whatever company: the one with the smaller digest is the left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Comparison, Made, Points, Template
from musterbook.biometrics.matching.kernels import CELL_COUNT, LENGTH, PADDED, PAIRS_MAX, POINTS_MAX, describe, match
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

MADE: Final = Made("musterbook", "1")
CONFIDENCE_MIN: Final = 0.4
"""A point that the network is less sure of is not compared."""
POINTS_MIN: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What is compared of one finger. n points at most 100, the surest first; none where fewer than four were sure."""

    made: Made
    digest: bytes
    """SHA-256 of places and directions of its points."""
    origin: NDArray[np.int64]
    """Which of the points it was made from each one is."""
    placed: NDArray[np.float64]
    """n x 5: x, y, t (minus the direction), cos t, sin t."""
    near: NDArray[np.float32]
    """n x 324: how much there is in each of 54 cells around a point and 6 relative directions; 0 in cells not seen."""
    energy: NDArray[np.float32]
    """n x 56: the squares of `near`, summed over directions; two empty columns."""
    valid: NDArray[np.float32]
    """n x 56: 1 where the cell's centre lies on the print, or within 28 px of it."""
    seen: NDArray[np.int64]
    """n: the same as bits."""
    hull: NDArray[np.float64]
    """Corners x 2, counter-clockwise in (x, y)."""

    def __len__(self) -> int:
        """How many points are compared."""
        return len(self.placed)


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Prints behind each other in one piece of memory each array, to compare one with all of them."""

    prints: tuple[Print, ...]
    placed: NDArray[np.float64]
    near: NDArray[np.float32]
    energy: NDArray[np.float32]
    valid: NDArray[np.float32]
    seen: NDArray[np.int64]
    hulls: NDArray[np.float64]
    starts: NDArray[np.int64]
    """One row more than there are prints: where the points, and where the hull, of each begin."""

    def __len__(self) -> int:
        """How many prints there are."""
        return len(self.prints)


def pack(prints: Sequence[Print]) -> Packed:
    """Lay them behind each other; about 1.8 kB a point."""
    starts = np.zeros((len(prints) + 1, 2), np.int64)
    np.cumsum([(len(one), len(one.hull)) for one in prints] or [(0, 0)], axis=0, out=starts[1:] if prints else starts)
    whole = prints or (Ours().template(NO_POINTS),)
    return Packed(
        tuple(prints),
        np.concatenate([one.placed for one in whole]),
        np.concatenate([one.near for one in whole]),
        np.concatenate([one.energy for one in whole]),
        np.concatenate([one.valid for one in whole]),
        np.concatenate([one.seen for one in whole]),
        np.concatenate([one.hull for one in whole]),
        starts,
    )


class Ours:
    """The matcher in the box; satisfies `engines.Matcher`."""

    made: Made = MADE

    def template(self, points: Points) -> Print:
        """What is compared: of the points of confidence 0.4 or more the 100 surest; none where they are under four."""
        usable = np.isfinite(points.x) & np.isfinite(points.y) & np.isfinite(points.direction)
        order = np.argsort(-points.confidence, kind="stable")
        origin = order[(points.confidence[order] >= CONFIDENCE_MIN) & usable[order]][:POINTS_MAX]
        if len(origin) < POINTS_MIN:
            origin = origin[:0]
        n = len(origin)
        t = -points.direction[origin].astype(np.float64)
        columns = (points.x[origin], points.y[origin], t, np.cos(t), np.sin(t))
        placed = np.ascontiguousarray(np.stack(columns, axis=1), np.float64)
        near, energy = np.zeros((n, LENGTH), np.float32), np.zeros((n, PADDED), np.float32)
        valid, seen, hull = np.zeros((n, PADDED), np.float32), np.zeros(n, np.int64), np.zeros((2 * n, 2))
        corners = describe(placed, near, energy, valid, seen, hull) if n else 0
        digest = hashlib.sha256(placed[:, :3].tobytes()).digest()
        return Print(self.made, digest, origin, placed, near, energy, valid, seen, hull[:corners].copy())

    def compare(self, probe: Template, other: Template) -> Comparison:
        """Score, paired points, turn and overlap; pairs are places in the points that the two were made from.

        Raises:
            Refused: `biometrics.another-engine` where one was made by another engine, version or weights.
        """
        left, right = self._own(probe), self._own(other)
        exchanged = right.digest < left.digest
        scores, pairs, laid = self._matched(left, pack([right]))
        count, turn = int(laid[0]), float(laid[1])
        first, second = (right, left) if exchanged else (left, right)
        placed = [(int(first.origin[i]), int(second.origin[j])) for i, j in pairs[:count]]
        if exchanged:
            placed, turn = [(i, j) for j, i in placed], -turn
        return Comparison(float(scores[0]), tuple(placed), turn, float(laid[2]))

    def match_many(self, probe: Template, others: Sequence[Template] | Packed) -> NDArray[np.float64]:
        """The scores alone, one for each; whoever asks often packs the others once.

        Raises:
            Refused: as for `compare`.
        """
        packed = others if isinstance(others, Packed) else pack([self._own(one) for one in others])
        return self._matched(self._own(probe), packed)[0]

    def _matched(
        self, probe: Print, packed: Packed
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
        """Scores, and the pairs and fit of the last comparison."""
        exchanged = np.array([one.digest < probe.digest for one in packed.prints], np.bool_)
        scores, pairs, laid = np.zeros(len(packed)), np.zeros((PAIRS_MAX, 2), np.int64), np.zeros(3)
        match(
            probe.placed, probe.near, probe.energy, probe.valid, probe.seen, probe.hull,
            packed.placed, packed.near, packed.energy, packed.valid, packed.seen, packed.hulls,
            packed.starts, exchanged, scores, pairs, laid,
        )  # fmt: skip
        return scores, pairs, laid

    def _own(self, template: Template) -> Print:
        if template.made != self.made or not isinstance(template, Print):
            theirs = template.made
            values = {"theirs": f"{theirs.name} {theirs.version}", "ours": f"{self.made.name} {self.made.version}"}
            raise Refused(Objection("biometrics.another-engine", values=values))
        return template


_NONE: Final = np.zeros(0, np.float32)
NO_POINTS: Final = Points(_NONE, _NONE, _NONE, _NONE, _NONE, 0, 0)
assert CELL_COUNT <= PADDED
