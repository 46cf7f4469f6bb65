"""A problem as a few plain arrays, made once and never changed: what the compiled simulation reads (see `columns`).

Minutes are kept one by one, so nothing is rounded. Roads are listed for every ordered pair of places, with the route
numbers of the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from musterbook.lift.problem import KINDS, MODES, Node, Problem, RoadRoute, Vehicle, VehicleType
from musterbook.lift.search import columns as c

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

DAY_MIN = 1440
EARTH_KM = 6371.0088

LARGE_SITES = 100
"""From so many sites on beds are shared out before anybody is moved (decision 0440)."""


_WHOLE = (
    "kind",
    "parks",
    "fuels",
    "row",
    "dest",
    "hub",
    "pool",
    "slots",
    "window_at",
    "window_from",
    "window_to",
    "leg",
    "road_at",
    "road_n",
    "road_min",
    "closed_at",
    "closed_from",
    "closed_to",
    "vehicle_type",
    "vehicle_base",
    "vehicle_moves",
    "busy_at",
    "busy_from",
    "busy_to",
    "type_i",
    "group",
    "permitted",
    "site_at",
    "site_group",
    "apart",
    "bed_from",
    "bed_n",
    "hold",
    "dwell",
    "hazard_at",
    "hazard_from",
    "site",
    "sites",
    "hubs",
    "dests",
)
"""What lies in `t` behind its head, in this order; the last never ends with −1 (`promised.keeps_first`)."""

_FIGURES = (
    "km",
    "road_km",
    "road_risk",
    "type_f",
    "weight",
    "intake",
    "reception",
    "hazard_rate",
    "hazard_sum",
    "lost",
)
"""What lies in `x` behind its head."""

_PLAN = (
    "vehicle",
    "wake",
    "remaining",
    "site_left",
    "site_changed",
    "most",
    "queue_n",
    "bed_free",
    "room_free",
    "held_free",
    "hub_rooms",
    "lot_n",
    "lots",
    "totals",
    "found",
    "extra",
    "pick_n",
    "tag_seen",
    "pick_group",
    "pick_heads",
    "pick_lot",
    "offer",
    "order",
    "share",
    "nap",
    "pool_free",
    "serials",
    "load_group",
    "load_heads",
)
"""What lies in `s`."""

_PLAN_FIGURES = (
    "queue",
    "km_run",
    "loss",
    "found_f",
    "most_weight",
    "serial_risk",
    "offer_score",
)
"""What lies in `y`."""


class Tables(NamedTuple):
    """A problem ready for the simulation.

    `whole` is its `t`, `figures` its `x`; `start`, `start_f` and `start_slots` are the `s`, `y` and `u` a plan begins
    with (nothing booked, unless `begun` says otherwise).
    """

    whole: Array
    figures: Array
    start: Array
    start_f: Array
    start_slots: Array
    nodes: int
    vehicles: int


def tables_of(problem: Problem, *, sites_large: int = LARGE_SITES) -> Tables:
    """The arrays of `problem`; places, groups, carriers and types keep the problem's order.

    From `sites_large` sites on it is planned as a large one.
    """
    parts: dict[str, Array] = {}
    for part in (_places, _roads, _carriers, _groups, _reception, _hazards, _pools):
        parts |= part(problem)
    large = sum(node.kind == "site" for node in problem.nodes) >= sites_large
    sizes = _sizes(problem, parts, large=large)
    whole = [parts[name].astype(np.int64) for name in _WHOLE]
    figures = [parts[name].astype(np.float64) for name in _FIGURES]
    start = _start(problem, parts, sizes)
    start_f = _start_figures(sizes)
    head = np.zeros(c.HEAD, np.int64)
    for number, value in sizes.items():
        head[number] = value
    for names, arrays, before in (
        (_WHOLE, whole, c.HEAD),
        (_FIGURES, figures, c.X_HEAD),
        (_PLAN, list(start.values()), 0),
        (_PLAN_FIGURES, list(start_f.values()), 0),
    ):
        at = before
        for name, array in zip(names, arrays, strict=True):
            head[getattr(c, "AT_" + name.upper())] = at
            at += array.size
    rules = np.array([problem.rules.left_behind_loss, problem.rules.escort_cost_per_hour], np.float64)
    return Tables(
        whole=np.concatenate([head, *(array.ravel() for array in whole)]),
        figures=np.concatenate([rules, *(array.ravel() for array in figures)]),
        start=np.concatenate([array.ravel() for array in start.values()]),
        start_f=np.concatenate([array.ravel() for array in start_f.values()]),
        start_slots=np.zeros(len(parts["slots"]) * sizes[c.MINUTES], np.uint8),
        nodes=len(problem.nodes),
        vehicles=len(problem.vehicles),
    )


def vehicle_moves(problem: Problem, vehicle: Vehicle) -> bool:
    """A carrier whose base may not be used by its mode, cannot be waited at, or has no escorts, never moves."""
    node, mode = problem.node[vehicle.base], problem.vehicle_type[vehicle.type].mode
    may_use = mode in node.slots or (node.kind == "base" and mode in node.fuel)
    return node.parking and bool(node.escorts) and may_use


def rest_longest(problem: Problem) -> int:
    """The longest rest of an escort after a tour."""
    rules = problem.rules
    return max(rules.escort_rest_min, -(-rules.escort_tour_max_min * rules.escort_rest_pct // 100))


def _sizes(problem: Problem, parts: Mapping[str, Array], *, large: bool) -> dict[int, int]:
    rules = problem.rules
    people = sum(group.count for group in problem.groups)
    return {
        c.HORIZON: problem.horizon_min,
        c.PER_GUARD: rules.escort_points_per_guard,
        c.ESCORTS_MIN: rules.escorts_min,
        c.TOUR_MAX: rules.escort_tour_max_min,
        c.REST_PCT: rules.escort_rest_pct,
        c.REST_MIN: rules.escort_rest_min,
        c.ABOARD_PCT: rules.aboard_max_pct,
        c.ABOARD_EXTRA: rules.aboard_extra_max_min,
        c.HUB_GROUND_MAX: _ground_max(problem),
        c.NODES: len(problem.nodes),
        c.VEHICLES: len(problem.vehicles),
        c.TYPES: len(problem.vehicle_types),
        c.GROUPS: len(problem.groups),
        c.SITES: len(parts["sites"]),
        c.HUBS: len(parts["hubs"]),
        c.DESTS: len(parts["dests"]),
        c.ROADS: len(parts["road_km"]),
        c.ROOMS: parts["bed_n"].shape[1],
        c.BEDS: parts["bed_from"].shape[2],
        c.TAGS: len(parts["apart"]),
        c.GRIDS: parts["lost"].shape[1],
        c.MINUTES: problem.horizon_min + 1,
        c.ROWS: len(parts["slots"]),
        c.HELD_BLOCKS: problem.horizon_min // c.HELD_MIN + 2,
        c.POOL_MINUTES: parts["pool_size"].shape[1],
        c.QUEUE_MAX: 400 + people // (60 if large else 6),
        c.LOTS_MAX: 200 + people // (40 if large else 10),
        c.SERIALS_MAX: people + 4 * len(problem.vehicles) + 64,
        c.LOADS_MAX: 2 * people + people // 10 + len(problem.groups) + 512,
        c.PICKS_MAX: 256 + people // 10,
        c.LARGE: int(large),
    }


def _start(problem: Problem, parts: Mapping[str, Array], sizes: Mapping[int, int]) -> dict[str, Array]:
    """Nothing is booked, every carrier stands at its base with full tanks."""
    vehicle = np.zeros((len(problem.vehicles), c.V_COLUMNS), np.int64)
    vehicle[:, c.V_NODE] = parts["vehicle_base"]
    vehicle[:, c.V_LAST] = vehicle[:, c.V_TOUR] = -1
    count = np.array([group.count for group in problem.groups], np.int64)
    left = np.zeros(len(problem.nodes), np.int64)
    np.add.at(left, parts["group"][:, c.G_SITE], count)
    totals = np.zeros(c.T_COLUMNS, np.int64)
    totals[c.T_LEFT] = count.sum()
    wake = [_free_from(_busy(problem, one)) if vehicle_moves(problem, one) else c.NEVER for one in problem.vehicles]
    hold = np.repeat(parts["hold"][:, np.newaxis], sizes[c.HELD_BLOCKS], axis=1)
    offers = _pairs(sizes) + 1
    empty = {
        "site_changed": sizes[c.NODES],
        "most": len(problem.vehicle_types) * sizes[c.NODES] * 4,
        "queue_n": sizes[c.DESTS],
        "room_free": sizes[c.ROOMS],
        "hub_rooms": sizes[c.ROOMS],
        "lot_n": sizes[c.HUBS],
        "lots": sizes[c.HUBS] * sizes[c.LOTS_MAX] * c.L_COLUMNS,
        "serials": sizes[c.SERIALS_MAX] * c.R_COLUMNS,
        "load_group": sizes[c.LOADS_MAX],
        "load_heads": sizes[c.LOADS_MAX],
        "found": c.R_COLUMNS,
        "extra": c.E_COLUMNS,
        "pick_n": 2,
        "tag_seen": sizes[c.TAGS] + 1,
        "pick_group": sizes[c.PICKS_MAX],
        "pick_heads": sizes[c.PICKS_MAX],
        "pick_lot": sizes[c.PICKS_MAX],
        "offer": 2 * offers,
        "order": offers,
        "nap": sizes[c.LARGE] * len(problem.vehicle_types) * sizes[c.NODES],
    }
    full = {
        "vehicle": vehicle,
        "wake": np.array(wake, np.int64),
        "remaining": count,
        "site_left": left,
        "bed_free": parts["bed_size"],
        "held_free": hold.astype(np.int64),
        "totals": totals,
        "pool_free": parts["pool_size"],
        "share": np.full(_pairs(sizes) * sizes[c.ROOMS] * sizes[c.LARGE], c.NEVER, np.int64),
    }
    return {name: full[name] if name in full else np.zeros(empty[name], np.int64) for name in _PLAN}


def _start_figures(sizes: Mapping[int, int]) -> dict[str, Array]:
    offers = _pairs(sizes) + 1
    lengths = {
        "queue": sizes[c.DESTS] * sizes[c.QUEUE_MAX] * 3,
        "km_run": sizes[c.VEHICLES] * 2,
        "loss": c.LOSSES + sizes[c.GROUPS],
        "found_f": c.F_COLUMNS,
        "most_weight": sizes[c.TYPES] * sizes[c.NODES],
        "serial_risk": sizes[c.SERIALS_MAX],
        "offer_score": offers,
    }
    return {name: np.zeros(lengths[name], np.float64) for name in _PLAN_FIGURES}


def _pairs(sizes: Mapping[int, int]) -> int:
    """How many ways there are from where people are to where they may be set down."""
    return (sizes[c.SITES] + sizes[c.HUBS]) * (sizes[c.DESTS] + sizes[c.HUBS])


def _free_from(busy: Sequence[tuple[int, int]]) -> int:
    """The first minute at which a carrier may be active."""
    return next((end for start, end in busy if start <= 0 < end), 0)


def _ground_max(problem: Problem) -> int:
    """The longest a boarding can take for any type: so much earlier than the longest stay a lot must be boarding.

    Lots leave first in, first out by the start of boarding, but the stay ends with the end of boarding.
    """
    units = problem.rules.stretcher_load_units
    longest = 0
    for kind in problem.vehicle_types:
        most = kind.seats + kind.stretchers_max * max(0, units - kind.seats_per_stretcher)
        longest = max(longest, kind.turn_min + math.ceil(kind.load_s * most / 60))
    return longest


def _places(problem: Problem) -> dict[str, Any]:
    nodes = problem.nodes
    row = np.full((len(nodes), len(MODES)), -1, np.int64)
    slots: list[int] = []
    windows: list[list[tuple[int, int]]] = []
    for i, node in enumerate(nodes):
        for m, mode in enumerate(MODES):
            if node.slots.get(mode, 0) > 0:
                row[i, m] = len(slots)
                slots.append(min(255, node.slots[mode]))
                windows.append(sorted(node.open.get(mode, ())))
    at, starts, ends = _listed(windows)
    numbers = {kind: [i for i, node in enumerate(nodes) if node.kind == kind] for kind in KINDS}
    held = [i for i in numbers["site"] if problem.at_site(nodes[i].id)]
    return {
        "kind": np.array([KINDS.index(node.kind) for node in nodes], np.int8),
        "parks": np.array([node.parking for node in nodes], np.bool_),
        "fuels": np.array([[m in node.fuel and node.parking for m in MODES] for node in nodes], np.bool_),
        "row": row,
        "dest": _numbered(len(nodes), numbers["dest"]),
        "hub": _numbered(len(nodes), numbers["hub"]),
        "pool": _numbered(len(nodes), [i for i, node in enumerate(nodes) if node.escorts]),
        "slots": np.array(slots, np.int64),
        "window_at": at,
        "window_from": starts,
        "window_to": ends,
        "sites": np.array(held, np.int64),
        "hubs": np.array(numbers["hub"], np.int64),
        "dests": np.array(numbers["dest"], np.int64),
        "site": _numbered(len(nodes), held),
        "hold": np.array([nodes[i].hold_cap for i in numbers["hub"]], np.int64),
        "dwell": np.array([nodes[i].dwell_max_min for i in numbers["hub"]], np.int64),
    }


def _roads(problem: Problem) -> dict[str, Any]:
    nodes, kinds = problem.nodes, problem.vehicle_types
    number = {node.id: i for i, node in enumerate(nodes)}
    km = _great_circles_km(nodes)
    road_at = np.zeros((len(nodes), len(nodes)), np.int64)
    road_n = np.zeros((len(nodes), len(nodes)), np.int64)
    roads: list[RoadRoute] = []
    for (a, b), routes in problem.routes.items():
        road_at[number[a], number[b]] = len(roads)
        road_n[number[a], number[b]] = len(routes)
        roads += routes
    at, starts, ends = _listed([sorted(road.closed) for road in roads])
    road_min = np.array([[leg_minutes(kind, road.km) for road in roads] for kind in kinds], np.int64)
    leg = np.full((len(kinds), len(nodes), len(nodes)), c.NEVER, np.int64)
    for k, kind in enumerate(kinds):
        if kind.mode == "road":
            for (a, b), routes in problem.routes.items():
                first = road_at[number[a], number[b]]
                leg[k, number[a], number[b]] = road_min[k, first : first + len(routes)].min()
        else:
            leg[k] = np.ceil(km / kind.speed_kmh * 60 - 1e-9).astype(np.int64) + kind.leg_overhead_min
        np.fill_diagonal(leg[k], 0)
    return {
        "leg": leg,
        "km": km,
        "road_at": road_at,
        "road_n": road_n,
        "road_km": np.array([road.km for road in roads], np.float64),
        "road_risk": np.array([road.risk for road in roads], np.float64),
        "road_min": road_min.reshape(len(kinds), len(roads)),
        "closed_at": at,
        "closed_from": starts,
        "closed_to": ends,
    }


def _carriers(problem: Problem) -> dict[str, Any]:
    number = {node.id: i for i, node in enumerate(problem.nodes)}
    types = {kind.id: k for k, kind in enumerate(problem.vehicle_types)}
    at, starts, ends = _listed([_busy(problem, vehicle) for vehicle in problem.vehicles])
    whole = [
        [
            MODES.index(kind.mode),
            kind.seats,
            kind.stretchers_max,
            kind.seats_per_stretcher,
            kind.refuel_min,
            kind.turn_min,
            kind.duty_max_min,
            kind.rest_least_min,
        ]
        for kind in problem.vehicle_types
    ]
    figures = [
        [kind.range_km, kind.load_s, kind.unload_s, kind.risk_per_hour, kind.cost_per_hour]
        for kind in problem.vehicle_types
    ]
    return {
        "vehicle_type": np.array([types[vehicle.type] for vehicle in problem.vehicles], np.int64),
        "vehicle_base": np.array([number[vehicle.base] for vehicle in problem.vehicles], np.int64),
        "vehicle_moves": np.array([vehicle_moves(problem, vehicle) for vehicle in problem.vehicles], np.bool_),
        "busy_at": at,
        "busy_from": starts,
        "busy_to": ends,
        "type_i": np.array(whole, np.int64).reshape(-1, c.TY_COLUMNS),
        "type_f": np.array(figures, np.float64).reshape(-1, c.TF_COLUMNS),
    }


def _busy(problem: Problem, vehicle: Vehicle) -> list[tuple[int, int]]:
    """When a carrier may not be active: out of use, or in the night if its type may not."""
    rules = problem.rules
    blocked = [(int(a), int(b)) for a, b in vehicle.unavailable]
    length = (rules.night_to - rules.night_from) % DAY_MIN
    if length and not problem.vehicle_type[vehicle.type].night_ok:
        nights = range(rules.night_from - DAY_MIN, problem.horizon_min + DAY_MIN, DAY_MIN)
        blocked += [(start, start + length) for start in nights]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in blocked if span[1] > span[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _groups(problem: Problem) -> dict[str, Any]:
    """Groups of a site heaviest first; of equal weight those lying, since few carriers can take them, then larger."""
    number = {node.id: i for i, node in enumerate(problem.nodes)}
    tags = {tag: i for i, tag in enumerate(dict.fromkeys(group.tag for group in problem.groups))}
    rooms = {room: i for i, room in enumerate(compartments(problem))}
    dests = [node.id for node in problem.nodes if node.kind == "dest"]
    rows, weights = [], []
    for group in problem.groups:
        risk = problem.risk_class[group.risk]
        units = problem.rules.stretcher_load_units if group.stretcher else 1
        lying, where = int(group.stretcher), rooms[group.compartment]
        rows.append([number[group.site], risk.escort_points, lying, units, where, tags[group.tag], group.not_before])
        weights.append(risk.weight)
    order = sorted(
        range(len(problem.groups)),
        key=lambda g: (rows[g][0], -weights[g], -rows[g][2], -problem.groups[g].count, problem.groups[g].id),
    )
    at = np.searchsorted([rows[g][0] for g in order], np.arange(len(problem.nodes) + 1))
    apart = np.zeros((len(tags), len(tags)), np.bool_)
    for pair in problem.rules.separation:
        known = [tags[tag] for tag in pair if tag in tags]
        if len(pair) == len(known) == 2:
            apart[known[0], known[1]] = apart[known[1], known[0]] = True
    return {
        "group": np.array(rows, np.int64).reshape(-1, c.G_COLUMNS),
        "weight": np.array(weights, np.float64),
        "permitted": np.array(
            [[not group.dests or dest in group.dests for dest in dests] for group in problem.groups], np.bool_
        ).reshape(len(problem.groups), len(dests)),
        "site_at": at.astype(np.int64),
        "site_group": np.array(order, np.int64),
        "apart": apart,
    }


def compartments(problem: Problem) -> Sequence[str]:
    """The compartments anybody needs, in the order of the groups."""
    return list(dict.fromkeys(group.compartment for group in problem.groups))


def _reception(problem: Problem) -> dict[str, Any]:
    dests = [node for node in problem.nodes if node.kind == "dest"]
    rooms = compartments(problem)
    longest = max((len(steps) for node in dests for steps in node.beds.values()), default=1) or 1
    bed_from = np.full((len(dests), len(rooms), longest), c.NEVER, np.int64)
    bed_n = np.zeros((len(dests), len(rooms)), np.int64)
    bed_size = np.zeros((len(dests), len(rooms), longest), np.int64)
    for d, node in enumerate(dests):
        for r, room in enumerate(rooms):
            steps = node.beds.get(room, ())
            bed_n[d, r] = len(steps)
            for k, (start, number) in enumerate(steps):
                bed_from[d, r, k], bed_size[d, r, k] = start, number
    return {
        "bed_from": bed_from,
        "bed_n": bed_n,
        "bed_size": bed_size,
        "intake": np.array([node.intake_per_hour for node in dests], np.float64),
        "reception": np.array([node.reception_cap * 60 for node in dests], np.float64),
    }


def _hazards(problem: Problem) -> dict[str, Any]:
    at, starts, rates, sums = [0], [], [], []
    for node in problem.nodes:
        total = 0.0
        steps = node.hazard or ((0, 0.0),)
        for k, (start, rate) in enumerate(steps):
            starts.append(start)
            rates.append(rate / DAY_MIN)
            sums.append(total)
            if k + 1 < len(steps):
                total += rate / DAY_MIN * (steps[k + 1][0] - start)
        at.append(len(starts))
    grid = np.arange(0, problem.horizon_min + c.GRID_MIN, c.GRID_MIN)
    lost = np.zeros((len(problem.nodes), len(grid)), np.float64)
    for i in range(len(problem.nodes)):
        own = slice(at[i], at[i + 1])
        step = np.maximum(0, np.searchsorted(starts[own], grid, side="right") - 1)
        since = np.maximum(0, grid - np.array(starts[own])[step])
        lost[i] = 1 - np.exp(-(np.array(sums[own])[step] + np.array(rates[own])[step] * since))
    return {
        "hazard_at": np.array(at, np.int64),
        "hazard_from": np.array(starts, np.int64),
        "hazard_rate": np.array(rates, np.float64),
        "hazard_sum": np.array(sums, np.float64),
        "lost": lost,
    }


def _pools(problem: Problem) -> dict[str, Any]:
    minutes = problem.horizon_min + rest_longest(problem) + 2
    pools = [node.escorts for node in problem.nodes if node.escorts]
    size = np.zeros((len(pools), minutes), np.int64)
    for p, steps in enumerate(pools):
        for start, number in steps:
            size[p, start:] = number
    return {"pool_size": size}


def leg_minutes(kind: VehicleType, km: float) -> int:
    """How long a leg takes (R3)."""
    return math.ceil(km / kind.speed_kmh * 60 - 1e-9) + kind.leg_overhead_min


def _listed(spans: Sequence[Iterable[tuple[int, int]]]) -> tuple[Array, Array, Array]:
    at, starts, ends = [0], [], []
    for some in spans:
        for start, end in some:
            starts.append(start)
            ends.append(end)
        at.append(len(starts))
    return np.array(at, np.int64), np.array(starts, np.int64), np.array(ends, np.int64)


def _numbered(nodes: int, chosen: Sequence[int]) -> Array:
    found = np.full(nodes, -1, np.int64)
    found[list(chosen)] = np.arange(len(chosen))
    return found


def _great_circles_km(nodes: Sequence[Node]) -> Array:
    lat = [math.radians(node.lat) for node in nodes]
    cosine = [math.cos(p) for p in lat]
    found = np.zeros((len(nodes), len(nodes)), np.float64)
    for i, a in enumerate(nodes):
        for j in range(i + 1, len(nodes)):
            h = math.sin((lat[j] - lat[i]) / 2) ** 2
            h += cosine[i] * cosine[j] * math.sin(math.radians(nodes[j].lon - a.lon) / 2) ** 2
            found[i, j] = found[j, i] = 2 * EARTH_KM * math.asin(math.sqrt(h))
    return found
