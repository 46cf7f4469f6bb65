"""Choosing who sits on a serial: the plan counts by group, names are chosen when the serial is near.

Order in a group (lift.md section 9): the nearest medical deadline, families of siblings kept together, the longest
wait, the number. Who would have been next is named as substitute, in order; nobody of another group ever takes a free
seat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone of a group who may be seated. `deadline` is medical; `family` names siblings who stay together."""

    number: PersonId
    waited_since: datetime
    deadline: datetime | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Seated:
    """Who goes, by group, who would be next, and how many seats no candidate could take."""

    people: Mapping[str, tuple[PersonId, ...]]
    substitutes: Mapping[str, tuple[PersonId, ...]]
    empty_seats: Mapping[str, int]


def choose_people(heads: Mapping[str, int], candidates: Mapping[str, Iterable[Candidate]]) -> Seated:
    """Choose `heads[group]` people of each group; the same candidates in any order give the same names.

    A family goes whole or waits whole: one that no longer fits leaves its seats to the next who fit. Only a family
    larger than the whole group's share of the serial is parted by nobody here: it waits, and its seats may stay empty.
    """
    people, substitutes, empty = {}, {}, {}
    for group, seats in heads.items():
        units = _units(candidates.get(group, ()))
        chosen: list[PersonId] = []
        waiting: list[PersonId] = []
        for unit in units:
            numbers = [one.number for one in unit]
            (chosen if len(chosen) + len(numbers) <= seats else waiting).extend(numbers)
        people[group], substitutes[group] = tuple(chosen), tuple(waiting)
        empty[group] = seats - len(chosen)
    return Seated(people, substitutes, empty)


def _units(candidates: Iterable[Candidate]) -> list[Sequence[Candidate]]:
    """Families and single people, the most urgent first; a family is as urgent as its most urgent member."""
    units: dict[str, list[Candidate]] = {}
    for one in sorted(candidates, key=_urgency):
        units.setdefault(f"family {one.family}" if one.family else f"person {one.number}", []).append(one)
    return sorted(units.values(), key=lambda unit: _urgency(unit[0]))


def _urgency(one: Candidate) -> tuple[bool, str, str, str]:
    deadline = one.deadline.isoformat() if one.deadline else ""
    return (one.deadline is None, deadline, one.waited_since.isoformat(), one.number)
