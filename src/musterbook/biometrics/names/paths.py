"""The cheapest way to turn one string of symbols into another, for very many pairs at once.

One row of the table is worked out for all pairs together; the step along a row is a running minimum, because what
has been left out so far is a sum known beforehand.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.names.interning import Columns, Real, Whole

PAIRS_AT_ONCE: Final = 8192


class Prices:
    """What substitutions and gaps cost, by mode (0 same script, 1 across scripts).

    Attributes:
        substitution: modes × symbols × symbols; the first symbol is of the first string.
        gap_first: modes × 2 (script of the other string) × symbols, for symbols of the first string.
        gap_second: the same for symbols of the second.
    """

    def __init__(self, substitution: Real, gap_first: Real, gap_second: Real) -> None:
        self.substitution = substitution
        self.gap_first = gap_first
        self.gap_second = gap_second

    @property
    def costs(self) -> tuple[Real, Real, Real]:
        """What the compiled loops want of them."""
        return self.substitution, self.gap_first, self.gap_second


def cheapest(columns: Columns, first: Whole, second: Whole, prices: Prices) -> Real:
    """The cost of the cheapest path between each pair of spellings, given by their numbers."""
    costs = np.zeros(len(first))
    longest = np.maximum(columns.length[first], columns.length[second])
    order = np.argsort(longest, kind="stable")
    for start in range(0, len(order), PAIRS_AT_ONCE):
        these = order[start : start + PAIRS_AT_ONCE]
        costs[these] = table(columns, first[these], second[these], prices)[1]
    return costs


def table(columns: Columns, first: Whole, second: Whole, prices: Prices) -> tuple[list[Real], Real]:
    """Rows of the table (each: place in the second string × pairs), and the cost at each pair's end."""
    steps = Steps(columns, first, second, prices)
    rows = [steps.along.copy()]
    costs = np.empty(len(first))
    steps.end(0, rows[-1], costs)
    for at in range(steps.height):
        rows.append(steps.next(at, rows[-1]))
        steps.end(at + 1, rows[-1], costs)
    return rows, costs


class Steps:
    """The prices of every step in the tables of some pairs of spellings."""

    def __init__(self, columns: Columns, first: Whole, second: Whole, prices: Prices) -> None:
        self.length_first, self.length_second = columns.length[first], columns.length[second]
        self.height, self.width = int(self.length_first.max(initial=0)), int(self.length_second.max(initial=0))
        self.codes_first: NDArray[np.uint8] = columns.codes[: self.height, first]
        self.codes_second: NDArray[np.uint8] = columns.codes[: self.width, second]
        script_first, script_second = columns.script[first], columns.script[second]
        mode = (script_first != script_second).astype(np.int64)
        self.down = prices.gap_first[mode, script_second, self.codes_first]
        right = prices.gap_second[mode, script_first, self.codes_second]
        self.along = np.zeros((self.width + 1, len(first)))
        np.cumsum(right, axis=0, out=self.along[1:])
        self._prices, self._mode = prices, mode
        symbols = prices.substitution.shape[1]
        self._flat = prices.substitution.reshape(-1)
        self._offset = (mode * symbols * symbols)[None, :] + self.codes_second
        self._symbols = symbols

    def swap(self, at: int) -> Real:
        """What putting each symbol of the second string for symbol `at` of the first costs."""
        cost: Real = self._flat[self._offset + self.codes_first[at].astype(np.int64) * self._symbols]
        return cost

    def price(self, pairs: Whole, one: Whole, other: Whole) -> Real:
        """What putting symbol `other` for symbol `one` costs in each of some pairs."""
        cost: Real = self._prices.substitution[self._mode[pairs], one, other]
        return cost

    def next(self, at: int, above: Real) -> Real:
        """The row after symbol `at` of the first string."""
        row: Real = above + self.down[at]
        np.minimum(row[1:], above[:-1] + self.swap(at), out=row[1:])
        row -= self.along
        np.minimum.accumulate(row, axis=0, out=row)
        row += self.along
        return row

    def end(self, at: int, row: Real, costs: Real) -> None:
        """Notes the costs of pairs whose first string ends here."""
        ends = np.flatnonzero(self.length_first == at)
        costs[ends] = row[self.length_second[ends], ends]
