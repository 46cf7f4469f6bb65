"""What comes back is judged while it is read: nothing out of range reaches the compiled simulation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from musterbook.lift.cluster import wire
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.run import play
from musterbook.lift.robust.tally import Tally
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.race import race
from musterbook.lift.search.sequences import Incumbent
from musterbook.terms.errors import Malformed
from tests.lift.robust.roads import bus_then_van, sixteen_problem

HERE = Path(__file__).parents[1] / "instances"


@cache
def posed() -> Problem:
    return read_problem(HERE / "S1.json")


@cache
def found() -> Incumbent:
    return race(posed(), seconds=float("inf"), seed=2, trials=300).found[0]


def sent(**changes: object) -> bytes:
    """The decisions of a plan, with something in them changed."""
    told = json.loads(wire.decisions_told(found()))
    return json.dumps({**told, **changes}).encode()


def with_first_entry(*entry: object) -> bytes:
    """The decisions with the first entry of the first carrier that has one replaced."""
    lists = json.loads(wire.decisions_told(found()))["lists"]
    next(some for some in lists if some)[0] = list(entry)
    return sent(lists=lists)


def test_decisions_are_worth_here_what_they_are_worth_here() -> None:
    heard = wire.decisions_heard(wire.decisions_told(found()), Engine(posed()))

    assert heard.worth.key == found().worth.key
    assert heard.lists == found().lists


def test_a_claim_is_not_even_read() -> None:
    heard = wire.decisions_heard(sent(worth={"loss": 0.001}, loss=0.0), Engine(posed()))

    assert heard.worth.loss == found().worth.loss


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x80\x04N.",
        b"[]",
        with_first_entry(10_000, 0, 0, 0),
        with_first_entry(0, -7, 0, 0),
        with_first_entry(0, 1, -5, 0),
        with_first_entry(0, 1, 10**9, 0),
        with_first_entry(0, 1, 0, 1 << 40),
        with_first_entry(0, 1, 0),
        with_first_entry("0", 1, 0, 0),
        sent(lists=[]),
        sent(figures={}),
        sent(figures={**json.loads(sent())["figures"], "fill": float("nan")}),
        sent(figures={**json.loads(sent())["figures"], "favour": [1.0] * 10_000}),
        sent(figures={**json.loads(sent())["figures"], "looks": "many"}),
    ],
    ids=range(15),
)
def test_what_is_not_a_list_of_decisions_for_this_problem_is_refused(raw: bytes) -> None:
    engine = Engine(posed())

    with pytest.raises(Malformed):
        wire.decisions_heard(raw, engine)


def tally() -> Tally:
    problem = sixteen_problem()
    block = next(futures(problem, 30, 1).blocks())
    played = play(Ground(problem), block, timetable_of(problem, bus_then_van()), lambda *_: None, lambda: False)
    assert played is not None
    return played


def test_a_tally_comes_back_as_it_was() -> None:
    was = tally()

    heard = wire.tally_heard(wire.tally_told(was), Ground(sixteen_problem()), lines=2, size=30)

    assert heard.waited.keys() == was.waited.keys()
    assert all(np.array_equal(heard.parts[part], was.parts[part]) for part in was.parts)
    assert np.array_equal(heard.late, was.late)


@pytest.mark.parametrize("shape", [(2, 29), (3, 30)])
def test_a_tally_of_another_plan_or_of_other_futures_is_refused(shape: tuple[int, int]) -> None:
    raw = wire.tally_told(tally())

    with pytest.raises(Malformed):
        wire.tally_heard(raw, Ground(sixteen_problem()), lines=shape[0], size=shape[1])


def test_a_loss_that_is_no_number_is_refused() -> None:
    was = tally()
    was.parts["site"][0] = float("nan")

    with pytest.raises(Malformed):
        wire.tally_heard(wire.tally_told(was), Ground(sixteen_problem()), lines=2, size=30)


def test_bytes_that_hold_a_python_object_are_not_opened() -> None:
    with pytest.raises(Malformed):
        wire.arrays_heard(b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins\x94.")
