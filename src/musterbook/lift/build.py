"""Making a problem from what an operation knows: places, carriers, roads and groups, with documented defaults.

Operations know kinds of carrier (`reasons.toml` [carrier_kind]), not loading seconds. The defaults below are rounded
public planning figures, as in the instances of lift.md section 4, and every one may be replaced by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from musterbook.lift.problem import (
    Group,
    Interval,
    Kind,
    Mode,
    Node,
    PlanRules,
    Problem,
    RiskClass,
    RoadRoute,
    Steps,
    Vehicle,
    VehicleType,
)

DEFAULT_RULES = PlanRules(
    escort_points_per_guard=120,
    escorts_min=2,
    escort_tour_max_min=960,
    escort_rest_pct=0,
    escort_rest_min=20,
    travel_slack_min=30,
    night_from=1080,
    night_to=300,
    left_behind_loss=1.0,
    escort_cost_per_hour=40.0,
    stretcher_load_units=4,
    aboard_max_pct=150,
    aboard_extra_max_min=120,
)
"""A guard for 120 points, tours of at most 16 hours; night from 18:00 to 05:00 of the epoch's zone."""

DEFAULT_RISK_CLASSES = (RiskClass("A", 5.0, 40), RiskClass("B", 2.0, 24), RiskClass("C", 1.0, 15))
"""Weights A 5, B 2, C 1 (judged; the operation's head signs them): one guard for 3, 5 or 8 people."""


def _kind(
    name: str, mode: Mode, room: tuple[int, int, int], speed_kmh: float, range_km: float, *, night_ok: bool = True
) -> VehicleType:
    """`room` is seats, most stretchers, seats a stretcher takes."""
    air = mode != "road"
    wings = mode == "fixed"
    return VehicleType(
        id=name,
        mode=mode,
        seats=room[0],
        stretchers_max=room[1],
        seats_per_stretcher=room[2],
        speed_kmh=speed_kmh,
        leg_overhead_min=25 if wings else 12 if air else 5,
        range_km=range_km,
        refuel_min=50 if wings else 35 if air else 30,
        turn_min=35 if wings else 10 if air else 15,
        load_s=15 if air else 20,
        unload_s=10 if air else 15,
        duty_max_min=840 if wings else 720 if air else 960,
        rest_least_min=600 if air else 480,
        night_ok=night_ok,
        cost_per_hour={"heli": 9000.0, "fixed": 8000.0}.get(mode, 150.0),
        risk_per_hour={"heli": 0.0001, "fixed": 0.00003}.get(mode, 0.0),
    )


CARRIER_KINDS: Mapping[str, VehicleType] = {
    kind.id: kind
    for kind in (
        _kind("bus", "road", (44, 0, 3), 60, 700, night_ok=False),
        _kind("armoured-bus", "road", (30, 0, 3), 55, 600),
        _kind("truck", "road", (24, 0, 3), 55, 600),
        _kind("ambulance", "road", (8, 2, 2), 60, 600),
        _kind("helicopter-medium", "heli", (12, 4, 2), 270, 520),
        _kind("helicopter-heavy", "heli", (36, 12, 2), 250, 620),
        _kind("transport-aircraft", "fixed", (90, 40, 2), 520, 3000),
        _kind("ferry", "road", (200, 20, 2), 25, 400),
    )
}
"""What a carrier of each kind can do unless told otherwise; a ferry goes by its own routes, declared like roads."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the operation.

    Attributes:
        kind: site, hub (staging place), dest (receiving facility) or base.
        modes: which modes can be handled here, and how many carriers at once; None: road 2 (site), road 6 and heli 2
            (elsewhere), and at hubs and facilities fixed 2.
        open: windows by mode in minutes after the epoch; None: open throughout.
        hazard: steps of the rate of loss per day; empty: nothing threatens.
        escorts: guards stationed here, as steps or one number.
        beds: free beds by compartment, as steps; None at a facility: no limit but `reception`.
        intake_per_hour, reception_cap: how fast people are received, and how many can wait; None: 60 and 300.
        hold_cap, dwell_max_min: at a staging place: how many, how long (default three days).
        parking: may carriers wait; None: everywhere but at sites.
    """

    id: str
    kind: Kind
    lat: float
    lon: float
    name: str = ""
    modes: Mapping[str, int] | None = None
    open: Mapping[str, tuple[Interval, ...]] | None = None
    hazard: tuple[tuple[int, float], ...] = ()
    escorts: Steps | int = 0
    beds: Mapping[str, Steps] | None = None
    intake_per_hour: float = 60.0
    reception_cap: float = 300.0
    hold_cap: int = 400
    dwell_max_min: int = 4320
    parking: bool | None = None
    must_clear_by: int | None = None


