"""The two sides of a pair as an examiner sees them: pictures by finger, whoever they are of, and how good they are.

The left is a sitting of this book; the right is another, or somebody of a list of others, whose pictures lie with the
list as long as it is open (biometrics.md sections 3, 9 and 10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from musterbook.biometrics.adjudication import Pair
from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.listed_people import KeptPictures
from musterbook.operation.lists_of_others import open_pictures


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what opens each finger's picture, and quality 0 to 100 as far as it is known."""

    pictures: Mapping[int, Callable[[], bytes]] = field(default_factory=dict)
    qualities: Mapping[int, int] = field(default_factory=dict)


def sides_of(beside: BiometricsBeside, pair: Pair, evidence: Mapping[str, Any]) -> tuple[Side, Side]:
    """Both sides; one without pictures cannot be judged. `evidence` is what was sealed with the pair."""
    left, right = (_of_sitting(beside, beside.book.reading(Enrolments).sitting(side)) for side in _names(pair))
    return left, _of_list(beside, evidence) if pair.fact.gallery else right


def _names(pair: Pair) -> tuple[str, str]:
    return pair.fact.left, pair.fact.right


def _of_sitting(beside: BiometricsBeside, sitting: Sitting | None) -> Side:
    if sitting is None:
        return Side()
    pictures = {finger: partial(beside.picture, sitting.pictures[str(finger)]) for finger in sitting.fingers}
    return Side(pictures, sitting.qualities)


def _of_list(beside: BiometricsBeside, evidence: Mapping[str, Any]) -> Side:
    said = evidence.get("pictures")
    if not said or not beside.blobs.has(Digest(said["volume"])):
        return Side()
    kept = KeptPictures(Digest(said["volume"]), int(said["place"]), tuple(said["fingers"]))
    opened = cache(partial(open_pictures, beside, kept))  # one volume holds them all
    return Side({finger: partial(_finger, opened, finger) for finger in kept.fingers})


def _finger(opened: Callable[[], Mapping[int, bytes]], finger: int) -> bytes:
    return opened()[finger]
