"""Why someone is not on a serial, in words: who he is and may he go, where he sits instead, what the plan says.

The first level that has something to say is the answer; the others stand below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from musterbook.words.plans import finding, paragraph, phrase, way
from musterbook.words.say import sentence


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an answer, `person`, `seats` or `plan`, and its sentences."""

    level: str
    lines: tuple[str, ...]


def levels_of(found: Any, language: str = "") -> list[Level]:  # noqa: ANN401  words loads no operation
    """The answer (`operation.explaining.NotAboard`) level by level; those with nothing to say are left out."""
    epoch = found.problem.epoch
    person = [sentence(one, language) for one in found.objections]
    seats = [f"{phrase(one, epoch, language)}." for one in found.reasons]
    seats += [sentence(one, language) for one in found.beside]
    plan = _planned(found, language)
    levels = (Level("person", tuple(person)), Level("seats", tuple(seats)), Level("plan", tuple(plan)))
    return [one for one in levels if one.lines]


def ways_of(found: Any, prices: Mapping[Any, Any], language: str = "") -> list[str]:  # noqa: ANN401  as above
    """What would let him go, as far as the plan is concerned, with prices where they are known."""
    told = _told(found, prices)
    return [way(one, found.problem.epoch, language) for one in told.ways] if told else []


def _planned(found: Any, language: str) -> Sequence[str]:  # noqa: ANN401  as above
    told, epoch = _told(found, {}), found.problem.epoch
    if told is None:
        return []
    if found.seat is None or not found.seat.findings:
        return [paragraph(told.head, epoch, language)]
    first, *rest = told.head
    broken = [finding(one, epoch, language) for one in found.seat.findings]
    return [f"{paragraph((first,), epoch, language).removesuffix('.')}:", *broken, paragraph(rest, epoch, language)]


def _told(found: Any, prices: Mapping[Any, Any]) -> Any:  # noqa: ANN401  as above
    return found.told(prices) if found.answer is not None or found.seat is not None else None
