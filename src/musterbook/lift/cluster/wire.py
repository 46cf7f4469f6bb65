"""What goes over the wire, as bytes: JSON for plans and decisions, arrays for futures; never a Python object.

What comes back is judged while it is read: a number out of its range would make the compiled simulation read memory
that is not its own. The loss a worker claims is not even sent: it is worked out here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from musterbook.lift.plan import Plan
from musterbook.lift.plan_file import plan_values, read_plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import problem_values, read_problem
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import Futures
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.tally import CAUSES, PARTS, Tally
from musterbook.lift.search import written
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.sequences import Incumbent
from musterbook.terms.errors import Malformed

PER_FUTURE = ("lost", "fetched", "end", "delivered", "overstayed", "left")
PER_LINE = ("scrubbed", "late", "cause")


def problem_told(problem: Problem) -> bytes:
    """A problem as it goes over the wire."""
    return json.dumps(problem_values(problem), allow_nan=False).encode()


def problem_heard(raw: bytes) -> Problem:
    """The problem in these bytes."""
    return read_problem(json.loads(raw))


def plan_told(plan: Plan) -> bytes:
    """A plan as it goes over the wire, without its notes."""
    return json.dumps(plan_values(Plan(plan.instance, plan.stops)), allow_nan=False).encode()


def plan_heard(raw: bytes) -> Plan:
    """The plan in these bytes; whether it breaks a rule is for the check to say.

    Raises:
        Malformed: it is not a plan.
    """
    return read_plan(_object(raw))


def decisions_told(found: Incumbent) -> bytes:
    """The decisions and figures a plan follows from; not what it is worth."""
    return written.decisions_told(found)


def decisions_heard(raw: bytes, engine: Engine) -> Incumbent:
    """The plan those decisions make here, with the worth it has here.

    Raises:
        Malformed: what was sent is not a list of decisions for this problem.
    """
    try:
        return written.decisions_heard(raw, engine)
    except written.NotDecisions as fault:
        raise _wrong() from fault


def futures_told(worlds: Futures) -> bytes:
    """How futures are drawn."""
    chances = {one.name: getattr(worlds.chances, one.name) for one in fields(Chances)}
    chances["road_incidents"] = [[a, b, often] for (a, b), often in worlds.chances.road_incidents.items()]
    told = {"count": worlds.count, "seed": worlds.seed, "days": worlds.days, "areas": dict(worlds.areas)}
    return json.dumps({**told, "chances": {name: _plain(one) for name, one in chances.items()}}).encode()


def futures_heard(raw: bytes) -> Futures:
    """The futures drawn so."""
    told = json.loads(raw)
    chances = told.pop("chances")
    chances["road_incidents"] = {(a, b): often for a, b, often in chances["road_incidents"]}
    return Futures(**told, chances=Chances(**chances))


def tally_told(tally: Tally) -> bytes:
    """What happened in a block of futures."""
    arrays = {f"part-{part}": tally.parts[part] for part in PARTS}
    arrays |= {name: getattr(tally, name) for name in (*PER_FUTURE, *PER_LINE)}
    keys = list(tally.waited)
    arrays["waits"] = np.frombuffer(json.dumps(keys).encode(), dtype=np.uint8)
    arrays["waited"] = np.array([tally.waited[key] for key in keys]).reshape(len(keys), tally.size)
    return arrays_told(arrays)


def tally_heard(raw: bytes, ground: Ground, *, lines: int, size: int) -> Tally:
    """The tally in these bytes.

    Raises:
        Malformed: it has another shape than so many serials in so many futures give.
    """
    found, tally = arrays_heard(raw), Tally(ground, lines, size)
    for part in PARTS:
        tally.parts[part] = _alike(found, f"part-{part}", tally.parts[part])
    for name in (*PER_FUTURE, *PER_LINE):
        setattr(tally, name, _alike(found, name, getattr(tally, name)))
    if tally.cause.size and not -1 <= tally.cause.min() <= tally.cause.max() < len(CAUSES):
        raise _wrong()
    keys = _rows(json.loads(found.get("waits", np.zeros(0, np.uint8)).tobytes() or b"null"), None)
    waited = _alike(found, "waited", np.zeros((len(keys), size)))
    for key, minutes in zip(keys, waited, strict=True):
        cause, place = _rows(key, 2)
        tally.waited[str(cause), str(place)] = minutes
    return tally


def arrays_told(arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """Named arrays as bytes."""
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def arrays_heard(raw: bytes) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays in these bytes.

    Raises:
        Malformed: they are none.
    """
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            return dict(found)
    except (ValueError, OSError, EOFError) as fault:
        raise _wrong() from fault


def _rows(told: object, number: int | None) -> list[Any]:
    if not isinstance(told, list) or (number is not None and len(told) != number):
        raise _wrong()
    return told


def _object(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError as fault:
        raise _wrong() from fault
    if not isinstance(told, dict):
        raise _wrong()
    return told


def _alike(found: Mapping[str, np.ndarray[Any, Any]], name: str, like: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    one = found.get(name)
    if one is None or one.shape != like.shape or one.dtype != like.dtype:
        raise _wrong()
    if one.dtype.kind == "f" and not np.isfinite(one).all():
        raise _wrong()
    return one


def _plain(one: object) -> object:
    return dict(one) if isinstance(one, Mapping) else one


def _wrong() -> Malformed:
    return Malformed.because("cluster.answer")
