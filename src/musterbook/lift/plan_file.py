"""Reading and writing a plan as `muster-lift-plan/1`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from musterbook.lift.forms import Form, load_object, raise_faults, save_object, whole
from musterbook.lift.plan import Plan, Stop
from musterbook.terms.errors import Fault

PLAN_FORMAT = "muster-lift-plan/1"


def read_plan(source: Path | str | Mapping[str, Any]) -> Plan:
    """The plan in a file (.json or .json.gz) or in a mapping already parsed.

    Names and counts that break a rule are read as they stand: the check says what is wrong with them.

    Raises:
        Malformed: with the first fifty faults of shape.
    """
    faults: list[Fault] = []
    form = Form(load_object(source, PLAN_FORMAT), "", faults)
    carriers = form.form("vehicles")
    stops = {
        str(vehicle): tuple(_stop(stop) for stop in carriers.forms(vehicle))
        for vehicle in carriers.values
        if carriers.values[vehicle] != []
    }
    notes = form.values.get("notes") or {}
    plan = Plan(form.text("instance"), stops, dict(notes) if isinstance(notes, Mapping) else {})
    raise_faults(faults)
    return plan


def write_plan(plan: Plan, target: Path) -> None:
    """Write `plan` to a file, compressed when its name ends in .gz; equal plans give equal bytes."""
    save_object(target, plan_values(plan))


def plan_values(plan: Plan) -> dict[str, Any]:
    """`plan` as the JSON object of `muster-lift-plan/1`."""
    return {
        "format": PLAN_FORMAT,
        "instance": plan.instance,
        "notes": dict(plan.notes),
        "vehicles": {vehicle: [_stop_values(stop) for stop in stops] for vehicle, stops in plan.stops.items()},
    }


def _stop(form: Form) -> Stop:
    arrive = _minute(form, "arrive", 0)
    start = _minute(form, "service_start", arrive)
    return Stop(
        node=form.text("node"),
        arrive=arrive,
        service_start=start,
        service_end=_minute(form, "service_end", start),
        depart=_minute(form, "depart", arrive),
        route=_minute(form, "route", 0),
        board=_heads(form, "board"),
        alight=_heads(form, "alight"),
        escorts_on=_minute(form, "escorts_on", 0),
        escorts_off=_minute(form, "escorts_off", 0),
        refuel=form.flag("refuel", default=False),
    )


def _minute(form: Form, key: str, default: int) -> int:
    return whole(form, key, form.values.get(key, default), least=None)


def _heads(form: Form, key: str) -> dict[str, int]:
    found = form.values.get(key) or {}
    if not isinstance(found, Mapping):
        form.wrong(key, "lift.wrong-kind", wanted="object")
        return {}
    heads = {str(group): whole(form, f"{key}.{group}", count, least=None) for group, count in found.items()}
    return {group: count for group, count in heads.items() if count}


def _stop_values(stop: Stop) -> dict[str, Any]:
    values: dict[str, Any] = {
        "node": stop.node,
        "arrive": stop.arrive,
        "service_start": stop.service_start,
        "service_end": stop.service_end,
        "depart": stop.depart,
    }
    extras: dict[str, Any] = {
        "route": stop.route,
        "board": dict(stop.board),
        "alight": dict(stop.alight),
        "escorts_on": stop.escorts_on,
        "escorts_off": stop.escorts_off,
        "refuel": stop.refuel,
    }
    return values | {name: value for name, value in extras.items() if value}
