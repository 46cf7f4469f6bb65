"""What a book that lasts does, wherever it lies: it goes on after a close, has one writer, and knows what was kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from musterbook.store.disk import room_left_bytes
from musterbook.store.verifying import verify
from musterbook.store.writer import Writer
from musterbook.terms.errors import Refused, Tampered
from tests.store.making import AT, REGISTER, acts, node_key
from tests.store.shelves import Shelf


def test_a_book_goes_on_after_closing_from_its_last_checkpoint(shelf: Shelf) -> None:
    first = shelf.filled(5, together=5)
    log = first.own_logs()[0]
    first.close()

    second = shelf.book()
    (entry,) = second.append(log, acts(1, start=5), at=AT, register=REGISTER)

    assert entry.seq == 5
    assert list(verify(second)) == []


def test_the_name_of_the_operation_is_kept_and_another_is_refused(shelf: Shelf) -> None:
    shelf.book().close()

    reopened = shelf.bare(operation="")
    assert reopened.operation == "op"
    reopened.close()
    with pytest.raises(Refused, match=r"store\.other-operation"):
        shelf.bare(operation="exercise")
    shelf.book()


def test_a_log_needs_the_name_of_an_operation(shelf: Shelf) -> None:
    store = shelf.bare(operation="")

    with pytest.raises(Refused, match=r"store\.no-operation"):
        store.create_log(node_key("a"), "a")


def test_where_no_book_lies_there_is_nothing_to_read(shelf: Shelf) -> None:
    shelf.take_away()

    with pytest.raises(Refused, match=r"store\.no-book"):
        shelf.reading()


def test_a_book_of_newer_software_is_refused_to_writers_and_readers(shelf: Shelf) -> None:
    shelf.book().close()
    shelf.spoil("{newer}")

    with pytest.raises(Refused, match=r"store\.newer-software"):
        shelf.bare()
    with pytest.raises(Refused, match=r"store\.newer-software"):
        shelf.reading()


def test_whoever_reads_beside_the_writer_sees_what_is_written_meanwhile(shelf: Shelf) -> None:
    store = shelf.book()
    reader = shelf.reading()

    store.append(store.own_logs()[0], acts(2), at=AT, register=REGISTER)

    assert reader.head() == store.head()
    assert [entry.seq for entry in reader.entries()] == [0, 1]


def test_one_at_a_time_writes_a_log_and_the_next_is_told_who_does(shelf: Shelf) -> None:
    first = shelf.filled(3)
    log = first.own_logs()[0]

    with pytest.raises(Refused, match=r"store\.in-use") as refused:
        shelf.book()
    first.close()
    second = shelf.book()
    (entry,) = second.append(log, acts(1, start=3), at=AT, register=REGISTER)

    assert int(refused.value.objections[0].values["process"] or 0) > 0
    assert entry.seq == 3


@pytest.mark.parametrize(("breaks", "size"), [("before", 3), ("after", 4)])
def test_what_became_of_a_commit_that_failed_is_settled_by_the_digest(shelf: Shelf, breaks: str, size: int) -> None:
    shelf.filled(3).close()
    store = shelf.breaking()
    log, signed = store.own_logs()[0], acts(1, start=3)
    store.breaks = breaks

    if breaks == "before":
        with pytest.raises(Refused, match=r"store\.not-recorded"):
            store.append(log, signed, at=AT, register=REGISTER)
    else:
        store.append(log, signed, at=AT, register=REGISTER)

    assert store.heads()[log][0] == size
    if breaks == "before":
        store.append(log, signed, at=AT, register=REGISTER)
    assert store.heads()[log][0] == 4
    assert [entry.act.id for entry in store.entries()].count(signed[0][0].id) == 1
    assert list(verify(store)) == []


def test_bytes_that_change_between_hashing_and_storing_are_never_signed(shelf: Shelf) -> None:
    shelf.filled(4).close()
    shelf.altering_what_is_written()
    store = shelf.book()
    log = store.own_logs()[0]

    with pytest.raises(Tampered, match=r"store\.read-back-differs"):
        store.append(log, acts(1, start=4), at=AT, register=REGISTER)

    assert store.heads()[log][0] == 4
    with pytest.raises(Refused, match=r"store\.no-key"):
        store.append(log, acts(1, start=4), at=AT, register=REGISTER)
    assert list(verify(store)) == []


def test_of_officers_who_write_at_once_each_gets_his_own_entry_and_all_are_in_the_log(shelf: Shelf) -> None:
    store = shelf.book()
    log, every = store.own_logs()[0], acts(200)

    with Writer(store, log, now=lambda: AT, register=lambda: REGISTER) as writer, ThreadPoolExecutor(20) as officers:
        entries = list(officers.map(lambda signed: writer.write(*signed), every))

    assert [entry.act for entry in entries] == [act for act, _ in every]
    assert sorted(entry.seq for entry in entries) == list(range(200))
    assert {entry.digest for entry in store.entries(log)} == {entry.digest for entry in entries}
    assert list(verify(store)) == []


def test_tables_taken_down_and_brought_up_again_are_as_before_and_no_byte_of_an_entry_changed(shelf: Shelf) -> None:
    store = shelf.filled(3)
    log = store.own_logs()[0]
    bodies, head = list(store.bodies(log)), store.head()
    store.close()
    shape = shelf.shape()

    shelf.taken_down()
    older = shelf.shape()
    shelf.brought_up()

    again = shelf.reading()
    assert (list(again.bodies(log)), again.head(), list(verify(again))) == (bodies, head, [])
    assert shelf.shape() == shape != older


def test_the_room_left_is_that_of_the_disk_under_the_folder(shelf: Shelf) -> None:
    store = shelf.book()

    assert abs(store.room_left() - room_left_bytes(shelf.folder)) < 1_000_000_000
