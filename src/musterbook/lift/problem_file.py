"""Reading and writing a problem as `muster-lift/1`; a bad file is refused with every fault named by its path."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from musterbook.lift.forms import Form, load_object, number, raise_faults, save_object, whole
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
from musterbook.terms.errors import Fault

PROBLEM_FORMAT = "muster-lift/1"

_Choice = TypeVar("_Choice")

RULE_FIELDS = {
    "escort_points_per_guard": "escort_points_per_guard",
    "min_escorts": "escorts_min",
    "escort_max_tour_min": "escort_tour_max_min",
    "escort_rest_pct": "escort_rest_pct",
    "escort_rest_min": "escort_rest_min",
    "travel_slack_min": "travel_slack_min",
    "left_behind_loss": "left_behind_loss",
    "escort_cost_per_hour": "escort_cost_per_hour",
    "stretcher_load_units": "stretcher_load_units",
    "max_aboard_pct": "aboard_max_pct",
    "max_aboard_extra_min": "aboard_extra_max_min",
}
"""Name in the file → name in `PlanRules`; night and separation are read by hand."""

TYPE_FIELDS = {
    "seats": "seats",
    "max_stretchers": "stretchers_max",
    "seats_per_stretcher": "seats_per_stretcher",
    "speed_kmh": "speed_kmh",
    "leg_overhead_min": "leg_overhead_min",
    "range_km": "range_km",
    "refuel_min": "refuel_min",
    "turn_min": "turn_min",
    "load_s": "load_s",
    "unload_s": "unload_s",
    "max_duty_min": "duty_max_min",
    "min_rest_min": "rest_least_min",
    "cost_per_hour": "cost_per_hour",
    "risk_per_hour": "risk_per_hour",
}
REAL_FIELDS = frozenset(
    {"left_behind_loss", "escort_cost_per_hour", "speed_kmh", "range_km", "load_s", "unload_s", "cost_per_hour"}
    | {"risk_per_hour"}
)


def read_problem(source: Path | str | Mapping[str, Any]) -> Problem:
    """The problem in a file (.json or .json.gz) or in a mapping already parsed.

    Raises:
        Malformed: with the first fifty faults; nothing is read in part.
    """
    faults: list[Fault] = []
    form = Form(load_object(source, PROBLEM_FORMAT), "", faults)
    problem = _problem(form)
    _names_are_known(problem, form)
    raise_faults(faults)
    return problem


def write_problem(problem: Problem, target: Path) -> None:
    """Write `problem` to a file, compressed when its name ends in .gz."""
    save_object(target, problem_values(problem))


def problem_values(problem: Problem) -> dict[str, Any]:
    """`problem` as the JSON object of `muster-lift/1`."""
    rules = problem.rules
    separation = sorted(sorted(pair) * (3 - len(pair)) for pair in rules.separation)
    return {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "seed": problem.seed,
        "flavor": problem.flavor,
        "epoch": problem.epoch,
        "horizon_min": problem.horizon_min,
        "rules": {name: getattr(rules, ours) for name, ours in RULE_FIELDS.items()}
        | {"night": [rules.night_from, rules.night_to], "separation": [pair[:2] for pair in separation]},
        "risk_classes": [
            {"id": risk.id, "weight": risk.weight, "escort_points": risk.escort_points} for risk in problem.risk_classes
        ],
        "nodes": [_node_values(node) for node in problem.nodes],
        "groups": [_group_values(group) for group in problem.groups],
        "vehicle_types": [
            {"id": kind.id, "mode": kind.mode, "night_ok": kind.night_ok}
            | {name: getattr(kind, ours) for name, ours in TYPE_FIELDS.items()}
            for kind in problem.vehicle_types
        ],
        "vehicles": [
            {"id": one.id, "type": one.type, "base": one.base, "unavailable": _lists(one.unavailable)}
            for one in problem.vehicles
        ],
        "road_routes": [[road.a, road.b, road.km, road.risk, _lists(road.closed)] for road in problem.road_routes],
    }


def _problem(form: Form) -> Problem:
    seed = form.values.get("seed")
    return Problem(
        name=form.text("name"),
        seed=None if seed is None else form.whole("seed", least=-(2**63)),
        flavor=form.text("flavor", ""),
        epoch=_epoch(form),
        horizon_min=form.whole("horizon_min", least=1),
        rules=_rules(form.form("rules")),
        risk_classes=tuple(
            RiskClass(one.text("id"), one.number("weight"), one.whole("escort_points"))
            for one in form.forms("risk_classes")
        ),
        nodes=tuple(_node(one) for one in form.forms("nodes")),
        groups=tuple(_group(one) for one in form.forms("groups")),
        vehicle_types=tuple(_vehicle_type(one) for one in form.forms("vehicle_types")),
        vehicles=tuple(
            Vehicle(one.text("id"), one.text("type"), one.text("base"), _intervals(one, "unavailable"))
            for one in form.forms("vehicles")
        ),
        road_routes=tuple(_route(form, i, row) for i, row in enumerate(form.rows("road_routes", optional=True))),
    )


def _epoch(form: Form) -> str:
    text = form.text("epoch")
    try:
        zone = datetime.fromisoformat(text).tzinfo
    except ValueError:
        form.wrong("epoch", "lift.not-a-time", found=text[:40])
        return text
    if zone is None:
        form.wrong("epoch", "lift.epoch-without-zone", found=text)
    return text


def _rules(form: Form) -> PlanRules:
    figures: dict[str, Any] = {ours: _figure(form, name) for name, ours in RULE_FIELDS.items()}
    if not form.values.get("escort_points_per_guard", 1):
        form.wrong("escort_points_per_guard", "lift.too-small", found="0", least="1")
    night = [whole(form, "night", minute) for minute in form.rows("night")]
    if len(night) != 2:
        form.wrong("night", "lift.wrong-kind", wanted="two-minutes-of-the-day")
        night = [0, 0]
    pairs = form.rows("separation", optional=True)
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(tag, str) for tag in pair)):
            form.wrong("separation", "lift.wrong-kind", wanted="pairs-of-tags")
            pairs = []
    separation = frozenset(frozenset(pair) for pair in pairs)
    return PlanRules(**figures, night_from=night[0], night_to=night[1], separation=separation)


def _figure(form: Form, name: str) -> float:
    return form.number(name) if name in REAL_FIELDS else form.whole(name)


def _choice(form: Form, key: str, among: Sequence[_Choice]) -> _Choice:
    found = form.values.get(key)
    if found not in among:
        form.wrong(key, "lift.not-among", found=str(found)[:40], among=",".join(map(str, among)))
        return among[0]
    return among[among.index(found)]


def _node(form: Form) -> Node:
    slots, opened = form.values.get("slots") or {}, form.values.get("open") or {}
    for key, found in (("slots", slots), ("open", opened)):
        if not isinstance(found, Mapping):
            form.wrong(key, "lift.wrong-kind", wanted="object")
        elif unknown := set(found) - set(get_args(Mode)):
            form.wrong(key, "lift.not-among", found=",".join(sorted(map(str, unknown))), among=",".join(get_args(Mode)))
    beds = form.values.get("beds") or {}
    if not isinstance(beds, Mapping):
        form.wrong("beds", "lift.wrong-kind", wanted="object")
        beds = {}
    clear_by = form.values.get("must_clear_by")
    return Node(
        id=form.text("id"),
        kind=_choice(form, "kind", get_args(Kind)),
        name=form.text("name", ""),
        lat=_degrees(form, "lat", 90.0),
        lon=_degrees(form, "lon", 180.0),
        parking=form.flag("parking"),
        slots={m: whole(form, f"slots.{m}", n) for m, n in slots.items()} if isinstance(slots, Mapping) else {},
        open={m: _intervals(form, f"open.{m}", v) for m, v in opened.items()} if isinstance(opened, Mapping) else {},
        fuel=frozenset(str(mode) for mode in form.rows("fuel", optional=True)),
        hazard=_hazard(form),
        escorts=_steps(form, "escorts", form.rows("escorts", optional=True)),
        must_clear_by=None if clear_by is None else form.whole("must_clear_by"),
        hold_cap=form.whole("hold_cap", 0),
        dwell_max_min=form.whole("max_dwell_min", 0),
        intake_per_hour=form.number("intake_per_hour", 0),
        reception_cap=form.number("reception_cap", 0),
        beds={str(where): _steps(form, f"beds.{where}", steps, rising=True) for where, steps in beds.items()},
    )


def _degrees(form: Form, key: str, most: float) -> float:
    found = form.number(key, least=-most)
    if found > most:
        form.wrong(key, "lift.too-large", found=str(found), most=str(most))
    return found


def _hazard(form: Form) -> tuple[tuple[int, float], ...]:
    points = _pairs(form, "hazard", form.rows("hazard", optional=True))
    _times_rise(form, "hazard", [minute for minute, _ in points])
    if any(rate < 0 for _, rate in points):
        form.wrong("hazard", "lift.negative-rate")
    return tuple((int(minute), rate) for minute, rate in points)


def _steps(form: Form, key: str, rows: object, *, rising: bool = False) -> Steps:
    points = _pairs(form, key, rows)
    _times_rise(form, key, [minute for minute, _ in points])
    numbers = [whole(form, key, value) for _, value in points]
    if rising and any(later < earlier for earlier, later in itertools.pairwise(numbers)):
        form.wrong(key, "lift.beds-fall")
    return tuple((int(minute), value) for (minute, _), value in zip(points, numbers, strict=True))


def _intervals(form: Form, key: str, rows: object = None) -> tuple[Interval, ...]:
    found = form.values.get(key, []) if rows is None else rows
    pairs = _pairs(form, key, found)
    spans = [(whole(form, key, a), whole(form, key, b)) for a, b in pairs]
    if any(b < a for a, b in spans):
        form.wrong(key, "lift.ends-before-it-starts")
    ordered = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(ordered)):
        form.wrong(key, "lift.overlapping")
    return tuple(spans)


def _pairs(form: Form, key: str, rows: object) -> list[tuple[float, float]]:
    if not isinstance(rows, list) or any(not isinstance(row, list) or len(row) != 2 for row in rows):
        form.wrong(key, "lift.wrong-kind", wanted="list-of-pairs")
        return []
    return [(number(form, key, a, least=None), number(form, key, b, least=None)) for a, b in rows]


def _times_rise(form: Form, key: str, minutes: Sequence[float]) -> None:
    for minute in minutes:
        whole(form, key, minute)
    if any(later <= earlier for earlier, later in itertools.pairwise(minutes)):
        form.wrong(key, "lift.steps-out-of-order")


def _group(form: Form) -> Group:
    dests = form.values.get("dests")
    return Group(
        id=form.text("id"),
        site=form.text("site"),
        count=form.whole("count"),
        risk=form.text("risk"),
        tag=form.text("tag"),
        compartment=form.text("compartment"),
        stretcher=form.flag("stretcher", default=False),
        dests=None if dests is None else frozenset(str(dest) for dest in form.rows("dests")),
        not_before=form.whole("not_before", 0),
    )


def _vehicle_type(form: Form) -> VehicleType:
    figures: dict[str, Any] = {ours: _figure(form, name) for name, ours in TYPE_FIELDS.items()}
    if form.values.get("speed_kmh") == 0:
        form.wrong("speed_kmh", "lift.too-small", found="0", least="above 0")
    mode: Literal["heli", "fixed", "road"] = _choice(form, "mode", get_args(Mode))
    return VehicleType(id=form.text("id"), mode=mode, night_ok=form.flag("night_ok"), **figures)


def _route(form: Form, index: int, row: object) -> RoadRoute:
    key = f"road_routes[{index}]"
    if not isinstance(row, list) or len(row) != 5:
        form.wrong(key, "lift.wrong-kind", wanted="a-b-km-risk-closures")
        return RoadRoute("", "", 0.0, 0.0)
    a, b, km, risk, closed = row
    return RoadRoute(str(a), str(b), number(form, key, km), number(form, key, risk), _intervals(form, key, closed))


def _names_are_known(problem: Problem, form: Form) -> None:
    """Every id once, every reference to something that is there."""
    for key, ids in (
        ("risk_classes", [one.id for one in problem.risk_classes]),
        ("nodes", [one.id for one in problem.nodes]),
        ("groups", [one.id for one in problem.groups]),
        ("vehicle_types", [one.id for one in problem.vehicle_types]),
        ("vehicles", [one.id for one in problem.vehicles]),
    ):
        for twice in (name for name, count in Counter(ids).items() if count > 1):
            form.wrong(key, "lift.twice", id=twice)
    known = _teller(form)
    places, kinds = set(problem.node), {node.id: node.kind for node in problem.nodes}
    for i, group in enumerate(problem.groups):
        sites = [name for name, kind in kinds.items() if kind == "site"]
        known(f"groups[{i}].site", "lift.unknown-node", [group.site], sites)
        known(f"groups[{i}].risk", "lift.unknown-risk", [group.risk], problem.risk_class)
        dests = [name for name, kind in kinds.items() if kind == "dest"]
        known(f"groups[{i}].dests", "lift.unknown-node", group.dests or (), dests)
    for i, vehicle in enumerate(problem.vehicles):
        known(f"vehicles[{i}].type", "lift.unknown-type", [vehicle.type], problem.vehicle_type)
        known(f"vehicles[{i}].base", "lift.unknown-node", [vehicle.base], places)
    for i, route in enumerate(problem.road_routes):
        known(f"road_routes[{i}]", "lift.unknown-node", [route.a, route.b], places)


def _teller(form: Form) -> Callable[[str, str, Iterable[str], Iterable[str]], None]:
    def known(key: str, rule: str, names: Iterable[str], among: Iterable[str]) -> None:
        for name in names:
            if name and name not in among:
                form.wrong(key, rule, id=name)

    return known


def _node_values(node: Node) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "lat": node.lat,
        "lon": node.lon,
        "parking": node.parking,
        "slots": dict(node.slots),
        "open": {mode: _lists(spans) for mode, spans in node.open.items()},
        "fuel": sorted(node.fuel),
        "hazard": _lists(node.hazard),
        "escorts": _lists(node.escorts),
    }
    if node.kind == "site":
        values["must_clear_by"] = node.must_clear_by
    elif node.kind == "hub":
        values |= {"hold_cap": node.hold_cap, "max_dwell_min": node.dwell_max_min}
    elif node.kind == "dest":
        beds = {where: _lists(steps) for where, steps in node.beds.items()}
        values |= {"intake_per_hour": node.intake_per_hour, "reception_cap": node.reception_cap, "beds": beds}
    return values


def _group_values(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "site": group.site,
        "count": group.count,
        "risk": group.risk,
        "tag": group.tag,
        "stretcher": group.stretcher,
        "compartment": group.compartment,
        "dests": None if group.dests is None else sorted(group.dests),
        "not_before": group.not_before,
    }


def _lists(pairs: Iterable[tuple[float, float]]) -> list[list[float]]:
    return [list(pair) for pair in pairs]
