"""Stores to test with: one of each kind, and a book folder that can be opened again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musterbook.store.memory import MemoryStore
from musterbook.store.sqlite import SqliteStore, open_store
from tests.store.making import node_key

AnyStore = MemoryStore | SqliteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    """An empty store of each kind, of the operation `op`."""
    kept: AnyStore = MemoryStore(operation="op") if request.param == "memory" else open_store(tmp_path, operation="op")
    yield kept
    kept.close()


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
