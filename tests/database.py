"""The PostgreSQL server of a run of tests: started by whoever needs it first, shared by all workers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from tools.postgres_server import CHECKSUMS, KEEPER, Server, end, new_server, program, run

from musterbook.store.address import Address

SORTING = ("--locale-provider=icu", "--icu-locale=en")
"""Words are put in order as English does it, not by their bytes, as on a server that somebody set up by hand."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    """The server of this run of tests, with a database for each worker.

    A lock on a log holds throughout a database, and tests everywhere write the same log.
    """
    if not program("initdb"):
        pytest.skip("Debian's package postgresql is not installed")
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "postgresql.json"
    lock = FileLock(f"{shared}.lock")
    with lock:
        said: dict[str, Any] = json.loads(shared.read_text()) if shared.exists() else {"users": []}
        if not said["users"]:
            said = {"folder": str(new_server(CHECKSUMS, *SORTING).folder), "users": [], "databases": []}
        if worker_id not in said["databases"]:
            run("createdb", "-h", said["folder"], "-U", KEEPER, worker_id)
            said["databases"].append(worker_id)
        said["users"].append(worker_id)
        shared.write_text(json.dumps(said))
    yield Server(Path(said["folder"]))
    with lock:
        said = json.loads(shared.read_text())
        said["users"].remove(worker_id)
        shared.write_text(json.dumps(said))
        if not said["users"]:
            end(Server(Path(said["folder"])))


_numbers = itertools.count(1)


@pytest.fixture
def place(server: Server, worker_id: str) -> Address:
    """A place in the server where no book lies yet."""
    return server.address(f"book_{worker_id}_{next(_numbers)}", database=worker_id)
