"""A gallery held in memory: of each person the codes and points of ten fingers, packed, and nothing else.

About 4 kB a person, so 0.4 GB for a hundred thousand; templates are made again from the points when they are wanted.
Who has which code and which points is kept by row; rows are in the order in which people were enrolled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Enrolment, Made, Matcher, Points, Template
from musterbook.biometrics.search.codes import FINGERS, LENGTH, Coder, Described

SCALE: Final = 250.0
"""Whole numbers to the unit: a finger's code of unit length becomes numbers of one byte."""
PARTS_OF_A_PIXEL: Final = 8
TURN: Final = 2**16
CONFIDENCE_MIN: Final = 0.4
"""Points less sure are compared by no engine, and not kept."""
POINTS_MAX: Final = 100
BLOCK: Final = 256
"""People packed at a time."""


@dataclass(frozen=True, eq=False)
class Gallery:
    """Packed enrolments, made by one engine; see `packed` and `file`."""

    people: tuple[str, ...]
    made: Made
    """The matcher whose templates were looked at, to say which fingers can be compared."""
    coder: str
    """Digest of the parameters of the codes; empty where there are none, and everybody is compared."""
    codes: NDArray[np.int8]
    """People x 1,280, or x 0 where there are none."""
    usable: NDArray[np.bool_]
    """People x 10: the finger has points enough."""
    quality: NDArray[np.uint8]
    """People x 10."""
    starts: NDArray[np.int64]
    """Where the points of each finger begin, ten to a person, and one more."""
    places: NDArray[np.uint16]
    """Points x 3: x and y in eighths of a pixel, direction in 65,536ths of a turn."""
    confidence: NDArray[np.uint8]
    """Of each point, in 255ths."""

    def __len__(self) -> int:
        """How many people."""
        return len(self.people)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row by person; of somebody enrolled twice under one number, the newest."""
        return {person: row for row, person in enumerate(self.people)}

    @property
    def bytes_held(self) -> int:
        """Memory of the arrays."""
        arrays = (self.codes, self.usable, self.quality, self.starts, self.places, self.confidence)
        return sum(array.nbytes for array in arrays)

    def points(self, row: int, position: int) -> Points:
        """The points of a finger, 1 to 10, as they were packed: the surest first."""
        at = row * FINGERS + position - 1
        mine = slice(self.starts[at], self.starts[at + 1])
        return restored(self.places[mine], self.confidence[mine])

    def enrolment(self, row: int) -> Enrolment:
        """Somebody of the gallery, to be looked for elsewhere or among the others."""
        held = [
            at + 1 for at in range(FINGERS) if self.starts[row * FINGERS + at] < self.starts[row * FINGERS + at + 1]
        ]
        quality = {position: int(self.quality[row, position - 1]) for position in held}
        return Enrolment(self.people[row], {position: self.points(row, position) for position in held}, quality)

    def with_more(self, other: Gallery) -> Gallery:
        """Both, these first; of one engine and one set of parameters, as `finder` sees to."""
        return joined((self, other))

    def part(self, rows: NDArray[np.int64]) -> Gallery:
        """Those people alone, in this order."""
        fingers = (rows[:, None] * FINGERS + np.arange(FINGERS)).reshape(-1)
        counts = np.diff(self.starts)[fingers]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        points = np.repeat(self.starts[fingers] - starts[:-1], counts) + np.arange(starts[-1])
        return Gallery(
            tuple(self.people[row] for row in rows), self.made, self.coder, self.codes[rows], self.usable[rows],
            self.quality[rows], starts, self.places[points], self.confidence[points],
        )  # fmt: skip


def packed(enrolments: Iterable[Enrolment], matcher: Matcher, coder: Coder | None) -> Gallery:
    """A gallery of these people; half a millisecond a finger, most of it describing its points.

    Without a coder, or with a matcher whose templates cannot be coded, everybody is compared in a search.
    """
    blocks = [_block(block, matcher, coder) for block in _blocks(enrolments)]
    return _joined(blocks) if blocks else _block((), matcher, coder)


def joined(galleries: Iterable[Gallery]) -> Gallery:
    """All behind each other."""
    return _joined(list(galleries))


def _joined(galleries: list[Gallery]) -> Gallery:
    """As `joined`, and the list is empty afterwards: one kind of array after the other is let go as it is copied."""
    first = galleries[0]
    people = tuple(person for one in galleries for person in one.people)
    ends = np.cumsum([0, *(int(one.starts[-1]) for one in galleries)])
    starts = np.concatenate([one.starts[:-1] + end for one, end in zip(galleries, ends, strict=False)] + [ends[-1:]])
    kinds: list[list[NDArray[Any]]] = [
        [one.codes for one in galleries], [one.usable for one in galleries], [one.quality for one in galleries],
        [one.places for one in galleries], [one.confidence for one in galleries],
    ]  # fmt: skip
    galleries.clear()
    codes, usable, quality, places, confidence = (_emptied(kind) for kind in kinds)
    return Gallery(people, first.made, first.coder, codes, usable, quality, starts, places, confidence)


def _emptied(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """The arrays behind each other; the list is empty afterwards."""
    whole = np.concatenate(arrays)
    arrays.clear()
    return whole


def shrunk(points: Points) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Places and confidence as they are kept: at most a hundred points, the surest, none below 0.4."""
    best = points.best(CONFIDENCE_MIN)
    known = np.isfinite(best.x) & np.isfinite(best.y) & np.isfinite(best.direction)
    columns = np.stack([best.x, best.y, best.direction], axis=1)[known][:POINTS_MAX].astype(np.float64)
    columns[:, :2] = np.clip(np.rint(columns[:, :2] * PARTS_OF_A_PIXEL), 0, TURN - 1)
    columns[:, 2] = np.rint(columns[:, 2] / (2 * np.pi) * TURN) % TURN
    sure = np.maximum(np.rint(best.confidence[known][:POINTS_MAX] * 255), np.ceil(CONFIDENCE_MIN * 255))
    return columns.astype(np.uint16), np.clip(sure, 0, 255).astype(np.uint8)


