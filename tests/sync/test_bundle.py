"""Bundles: a whole copy in a file, the same bytes each time, and no changed byte unseen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from musterbook.ledger.chain import Accepted, TurnedAway
from musterbook.ledger.tree import root_of
from musterbook.store.memory import MemoryStore
from musterbook.store.verifying import verify
from musterbook.sync.bundle import read_bundle
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from tests.store.making import AT, REGISTER, acts, node_key


def two_logs() -> MemoryStore:
    store = MemoryStore(operation="op")
    for name in ("a", "b"):
        log = store.create_log(node_key(name), name)
        for start in range(0, 6, 2):
            store.append(log, acts(2, start=start), at=AT, register=REGISTER)
    return store


def test_a_copy_holds_every_entry_and_every_checkpoint(tmp_path: Path) -> None:
    store = two_logs()

    count = write_bundle(store, tmp_path / "copy.mbk")

    bundle = read_bundle(tmp_path / "copy.mbk")
    assert count == 12
    assert list(bundle.entries()) == list(store.entries())
    for log in store.logs():
        assert list(bundle.notes(log)) == list(store.notes(log))
        assert bundle.logs().keys() == store.logs().keys()


def test_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    write_bundle(two_logs(), tmp_path / "one.mbk")
    write_bundle(two_logs(), tmp_path / "other.mbk")

    assert (tmp_path / "one.mbk").read_bytes() == (tmp_path / "other.mbk").read_bytes()


def test_only_what_the_receiver_lacks_is_written(tmp_path: Path) -> None:
    store = two_logs()
    log, other = sorted(store.logs())

    write_bundle(store, tmp_path / "a.bundle", logs=[log], since={log: 4, other: 2}, packed="zstd")

    (frame,) = read_bundle(tmp_path / "a.bundle").frames
    assert (frame.log, frame.start, frame.size) == (log, 4, 6)


def test_nothing_is_left_beside_the_file_and_an_older_one_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "copy.mbk").write_bytes(b"older")

    write_bundle(two_logs(), tmp_path / "copy.mbk")

    assert [path.name for path in tmp_path.iterdir()] == ["copy.mbk"]
    assert len(read_bundle(tmp_path / "copy.mbk").frames) == 2


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"bundle\.not-written"):
        write_bundle(two_logs(), tmp_path / "nowhere" / "copy.mbk")
    with pytest.raises(Refused, match=r"bundle\.not-read"):
        read_bundle(tmp_path / "copy.mbk")


def test_every_single_byte_of_a_copy_matters(tmp_path: Path) -> None:
    path = tmp_path / "copy.mbk"
    write_bundle(two_logs(), path)
    whole = path.read_bytes()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 0x10,)) + whole[place + 1 :])
        with pytest.raises((Malformed, Tampered)):
            read_bundle(path)


def test_a_copy_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.mbk"
    write_bundle(two_logs(), path)
    whole = path.read_bytes()

    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        with pytest.raises((Malformed, Tampered)):
            read_bundle(path)
    path.write_bytes(whole + b"\x00")
    with pytest.raises(Tampered):
        read_bundle(path)


@pytest.mark.parametrize(
    "part", [b"\x03\x01\x00\x00\x00x", b"\x09", b"\x02\xff\xff\xff\xff", b"\x04\x02\x00\x00\x00{}"]
)
def test_a_part_of_another_shape_is_malformed_even_under_a_right_digest(tmp_path: Path, part: bytes) -> None:
    path = tmp_path / "copy.mbk"
    write_bundle(two_logs(), path)
    inner = path.read_bytes()[:-32] + part
    path.write_bytes(inner + hashlib.sha256(inner).digest())

    with pytest.raises(MusterbookError) as refused:
        read_bundle(path)

    assert refused.value.exit_code == 4


def test_roots_can_be_checked_in_one_pass_because_checkpoints_stand_before_their_frame(tmp_path: Path) -> None:
    store = two_logs()
    write_bundle(store, tmp_path / "copy.mbk")
    raw = (tmp_path / "copy.mbk").read_bytes()

    log = min(store.logs())
    assert raw.index(b'"notes":[') < raw.index(b'"packed":"zlib"')
    assert root_of(bytes.fromhex(digest) for digest in store.digests(log)).hex() == store.heads()[log][1]


def test_the_same_stick_twice_changes_nothing(tmp_path: Path) -> None:
    store, copy = two_logs(), MemoryStore()
    write_bundle(store, tmp_path / "a.bundle", packed="zstd")

    first = ingest_bundle(copy, tmp_path / "a.bundle", at=AT)
    head = copy.head()
    second = ingest_bundle(copy, tmp_path / "a.bundle", at=AT)

    assert head == store.head() == copy.head()
    assert [len(verdict.entries) for _, verdict in first.verdicts if isinstance(verdict, Accepted)] == [6, 6]
    assert [len(verdict.entries) for _, verdict in second.verdicts if isinstance(verdict, Accepted)] == [0, 0]
    assert first.failures == second.failures == []


def test_one_bad_frame_is_listed_and_the_rest_goes_in(tmp_path: Path) -> None:
    store, copy = two_logs(), MemoryStore(operation="op")
    path = tmp_path / "a.bundle"
    write_bundle(store, path, packed="none")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"counted":0')] ^= 1
    path.write_bytes(raw)

    told = ingest_bundle(copy, path, at=AT)

    assert [type(verdict) for _, verdict in told.verdicts] == [TurnedAway, Accepted]
    assert [failure.exit_code for failure in told.failures] == [5]
    assert len(copy.heads()) == 1


def test_a_frame_that_cannot_be_unpacked_does_not_stop_the_next(tmp_path: Path) -> None:
    store, copy = two_logs(), MemoryStore(operation="op")
    path = tmp_path / "a.bundle"
    write_bundle(store, path, packed="zlib")
    raw = bytearray(path.read_bytes())
    place = raw.index(b'"packed":"zlib"') + 8
    raw[place + 2 : place + 6] = b"zzzz"
    path.write_bytes(raw)

    told = ingest_bundle(copy, path, at=AT)

    assert len(copy.heads()) == 1
    assert sorted(failure.exit_code for failure in told.failures) == [4, 5]


def test_what_is_no_bundle_is_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "letter.mbk"
    path.write_bytes(b"Dear registrar, " * 10)

    with pytest.raises(Malformed, match=r"bundle\.not-a-bundle"):
        ingest_bundle(MemoryStore(operation="op"), path, at=AT)


def test_a_copy_of_a_copy_has_the_same_head_and_verifies(tmp_path: Path) -> None:
    store, copy = two_logs(), MemoryStore()
    write_bundle(store, tmp_path / "one.mbk")
    ingest_bundle(copy, tmp_path / "one.mbk", at=AT)

    write_bundle(copy, tmp_path / "two.mbk")

    assert list(verify(read_bundle(tmp_path / "one.mbk"))) == []
    assert list(verify(read_bundle(tmp_path / "two.mbk"))) == []
    assert read_bundle(tmp_path / "two.mbk").logs() == read_bundle(tmp_path / "one.mbk").logs()
