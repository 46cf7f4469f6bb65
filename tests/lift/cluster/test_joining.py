"""Before anything is sent: no Ray, no cluster there, an open door, a head that reports, a stranger, each in words."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from musterbook.lift.cluster import joining
from musterbook.lift.cluster.crew import objection_to
from musterbook.lift.cluster.joining import joined, slots_of
from musterbook.lift.cluster.likeness import ROOM, digest_of, likeness
from musterbook.terms.errors import Malformed
from musterbook.words.say import sentence


def refused(address: str) -> Malformed:
    with pytest.raises(Malformed) as found, joined(address, lambda _: None):
        pass
    return found.value


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    fault = refused("auto")

    assert fault.faults[0].rule == "cluster.no-ray"
    assert "musterbook[cluster]" in sentence(fault)


@pytest.mark.parametrize("address", ["there", "10.0.0.1", "10.0.0.1:", "ray://10.0.0.1:10001", ":6379", "a:b"])
def test_an_address_is_a_host_and_a_port(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: True)

    assert refused(address).faults[0].rule == "cluster.address"


def test_where_nothing_answers_it_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: True)

    # Port 1 of this machine: nobody listens there.
    assert refused("127.0.0.1:1").faults[0].rule == "cluster.not-there"


def node(name: str, processors: float, *, alive: bool = True, host: str = "plan-1") -> dict[str, Any]:
    return {"NodeID": name, "Alive": alive, "NodeManagerHostname": host, "Resources": {"CPU": processors}}


def test_each_processor_is_a_slot_and_machines_take_turns() -> None:
    nodes = [node("aaaa1", 2), node("bbbb2", 1, host="plan-2"), node("cccc3", 0), node("dddd4", 8, alive=False)]

    slots = slots_of(nodes)

    assert [(slot.name, slot.node) for slot in slots] == [
        ("plan-1-aaaa/1", "aaaa1"),
        ("plan-2-bbbb/1", "bbbb2"),
        ("plan-1-aaaa/2", "aaaa1"),
    ]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"likeness": likeness(), "door": "open"}, "cluster.open-door"),
        ({"likeness": likeness()}, "cluster.open-door"),
        ({"likeness": "0.0.9 abc", "door": "token"}, "cluster.stranger"),
        ({}, "cluster.stranger"),
        ("hello", "cluster.stranger"),
    ],
)
def test_who_is_not_like_us_or_has_an_open_door_may_not_help(told: object, rule: str) -> None:
    objection = objection_to(told, "plan-1-aaaa/1")

    assert objection is not None
    assert objection.rule == rule
    assert sentence(objection).startswith("plan-1-aaaa/1")


def test_who_is_like_us_behind_a_door_with_a_token_may() -> None:
    assert objection_to({"likeness": likeness(), "door": "token"}, "plan-1-aaaa/1") is None


def test_one_changed_letter_in_any_source_makes_a_stranger(tmp_path: Path) -> None:
    shutil.copytree(ROOM, tmp_path / "lift", ignore=shutil.ignore_patterns("__pycache__"))
    same = digest_of(tmp_path / "lift")
    with (tmp_path / "lift" / "search" / "evaluate.py").open("a", encoding="utf-8") as file:
        file.write("#")

    assert same == digest_of(ROOM)
    assert digest_of(tmp_path / "lift") != same


class Head:
    """A head of a cluster that answers what it keeps about itself."""

    def __init__(self, kept: dict[str, object]) -> None:
        self.kept = kept

    def internal_kv_get(self, _key: bytes, namespace: bytes) -> bytes:
        del namespace
        return json.dumps(self.kept).encode()


@pytest.mark.needs_cluster
@pytest.mark.parametrize(
    ("kept", "reports"),
    [
        ({"ray_version": "2.60.0", "python_version": "3.11.7"}, False),
        ({"ray_version": "2.60.0", "python_version": "3.11.7", "session_start_timestamp_ms": 1}, True),
    ],
)
def test_a_head_that_reports_is_told_by_what_it_keeps(kept: dict[str, object], reports: bool) -> None:  # noqa: FBT001
    pytest.importorskip("ray", reason="Ray is not installed: python3 run.py add cluster")
    worker = SimpleNamespace(global_worker=SimpleNamespace(gcs_client=Head(kept)))

    assert joining._reports(SimpleNamespace(_private=SimpleNamespace(worker=worker))) is reports


@pytest.mark.needs_cluster
def test_a_head_that_cannot_be_asked_counts_as_reporting() -> None:
    pytest.importorskip("ray", reason="Ray is not installed: python3 run.py add cluster")

    assert joining._reports(SimpleNamespace()) is True
