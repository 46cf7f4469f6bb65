"""One part of a gallery and the three questions a search asks of it; the whole gallery is one part, or each shard is.

What a part answers depends on nothing but itself and the question, to the last digit, so that a search over shards
finds what a search on one machine finds (biometrics.md, section 9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Candidate, Matcher, Template
from musterbook.biometrics.positions import neighbours_exchanged
from musterbook.biometrics.search.asked import AS_CLAIMED, CODED_FINGERS_MIN, NEIGHBOURS, Asked
from musterbook.biometrics.search.gallery import Gallery

Weigh = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Scores to weights: natural-log likelihood ratios (`matching.calibration`)."""
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

CODES_AT_ONCE: Final = 8192
PEOPLE_AT_ONCE: Final = 128
ALIKE: Final = 2.0
"""A finger that weighs more answers to the other."""
ALIKE_MIN, FEW = 3, 4
"""Exchanged neighbours are looked for where so many other fingers answer, or where there are so few at all."""
GAIN_MIN: Final = 6.0
"""How much better another order of neighbours must be before it is believed."""
Fingers = tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What a part says first: the highest likenesses of codes, and how many are compared whatever their code."""

    highest: Numbers
    always: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody of the gallery after the first fingers."""

    weight: float
    person: str


class Part:
    """People of a gallery, searched by one engine."""

    def __init__(self, gallery: Gallery, matcher: Matcher, weigh: Weigh) -> None:
        self.gallery, self._matcher, self._weigh = gallery, matcher, weigh

    def near(self, some: Sequence[Asked], most: int) -> list[Near]:
        """For each, the `most` highest likenesses of codes, falling."""
        found = []
        for one, (likeness, common) in zip(some, self._likeness(some), strict=True):
            coded = likeness[(common >= CODED_FINGERS_MIN) & self._others(one)]
            if len(coded) > most:
                coded = np.partition(coded, len(coded) - most)[len(coded) - most :]
            always = int(((common > 0) & (common < CODED_FINGERS_MIN) & self._others(one)).sum())
            found.append(Near(np.sort(coded)[::-1], always))
        return found

    def first(self, some: Sequence[Asked], least: Sequence[float], most: int) -> list[list[Seen]]:
        """For each, the best after two fingers among those whose code is at least so like; `most` of them, best first.

        Whoever has fewer than six fingers in common is compared as well.
        """
        wanted: list[tuple[int, int, int]] = []
        rows: list[Rows] = []
        for number, (one, (likeness, common)) in enumerate(zip(some, self._likeness(some), strict=True)):
            close = (likeness >= least[number]) | (common < CODED_FINGERS_MIN)
            rows.append(np.flatnonzero(close & (common > 0) & self._others(one)))
            wanted += [
                (int(row), number, position) for row in rows[-1] for position in first_two(self._common(one, int(row)))
            ]
        sums: list[dict[int, float]] = [defaultdict(float) for _ in some]
        for (row, number, _), weight in zip(*self._compared(some, wanted), strict=True):
            sums[number][row] += weight
        return [best(Seen(weight, self.gallery.people[row]) for row, weight in found.items())[:most] for found in sums]

    def whole(self, some: Sequence[Asked], people: Sequence[Sequence[str]]) -> list[list[Candidate]]:
        """For each, those of these people who are here, with all fingers in common: weight by finger and together.

        Best first. Where some fingers answer and others do not, two neighbours may have changed places.
        """
        rows = [[self.gallery.rows[one] for one in found if one in self.gallery.rows] for found in people]
        wanted = [
            (row, number, position)
            for number, one in enumerate(some)
            for row in rows[number]
            for position in self._common(one, row)
        ]
        fingers: dict[tuple[int, int], list[tuple[int, int, float]]] = defaultdict(list)
        for (row, number, position), weight in zip(*self._compared(some, wanted), strict=True):
            fingers[number, row].append((position, some[number].orders[position], weight))
        return [
            in_order(self._in_its_order(one, row, tuple(fingers[number, row])) for row in rows[number])
            for number, one in enumerate(some)
        ]

    def _in_its_order(self, one: Asked, row: int, fingers: Fingers) -> Candidate:
        """The candidate; with two fingers of one hand exchanged where that makes him much more alike."""
        found = Candidate(self.gallery.people[row], _sum(fingers), fingers, one.order)
        straight = {left: weight for left, _, weight in fingers}
        alike = sum(weight > ALIKE for weight in straight.values())
        if one.order != AS_CLAIMED or (len(straight) > FEW and alike < ALIKE_MIN) or alike == len(straight):
            return found
        for order in neighbours_exchanged():
            moved = [n for n in order if order[n] != n]
            if any(n not in straight or straight[n] > ALIKE for n in moved):
                continue
            weights = [self._one(one.templates[n], row, order[n]) for n in moved]
            gain = sum(weights) - sum(straight[n] for n in moved)
            if gain >= GAIN_MIN and _sum(fingers) + gain > found.weight:
                told = {n: (n, order[n], weight) for n, weight in zip(moved, weights, strict=True)}
                changed = tuple(told.get(finger[0], finger) for finger in fingers)
                found = Candidate(found.person, _sum(changed), changed, NEIGHBOURS)
        return found

    def _one(self, template: Template, row: int, position: int) -> float:
        other = self._matcher.template(self.gallery.points(row, position))
        return float(self._weigh(self._matcher.match_many(template, [other]))[0])

    def _others(self, one: Asked) -> NDArray[np.bool_]:
        """Everybody but himself."""
        found = np.ones(len(self.gallery), np.bool_)
        own = self.gallery.rows.get(one.person)
        if own is not None:
            found[own] = False
        return found

    def _common(self, one: Asked, row: int) -> list[int]:
        """Claimed positions of the fingers both have, the best in the worse of the two first."""
        usable, quality = self.gallery.usable[row], self.gallery.quality[row]
        worse = [
            (-min(one.quality[position], int(quality[one.orders[position] - 1])), position)
            for position in one.templates
            if usable[one.orders[position] - 1]
        ]
        return [position for _, position in sorted(worse)]

    def _likeness(self, some: Sequence[Asked]) -> Iterable[tuple[Numbers, Rows]]:
        """For each, the likeness of codes for each finger in common, and how many are; -1 where codes do not count.

        Codes are whole numbers whose products stay below 2**24, so that single precision adds them without rounding,
        in whatever order a machine does it.
        """
        gallery = self.gallery
        coded = gallery.codes.shape[1] > 0
        products = np.zeros((len(some), len(gallery)), np.float32)
        codes = np.array([one.code for one in some], np.float32)
        for begin in range(0, len(gallery) if coded else 0, CODES_AT_ONCE):
            block = slice(begin, begin + CODES_AT_ONCE)
            products[:, block] = codes @ gallery.codes[block].astype(np.float32).T
        for number, one in enumerate(some):
            common = gallery.usable[:, one.mask].sum(1)
            likeness = products[number].astype(np.float64) / np.maximum(common, 1)
            likeness[common < CODED_FINGERS_MIN] = -np.inf
            yield (likeness, common) if coded else (np.full(len(gallery), -np.inf), np.minimum(common, 1))

    def _compared(
        self, some: Sequence[Asked], wanted: list[tuple[int, int, int]]
    ) -> tuple[list[tuple[int, int, int]], list[float]]:
        """Row, number of who is asked, claimed position: each with its weight, row by row.

        A template of the gallery is made once for all who want it.
        """
        told = sorted(wanted)
        weights: list[float] = [0.0] * len(told)
        begin = 0
        while begin < len(told):
            end = begin
            rows: set[int] = set()
            while end < len(told) and (told[end][0] in rows or len(rows) < PEOPLE_AT_ONCE):
                rows.add(told[end][0])
                end += 1
            for at, weight in self._block(some, told, range(begin, end)):
                weights[at] = weight
            begin = end
        return told, weights

    def _block(
        self, some: Sequence[Asked], told: list[tuple[int, int, int]], block: range
    ) -> Iterable[tuple[int, float]]:
        templates: dict[tuple[int, int], Template] = {}
        by_probe: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at in block:
            row, number, position = told[at]
            other = some[number].orders[position]
            if (row, other) not in templates:
                templates[row, other] = self._matcher.template(self.gallery.points(row, other))
            by_probe[number, position].append(at)
        for (number, position), places in by_probe.items():
            one = some[number]
            others = [templates[told[at][0], one.orders[position]] for at in places]
            scores = self._matcher.match_many(one.templates[position], others)
            yield from zip(places, self._weigh(scores).tolist(), strict=True)


def first_two(positions: Sequence[int]) -> Sequence[int]:
    """The best finger and the next best that is not beside it: neighbours exchanged spoil only one of them."""
    apart = [n for n in positions[1:] if abs(n - positions[0]) != 1 or {n, positions[0]} == {5, 6}]
    return [*positions[:1], *(apart or positions[1:])[:1]]


def best(found: Iterable[Seen]) -> list[Seen]:
    """The highest weight first; of equal ones, by number."""
    return sorted(found, key=lambda one: (-one.weight, one.person))


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """The highest weight first; of equal ones, by number."""
    return sorted(found, key=lambda one: (-one.weight, str(one.person)))


def _sum(fingers: Iterable[tuple[int, int, float]]) -> float:
    """Added in the order of positions, so that the sum is the same wherever it is made."""
    return float(sum(weight for _, _, weight in sorted(fingers)))
