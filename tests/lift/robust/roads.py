"""A bus, a van and one road there and back: plans whose every minute can be worked out by hand.

The figures are those of `plain_problem`: every leg takes 60 minutes, turning 10, and each head a minute to load and to
unload. The site's hazard is 0.1 a day, and all weights are 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.lift.robust.chances import Chances
from tests.lift.making import plain_problem


def sixteen_problem() -> Problem:
    """Sixteen people of one group at the site, nobody else."""
    problem = plain_problem()
    bus = replace(problem.vehicle_types[0], range_km=400)
    return replace(problem, vehicle_types=(bus,), groups=(replace(problem.group["g"], count=16),))


def trip(leaves: int, heads: int, *, first: bool) -> tuple[Stop, ...]:
    """From base to the site, on to the facility and home; `first`: it begins the carrier's plan."""
    board, there = leaves + 60, leaves + 60 + 10 + heads
    down, done = there + 60, there + 60 + 10 + heads
    base = Stop("base", 0 if first else leaves, leaves, leaves, leaves, escorts_on=2)
    return (
        base,
        Stop("site", board, board, there, there, board={"g": heads}),
        Stop("dest", down, down, done, done, alight={"g": heads}),
        Stop("base", done + 60, done + 60, done + 60, done + 60, escorts_off=2),
    )


def bus_then_van() -> Plan:
    """The bus takes eight at once, the van eight more from minute 400."""
    return Plan("plain", {"BUS": trip(0, 8, first=True), "VAN": trip(400, 8, first=True)})


def bus_twice() -> Plan:
    """The bus takes eight, and eight more in the same duty without going home: 0 to 156, 216 to 312, home at 372."""
    return Plan(
        "plain",
        {
            "BUS": (
                Stop("base", 0, 0, 0, 0, escorts_on=2),
                Stop("site", 60, 60, 78, 78, board={"g": 8}),
                Stop("dest", 138, 138, 156, 156, alight={"g": 8}),
                Stop("site", 216, 216, 234, 234, board={"g": 8}),
                Stop("dest", 294, 294, 312, 312, alight={"g": 8}),
                Stop("base", 372, 372, 372, 372, escorts_off=2),
            )
        },
    )


def bus_by_the_staging_place() -> Plan:
    """The bus takes eight, sets four down at the staging place and four at the facility, and fetches the four after."""
    return Plan(
        "plain",
        {
            "BUS": (
                Stop("base", 0, 0, 0, 0, escorts_on=2),
                Stop("site", 60, 60, 78, 78, board={"g": 8}),
                Stop("hub", 138, 138, 152, 152, alight={"g": 4}),
                Stop("dest", 212, 212, 226, 226, alight={"g": 4}),
                Stop("hub", 286, 286, 300, 300, board={"g": 4}),
                Stop("dest", 360, 360, 374, 374, alight={"g": 4}),
                Stop("base", 434, 434, 434, 434, escorts_off=2),
            )
        },
    )


def breaking(often: float, minutes: int) -> Chances:
    """Nothing goes wrong but that carriers on the road fail, each time for so many minutes."""
    return only(breaks_per_tour={"road": often}, break_least_min=minutes, break_most_min=minutes)


def only(**figures: float | Mapping[Any, float]) -> Chances:
    """Nothing goes wrong but what is named."""
    return replace(Chances.none(), **figures)  # type: ignore[arg-type]  # each figure is given its own kind
