"""Several consoles over one book in PostgreSQL: each shows what any process wrote, and is woken when one did."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.frames import frame_of
from musterbook.custody.facts import FigureClaimed
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.store.address import Address
from musterbook.store.kept import Kept
from tests.database import place, server  # noqa: F401  fixtures
from tests.operation.making import DESK, MORNING, acting, fill


@pytest.mark.needs_database
def test_what_one_process_writes_wakes_every_console_and_stands_in_its_next_frame(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")
    into = folder / "book"
    founding = Founding(into, MORNING, seed=1, store=place)
    writer = open_folder(read_folder(folder, today=MORNING), founding)
    woken = [threading.Event(), threading.Event()]
    consoles = [open_book(into) for _ in woken]
    sources = [BookSource(book, now=lambda: MORNING + timedelta(hours=1)) for book in consoles]
    ends = [
        book.store.listen(event.set)
        for book, event in zip(consoles, woken, strict=True)
        if isinstance(book.store, Kept)
    ]
    for event in woken:
        assert event.wait(30)  # each looks once when it begins to listen
        event.clear()

    claim = FigureClaimed(source="ministry", as_of=MORNING, scope="everyone", value=5)
    writer.write(acting("o.desk/operation-desk", DESK, minutes=1).draft(claim))

    assert all(event.wait(30) for event in woken)
    assert {json.loads(frame_of(source.situation()))["head"] for source in sources} == {writer.head()}
    for end in ends:
        end()
    for book in (*consoles, writer):
        book.close()
