"""Headquarters on PostgreSQL and two sites, with lines cut and everything killed: few people, the whole way."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from tools import nats_server, postgres_server

from tests.house.tracked import ROOT

pytestmark = [pytest.mark.needs_server, pytest.mark.needs_database]


def test_twenty_people_are_moved_while_lines_are_cut_and_every_node_server_and_database_is_killed() -> None:
    if not (nats_server.program() and postgres_server.program("initdb")):
        pytest.skip("Debian's packages nats-server and postgresql are not both installed")
    words = [sys.executable, "benchmarks/three_nodes.py", "--people", "20", "--json"]

    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    told = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    assert done.returncode == 0, (told, done.stderr[-2_000:])
    assert {name: told[name] for name in ("people", "moved", "serials", "stored_twice", "turned_away")} == {
        "people": 20, "moved": 20, "serials": 2, "stored_twice": 0, "turned_away": 0,
    }  # fmt: skip
    assert (told["cuts"], told["nodes_killed"], told["servers_killed"], told["databases_killed"]) == (2, 3, 3, 1)
