"""Why a pair scored as it did: at most six reasons, strongest first, as codes with values.

Section 6 of identity.md. How strong a reason is: how far the log-odds move when the figures it rests on are set to
where they speak neither for nor against. The codes are worded in words/. Strengths are worked out for a whole block
of pairs at once; only reasons that are among the six of a pair are put into words of the names.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from musterbook.biometrics.names.features import GROUPS, NAME_FEATURES, Compared, family_like
from musterbook.biometrics.names.interning import NO_TOKEN, Flags, Real, Whole
from musterbook.biometrics.names.particulars import BORN, PLACES, RECORD_FEATURES

REASONS_MOST: Final = 6
NAME_GROUPS: Final = tuple(GROUPS)
ALL_FEATURES: Final = NAME_FEATURES + RECORD_FEATURES
NAME_COLUMNS: Final = [[ALL_FEATURES.index(feature) for feature in GROUPS[group]] for group in NAME_GROUPS]
CLAIM_COLUMNS: Final = [[ALL_FEATURES.index(feature) for feature in group] for group in (BORN, PLACES)]
COVERAGE, PLACE, SLOTS, EDIT, FORM, BIRTHS, ELSEWHERE = range(7)
"""The groups by the columns of what moves the log-odds."""
RULES: Final = (
    "names.aligned", "names.initial", "names.family-differs", "names.father-conflicts", "names.unmatched",
    "names.shifted-by-one", "names.kunya-only", "names.kunya", "names.born-same-day", "names.born-swapped",
    "names.born-same-year", "names.born-other-day", "names.country-same", "names.country-differs",
    "names.birthplace-same", "names.birthplace-differs", "names.born-apart", "names.unreadable", "names.born-doubtful",
    "names.cut",
)  # fmt: skip
"""The rule of every code, by which words/ has a sentence for it."""
CODES: Final = tuple(rule.removeprefix("names.") for rule in RULES)
"""Every code there is."""
ALIGNED, INITIAL, FAMILY, FATHER, LEFT, SHIFTED, KUNYA_ONLY, KUNYA, SAME_DAY = range(9)
APART: Final = CODES.index("born-apart")
_CLAIMED: Final = tuple(
    (ALL_FEATURES.index(feature), CODES.index(feature.replace("_", "-")), BIRTHS if feature in BORN else ELSEWHERE)
    for feature in RECORD_FEATURES
    if feature.replace("_", "-") in CODES
)


class Reason(NamedTuple):
    """One reason: its code, its values in order, and how many log-odds it is worth."""

    code: str
    values: tuple[str, ...]
    strength: float

    def __str__(self) -> str:
        """Code and values as they stand in tables."""
        return " ".join((self.code, *self.values))

    @property
    def rule(self) -> str:
        """The rule that names its sentence."""
        return f"names.{self.code}"

    def told(self) -> dict[str, str | int]:
        """Its values by the names its sentence knows them by."""
        if self.code == "aligned":
            one, other = self.values[0].split("=")
            return {"one": one, "other": other, "alike": round(100 * float(self.values[1]))}
        if self.code in {"initial", "family-differs", "father-conflicts"}:
            one, other = self.values[0].replace("/", "=").split("=")
            return {"one": one, "other": other}
        if self.code == "born-apart":
            return {"years": int(self.values[0])}
        if self.code == "cut":
            return {"parts": int(self.values[0])}
        return {"word": self.values[0]} if self.values else {}


class Explainer:
    """The reasons of a block of compared pairs.

    Args:
        block: the pairs, compared.
        words: the tokens of both names of each as they are shown.
        features: of each pair, in the order of ALL_FEATURES.
        years: how many years the births of each are apart.
        swapped: whether a pair was asked for the other way round.
    """

    def __init__(
        self, block: Compared, words: tuple[list[tuple[str, ...]], list[tuple[str, ...]]], features: Real,
        *, years: Whole, swapped: list[bool],
    ) -> None:  # fmt: skip
        self.words, self.features, self.years, self.swapped = words, features, years, swapped
        found = self.found = block.alignment
        sides = (
            (found.first, found.used_first, block.length_first),
            (found.second, found.used_second, block.length_second),
        )
        self.left = [(tokens != NO_TOKEN) & ~used for tokens, used, _ in sides]
        self.kin = [family_like(block.columns, tokens, lengths) for tokens, _, lengths in sides]
        self.initial = block.columns.initial
        self.kunya = (block.forms[:, 0] + block.forms[:, 1]) > 0

    def wanted(self) -> Flags:
        """For which pairs it matters how far each group moves the log-odds (pairs × groups)."""
        some = self.found.aligned.any(1)
        left = self.left[0].any(1) | self.left[1].any(1)
        shifted = self.features[:, NAME_FEATURES.index("shifted")] > 0
        claims = self.features[:, len(NAME_FEATURES) :]
        places = claims[:, -len(PLACES) :].any(1)
        born = claims[:, RECORD_FEATURES.index("born_missing")] == 0
        return np.column_stack([some, shifted, left, some, self.kunya, born, places])

    def reasons(self, moved: Real) -> list[list[Reason]]:
        """The reasons of each pair, from how far each group moves its log-odds (pairs × groups)."""
        listed = _Listed()
        moved = np.abs(moved)
        self._list_aligned(listed, moved)
        for code, kind in ((FAMILY, self.kin), (FATHER, [~kin for kin in self.kin])):
            self._list_left(listed, code, [left & this for left, this in zip(self.left, kind, strict=True)], moved)
        shifted = np.flatnonzero(self.features[:, NAME_FEATURES.index("shifted")])
        listed.add(SHIFTED, shifted, moved[shifted, PLACE])
        few = self.found.aligned.sum(1) <= 1
        for code, these in ((KUNYA_ONLY, self.kunya & few), (KUNYA, self.kunya & ~few)):
            listed.add(code, np.flatnonzero(these), moved[these, FORM])
        for column, code, group in _CLAIMED:
            rows = np.flatnonzero(self.features[:, column])
            listed.add(code, rows, moved[rows, group])
        rows = np.flatnonzero(self.features[:, ALL_FEATURES.index("years_apart")] > 0)
        listed.add(APART, rows, moved[rows, BIRTHS])
        return self._worded(*listed.strongest(), count=len(moved))

    def _list_aligned(self, listed: _Listed, moved: Real) -> None:
        found = self.found
        rows, turns = np.nonzero(found.aligned)
        pairs = found.aligned.sum(1)[rows]
        worth = (moved[rows, COVERAGE] + moved[rows, EDIT]) * found.strength[rows, turns] / pairs
        at, to = found.place_first[rows, turns], found.place_second[rows, turns]
        listed.add(ALIGNED, rows, worth, places=(at, to, turns), order=2 * turns)
        initial = self.initial[found.first[rows, at]] | self.initial[found.second[rows, to]]
        rows, at, to, turns = rows[initial], at[initial], to[initial], turns[initial]
        listed.add(INITIAL, rows, moved[rows, COVERAGE] / 2, places=(at, to, turns), order=2 * turns + 1)

    def _list_left(self, listed: _Listed, code: int, left: list[Flags], moved: Real) -> None:
        """What is left over of one kind: against each other where both sides have some, else by itself."""
        both = np.asarray(left[0].any(axis=1) & left[1].any(axis=1))
        rows = np.flatnonzero(both)
        first = [side[rows].argmax(1) for side in left]
        listed.add(code, rows, moved[rows, SLOTS], places=(first[0], first[1], first[0]), order=_AFTER * code)
        for side, tokens in enumerate(left):
            rows, at = np.nonzero(tokens & ~both[:, None])
            which = np.full(len(rows), side)
            order = _AFTER * code + (side * tokens.shape[1] + at) + 1
            listed.add(LEFT, rows, moved[rows, SLOTS] / 2, places=(at, which, at), order=order)

    def _worded(self, rows: Whole, codes: Whole, worth: Real, places: list[Whole], *, count: int) -> list[list[Reason]]:
        """Reasons with their values in words of the names; two tokens written as one are shown as one."""
        made: list[list[Reason]] = [[] for _ in range(count)]
        columns = (column.tolist() for column in (rows, codes, worth, *places[:2], *self._shown(rows, codes, places)))
        first, second = self.words
        for row, code, strength, at, to, both_first, both_second, alike, turned in zip(*columns, strict=True):
            values: tuple[str, ...] = ()
            if code <= FATHER:
                one, other = first[row][at], second[row][to]
                if both_first:
                    one += first[row][at + 1]
                if both_second:
                    other += second[row][to + 1]
                if turned:
                    one, other = other, one
                if code == ALIGNED:
                    values = (f"{one}={other}", f"{alike:.2f}".removeprefix("0"))
                else:
                    values = (f"{one}={other}" if code == INITIAL else f"{one}/{other}",)
            elif code == LEFT:
                values = (self.words[to][row][at],)
            elif code == APART:
                values = (str(int(self.years[row])),)
            made[row].append(Reason(CODES[code], values, strength))
        return made

    def _shown(self, rows: Whole, codes: Whole, places: list[Whole]) -> tuple[Flags, Flags, Real, Flags]:
        """Of each reason: whether a token is two written as one, on either side; the likeness; whether to swap them."""
        at, to, turn = places
        found, paired = self.found, codes <= INITIAL
        both = [
            paired & (joined[rows, turn] != plain[rows, place])
            for joined, plain, place in ((found.token_first, found.first, at), (found.token_second, found.second, to))
        ]
        return both[0], both[1], found.strength[rows, turn], np.array(self.swapped, np.bool_)[rows]


_AFTER: Final = 1000
"""Reasons that are worth the same stand in the order of their codes, then of the names."""


class _Listed:
    """Reasons of many pairs as columns: pair, code, worth, where in the names."""

    def __init__(self) -> None:
        self.parts: list[tuple[Whole, ...]] = []
        self.worth: list[Real] = []

    def add(
        self, code: int, rows: Whole, worth: Real, *,
        places: tuple[Whole, Whole, Whole] | None = None, order: Whole | int | None = None,
    ) -> None:  # fmt: skip
        """Adds reasons of one code; among those worth the same, lower in `order` come first."""
        none = np.zeros(len(rows), np.int64)
        stands = none + (_AFTER * code if order is None else order)
        self.parts.append((rows, none + code, stands, *(places or (none, none, none))))
        self.worth.append(worth)

    def strongest(self) -> tuple[Whole, Whole, Real, list[Whole]]:
        """The strongest reasons of each pair, strongest first: pairs, codes, worth, and three columns of places."""
        rows, codes, stands, *places = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        worth = np.concatenate(self.worth)
        order = np.lexsort((stands, -worth, rows))
        ordered = rows[order]
        begins = np.searchsorted(ordered, ordered)
        kept = order[np.arange(len(order)) - begins < REASONS_MOST]
        return rows[kept], codes[kept], worth[kept], [column[kept] for column in places]
