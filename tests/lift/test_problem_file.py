"""Reading problems and plans: exact round trips, and every fault of a bad file named at its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.plan_file import read_plan, write_plan
from musterbook.lift.problem_file import problem_values, read_problem, write_problem
from musterbook.terms.errors import Malformed
from tests.lift.making import plain_problem, small_problem

INSTANCES = Path(__file__).parent / "instances"
Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("name", ["p.json", "p.json.gz"])
def test_a_problem_survives_writing_and_reading(tmp_path: Path, name: str) -> None:
    problem = small_problem(2)

    write_problem(problem, tmp_path / name)

    assert read_problem(tmp_path / name) == problem


@pytest.mark.parametrize("name", ["S1", "S2", "S3", "M1"])
def test_the_instances_mean_the_same_after_a_round_trip(name: str) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")

    assert read_problem(problem_values(problem)) == problem


def test_a_plan_survives_writing_and_reading(tmp_path: Path) -> None:
    stops = (Stop("base", 0, 5, 5, 5, escorts_on=2), Stop("site", 10, 10, 20, 20, route=1, board={"g": 3}, refuel=True))
    plan = Plan("plain", {"BUS": stops}, {"planner": "by hand"})

    write_plan(plan, tmp_path / "plan.json")

    assert read_plan(tmp_path / "plan.json") == plan


SPOILS: dict[str, tuple[Spoil, str, str]] = {
    "unknown site": (lambda v: v["groups"][0].update(site="nowhere"), "lift.unknown-node", "groups[0].site"),
    "unknown base": (lambda v: v["vehicles"][0].update(base="nowhere"), "lift.unknown-node", "vehicles[0].base"),
    "unknown type": (lambda v: v["vehicles"][0].update(type="boat"), "lift.unknown-type", "vehicles[0].type"),
    "unknown class": (lambda v: v["groups"][0].update(risk="Z"), "lift.unknown-risk", "groups[0].risk"),
    "overlap": (
        lambda v: v["nodes"][1]["open"].update(road=[[0, 9], [8, 20]]),
        "lift.overlapping",
        "nodes[1].open.road",
    ),
    "negative rate": (lambda v: v["nodes"][1].update(hazard=[[0, -1]]), "lift.negative-rate", "nodes[1].hazard"),
    "falling beds": (lambda v: v["nodes"][3]["beds"].update(c=[[0, 9], [5, 8]]), "lift.beds-fall", "nodes[3].beds.c"),
    "no zone": (lambda v: v.update(epoch="2026-01-10T00:00:00"), "lift.epoch-without-zone", "epoch"),
    "not a time": (lambda v: v.update(epoch="Saturday"), "lift.not-a-time", "epoch"),
    "NaN": (lambda v: v["nodes"][0].update(lat=float("nan")), "lift.not-a-number", "nodes[0].lat"),
    "twice": (lambda v: v["groups"].append(v["groups"][0]), "lift.twice", "groups"),
    "half a head": (lambda v: v["groups"][0].update(count=1.5), "lift.not-whole", "groups[0].count"),
    "negative seats": (lambda v: v["vehicle_types"][0].update(seats=-1), "lift.too-small", "vehicle_types[0].seats"),
    "no speed": (lambda v: v["vehicle_types"][0].update(speed_kmh=0), "lift.too-small", "vehicle_types[0].speed_kmh"),
    "text for a list": (lambda v: v.update(nodes="many"), "lift.wrong-kind", "nodes"),
    "missing rules": (lambda v: v.pop("rules"), "lift.wrong-kind", "rules"),
    "unknown mode": (lambda v: v["nodes"][0].update(slots={"ship": 1}), "lift.not-among", "nodes[0].slots"),
}


@pytest.mark.parametrize("name", SPOILS)
def test_every_fault_is_named_where_it_stands(name: str) -> None:
    spoil, rule, place = SPOILS[name]
    values = copy.deepcopy(problem_values(plain_problem()))

    spoil(values)

    with pytest.raises(Malformed) as caught:
        read_problem(values)
    assert (rule, place) in [(fault.rule, fault.column) for fault in caught.value.faults]


def test_all_faults_come_at_once_and_the_first_fifty_are_shown() -> None:
    values = problem_values(plain_problem())
    values["groups"] = [{**values["groups"][0], "id": f"g{i}", "count": -1} for i in range(60)]

    with pytest.raises(Malformed) as caught:
        read_problem(values)

    assert len(caught.value.faults) == 51
    assert caught.value.faults[-1].values == {"count": 10}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "muster-lift/2"}', b"\xff\xfe"])
def test_what_is_no_problem_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.json").write_bytes(content)

    with pytest.raises(Malformed):
        read_problem(tmp_path / "p.json")


def test_a_missing_file_and_a_broken_archive_are_malformed(tmp_path: Path) -> None:
    (tmp_path / "p.json.gz").write_bytes(b"not packed")

    for name in ("p.json.gz", "none.json"):
        with pytest.raises(Malformed):
            read_problem(tmp_path / name)


def test_what_we_write_is_plain_json(tmp_path: Path) -> None:
    write_problem(plain_problem(), tmp_path / "p.json")

    assert json.loads((tmp_path / "p.json").read_text())["format"] == "muster-lift/1"
