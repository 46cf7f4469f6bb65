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

from musterbook.biometrics.names.interning import Flags, Real
from musterbook.biometrics.names.loops import SPREAD, TILE, tree_sums

Bits = NDArray[np.uint32]
LEAVES_MOST: Final = 31
ALL: Final = np.uint32(0xFFFFFFFF)


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
        answers = [_answers(trees, feature) for feature in range(len(trees.neutral))]
        self.thresholds = [thresholds for thresholds, _ in answers]
        self._begins = np.cumsum([0, *map(len, self.thresholds)])
        self._flat = np.concatenate(self.thresholds)
        self._masks = _tiled(np.concatenate([masks for _, masks in answers]))
        self._values = _spread(trees.values.astype(np.float64), tiles=len(self._masks))

    def log_odds(self, features: Real) -> Real:
        """The log-odds of each row of features."""
        return self.without(features, [list(range(features.shape[1]))], wanted=np.zeros((len(features), 1), np.bool_))[
            0
        ]

    def without(self, features: Real, groups: list[list[int]], *, wanted: Flags | None = None) -> tuple[Real, Real]:
        """The log-odds of each row, and those with each group of features at its neutral values (rows × groups).

        Every feature stands in one group. Only what is `wanted` (rows × groups) is worked out; where it is not, the
        row's own log-odds stand.
        """
        if wanted is None:
            wanted = np.ones((len(features), len(groups)), np.bool_)
        members = np.array([column for group in groups for column in group], np.int64)
        starts = np.cumsum([0, *map(len, groups)])
        found, others = tree_sums(
            np.ascontiguousarray(features), (members, starts), self._flat, self._begins, self._masks, self._values,
            np.asarray(self.trees.neutral, np.float64), np.ascontiguousarray(wanted), float(self.trees.base),
        )  # fmt: skip
        return found, others


def _answers(trees: Trees, feature: int) -> tuple[Real, Bits]:
    """The thresholds of a feature, and the leaves each step between them leaves (steps × trees)."""
    mine = trees.feature == feature
    thresholds, step = np.unique(trees.threshold[mine], return_inverse=True)
    masks = np.full((len(thresholds) + 1, len(trees.values)), ALL, np.uint32)
    low, high = trees.low[mine].astype(np.uint64), trees.high[mine].astype(np.uint64)
    branch = ((np.uint64(1) << high) - (np.uint64(1) << low)).astype(np.uint32)
    np.bitwise_and.at(masks, (step + 1, trees.tree[mine]), ~branch)
    return thresholds, np.bitwise_and.accumulate(masks, axis=0)


def _tiled(masks: Bits) -> Bits:
    """The table of answers by tiles of trees (tiles × steps × trees), filled up with trees that add nothing."""
    steps, trees = masks.shape
    tiles = -(-trees // TILE)
    wide = np.pad(masks, ((0, 0), (0, tiles * TILE - trees)), constant_values=ALL)
    return np.ascontiguousarray(wide.reshape(steps, tiles, TILE).transpose(1, 0, 2))


def _spread(values: Real, *, tiles: int) -> Real:
    """What each leaf adds, where the spread of its bit points to (trees × 32)."""
    wide = np.zeros((tiles * TILE, 32))
    wide[: len(values), [(SPREAD << leaf & 0xFFFFFFFF) >> 27 for leaf in range(values.shape[1])]] = values
    return wide
