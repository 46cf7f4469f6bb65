"""Stores to test with: one of each kind, and a book folder that can be opened again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musterbook.store.memory import MemoryStore
from musterbook.store.opening import store_at
from musterbook.store.postgres import PostgresStore
from musterbook.store.postgres_schema import make_schema
from musterbook.store.sqlite import SqliteStore, open_store
from tests.database import place, server  # noqa: F401  fixtures of every test here
from tests.store.making import node_key
from tests.store.shelves import Database, Files, Shelf

AnyStore = MemoryStore | SqliteStore | PostgresStore


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.needs_database)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    """An empty store of each kind, of the operation `op`."""
    kept: AnyStore
    if request.param == "postgresql":
        address = request.getfixturevalue("place")
        make_schema(address)
        kept = store_at(address, operation="op")
    else:
        kept = MemoryStore(operation="op") if request.param == "memory" else open_store(tmp_path, operation="op")
    yield kept
    kept.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_database)])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """Where one book lies that can be opened again and again: in files, or in PostgreSQL."""
    is_files = request.param == "sqlite"
    made = Files(tmp_path) if is_files else Database(tmp_path, request.getfixturevalue("place"))
    yield made
    made.close()


@pytest.fixture
def book(tmp_path: Path) -> Callable[[], SqliteStore]:
    """Opens the same book folder as often as asked, holding the key of node `a`."""

    def opened() -> SqliteStore:
        found = open_store(tmp_path, operation="op")
        if found.logs():
            found.hold_key(node_key("a"))
        else:
            found.create_log(node_key("a"), "a")
        return found

    return opened
