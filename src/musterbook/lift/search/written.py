"""The decisions and figures a plan follows from, written down: to be sent, or to stand in the notes of the plan."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from musterbook.lift.problem import Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.engine import LIST_MAX, Engine
from musterbook.lift.search.sequences import Incumbent
from musterbook.lift.search.starts import Figures, Taste

NESTED = {"favour", "shares", "taste"}


class NotDecisions(ValueError):
    """What was read are no decisions for this problem."""


def decisions_told(found: Incumbent) -> bytes:
    """The decisions and figures a plan follows from; not what it is worth."""
    told = {"lists": found.lists, "figures": asdict(found.figures), "by": found.by}
    return json.dumps(told, allow_nan=False).encode()


def decisions_heard(raw: bytes, engine: Engine) -> Incumbent:
    """The plan those decisions make here, with the worth it has here.

    Raises:
        NotDecisions: what was written is not a list of decisions for this problem.
    """
    try:
        told = json.loads(raw)
    except ValueError as fault:
        raise NotDecisions from fault
    if not isinstance(told, dict):
        raise NotDecisions
    figures = _figures(told.get("figures"), len(engine.problem.nodes))
    lists = tuple(_list(some, engine.problem) for some in _rows(told.get("lists"), len(engine.problem.vehicles)))
    engine.simulate(figures, lists)
    return Incumbent(engine.worth(), lists, figures, "searched")


def _list(some: object, problem: Problem) -> tuple[tuple[int, int, int, int], ...]:
    places = range(len(problem.nodes))
    firsts = {0, *(c.SEATS * -(group + 1) for group in range(len(problem.groups)))}
    found = []
    for entry in _rows(some, None)[:LIST_MAX]:
        origin, place, wait, flags = (_whole(one) for one in _rows(entry, 4))
        if (origin not in places and origin != c.FREE) or place not in places or not 0 <= wait <= problem.horizon_min:
            raise NotDecisions
        if flags & ~c.HOME_FIRST not in firsts:
            raise NotDecisions
        found.append((origin, place, wait, flags))
    return tuple(found)


def _figures(told: object, places: int) -> Figures:
    plain = asdict(Figures())
    if not isinstance(told, dict) or told.keys() != plain.keys():
        raise NotDecisions
    favour = _numbers(told["favour"], places)
    values: dict[str, Any] = {name: _figure(told[name], was) for name, was in plain.items() if name not in NESTED}
    return Figures(**values, favour=favour, shares=_shares(told["shares"], places), taste=_taste(told["taste"], places))


def _shares(told: object, places: int) -> tuple[tuple[int, int, int, int], ...]:
    found = []
    for row in _rows(told, None):
        origin, dest, room, heads = (_whole(one) for one in _rows(row, 4))
        if origin not in range(places) or dest not in range(places) or room < 0 or heads < 0:
            raise NotDecisions
        found.append((origin, dest, room, heads))
    return tuple(found)


def _taste(told: object, places: int) -> Taste:
    if not isinstance(told, dict) or told.keys() != asdict(Taste()).keys():
        raise NotDecisions
    values = {name: _number(one) for name, one in told.items() if name != "reached_min"}
    return Taste(**values, reached_min=_numbers(told["reached_min"], places))


def _numbers(told: object, most: int) -> tuple[float, ...]:
    found = tuple(_number(one) for one in _rows(told, None))
    if len(found) > most:
        raise NotDecisions
    return found


def _figure(told: object, was: object) -> object:
    match was:
        case bool():
            return bool(told)
        case int():
            return _whole(told)
        case float():
            return _number(told)
        case _:
            return str(told)


def _number(told: object) -> float:
    if not isinstance(told, int | float) or not math.isfinite(told):
        raise NotDecisions
    return float(told)


def _whole(told: object) -> int:
    if not isinstance(told, int):
        raise NotDecisions
    return told


def _rows(told: object, number: int | None) -> list[Any]:
    if not isinstance(told, list) or (number is not None and len(told) != number):
        raise NotDecisions
    return told
