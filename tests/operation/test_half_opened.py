"""A book whose opening stopped half-way: nothing is left of it, and what is not ours is never cleared away."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.half_opened import MARK, being_opened, is_half_opened
from musterbook.operation.opening import Founding, open_folder
from musterbook.store.lock import FolderLock
from musterbook.terms.errors import Malformed, Refused
from tests.operation.making import MORNING, fill


def half_opened(folder: Path) -> Path:
    """What is left of an opening whose machine lost its power: the mark, keys and half a store."""
    into = folder / "book"
    for name in (MARK, "book.db", "book.db-wal", "keys/officers/o.desk.key"):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(b"half")
    return into


def test_an_opening_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")

    def stop(_what: str, _done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1, progress=stop))

    assert not (folder / "book").exists()


def test_half_a_book_is_cleared_away_and_opened_afresh_with_what_else_lies_there(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    into = half_opened(folder)
    (into / "letter.txt").write_text("dear", encoding="utf-8")

    open_folder(read_folder(folder, today=MORNING), Founding(into, MORNING, seed=1)).close()

    book = open_book(into)
    assert book.entries()
    book.close()
    assert (into / "letter.txt").read_text("utf-8") == "dear"
    assert not is_half_opened(into)
    assert not (into / MARK).exists()


def test_part_of_a_book_without_the_mark_is_nobodys_to_clear_away(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    (folder / "book").mkdir()
    (folder / "book" / "book.db").write_bytes(b"real")

    with pytest.raises(Malformed) as caught:
        open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1))

    assert [one.rule for one in caught.value.faults] == ["book.part-there"]
    assert (folder / "book" / "book.db").read_bytes() == b"real"


def test_whoever_is_opening_it_just_now_is_left_at_work(tmp_path: Path) -> None:
    into = half_opened(tmp_path)
    at_work = FolderLock(into, MARK)

    with pytest.raises(Refused) as caught, being_opened(into):
        pass

    at_work.release()
    assert [one.rule for one in caught.value.objections] == ["store.in-use"]
    assert (into / "book.db").read_bytes() == b"half"
