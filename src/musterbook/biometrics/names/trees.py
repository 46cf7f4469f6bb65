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

from musterbook.biometrics.names.interning import Real

Bits = NDArray[np.uint32]
LEAVES_MOST: Final = 31
ALL: Final = np.uint32(0xFFFFFFFF)
ROWS_AT_ONCE: Final = 1024
_FRACTION_BITS: Final = 23
_EXPONENT_BIAS: Final = 127


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
        found = np.empty(len(features))
        for start in range(0, len(features), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            found[part] = self._sum(self._reached(features[part], range(features.shape[1])))
        return found

    def without(self, features: Real, groups: list[list[int]]) -> tuple[Real, Real]:
        """The log-odds of each row, and those with each group of features at its neutral values (rows × groups)."""
        found, others = np.empty(len(features)), np.empty((len(features), len(groups)))
        neutral = [self._reached(self.trees.neutral[None, :], group) for group in groups]
        for start in range(0, len(features), ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            own = [self._reached(features[part], group) for group in groups]
            found[part] = self._sum(np.bitwise_and.reduce(own))
            for place in range(len(groups)):
                changed = [bits if at != place else neutral[place] for at, bits in enumerate(own)]
                others[part, place] = self._sum(_both(changed))
        return found, others

    def _reached(self, features: Real, columns: range | list[int]) -> Bits:
        """The leaves not ruled out by some features (rows × trees)."""
        left = np.full((len(features), len(self._places)), ALL, np.uint32)
        for column in columns:
            if len(self.thresholds[column]):
                left &= self.masks[column][np.searchsorted(self.thresholds[column], features[:, column])]
        return left

    def _sum(self, left: Bits) -> Real:
        """What the first leaf left of each tree adds, over all trees."""
        lowest = left & (~left + np.uint32(1))
        leaf = (lowest.astype(np.float32).view(np.uint32) >> _FRACTION_BITS).astype(np.int64) - _EXPONENT_BIAS
        total: Real = self.trees.base + self._values[leaf + self._places].sum(axis=1)
        return total


def _both(parts: list[Bits]) -> Bits:
    left = parts[0]
    for part in parts[1:]:
        left = left & part
    return left


def _answers(trees: Trees, feature: int) -> tuple[Real, Bits]:
    """The thresholds of a feature, and the leaves each step between them leaves (steps × trees)."""
    mine = trees.feature == feature
    thresholds, step = np.unique(trees.threshold[mine], return_inverse=True)
    masks = np.full((len(thresholds) + 1, len(trees.values)), ALL, np.uint32)
    low, high = trees.low[mine].astype(np.uint64), trees.high[mine].astype(np.uint64)
    branch = ((np.uint64(1) << high) - (np.uint64(1) << low)).astype(np.uint32)
    np.bitwise_and.at(masks, (step + 1, trees.tree[mine]), ~branch)
    return thresholds, np.bitwise_and.accumulate(masks, axis=0)
