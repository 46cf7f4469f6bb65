"""The people of a problem as the bound sees them: kinds that use up the same things, cohorts of a kind at a site."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.problem import Node, Problem, VehicleType

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Kind:
    """People alike in all they need on the way: weight, escort points, lying or not, beds, permitted facilities."""

    risk: str
    weight: float
    points: int
    lying: bool
    compartment: str
    dests: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """`heads` people of one kind at one site who may leave from the same minute; `groups` are whom it is made of."""

    site: str
    kind: int
    not_before: int
    heads: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who waits, gathered into cohorts; `kind_of` gives the kind of a group."""

    kinds: tuple[Kind, ...]
    cohorts: tuple[Cohort, ...]
    kind_of: dict[str, int]


def people_of(problem: Problem) -> People:
    """The cohorts of `problem`: groups that differ only in their keep-apart tag are one, which can only help them."""
    kinds: dict[Kind, int] = {}
    kind_of: dict[str, int] = {}
    gathered: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for group in problem.groups:
        risk = problem.risk_class[group.risk]
        kind = Kind(risk.id, risk.weight, risk.escort_points, group.stretcher, group.compartment, group.dests)
        number = kinds.setdefault(kind, len(kinds))
        kind_of[group.id] = number
        gathered[group.site, number, group.not_before].append(group.id)
    cohorts = [
        Cohort(site, kind, since, sum(problem.group[one].count for one in groups), tuple(groups))
        for (site, kind, since), groups in sorted(gathered.items())
    ]
    return People(tuple(kinds), tuple(one for one in cohorts if one.heads), kind_of)


def share_of_carrier(problem: Problem, kind: Kind, vehicle_type: VehicleType) -> float:
    """The share of a carrier one person takes up, escorts counted: no legal load adds up to more than 1 (R12, R14)."""
    seats = vehicle_type.seats_per_stretcher if kind.lying else 1
    return (seats + escorts_each(problem, kind)) / vehicle_type.seats


def escorts_each(problem: Problem, kind: Kind) -> float:
    """Escorts one person takes up; no legal load adds up to more than the escorts aboard (R14)."""
    return kind.points / problem.rules.escort_points_per_guard


def units_of(problem: Problem, kind: Kind) -> int:
    """Heads a person counts as when loading and unloading (R7)."""
    return problem.rules.stretcher_load_units if kind.lying else 1


def may_carry(kind: Kind, vehicle_type: VehicleType) -> bool:
    """Is there room for one such person at all?"""
    return vehicle_type.seats > 0 and not (kind.lying and vehicle_type.stretchers_max < 1)


def exposure(node: Node, minutes: Wholes | Reals) -> Reals:
    """The hazard of a place added up from its first step to each of `minutes`."""
    total = np.zeros(len(minutes))
    for number, (start, rate) in enumerate(node.hazard):
        end = node.hazard[number + 1][0] if number + 1 < len(node.hazard) else math.inf
        total += rate / DAY_MIN * np.clip(np.minimum(minutes, end) - start, 0, None)
    return total


def lost_by(node: Node, minutes: Wholes | Reals) -> Reals:
    """The chance of having lost a person held at `node` by each of `minutes`."""
    return 1.0 - np.exp(-exposure(node, minutes))


def lost_by_minute(node: Node, minute: int) -> float:
    """The chance of having lost a person held at `node` by `minute`, for a single question."""
    count = bisect_right(node.hazard, minute, key=lambda step: step[0])
    ends = [*(start for start, _ in node.hazard[1:count]), minute]
    steps = zip(node.hazard[:count], ends, strict=False)
    return 1.0 - math.exp(-sum(rate / DAY_MIN * (end - start) for (start, rate), end in steps))
