"""Why a pair scored as it did: at most six reasons, strongest first, as codes with values.

Section 6 of identity.md. How strong a reason is: how far the log-odds move when the figures it rests on are set to
where they speak neither for nor against. The codes are worded in words/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from musterbook.biometrics.names.features import GROUPS, NAME_FEATURES, Compared, family_like
from musterbook.biometrics.names.interning import NO_TOKEN
from musterbook.biometrics.names.particulars import BORN, PLACES, RECORD_FEATURES, Claims
from musterbook.biometrics.names.reading import Name, Token

REASONS_MOST: Final = 6
NAME_GROUPS: Final = tuple(GROUPS)
ALL_FEATURES: Final = NAME_FEATURES + RECORD_FEATURES
NAME_COLUMNS: Final = [[ALL_FEATURES.index(feature) for feature in GROUPS[group]] for group in NAME_GROUPS]
CLAIM_COLUMNS: Final = [[ALL_FEATURES.index(feature) for feature in group] for group in (BORN, PLACES)]
_CLAIM_CODES: Final = {
    "born_same_day": "born-same-day", "born_swapped": "born-swapped", "born_same_year": "born-same-year",
    "born_other_day": "born-other-day", "country_same": "country-same", "country_differs": "country-differs",
    "birthplace_same": "birthplace-same", "birthplace_differs": "birthplace-differs",
}  # fmt: skip


class Reason(NamedTuple):
    """One reason: its code, its values in order, and how many log-odds it is worth."""

    code: str
    values: tuple[str, ...]
    strength: float

    def __str__(self) -> str:
        """Code and values as they stand in tables."""
        return " ".join((self.code, *self.values))


class Explainer:
    """The reasons of a block of compared pairs."""

    def __init__(self, block: Compared, names: tuple[list[Name], list[Name]], swapped: list[bool]) -> None:
        self.swapped = swapped
        self.names = names
        found = block.alignment
        sides = (
            (found.first, found.used_first, block.length_first),
            (found.second, found.used_second, block.length_second),
        )
        self.left = [((tokens != NO_TOKEN) & ~used).tolist() for tokens, used, _ in sides]
        self.kin = [family_like(block.columns, tokens, lengths).tolist() for tokens, _, lengths in sides]
        self.places = (found.place_first.tolist(), found.place_second.tolist())
        self.strength = found.strength.tolist()
        self.joined = (
            (found.token_first != np.take_along_axis(found.first, np.maximum(found.place_first, 0), 1)).tolist(),
            (found.token_second != np.take_along_axis(found.second, np.maximum(found.place_second, 0), 1)).tolist(),
        )

    def reasons(
        self, row: int, features: list[float], moved: list[float], claims: tuple[Claims, Claims]
    ) -> list[Reason]:
        """The reasons of one pair, from its features and how far each group moves the log-odds."""
        found = [*self._of_names(row, features, moved), *_of_claims(features, moved, claims)]
        return sorted(found, key=lambda reason: -reason.strength)[:REASONS_MOST]

    def _of_names(self, row: int, features: list[float], moved: list[float]) -> Iterator[Reason]:
        coverage, place, slots, edit, form = moved[:5]
        pairs = list(self._aligned(row))
        for one, other, alike, initial in pairs:
            worth = (abs(coverage) + abs(edit)) * alike / len(pairs)
            yield Reason("aligned", (f"{one}={other}", _figure(alike)), worth)
            if initial:
                yield Reason("initial", (f"{one}={other}",), abs(coverage) / 2)
        yield from self._left_over(row, abs(slots))
        if features[NAME_FEATURES.index("shifted")]:
            yield Reason("shifted-by-one", (), abs(place))
        if self.names[0][row].kunya or self.names[1][row].kunya:
            yield Reason("kunya-only" if len(pairs) <= 1 else "kunya", (), abs(form))

    def _aligned(self, row: int) -> Iterator[tuple[str, str, float, bool]]:
        first, second = self.names[0][row].tokens, self.names[1][row].tokens
        for turn, (at, to) in enumerate(zip(self.places[0][row], self.places[1][row], strict=True)):
            if at < 0:
                continue
            one, other = shown(first[at]), shown(second[to])
            if self.joined[0][row][turn]:
                one += shown(first[at + 1])
            if self.joined[1][row][turn]:
                other += shown(second[to + 1])
            if self.swapped[row]:
                one, other = other, one
            yield one, other, self.strength[row][turn], first[at].initial or second[to].initial

    def _left_over(self, row: int, worth: float) -> Iterator[Reason]:
        kin, others = [], []
        for side in (0, 1):
            tokens = self.names[side][row].tokens
            left = [at for at, flag in enumerate(self.left[side][row]) if flag]
            kin.append([shown(tokens[at]) for at in left if self.kin[side][row][at]])
            others.append([shown(tokens[at]) for at in left if not self.kin[side][row][at]])
        for code, sides in (("family-differs", kin), ("father-conflicts", others)):
            if sides[0] and sides[1]:
                one, other = (sides[1], sides[0]) if self.swapped[row] else (sides[0], sides[1])
                yield Reason(code, (f"{one[0]}/{other[0]}",), worth)
            else:
                for word in sides[0] + sides[1]:
                    yield Reason("unmatched", (word,), worth / 2)


def shown(token: Token) -> str:
    """A token as reasons show it."""
    prefix = {"abd": "عبد " if token.arabic else "Abd ", "abu": "Abu "}.get(token.tag, "")
    return f"{prefix if not token.word.startswith(('abd', 'عبد', 'abu', 'ebu')) else ''}{token.word.title()}"


def _of_claims(features: list[float], moved: list[float], claims: tuple[Claims, Claims]) -> Iterator[Reason]:
    if len(moved) < 7:
        return
    start = len(NAME_FEATURES)
    for place, feature in enumerate(RECORD_FEATURES):
        worth = abs(moved[5] if feature in BORN else moved[6])
        if feature in _CLAIM_CODES and features[start + place]:
            yield Reason(_CLAIM_CODES[feature], (), worth)
    apart = abs(claims[0].born.year - claims[1].born.year) if claims[0].born.year and claims[1].born.year else 0
    if apart:
        yield Reason("born-apart", (str(apart),), abs(moved[5]))


def _figure(alike: float) -> str:
    return f"{alike:.2f}".removeprefix("0")
