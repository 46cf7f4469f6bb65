"""Verifying: a whole book has no findings, and whatever is changed in it is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musterbook.ledger.entry import NO_DIGEST, Act, entry_from, read_entry
from musterbook.ledger.facts import Digest, kinds
from musterbook.store.memory import MemoryStore
from musterbook.store.opening import open_store
from musterbook.store.quick_entry import entry_written
from musterbook.store.sqlite import SqliteStore
from musterbook.store.strict import check_place, check_places, digests_of
from musterbook.store.verifying import Tally, verify
from musterbook.terms.errors import Malformed, MusterbookError, Tampered
from tests.ledger.making import acts_strategy, declare_every_fact
from tests.store.conftest import AnyStore
from tests.store.making import AT, REGISTER, acts, node_key
from tests.store.shelves import Shelf

declare_every_fact()


def small_book(book: Callable[[], SqliteStore]) -> None:
    store = book()
    for start in range(0, 12, 3):
        store.append(store.own_logs()[0], acts(3, start=start), at=AT, register=REGISTER)
    store.close()


def findings_of(folder: Path) -> list[str]:
    """The rules found broken in the book of a folder, however early the reading ends."""
    try:
        copies = open_store(folder, read_only=True)
    except MusterbookError as found:
        return [str(found)]
    try:
        return [str(found) for found in verify(copies)]
    except MusterbookError as found:
        return [str(found)]
    finally:
        copies.close()


def test_a_whole_book_has_no_findings_and_is_counted(store: AnyStore) -> None:
    for name in ("a", "b"):
        log = store.create_log(node_key(name), name)
        for start in range(0, 9, 3):
            store.append(log, acts(3, start=start), at=AT, register=REGISTER)
    tally = Tally()

    assert list(verify(store, tally)) == []
    assert (tally.logs, tally.entries, tally.checkpoints) == (2, 18, 6)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("UPDATE entry SET body = {altered} WHERE seq = 4", "verify.column"),
        ("UPDATE entry SET body = {empty} WHERE seq = 4", "entry.fields"),
        ("UPDATE entry SET digest = {random} WHERE seq = 4", "verify.column"),
        ("DELETE FROM entry WHERE seq = 4", "verify.column"),
        ("DELETE FROM entry WHERE seq = 11", "verify.entries-missing"),
        ("UPDATE entry SET seq = 40 WHERE seq = 11", "verify.column"),
        ("DELETE FROM checkpoint WHERE size = 12", "verify.unsigned-entries"),
        ("DELETE FROM checkpoint", "verify.unsigned-entries"),
        ("UPDATE checkpoint SET root = {random} WHERE size = 6", "verify.column"),
        ("UPDATE checkpoint SET size = 7 WHERE size = 6", "verify.column"),
        ("UPDATE checkpoint SET range = {random64} WHERE size = 6", "verify.column"),
        ("UPDATE checkpoint SET note = replace(note, '06:00:00', '06:00:01') WHERE size = 6", "checkpoint.signature"),
        ("UPDATE log SET origin = 'musterbook/other/' || {tail}", "verify.column"),
        ("DELETE FROM log", "verify.unknown-log"),
        (
            "INSERT INTO cosignature SELECT log, 3, 'x', '— ' || origin || ' AAAA' FROM log",
            "checkpoint.signature-line",
        ),
    ],
)
def test_what_is_changed_in_the_tables_is_found_without_any_seal(shelf: Shelf, change: str, rule: str) -> None:
    shelf.filled(12, together=3).close()
    shelf.spoil(change)

    found = findings_of(shelf.folder)

    assert any(rule in said for said in found), found


@pytest.mark.on_one_store("files", because="a server keeps text out of a column of bytes")
def test_bytes_that_became_text_in_a_file_are_found_as_changed(book: Callable[[], SqliteStore], tmp_path: Path) -> None:
    small_book(book)
    (tmp_path / "book.db.seal").unlink()
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as changed:
        changed.execute("UPDATE entry SET body = replace(body, 'M4', 'M5') WHERE seq = 4")

    assert any("verify.column" in said for said in findings_of(tmp_path))


@pytest.mark.on_one_store("files", because="a page of a file may turn over by itself; a server checks its own")
def test_a_column_whose_name_bits_turned_over_in_is_found(book: Callable[[], SqliteStore], tmp_path: Path) -> None:
    small_book(book)
    (tmp_path / "book.db.seal").unlink()
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as changed:
        changed.execute("ALTER TABLE turned_away RENAME COLUMN rule TO rula")

    assert findings_of(tmp_path) == ["[store.damaged] file=book.db, said=turned_away"]


@pytest.mark.on_one_store(
    "files", because="a file is closed, sealed and carried; a server's pages are under its own checksums"
)
def test_every_single_byte_of_a_closed_book_matters(book: Callable[[], SqliteStore], tmp_path: Path) -> None:
    small_book(book)
    path = tmp_path / "book.db"
    whole = path.read_bytes()

    for place in range(0, len(whole), 149):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 0x04,)) + whole[place + 1 :])
        assert findings_of(tmp_path), place
    path.write_bytes(whole)
    assert findings_of(tmp_path) == []


@pytest.mark.on_one_store(
    "files", because="a file is closed, sealed and carried; a server's pages are under its own checksums"
)
def test_every_single_byte_of_the_seal_matters_too(book: Callable[[], SqliteStore], tmp_path: Path) -> None:
    small_book(book)
    path = tmp_path / "book.db.seal"
    whole = path.read_bytes()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 0x04,)) + whole[place + 1 :])
        assert findings_of(tmp_path), place


@pytest.mark.on_one_store(
    "files", because="a file is closed, sealed and carried; a server's pages are under its own checksums"
)
def test_a_closed_book_that_was_changed_is_not_opened_for_writing(
    book: Callable[[], SqliteStore], tmp_path: Path
) -> None:
    small_book(book)
    path = tmp_path / "book.db"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)

    with pytest.raises(Tampered, match=r"store\.seal-differs"):
        book()

    assert (tmp_path / "book.db.seal").exists()


@pytest.mark.on_one_store(
    "files", because="a file is closed, sealed and carried; a server's pages are under its own checksums"
)
def test_a_book_that_is_no_book_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "book.db").write_bytes(b"this is not a database, it is a letter" * 200)
    with pytest.raises((Tampered, Malformed)):
        open_store(tmp_path, read_only=True)

    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE sheep (name TEXT)")
    (tmp_path / "other.db").replace(tmp_path / "book.db")
    with pytest.raises(Malformed, match=r"store\.not-a-book"):
        open_store(tmp_path, operation="op")
    with pytest.raises(Malformed, match=r"store\.not-a-book"):
        open_store(tmp_path, read_only=True)


@given(act=acts_strategy())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_entries_written_by_template_are_those_of_the_format(act: object) -> None:
    assert isinstance(act, Act)
    store = MemoryStore(operation="op")
    log = store.create_log(node_key("a"), "a")

    quick = entry_written(act, log=log, seq=3, prev="0" * 64, signed=())  # type: ignore[arg-type]

    assert quick == entry_from(act, log=log, seq=3, prev="0" * 64, signed=())  # type: ignore[arg-type]


@given(act=acts_strategy(), place=st.integers(0, 10**6), byte=st.integers(0, 255), more=st.binary(max_size=2))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=400)
@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_the_quick_strict_road_gives_the_verdict_of_the_slow_one(
    act: object, place: int, byte: int, more: bytes
) -> None:
    body = bytearray(entry_written(act, log="a" * 64, seq=3, prev="0" * 64, signed=()).body)  # type: ignore[arg-type]
    place %= len(body)
    body[place : place + 1] = bytes((byte,)) + more

    try:
        entry = read_entry(bytes(body))
        slow = "good" if (entry.log, entry.seq, entry.prev) == ("a" * 64, 3, "0" * 64) else "misplaced"
    except Malformed:
        slow = "malformed"
    try:
        check_place(bytes(body), log="a" * 64, seq=3, prev=NO_DIGEST)
        quick = "good"
    except Malformed:
        quick = "malformed"
    except Tampered:
        quick = "misplaced"

    assert quick == slow


@given(
    written=st.lists(acts_strategy(), min_size=1, max_size=6),
    change=st.tuples(st.integers(0, 10**6), st.binary(max_size=3)),
    cut=st.integers(-1, 10**6),
)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_many_entries_together_get_the_verdicts_they_get_one_by_one(
    written: list[Act], change: tuple[int, bytes], cut: int
) -> None:
    bodies, prev = [], NO_DIGEST
    for seq, act in enumerate(written, 3):
        entry = entry_written(act, log="a" * 64, seq=seq, prev=prev, signed=())
        bodies.append(entry.body)
        prev = entry.digest
    place = change[0] % len(bodies)
    if cut >= 0:
        at = cut % len(bodies[place])
        bodies[place] = bodies[place][:at] + change[1] + bodies[place][at + len(change[1]) :]
    digests = digests_of(bodies)

    found = check_places(bodies, digests, log="a" * 64, seq=3, prev=NO_DIGEST)

    singly: dict[int, str] = {}
    before = [NO_DIGEST, *[Digest(one.hex()) for one in digests[:-1]]]
    for seq, (body, one_before) in enumerate(zip(bodies, before, strict=True), 3):
        try:
            check_place(body, log="a" * 64, seq=seq, prev=one_before)
        except (Malformed, Tampered) as said:
            singly[seq] = str(said)
    assert {seq: str(said) for seq, said in found.items()} == singly


@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_bodies_cut_at_other_places_are_not_taken_for_entries_because_together_they_read_alike() -> None:
    first, second = [
        entry_written(act, log="a" * 64, seq=seq, prev=NO_DIGEST, signed=signed).body
        for seq, (act, signed) in enumerate(acts(2))
    ]
    for shifted in ([first + b"\n" + second, b""], [first + b"\n" + second[:40], second[40:]]):
        found = check_places(shifted, digests_of(shifted), log="a" * 64, seq=0, prev=NO_DIGEST)

        assert found.keys() == {0, 1}


@given(seconds=st.integers(-86_399, 86_399), microsecond=st.integers(0, 999_999))
@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_what_is_written_quickly_says_the_moment_as_the_format_does_at_any_offset(
    seconds: int, microsecond: int
) -> None:
    zone = timezone(timedelta(seconds=seconds))
    moment = datetime(2026, 1, 21, 6, 0, 5, microsecond, tzinfo=zone)
    act = replace(acts(1)[0][0], happened_at=moment, written_at=AT)

    quick = entry_written(act, log="a" * 64, seq=0, prev=NO_DIGEST, signed=())

    assert quick == entry_from(act, log="a" * 64, seq=0, prev=NO_DIGEST, signed=())


@pytest.mark.of_no_store(because="bytes are judged before any store has them")
def test_every_kind_of_fact_is_known_to_these_tests() -> None:
    assert "custody.offered" in kinds()
