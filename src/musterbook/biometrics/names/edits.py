"""The learned edit table: how much more often one symbol stands for another in one name than by chance.

Section 5 of identity.md. There are two modes, within a script and across scripts (Arabic first); a table has a
figure (a logarithm of odds, from -6 to 6) for each substitution and each gap, and is learned from aligned tokens of
pairs that could be one name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from musterbook.biometrics.names.interning import Columns, Real, Whole
from musterbook.biometrics.names.likeness import spelling_pairs
from musterbook.biometrics.names.loops import pairs_odds
from musterbook.biometrics.names.paths import PAIRS_AT_ONCE, Prices, Steps, cheapest, table
from musterbook.biometrics.names.symbols import ALPHABET, gap_costs, substitution_costs

ODDS_MOST: Final = 6.0
UNKNOWN_SWAP: Final = -5.0
UNKNOWN_GAP: Final = -3.0
ROUNDS: Final = 4
SAME, ACROSS = 0, 1
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class EditTable:
    """Odds of edits: `swap` modes × symbols × symbols, `gap` modes × 2 (first string, second) × symbols."""

    swap: Real
    gap: Real

    @classmethod
    def plain(cls) -> EditTable:
        """Where learning starts: the hand-written costs as odds."""
        swap = 2.0 - 4.0 * np.stack([substitution_costs()] * 2)
        facing_latin, facing_arabic = 0.5 - 2.5 * gap_costs()
        return cls(swap, np.array([[facing_latin, facing_latin], [facing_latin, facing_arabic]]))

    def prices(self) -> Prices:
        """The same figures as costs, for the cheapest path; the script faced follows from the mode."""
        first, second = self.gap[:, 0], self.gap[:, 1]
        return Prices(-self.swap, -np.stack([first, first], 1), -np.stack([second, second], 1))

    def odds(self, columns: Columns, first: Whole, second: Whole) -> Real:
        """The odds of the best path between each pair of tokens; of two spellings, the better."""
        odds: Real = pairs_odds(first, second, columns.spelling, columns.spelt, self.prices().costs)
        return odds


@dataclass(slots=True)
class Counts:
    """How often each edit was made on best paths, and how often each symbol occurs, by mode."""

    swap: Real
    gap: Real
    occurs: Real

    @classmethod
    def none(cls) -> Counts:
        """Nothing counted yet."""
        known = len(ALPHABET)
        return cls(np.zeros((2, known, known)), np.zeros((2, 2, known)), np.zeros((2, 2, known)))

    def note(self, columns: Columns, first: Whole, second: Whole, times: Real, prices: Prices) -> None:
        """Counts the edits of the best path of each pair of spellings, `times` over."""
        rows, _ = table(columns, first, second, prices)
        steps = Steps(columns, first, second, prices)
        mode = (columns.script[first] != columns.script[second]).astype(np.int64)
        at, to = steps.length_first.copy(), steps.length_second.copy()
        stacked = np.stack(rows)
        while (live := np.flatnonzero((at > 0) | (to > 0))).size:
            self._step(steps, stacked, live, ends=(at, to), weighed=(mode, times))

    def _step(
        self, steps: Steps, rows: Real, live: Whole, *, ends: tuple[Whole, Whole], weighed: tuple[Whole, Real]
    ) -> None:
        """One step back along the best path of each live pair: a substitution if it can be one, else a gap."""
        at, to = ends
        here = rows[at[live], to[live], live]
        above, before = np.maximum(at[live] - 1, 0), np.maximum(to[live] - 1, 0)
        one, other = steps.codes_first[above, live].astype(np.int64), steps.codes_second[before, live].astype(np.int64)
        swap = (at[live] > 0) & (to[live] > 0)
        swap &= np.abs(rows[above, before, live] + steps.price(live, one, other) - here) < _CLOSE
        down = ~swap & (at[live] > 0) & (np.abs(rows[above, to[live], live] + steps.down[above, live] - here) < _CLOSE)
        down |= ~swap & (to[live] == 0)
        right = ~swap & ~down
        modes, weight = weighed[0][live], weighed[1][live]
        np.add.at(self.swap, (modes[swap], one[swap], other[swap]), weight[swap])
        np.add.at(self.gap, (modes[down], 0, one[down]), weight[down])
        np.add.at(self.gap, (modes[right], 1, other[right]), weight[right])
        at[live[swap | down]] -= 1
        to[live[swap | right]] -= 1

    def both_ways(self) -> None:
        """Within a script there is no first and second: each edit counts both ways."""
        self.swap[SAME] += self.swap[SAME].T.copy()
        self.gap[SAME] += self.gap[SAME][::-1].copy()

    def table(self) -> EditTable:
        """The odds that follow: how often, against how often by chance."""
        self.both_ways()
        total = self.swap.sum((1, 2)) + self.gap.sum((1, 2))
        share = (self.occurs + 0.5) / (self.occurs.sum(2, keepdims=True) + 20.0)
        chance = share[:, 0, :, None] * share[:, 1, None, :]
        swap = np.log((self.swap + 0.3) / (total[:, None, None] + 200.0) / chance)
        gap = np.log((self.gap + 0.3) / (total[:, None, None] + 200.0) / (0.25 * share))
        swap[self.swap == 0] = np.minimum(swap[self.swap == 0], UNKNOWN_SWAP)
        gap[self.gap == 0] = np.minimum(gap[self.gap == 0], UNKNOWN_GAP)
        return EditTable(np.clip(swap, -ODDS_MOST, ODDS_MOST), np.clip(gap, -ODDS_MOST, ODDS_MOST))


def learn(columns: Columns, first: Whole, second: Whole) -> EditTable:
    """The edit table of aligned pairs of tokens, given by their numbers and as often as they were aligned."""
    low, high, places = spelling_pairs(columns, first, second)
    times = np.zeros(len(low))
    best = EditTable.plain()
    odds = -cheapest(columns, low, high, best.prices())
    chosen = places[np.arange(len(places)), odds[places].argmax(axis=1)]
    np.add.at(times, chosen, 1.0)
    occurs = _occurrences(columns, low, high, times)
    for _ in range(ROUNDS):
        counts = Counts.none()
        counts.occurs = occurs
        prices = best.prices()
        for start in range(0, len(low), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            counts.note(columns, low[part], high[part], times[part], prices)
        best = counts.table()
    return best


def _occurrences(columns: Columns, first: Whole, second: Whole, times: Real) -> Real:
    """How often each symbol occurs: per side across scripts, both sides together within one."""
    occurs = np.zeros((2, 2, len(ALPHABET)))
    mode = (columns.script[first] != columns.script[second]).astype(np.int64)
    for side, spelt in enumerate((first, second)):
        inside = np.arange(len(columns.codes))[:, None] < columns.length[spelt][None, :]
        place, pair = np.nonzero(inside)
        np.add.at(occurs[:, side], (mode[pair], columns.codes[place, spelt[pair]].astype(np.int64)), times[pair])
    occurs[SAME] = occurs[SAME].sum(0)
    return occurs
