"""Choosing who sits on a serial: the plan counts by group, names are chosen when the serial is near.

Order (lift.md section 9): the nearest medical deadline, then whoever must be kept apart from somebody, the longest
wait, the number; families together. Nobody of another group ever takes a free seat, and nobody sits beside whom he is
kept apart from.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone of a group who may be seated.

    Attributes:
        number: who.
        waited_since: when he came to the place.
        deadline: a medical one; None when there is none.
        family: a name those share who go together or wait together.
        apart: those he may not sit beside.
    """

    number: PersonId
    waited_since: datetime
    deadline: datetime | None = None
    family: str | None = None
    apart: frozenset[PersonId] = frozenset()


_Unit = tuple[tuple[str, Candidate], ...]
"""One person, or a family, each with the group he is planned in."""
_Urgency = tuple[float, bool, datetime, PersonId]
"""Less is more urgent. It ends with the number, so that no two people are as urgent as each other."""

_wait = attrgetter("waited_since", "number")


def choose_people(
    heads: Mapping[str, int], candidates: Mapping[str, Iterable[Candidate]], *, aboard: Iterable[PersonId] = ()
) -> dict[str, tuple[PersonId, ...]]:
    """Up to `heads[group]` people of each group; the same candidates in any order give the same names.

    A family goes whole or waits whole: one that does not fit leaves its seats to the next who fit. One larger than the
    serial's share of its group is parted by nobody here: it waits, and seats may stay empty.

    Args:
        heads: seats of each group.
        candidates: who of each group may have one.
        aboard: who is seated already, and not of `heads`.
    """
    left = Counter(heads)
    beside = set(aboard)
    chosen: dict[str, list[PersonId]] = {group: [] for group in heads}
    units = _units({group: _who_may_matter(candidates.get(group, ()), seats) for group, seats in heads.items()})
    while left and units:
        _, unit = heapq.heappop(units)
        wanted = Counter(group for group, _ in unit)
        if wanted <= left and _sits_beside(unit, beside):
            left -= wanted
            for group, one in unit:
                chosen[group].append(one.number)
                beside.add(one.number)
    return {group: tuple(people) for group, people in chosen.items()}


def next_in_turn(candidates: Iterable[Candidate], *, aboard: AbstractSet[PersonId]) -> list[PersonId]:
    """Who of one group could have a single freed seat beside those aboard, in the order in which they would be asked.

    A family that waits together is not among them: one seat is not enough for it.
    """
    units = sorted(_units({"": candidates}))
    return [unit[0][1].number for _, unit in units if len(unit) == 1 and _sits_beside(unit, aboard)]


def _who_may_matter(candidates: Iterable[Candidate], seats: int) -> list[Candidate]:
    """Of those of whom only the wait is known no more than there are seats: of thousands at a site, a bus full."""
    plain: list[Candidate] = []
    others: list[Candidate] = []
    for one in candidates:
        (plain if one.deadline is None and one.family is None and not one.apart else others).append(one)
    return others + heapq.nsmallest(seats, plain, key=_wait)


def _units(candidates: Mapping[str, Iterable[Candidate]]) -> list[tuple[_Urgency, _Unit]]:
    """Families and single people as a heap, the most urgent on top; a family is as urgent as its most urgent member."""
    found: list[tuple[_Urgency, _Unit]] = []
    families: dict[str, list[tuple[_Urgency, tuple[str, Candidate]]]] = {}
    for group, people in candidates.items():
        for one in people:
            if one.family is None:
                found.append((_urgency(one), ((group, one),)))
            else:
                families.setdefault(one.family, []).append((_urgency(one), (group, one)))
    for family in families.values():
        family.sort()
        found.append((family[0][0], tuple(member for _, member in family)))
    heapq.heapify(found)
    return found


def _urgency(one: Candidate) -> _Urgency:
    """Of equal deadlines those under an order go first: each can still be placed while others fill the seats."""
    deadline = math.inf if one.deadline is None else one.deadline.timestamp()
    return (deadline, not one.apart, one.waited_since, one.number)


def _sits_beside(unit: _Unit, beside: AbstractSet[PersonId]) -> bool:
    """Whether nobody of the unit is kept apart from anyone aboard, nor from another of the unit."""
    own = {one.number for _, one in unit}
    return not any(one.apart & beside or one.apart & own for _, one in unit)
