"""Room made for a write-ahead log: nothing that is read changes, and the log no longer grows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from musterbook.store.disk import ROOM_WARNED_BYTES
from musterbook.store.log_room import FRAME_BYTES, make_room
from musterbook.store.opening import open_store
from musterbook.store.sqlite import ROOM_AFTER_COMMITS, SqliteStore
from musterbook.store.verifying import verify
from tests.store.making import AT, REGISTER, acts

pytestmark = pytest.mark.on_one_store("files", because="it is about the write-ahead log of a file")
MORE = 5


@pytest.fixture
def long_open(book: Callable[[], SqliteStore]) -> SqliteStore:
    """A book that has been open for long enough to make room, so many commits and one ago."""
    store = book()
    if store.room_left() <= ROOM_WARNED_BYTES:
        pytest.skip("so full a disk gets no room made")
    for number in range(ROOM_AFTER_COMMITS):  # opening the log was the first commit of them
        store.append(store.own_logs()[0], acts(1, start=number), at=AT, register=REGISTER)
    return store


def test_a_log_for_which_room_was_made_grows_no_more(long_open: SqliteStore, tmp_path: Path) -> None:
    log = tmp_path / "book.db-wal"
    length = log.stat().st_size

    long_open.append(long_open.own_logs()[0], acts(MORE, start=ROOM_AFTER_COMMITS), at=AT, register=REGISTER)

    assert length == log.stat().st_size > 1_000 * FRAME_BYTES
    long_open.close()
    assert not log.exists()


def test_a_book_whose_machine_died_with_room_in_its_log_is_whole(long_open: SqliteStore, tmp_path: Path) -> None:
    long_open.append(long_open.own_logs()[0], acts(MORE, start=ROOM_AFTER_COMMITS), at=AT, register=REGISTER)
    beside = open_store(tmp_path, read_only=True)
    left = tmp_path / "left"
    left.mkdir()
    for name in ("book.db", "book.db-wal"):
        shutil.copy(tmp_path / name, left / name)

    found = open_store(left, operation="op")

    assert found.head() == beside.head() == long_open.head()
    assert list(verify(found)) == []
    for store in (found, beside, long_open):
        store.close()


def test_no_room_is_made_in_a_log_that_is_not_there_or_long_enough(tmp_path: Path) -> None:
    long = tmp_path / "long"
    long.write_bytes(b"x" * (2 * FRAME_BYTES + 1))

    make_room(long, pages=2)
    make_room(tmp_path / "none", pages=2)

    assert long.read_bytes() == b"x" * (2 * FRAME_BYTES + 1)
    assert not (tmp_path / "none").exists()