@dataclass(frozen=True, slots=True)
class DeclaredCarrier:
    """A carrier a provider has declared: its kind, its base, and what differs from the kind's defaults."""

    id: str
    kind: str
    base: str
    seats: int | None = None
    unavailable: tuple[Interval, ...] = ()
    type: VehicleType | None = None


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two places, both ways, with the times it is closed and the chance of losing people on it."""

    a: str
    b: str
    km: float
    risk: float = 0.0
    closed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """People at a site alike for planning: who may go together, on what, where to."""

    id: str
    site: str
    count: int
    risk: str = "B"
    tag: str = "std"
    compartment: str = "std"
    stretcher: bool = False
    dests: frozenset[str] | None = None
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class _Made:
    types: dict[str, VehicleType] = field(default_factory=dict)
    vehicles: list[Vehicle] = field(default_factory=list)


def build_problem(
    *,
    name: str,
    epoch: str,
    horizon_min: int,
    places: Iterable[Place],
    carriers: Iterable[DeclaredCarrier],
    groups: Iterable[HeldGroup],
    roads: Iterable[Road] = (),
    rules: PlanRules = DEFAULT_RULES,
    risk_classes: tuple[RiskClass, ...] = DEFAULT_RISK_CLASSES,
) -> Problem:
    """A problem with every default filled in.

    `epoch` is an ISO time with zone; minute 0 of everything. Keep-apart pairs go into `rules.separation`. The problem
    is not checked here: `read_problem(problem_values(problem))` names every fault.

    Raises:
        KeyError: a carrier of an unknown kind without a type of its own.
    """
    held = [
        Group(g.id, g.site, g.count, g.risk, g.tag, g.compartment, g.stretcher, g.dests, g.not_before) for g in groups
    ]
    compartments = sorted({group.compartment for group in held})
    made = _Made()
    for carrier in carriers:
        kind = _type_of(carrier)
        made.types.setdefault(kind.id, kind)
        made.vehicles.append(Vehicle(carrier.id, kind.id, carrier.base, carrier.unavailable))
    return Problem(
        name=name,
        epoch=epoch,
        horizon_min=horizon_min,
        rules=rules,
        risk_classes=risk_classes,
        nodes=tuple(_node(place, horizon_min, compartments) for place in places),
        groups=tuple(held),
        vehicle_types=tuple(made.types.values()),
        vehicles=tuple(made.vehicles),
        road_routes=tuple(RoadRoute(road.a, road.b, road.km, road.risk, road.closed) for road in roads),
    )


def _type_of(carrier: DeclaredCarrier) -> VehicleType:
    """The kind's type; one with other seats is a type of its own, named after both."""
    kind = carrier.type or CARRIER_KINDS[carrier.kind]
    if carrier.seats is None or carrier.seats == kind.seats:
        return kind
    return replace(kind, id=f"{kind.id}-{carrier.seats}", seats=carrier.seats)


def _node(place: Place, horizon_min: int, compartments: list[str]) -> Node:
    slots = dict(place.modes) if place.modes is not None else _default_slots(place.kind)
    everywhere = place.kind != "site"
    opened = place.open if place.open is not None else dict.fromkeys(slots, ((0, horizon_min),))
    beds = place.beds
    if beds is None and place.kind == "dest":
        beds = dict.fromkeys(compartments, ((0, 1_000_000),))
    return Node(
        id=place.id,
        kind=place.kind,
        name=place.name or place.id,
        lat=place.lat,
        lon=place.lon,
        parking=everywhere if place.parking is None else place.parking,
        slots=slots,
        open=dict(opened),
        fuel=frozenset(("heli", "fixed", "road")) if everywhere else frozenset(),
        hazard=place.hazard,
        escorts=((0, place.escorts),) if isinstance(place.escorts, int) and place.escorts else place.escorts or (),
        must_clear_by=place.must_clear_by,
        hold_cap=place.hold_cap if place.kind == "hub" else 0,
        dwell_max_min=place.dwell_max_min if place.kind == "hub" else 0,
        intake_per_hour=place.intake_per_hour if place.kind == "dest" else 0.0,
        reception_cap=place.reception_cap if place.kind == "dest" else 0.0,
        beds=dict(beds or {}),
    )


def _default_slots(kind: Kind) -> dict[str, int]:
    if kind == "base":
        return {}
    return {"road": 2} if kind == "site" else {"road": 6, "heli": 2, "fixed": 2}
