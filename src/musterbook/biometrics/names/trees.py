"""Trees walked without walking: every tree at once, by setting aside the leaves that cannot be reached.

A tree of at most 31 leaves is a number of 31 bits, one a leaf from left to right. A question that is answered "no"
rules out the leaves of its left branch; what is left of all bits when every question has been answered begins with
the leaf reached. How a feature's value answers all questions about it depends only on between which thresholds it
lies, so the answers are kept as rows of a table. Source of the idea: Lucchese and others, QuickScorer, 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.names.interning import Flags, Real, Whole

Bits = NDArray[np.uint32]
LEAVES_MOST: Final = 31
ALL: Final = np.uint32(0xFFFFFFFF)
ROWS_AT_ONCE: Final = 64
"""Rows whose leaves fit into the nearer memory of a core."""
COMBINATIONS_MOST: Final = 1 << 40
ROWS_A_COMBINATION_MIN: Final = 3
"""From how many rows to a combination of answers on it pays to look each combination up once."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees as flat arrays.

    Attributes:
        base: the figure before any tree.
        tree, feature, threshold: of each question; it is answered "no", going right, above the threshold.
        low, high: leaves of its left branch, from `low` up to but without `high`.
        values: what each leaf adds (trees × 32).
        neutral: for each feature the value at which it speaks neither for nor against.
    """

    base: float
    tree: NDArray[np.uint16]
    feature: NDArray[np.uint8]
    threshold: Real
    low: NDArray[np.uint8]
    high: NDArray[np.uint8]
    values: NDArray[np.float32]
    neutral: Real


class Forest:
    """Trees made ready to answer for many rows."""

    def __init__(self, trees: Trees) -> None:
        self.trees = trees
        self.thresholds, self.masks = [], []
        for feature in range(len(trees.neutral)):
            thresholds, masks = _answers(trees, feature)
            self.thresholds.append(thresholds)
            self.masks.append(masks)
        self._values = trees.values.astype(np.float64).reshape(-1)
        self._places = np.arange(len(trees.values), dtype=np.int64) * trees.values.shape[1]

    def log_odds(self, features: Real) -> Real:
        """The log-odds of each row of features."""
        return self.without(features, [list(range(features.shape[1]))], wanted=np.zeros((len(features), 1), np.bool_))[
            0
        ]

    def without(self, features: Real, groups: list[list[int]], *, wanted: Flags | None = None) -> tuple[Real, Real]:
        """The log-odds of each row, and those with each group of features at its neutral values (rows × groups).

        Only what is `wanted` (rows × groups) is worked out; where it is not, the row's own log-odds stand.
        """
        found, others = np.empty(len(features)), np.empty((len(features), len(groups)))
        answers = [self._group(features, group) for group in groups]
        neutral = [self._group(self.trees.neutral[None, :], group).of_rows(slice(0, 1)) for group in groups]
        for start in range(0, len(features), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            height = len(features[part])
            own = [answer.of_rows(part) for answer in answers]
            found[part] = self._sum(_both(own))
            others[part] = found[part, None]
            for place in range(len(groups)):
                rows = np.arange(height) if wanted is None else np.flatnonzero(wanted[part, place])
                if len(rows):
                    changed = [neutral[place] if at == place else _rows(bits, rows) for at, bits in enumerate(own)]
                    others[start + rows, place] = self._sum(_both(changed))
        return found, others

    def _group(self, features: Real, columns: list[int]) -> _Answers:
        """Between which thresholds some features of each row lie, each distinct combination once."""
        asked = [column for column in columns if len(self.thresholds[column])]
        steps = [np.searchsorted(self.thresholds[column], features[:, column]) for column in asked]
        masks = [self.masks[column] for column in asked]
        return _Answers.of(steps, masks, rows=len(features), trees=len(self._places))

    def _sum(self, left: Bits) -> Real:
        """What the first leaf left of each tree adds, over all trees."""
        leaf = np.bitwise_count((left - np.uint32(1)) & ~left)  # the bits below the first
        total: Real = self.trees.base + self._values.take(leaf + self._places).sum(axis=1)
        return total


@dataclass(frozen=True, slots=True)
class _Answers:
    """How a group of features answers its questions: for each distinct combination, and which each row has.

    Attributes:
        steps, masks: of each feature; a step is a row of its masks.
        which: which combination each row has, and the leaves each leaves; None where they are nearly all different.
    """

    steps: list[Whole]
    masks: list[Bits]
    which: tuple[Whole, Bits] | None
    trees: int

    @classmethod
    def of(cls, steps: list[Whole], masks: list[Bits], *, rows: int, trees: int) -> _Answers:
        """The answers of rows whose features lie at these steps."""
        plain = cls(steps, masks, None, trees)
        keys, most, first = np.zeros(rows, np.int64), 1, np.zeros(min(1, rows), np.int64)
        for place, (step, mask) in enumerate(zip(steps, masks, strict=True), start=1):
            keys, most = keys * len(mask) + step, most * len(mask)
            if most > COMBINATIONS_MOST or place == len(steps):
                _, first, keys = np.unique(keys, return_index=True, return_inverse=True)
                most = len(first)
                if most * ROWS_A_COMBINATION_MIN > rows:
                    return plain
        return cls(steps, masks, (keys, plain.of_rows(first)), trees)

    def of_rows(self, rows: Whole | slice) -> Bits:
        """The leaves not ruled out in some rows (rows × trees)."""
        if self.which is not None:
            return self.which[1][self.which[0][rows]]
        if not self.steps:
            return np.full((1, self.trees), ALL, np.uint32)
        left = self.masks[0][self.steps[0][rows]]
        for step, mask in zip(self.steps[1:], self.masks[1:], strict=True):
            left &= mask[step[rows]]
        return left


def _both(parts: list[Bits]) -> Bits:
    left = parts[0]
    for part in parts[1:]:
        left = left & part
    return left


def _rows(bits: Bits, rows: Whole) -> Bits:
    return bits if len(bits) in {1, len(rows)} else bits[rows]


def _answers(trees: Trees, feature: int) -> tuple[Real, Bits]:
    """The thresholds of a feature, and the leaves each step between them leaves (steps × trees)."""
    mine = trees.feature == feature
    thresholds, step = np.unique(trees.threshold[mine], return_inverse=True)
    masks = np.full((len(thresholds) + 1, len(trees.values)), ALL, np.uint32)
    low, high = trees.low[mine].astype(np.uint64), trees.high[mine].astype(np.uint64)
    branch = ((np.uint64(1) << high) - (np.uint64(1) << low)).astype(np.uint32)
    np.bitwise_and.at(masks, (step + 1, trees.tree[mine]), ~branch)
    return thresholds, np.bitwise_and.accumulate(masks, axis=0)
