"""The planning problem: places, groups, carriers, roads and rules, as small frozen facts.

Times are whole minutes after `Problem.epoch`; an interval (a, b) means a ≤ t < b; distances are km. A step function
((t0, v0), (t1, v1), …) holds v0 from t0 until t1 and so on, and is 0 before t0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Interval = tuple[int, int]
Steps = tuple[tuple[int, int], ...]
Kind = Literal["site", "hub", "dest", "base"]
Mode = Literal["heli", "fixed", "road"]

KINDS: tuple[Kind, ...] = ("site", "hub", "dest", "base")
MODES: tuple[Mode, ...] = ("heli", "fixed", "road")


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The figures the rules R1–R20 are measured with, the same for every carrier.

    `night_from` and `night_to` are minutes of the day counted from the epoch and may wrap midnight.
    """

    escort_points_per_guard: int
    escorts_min: int
    escort_tour_max_min: int
    escort_rest_pct: int
    escort_rest_min: int
    travel_slack_min: int
    night_from: int
    night_to: int
    left_behind_loss: float
    escort_cost_per_hour: float
    stretcher_load_units: int
    aboard_max_pct: int
    aboard_extra_max_min: int
    separation: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class RiskClass:
    """A class of people alike in what losing one of them means: weight in the loss, points each asks of the escort."""

    id: str
    weight: float
    escort_points: int


@dataclass(frozen=True, slots=True)
class Node:
    """A place. A mode missing from `slots` cannot handle people here; `fuel` names the modes that refuel here."""

    id: str
    kind: Kind
    name: str
    lat: float
    lon: float
    parking: bool
    slots: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    fuel: frozenset[str] = frozenset()
    hazard: tuple[tuple[int, float], ...] = ()
    escorts: Steps = ()
    must_clear_by: int | None = None
    hold_cap: int = 0
    dwell_max_min: int = 0
    intake_per_hour: float = 0.0
    reception_cap: float = 0.0
    beds: Mapping[str, Steps] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """People at one site alike for planning. `dests` None means any facility."""

    id: str
    site: str
    count: int
    risk: str
    tag: str
    compartment: str
    stretcher: bool = False
    dests: frozenset[str] | None = None
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class VehicleType:
    """What carriers of one type can do; `risk_per_hour` is the chance of losing custody per head and hour aboard."""

    id: str
    mode: Mode
    seats: int
    stretchers_max: int
    seats_per_stretcher: int
    speed_kmh: float
    leg_overhead_min: int
    range_km: float
    refuel_min: int
    turn_min: int
    load_s: float
    unload_s: float
    duty_max_min: int
    rest_least_min: int
    night_ok: bool
    cost_per_hour: float
    risk_per_hour: float


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One carrier with its crew, of a type, at a base."""

    id: str
    type: str
    base: str
    unavailable: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadRoute:
    """A road between two places, usable both ways; routes of one pair are numbered 0, 1, … in the order given."""

    a: str
    b: str
    km: float
    risk: float
    closed: tuple[Interval, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything the planner may know. Mutating nothing, every reading of it is a dictionary made once."""

    name: str
    epoch: str
    horizon_min: int
    rules: PlanRules
    risk_classes: tuple[RiskClass, ...]
    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]
    vehicle_types: tuple[VehicleType, ...]
    vehicles: tuple[Vehicle, ...]
    road_routes: tuple[RoadRoute, ...] = ()
    seed: int | None = None
    flavor: str = ""

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """Places by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def group(self) -> Mapping[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def vehicle(self) -> Mapping[str, Vehicle]:
        """Carriers by id."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def vehicle_type(self) -> Mapping[str, VehicleType]:
        """Carrier types by id."""
        return {vehicle_type.id: vehicle_type for vehicle_type in self.vehicle_types}

    @cached_property
    def risk_class(self) -> Mapping[str, RiskClass]:
        """Risk classes by id."""
        return {risk.id: risk for risk in self.risk_classes}

    @cached_property
    def routes(self) -> Mapping[tuple[str, str], tuple[RoadRoute, ...]]:
        """Road routes by ordered pair of places, in file order, each pair both ways."""
        found: dict[tuple[str, str], tuple[RoadRoute, ...]] = {}
        for route in self.road_routes:
            for pair in ((route.a, route.b), (route.b, route.a)):
                found[pair] = (*found.get(pair, ()), route)
        return found

    def at_site(self, site: str) -> tuple[Group, ...]:
        """The groups held at `site`, in the order given."""
        return self._by_site.get(site, ())

    @cached_property
    def _by_site(self) -> Mapping[str, tuple[Group, ...]]:
        found: dict[str, tuple[Group, ...]] = {}
        for group in self.groups:
            found[group.site] = (*found.get(group.site, ()), group)
        return found