def restored(places: NDArray[np.uint16], sure: NDArray[np.uint8]) -> Points:
    """The points that are kept so; packed again they give the same numbers."""
    told = places.astype(np.float32)
    half, confidence = np.full(len(sure), 0.5, np.float32), sure.astype(np.float32) / np.float32(255)
    told *= np.array([1 / PARTS_OF_A_PIXEL, 1 / PARTS_OF_A_PIXEL, 2 * np.pi / TURN], np.float32)
    return Points(told[:, 0].copy(), told[:, 1].copy(), told[:, 2].copy(), half, confidence, 0, 0)


def whole_numbers(code: NDArray[np.float32]) -> NDArray[np.int8]:
    """A code in numbers of one byte, whose products are exact in any order of adding."""
    found: NDArray[np.int8] = np.clip(np.rint(code * SCALE), -127, 127).astype(np.int8)
    return found


def can_be_compared(template: Template) -> bool:
    """Whether a finger has anything to compare; a template that does not tell its length is taken to have."""
    return not isinstance(template, Sized) or len(template) > 0


def _blocks(enrolments: Iterable[Enrolment]) -> Iterator[list[Enrolment]]:
    block: list[Enrolment] = []
    for enrolment in enrolments:
        block.append(enrolment)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _block(block: Sequence[Enrolment], matcher: Matcher, coder: Coder | None) -> Gallery:
    people = len(block)
    codes = np.zeros((people, FINGERS * LENGTH), np.int8)
    usable, quality = np.zeros((people, FINGERS), np.bool_), np.zeros((people, FINGERS), np.uint8)
    places, sure, counts, coded = [], [], np.zeros(people * FINGERS, np.int64), coder is not None
    for row, enrolment in enumerate(block):
        for position, points in sorted(enrolment.fingers.items()):
            kept, how_sure = shrunk(points)
            at = position - 1
            places.append(kept)
            sure.append(how_sure)
            counts[row * FINGERS + at] = len(kept)
            quality[row, at] = min(100, max(0, enrolment.quality.get(position, 0)))
            template = matcher.template(restored(kept, how_sure))
            usable[row, at] = can_be_compared(template)
            coded = coded and hasattr(template, "near")
            if coder is not None and coded:
                code = coder.code(cast("Described", template))
                codes[row, at * LENGTH : (at + 1) * LENGTH] = whole_numbers(code)
    return Gallery(
        tuple(str(one.person) for one in block), matcher.made, coder.digest if coder and coded else "",
        codes if coded else codes[:, :0], usable, quality, np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        np.concatenate([np.zeros((0, 3), np.uint16), *places]), np.concatenate([np.zeros(0, np.uint8), *sure]),
    )  # fmt: skip
