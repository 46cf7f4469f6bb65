"""What the trees look at: 33 figures of two names, 11 more of two claims of birth, nationality and birthplace.

Section 6 of identity.md. Every figure is the same whichever name comes first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from musterbook.biometrics.names.alignment import Alignment, align
from musterbook.biometrics.names.edits import EditTable
from musterbook.biometrics.names.interning import NO_TOKEN, Columns, Flags, Names, Real, Whole, padded
from musterbook.biometrics.names.reading import ARTICLES

COVERAGE: Final = (
    "alike_least", "alike_most", "alike_mean", "pairs_below_8", "pairs_below_9", "pairs_of_shorter",
    "pairs_of_longer", "pairs", "tokens_shorter", "tokens_longer",
)  # fmt: skip
PLACE: Final = (
    "alike_at_front", "front_less", "front_more", "last_less", "last_more", "inversions", "shifted",
)  # fmt: skip
SLOTS: Final = (
    "family_left_less", "family_left_more", "other_left_less", "other_left_more", "slot_conflict", "left_alike_most",
)  # fmt: skip
EDIT: Final = ("odds_least", "odds_mean", "odds_raw_least", "odds_raw_sum", "odds_at_front")
FORM: Final = ("both_kunya", "one_kunya", "scripts_differ", "both_arabic", "flipped")
GROUPS: Final = {"coverage": COVERAGE, "place": PLACE, "slots": SLOTS, "edit": EDIT, "form": FORM}
NAME_FEATURES: Final = COVERAGE + PLACE + SLOTS + EDIT + FORM
ODDS_OF_NOTHING: Final = -6.0
ODDS_LENGTH_MIN: Final = 2.0
SIZES: Final = ((0, 3), (3, 5), (5, 8), (8, 41))
"""Names of about a length are compared together, so that little is filled up; always to the same width, so that no
sum is rounded otherwise for the company it is in."""


class Compared:
    """A block of pairs of names compared: the alignment, the odds of each aligned pair, and the features."""

    def __init__(self, names: Names, first: Whole, second: Whole, edits: EditTable) -> None:
        rows_first, rows_second = ([names.rows[name] for name in side.tolist()] for side in (first, second))
        self.length_first, self.length_second = names.lengths(first), names.lengths(second)
        longest = int(max(self.length_first.max(initial=0), self.length_second.max(initial=0)))
        width = next(high for _, high in SIZES if longest <= high)
        self.alignment = align(names.lexis, padded(rows_first, width)[0], padded(rows_second, width)[0])
        self.columns = names.lexis.columns()
        self.odds = _odds(self.columns, self.alignment, edits)
        self.forms = _forms(names, first, second)

    def features(self) -> Real:
        """The 33 features of each pair, in the order of NAME_FEATURES."""
        scripts = _scripts(self.columns, self.alignment)
        parts = (self._coverage(), self._place(), self._slots(), self._edit())
        form = np.column_stack([self.forms[:, 0], self.forms[:, 1], *scripts, self.forms[:, 2]])
        return np.column_stack([*parts, form])

    def _coverage(self) -> Real:
        found = self.alignment
        aligned, strength = found.aligned, found.strength
        pairs = aligned.sum(1)
        shorter = np.minimum(self.length_first, self.length_second)
        longer = np.maximum(self.length_first, self.length_second)
        least = np.where(pairs > 0, np.where(aligned, strength, np.inf).min(1, initial=np.inf), 0.0)
        return np.column_stack(
            [least, strength.max(1, initial=0.0), strength.sum(1) / np.maximum(1, pairs),
             (aligned & (strength < 0.8)).sum(1), (aligned & (strength < 0.9)).sum(1),
             pairs / np.maximum(1, shorter), pairs / np.maximum(1, longer), pairs, shorter, longer]
        )  # fmt: skip

    def _place(self) -> Real:
        found = self.alignment
        at, to, aligned, strength = found.place_first, found.place_second, found.aligned, found.strength
        front = np.where((at == 0) & (to == 0), strength, 0.0).max(1, initial=0.0)
        first, second = (np.where(place == 0, strength, 0.0).max(1, initial=0.0) for place in (at, to))
        last_first = np.where(at == (self.length_first - 1)[:, None], strength, 0.0).max(1, initial=0.0)
        last_second = np.where(to == (self.length_second - 1)[:, None], strength, 0.0).max(1, initial=0.0)
        both = aligned[:, :, None] & aligned[:, None, :]
        crossed = both & (at[:, :, None] < at[:, None, :]) & (to[:, :, None] > to[:, None, :])
        apart = np.where(aligned, at - to, 0)
        same_way = ((apart == 1) | ~aligned).all(1) | ((apart == -1) | ~aligned).all(1)
        return np.column_stack(
            [front, np.minimum(first, second), np.maximum(first, second), np.minimum(last_first, last_second),
             np.maximum(last_first, last_second), crossed.sum((1, 2)), same_way & aligned.any(1)]
        )  # fmt: skip

    def _slots(self) -> Real:
        found = self.alignment
        left_first = (found.first != NO_TOKEN) & ~found.used_first
        left_second = (found.second != NO_TOKEN) & ~found.used_second
        family_first = left_first & family_like(self.columns, found.first, self.length_first)
        family_second = left_second & family_like(self.columns, found.second, self.length_second)
        kin = [family_first.sum(1), family_second.sum(1)]
        others = [left_first.sum(1) - kin[0], left_second.sum(1) - kin[1]]
        conflict = sum(
            ((kin[one] > 0) & (others[one] == 0) & (kin[two] == 0) & (others[two] > 0)).astype(np.int64)
            for one, two in ((0, 1), (1, 0))
        )
        left = np.where(left_first[:, :, None] & left_second[:, None, :], found.alike, 0.0).max((1, 2), initial=0.0)
        return np.column_stack(
            [np.minimum(*kin), np.maximum(*kin), np.minimum(*others), np.maximum(*others), conflict, left]
        )

    def _edit(self) -> Real:
        found = self.alignment
        aligned, odds = found.aligned, self.odds
        length = self.columns.length[self.columns.spelling[:, 0]]
        mean = (length[found.token_first] + length[found.token_second]) / 2
        per_symbol = odds / np.maximum(ODDS_LENGTH_MIN, mean)
        pairs = aligned.sum(1)
        some = pairs > 0
        front = (found.place_first == 0) & (found.place_second == 0)
        return np.column_stack(
            [np.where(some, _least(per_symbol, aligned), ODDS_OF_NOTHING),
             np.where(some, np.where(aligned, per_symbol, 0.0).sum(1) / np.maximum(1, pairs), ODDS_OF_NOTHING),
             np.where(some, _least(odds, aligned), 5 * ODDS_OF_NOTHING), np.where(aligned, odds, 0.0).sum(1),
             np.where(front.any(1), np.where(front, odds, 0.0).sum(1), 5 * ODDS_OF_NOTHING)]
        )  # fmt: skip


def compared(names: Names, first: Whole, second: Whole, edits: EditTable) -> Real:
    """The name features of pairs of names given by their numbers; pairs of a size are worked out together."""
    longest = np.maximum(names.lengths(first), names.lengths(second))
    features = np.zeros((len(first), len(NAME_FEATURES)))
    for low, high in SIZES:
        these = np.flatnonzero((longest > low) & (longest <= high))
        for start in range(0, len(these), 8192):
            part = these[start : start + 8192]
            features[part] = Compared(names, first[part], second[part], edits).features()
    return features


def family_like(columns: Columns, tokens: Whole, lengths: Whole) -> Flags:
    """Tokens with an article, or last and ending as family names do."""
    last = np.arange(tokens.shape[1])[None, :] == (lengths - 1)[:, None]
    articled = columns.article[tokens] != ARTICLES.index("no")
    found: Flags = (tokens != NO_TOKEN) & (articled | (last & columns.family_ending[tokens]))
    return found


def _odds(columns: Columns, found: Alignment, edits: EditTable) -> Real:
    """The learned odds of each aligned pair."""
    aligned = found.aligned
    odds = np.zeros(aligned.shape)
    odds[aligned] = edits.odds(columns, found.token_first[aligned], found.token_second[aligned])
    return odds


def _least(values: Real, there: Flags) -> Real:
    least: Real = np.where(there, values, np.inf).min(1, initial=np.inf)
    return least


def _forms(names: Names, first: Whole, second: Whole) -> Real:
    """Whether both names are kunyas, one is, and either was flipped (pairs × 3)."""
    marks = names.marks
    kunya, flipped = (
        [np.array([marks[name][at] for name in side.tolist()], np.bool_) for side in (first, second)] for at in (0, 1)
    )
    return np.column_stack([kunya[0] & kunya[1], kunya[0] ^ kunya[1], flipped[0] | flipped[1]]).astype(np.float64)


def _scripts(columns: Columns, found: Alignment) -> tuple[Flags, Flags]:
    """Where the scripts of the first tokens differ, and where both are Arabic."""
    one, other = columns.arabic[found.first[:, 0]], columns.arabic[found.second[:, 0]]
    return one != other, one & other
