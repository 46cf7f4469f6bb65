"""Which finger is it really, and whose: mix-ups that prints themselves show, told before anybody relies on them.

Sections 6 and 9 of biometrics.md. Nothing here compares: each function is given what weighs two fingers (a natural-log
likelihood ratio, 0 where they say nothing either way) and names what does not fit. A mix-up is told to people, and the
cure is a new capture; nothing is put right by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final, TypeVar

from musterbook.biometrics.positions import HANDS_EXCHANGED, neighbours_exchanged

T = TypeVar("T")
Weigh = Callable[[T, T], float]
"""Two fingers' templates, or points, to the weight that they are one finger."""

SURE: Final = 10.0
"""One finger alone: of 202,176 pairs of different fingers the most alike weighed 6.3."""
LIKELY: Final = 5.0
GIVEN_UP_AFTER: Final = 4
"""Fingers of one person, one in twenty of which weighs less than `LIKELY`."""
FINGERS_MIN: Final = 2
"""Fewer fingers that agree are no sign of a mix-up of people."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """One finger captured under two positions of one sitting."""

    left: int
    right: int
    weight: float


@dataclass(frozen=True, slots=True)
class Order:
    """How the fingers of one capture lie against those of an earlier one of the same person.

    Attributes:
        kind: `as-claimed`, `hands-exchanged`, `neighbours-exchanged`, `otherwise` or `not-his`.
        moved: position claimed → position it was before, where the two differ.
        weight: the sum over fingers in that order.
        weight_as_claimed: the sum as the station claims.
    """

    kind: str
    moved: tuple[tuple[int, int], ...]
    weight: float
    weight_as_claimed: float


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """One capture of one person as far as mix-ups go; `fingers` holds templates or points by position."""

    person: str
    station: str
    day: date
    fingers: Mapping[int, object]


@dataclass(frozen=True, slots=True)
class Mixed:
    """Two people whose prints are the same on several fingers.

    Attributes:
        kind: `swap` where both were captured at one station on one day, else `duplicate`.
        left, right: the numbers of both, in the order of the sittings given.
        fingers: position of the left, position of the right, weight.
    """

    kind: str
    left: str
    right: str
    fingers: tuple[tuple[int, int, float], ...]


def doubled(fingers: Mapping[int, T], weigh: Weigh[T], *, sure: float = SURE) -> tuple[Doubled, ...]:
    """Positions of one sitting that hold one and the same finger."""
    pairs = ((left, right, weigh(fingers[left], fingers[right])) for left, right in combinations(sorted(fingers), 2))
    return tuple(Doubled(left, right, weight) for left, right, weight in pairs if weight >= sure)


def order_of(now: Mapping[int, T], earlier: Mapping[int, T], weigh: Weigh[T], *, likely: float = LIKELY) -> Order:
    """In which order the fingers of a capture are the fingers of an earlier one.

    Every finger is weighed against every other, at most 100 times; each goes to the one it is most surely, the surest
    pair first. What agrees nowhere keeps its place: a bad print is not a wrong one.
    """
    weights = {(a, b): weigh(now[a], earlier[b]) for a in now for b in earlier}
    found = _surest(weights, likely)
    as_claimed = sum(weights.get((position, position), 0.0) for position in now)
    moved = tuple(sorted((a, b) for a, b in found.items() if a != b))
    weight = sum(weights[pair] for pair in found.items())
    if not found:
        return Order("not-his", (), 0.0, as_claimed)
    if not moved:
        return Order("as-claimed", (), weight, as_claimed)
    return Order(_kind(found), moved, weight, as_claimed)


def mixed(
    sittings: Sequence[Sitting],
    weigh: Callable[[object, object], float],
    *,
    likely: float = LIKELY,
    least: int = FINGERS_MIN,
) -> tuple[Mixed, ...]:
    """People under two numbers whose prints are the same, each pair once, the kind by station and day.

    Fingers of like position are compared, then with hands exchanged; after four of which none agrees it is given up.
    `least` fingers of `likely` weight each are wanted.
    """
    found = []
    for left, right in combinations(sittings, 2):
        if left.person == right.person:
            continue
        fingers = _agreeing(left.fingers, right.fingers, weigh, likely)
        if len(fingers) >= least:
            swap = (left.station, left.day) == (right.station, right.day)
            found.append(Mixed("swap" if swap else "duplicate", left.person, right.person, fingers))
    return tuple(found)


def exchanged(
    now: Iterable[Sitting], earlier: Iterable[Sitting], weigh: Callable[[object, object], float],
    *, likely: float = LIKELY, least: int = FINGERS_MIN,
) -> tuple[tuple[Sitting, Sitting], ...]:  # fmt: skip
    """Two people of one station and day who sat down under each other's numbers.

    The prints given under the one's number today are the other's of before, and the other way round: neither alone
    would say more than that somebody is not who his number says.
    """
    before = {sitting.person: sitting for sitting in earlier}
    today = [sitting for sitting in now if sitting.person in before]
    found = []
    for left, right in combinations(today, 2):
        if (left.station, left.day) != (right.station, right.day):
            continue
        crossed = (
            _agreeing(left.fingers, before[right.person].fingers, weigh, likely),
            _agreeing(right.fingers, before[left.person].fingers, weigh, likely),
        )
        if all(len(fingers) >= least for fingers in crossed):
            found.append((left, right))
    return tuple(found)


def _surest(weights: Mapping[tuple[int, int], float], least: float) -> dict[int, int]:
    """Each finger of the first to one of the second, the heaviest pairs first, none twice."""
    found: dict[int, int] = {}
    for (a, b), weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if weight >= least and a not in found and b not in found.values():
            found[a] = b
    return found


def _kind(found: Mapping[int, int]) -> str:
    if all(HANDS_EXCHANGED[a] == b for a, b in found.items()):
        return "hands-exchanged"
    if any(all(order[a] == b for a, b in found.items()) for order in neighbours_exchanged()):
        return "neighbours-exchanged"
    return "otherwise"


def _agreeing(
    left: Mapping[int, T], right: Mapping[int, T], weigh: Weigh[T], likely: float
) -> tuple[tuple[int, int, float], ...]:  # fmt: skip
    """Fingers that agree as claimed, or with hands exchanged where that finds more."""
    ways = []
    for order in ({n: n for n in left}, HANDS_EXCHANGED):
        agreed: list[tuple[int, int, float]] = []
        pairs = [(a, order[a]) for a in sorted(left) if order[a] in right]
        for compared, (a, b) in enumerate(pairs):
            if compared == GIVEN_UP_AFTER and not agreed:
                break
            weight = weigh(left[a], right[b])
            if weight >= likely:
                agreed.append((a, b, weight))
        ways.append(tuple(agreed))
    return max(ways, key=len)
