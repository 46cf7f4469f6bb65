"""What a shard answers, as bytes; read back it is the same to the last digit, and of no other shape than asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from musterbook.biometrics.engines import Candidate
from musterbook.biometrics.search.part import Near, Seen
from musterbook.terms.errors import Malformed


def near_told(found: Sequence[Near]) -> bytes:
    """Likenesses and counts."""
    return _told([[one.highest.tolist(), one.always] for one in found])


def first_told(found: Sequence[Sequence[Seen]]) -> bytes:
    """Weights and references."""
    return _told([[[seen.weight, seen.person] for seen in one] for one in found])


def whole_told(found: Sequence[Sequence[Candidate]]) -> bytes:
    """Candidates with their fingers, before they have a band."""
    return _told([
        [[str(one.person), one.weight, [list(finger) for finger in one.fingers], one.order] for one in some]
        for some in found
    ])  # fmt: skip


def near_heard(raw: bytes, asked: int) -> list[Near]:
    """The answer of `near_told` for so many asked.

    Raises:
        Malformed: `cluster.answer`.
    """
    return _each(raw, asked, _near)


def first_heard(raw: bytes, asked: int) -> list[list[Seen]]:
    """The answer of `first_told` for so many asked.

    Raises:
        Malformed: `cluster.answer`.
    """
    return _each(raw, asked, lambda one: [Seen(_number(weight), str(person)) for weight, person in one])


def whole_heard(raw: bytes, asked: int) -> list[list[Candidate]]:
    """The answer of `whole_told` for so many asked.

    Raises:
        Malformed: `cluster.answer`.
    """
    return _each(raw, asked, lambda one: [_candidate(*each) for each in one])


HEARD: Final[Mapping[str, Callable[[bytes, int], list[Any]]]] = {
    "near": near_heard, "first": first_heard, "whole": whole_heard,
}  # fmt: skip


def _near(one: Any) -> Near:  # noqa: ANN401  what another machine says may be anything
    highest, always = one
    return Near(np.array([_number(value) for value in highest], np.float64), int(_number(always)))


def _candidate(person: object, weight: object, fingers: Any, order: object) -> Candidate:  # noqa: ANN401  as above
    told = tuple((int(_number(left)), int(_number(right)), _number(each)) for left, right, each in fingers)
    return Candidate(str(person), _number(weight), told, str(order))


def _told(found: object) -> bytes:
    return json.dumps(found, allow_nan=False, ensure_ascii=False).encode()


def _each(raw: bytes, asked: int, read: Callable[[Any], Any]) -> list[Any]:
    try:
        found = json.loads(raw)
        if not isinstance(found, list) or len(found) != asked:
            raise ValueError  # noqa: TRY301  it is one more way of being no answer
        return [read(one) for one in found]
    except (ValueError, TypeError) as fault:
        raise Malformed.because("cluster.answer") from fault


def _number(one: object) -> float:
    if isinstance(one, bool) or not isinstance(one, int | float) or not math.isfinite(one):
        raise TypeError
    return float(one)
