"""Sealed things: opened by their readers only, bound to person and kind, and destroyed for good."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from tools.postgres_server import CHECKSUMS, KEEPER, Server, end, new_server

from musterbook.store.address import Address
from musterbook.store.keys import exercise_key, exercise_noise, public_of
from musterbook.store.opening import open_sealed
from musterbook.store.postgres_beside import PostgresSealed
from musterbook.store.postgres_line import open_keepers_line
from musterbook.store.postgres_schema import DESTROYED, make_schema
from musterbook.store.postgres_sweeping import NO_RIGHT, sweep_schema
from musterbook.store.sealed import Clear, SealedStore
from musterbook.terms.errors import MusterbookError, Refused, Tampered
from musterbook.terms.people import PersonId
from tests.store.shelves import Shelf

ONE, OTHER = PersonId("ACE-1111-F"), PersonId("ACE-1112-T")
SALT = bytes(range(32))
NAME = b"Tariq al-Wahmi"
Opened = Callable[[str], SealedStore]


@pytest.fixture
def sealed(shelf: Shelf) -> Iterator[Opened]:
    """Opens what is sealed on the same shelf as one node or another."""
    stores: list[SealedStore] = []

    def opened(node: str) -> SealedStore:
        while stores:
            stores.pop().close()
        stores.append(open_sealed(shelf.folder, exercise_key(1, "reader", node), noise=exercise_noise(1, node)))
        return stores[0]

    yield opened
    while stores:
        stores.pop().close()


def reader(node: str) -> bytes:
    return public_of(exercise_key(1, "reader", node), "reader")


def test_the_digest_is_of_salt_and_clear_bytes_and_opens_to_them(sealed: Opened) -> None:
    store = sealed("a")

    digest = store.seal(ONE, "particulars", NAME, salt=SALT)

    assert digest == hashlib.sha256(SALT + NAME).hexdigest()
    assert store.open(digest) == NAME


def test_only_readers_it_was_sealed_for_open_it(sealed: Opened) -> None:
    digest = sealed("a").seal(ONE, "particulars", NAME, salt=SALT, readers=[reader("b")])

    assert sealed("b").open(digest) == NAME
    with pytest.raises(Refused, match=r"sealed\.not-here"):
        sealed("c").open(digest)
    with pytest.raises(Refused, match=r"sealed\.not-for-this-node"):
        sealed("c").seal(ONE, "photo", b"face", salt=SALT)


def test_a_handover_lets_the_receiver_read_what_was_sealed_before_and_after(sealed: Opened) -> None:
    before = sealed("a").seal(ONE, "particulars", NAME, salt=SALT)
    other = sealed("a").seal(OTHER, "particulars", b"Nabil al-Tajriba", salt=SALT)

    assert sealed("a").grant([ONE], [reader("b")]) == 1
    after = sealed("a").seal(ONE, "photo", b"face", salt=SALT)

    assert sealed("b").open_many([before, after, other]) == {before: NAME, after: b"face"}
    assert sealed("a").grant([ONE], [reader("b")]) == 0


def test_compartments_have_keys_of_their_own(sealed: Opened) -> None:
    plain = sealed("a").seal(ONE, "particulars", NAME, salt=SALT, readers=[reader("b")])
    medical = sealed("a").seal(ONE, "medical", b"insulin", salt=SALT, compartment="medical")

    assert sealed("b").open_many([plain, medical]) == {plain: NAME}


def test_many_are_sealed_at_once_and_the_same_thing_is_kept_once(sealed: Opened) -> None:
    store = sealed("a")
    noise = exercise_noise(1, "salts")
    things = [Clear(PersonId(f"D-{number:04}"), "particulars", b"x", noise(32)) for number in range(1_200)]

    digests = store.seal_many(things)
    again = store.seal_many(things[:5])

    assert digests[:5] == again
    assert store.open_many(digests) == dict.fromkeys(digests, b"x")


def test_a_salt_of_another_length_is_refused(sealed: Opened) -> None:
    with pytest.raises(Refused, match=r"sealed\.salt"):
        sealed("a").seal(ONE, "particulars", NAME, salt=b"short")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE blob SET person = 'ACE-1112-T'",
        "UPDATE blob SET kind = 'photo'",
        "UPDATE blob SET digest = {random}",
        "UPDATE blob SET envelope = {shortened}",
        "UPDATE wrap SET wrapped = {random64}",
        "UPDATE wrap SET compartment = 'medical'",
    ],
)
def test_nothing_sealed_can_be_moved_or_changed_unseen(sealed: Opened, shelf: Shelf, change: str) -> None:
    store = sealed("a")
    digest = store.seal(ONE, "particulars", NAME, salt=SALT)
    store.seal(OTHER, "medical", b"none", salt=SALT)
    store.close()
    shelf.spoil(f"{change} WHERE person = '{ONE}'", place="sealed")

    with pytest.raises((Tampered, Refused)):
        sealed("a").open(digest)


@pytest.mark.parametrize("change", ["UPDATE blob SET envelope = 'text'", "UPDATE wrap SET wrapped = 'text'"])
@pytest.mark.on_one_store("files", because="a server keeps text out of a column of bytes")
def test_text_where_sealed_bytes_lay_in_a_file_is_not_opened(tmp_path: Path, change: str) -> None:
    reader_key = exercise_key(1, "reader", "a")
    store = SealedStore(tmp_path, reader_key, noise=exercise_noise(1, "a"))
    digest = store.seal(ONE, "particulars", NAME, salt=SALT)
    store.close()
    (tmp_path / "sealed.db.seal").unlink()
    with closing(sqlite3.connect(tmp_path / "sealed.db", isolation_level=None)) as changed:
        changed.execute(change)

    again = SealedStore(tmp_path, reader_key)
    with pytest.raises((Tampered, Refused)):
        again.open(digest)
    again.close()


@pytest.mark.on_one_store("files", because="a server is never closed, and checks its pages by itself")
def test_any_changed_byte_of_the_closed_file_is_noticed(tmp_path: Path) -> None:
    store = SealedStore(tmp_path, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))
    store.seal(ONE, "particulars", NAME, salt=SALT)
    store.close()
    path = tmp_path / "sealed.db"
    whole = path.read_bytes()

    for place in range(0, len(whole), 997):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 8,)) + whole[place + 1 :])
        with pytest.raises(MusterbookError):
            SealedStore(tmp_path, exercise_key(1, "reader", "a"))
    path.write_bytes(whole)
    assert store.reader == reader("a")


def test_what_is_destroyed_opens_to_nobody_and_the_rest_does(sealed: Opened, shelf: Shelf) -> None:
    store = sealed("a")
    digest = store.seal(ONE, "particulars", NAME, salt=SALT, readers=[reader("b")])
    medical = store.seal(ONE, "medical", b"insulin", salt=SALT, compartment="medical")
    kept = store.seal(OTHER, "particulars", b"Nabil al-Tajriba", salt=SALT, readers=[reader("b")])

    assert store.destroy(ONE) == 2

    assert store.open_many([digest, medical, kept]) == {kept: b"Nabil al-Tajriba"}
    assert store.destroy(ONE) == 0
    store.close()
    for question in ("SELECT person FROM blob", "SELECT person FROM wrap"):
        assert {row[0] for row in shelf.rows(question, place="sealed")} == {OTHER}
    assert sealed("b").open_many([digest, kept]) == {kept: b"Nabil al-Tajriba"}


@pytest.mark.on_one_store(
    "files", because="a server frees its pages by its own vacuum, and keeps its log as long as it is told to"
)
def test_what_is_destroyed_is_in_no_file_any_more(tmp_path: Path) -> None:
    store = SealedStore(tmp_path, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))
    digest = store.seal(ONE, "particulars", NAME, salt=SALT)
    kept = store.seal(OTHER, "particulars", b"Nabil al-Tajriba", salt=SALT)
    before = [bytes(row[0]) for row in rows(tmp_path, "SELECT envelope FROM blob WHERE person = 'ACE-1111-F'")]
    wraps = [bytes(row[0]) for row in rows(tmp_path, "SELECT wrapped FROM wrap WHERE person = 'ACE-1111-F'")]

    assert store.destroy(ONE) == 1

    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(gone not in everything for gone in (*before, *wraps, bytes.fromhex(digest)))
    assert store.open_many([digest, kept]) == {kept: b"Nabil al-Tajriba"}
    store.close()


@pytest.mark.needs_database
@pytest.mark.on_one_store(
    "PostgreSQL", because="a file is swept as something in it is destroyed; here its keeper sweeps"
)
def test_what_is_destroyed_is_in_no_file_of_the_server_once_its_keeper_has_swept(alone: Server, tmp_path: Path) -> None:
    address = alone.address("book")
    make_schema(address)
    store = PostgresSealed(address, tmp_path, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))
    digest = store.seal(ONE, "particulars", NAME, salt=SALT)
    kept = store.seal(OTHER, "particulars", b"Nabil al-Tajriba", salt=SALT)
    (part,) = store.parts([digest])
    lay = (part.envelope, *part.wraps.values())
    with open_keepers_line(address) as keeper:
        keeper.execute(b"CHECKPOINT")
    assert all(found_in(alone.folder, one) for one in lay)

    store.destroy(ONE)
    assert all(found_in(alone.folder, one) for one in lay)
    swept = sweep_schema(address)

    assert not [one for one in lay if found_in(alone.folder, one)]
    assert {"blob", "wrap"} <= set(swept.tables)
    assert swept.kept_by == ()
    assert store.open_many([digest, kept]) == {kept: b"Nabil al-Tajriba"}
    store.close()


@pytest.fixture
def alone(server: Server) -> Iterator[Server]:
    """A server on which nobody else works, and which keeps no house of its own: either may keep what was deleted."""
    del server  # where there is none to install, that is said there
    own = new_server(CHECKSUMS)
    with open_keepers_line(own.address("public")) as keeper:
        keeper.execute(b"ALTER SYSTEM SET wal_recycle = off")
        keeper.execute(b"ALTER SYSTEM SET autovacuum = off")
    own.stop("fast")
    own.start()
    yield own
    end(own)


def found_in(folder: Path, wanted: bytes) -> bool:
    """Whether bytes lie in any file beneath a folder; its files come and go meanwhile."""
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file() and wanted in path.read_bytes():
                return True
    return False


@pytest.mark.needs_database
@pytest.mark.on_one_store(
    "PostgreSQL", because="files have no keeper beside their writer, and no log of their own to keep"
)
def test_what_keeps_old_segments_is_named_where_the_keeper_may_not_begin_a_new_one(place: Address) -> None:
    make_schema(place)
    with open_keepers_line(place) as keeper:
        owner = f"owner_of_{place.schema}"
        keeper.execute(f"CREATE ROLE {owner} LOGIN".encode())
        for table in DESTROYED:
            keeper.execute(f"ALTER TABLE {table} OWNER TO {owner}".encode())
        keeper.execute(f'GRANT USAGE, CREATE ON SCHEMA "{place.schema}" TO {owner}'.encode())
    modest = Address(place.address.replace(f"user={KEEPER}", f"user={owner}"), place.schema, "clerk")

    swept = sweep_schema(modest)

    assert swept.tables == DESTROYED
    assert NO_RIGHT in swept.kept_by


def test_no_name_and_no_salt_lies_where_it_is_sealed(sealed: Opened, shelf: Shelf) -> None:
    store = sealed("a")
    store.seal(ONE, "particulars", NAME, salt=SALT)
    store.close()

    everything = b"".join(path.read_bytes() for path in shelf.folder.iterdir())
    for (envelope,) in shelf.rows("SELECT envelope FROM blob", place="sealed"):
        everything += bytes(envelope)

    assert NAME not in everything
    assert SALT not in everything


def rows(folder: Path, question: str) -> list[tuple[bytes]]:
    with closing(sqlite3.connect(folder / "sealed.db")) as reading:
        return reading.execute(question).fetchall()


@pytest.mark.on_one_store("files", because="it is about the write-ahead log of a file")
def test_what_a_power_cut_left_of_the_log_is_cut_off_when_it_is_opened(tmp_path: Path) -> None:
    first, then = tmp_path / "first", tmp_path / "then"
    first.mkdir()
    then.mkdir()
    store = SealedStore(first, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))
    digest = store.seal(ONE, "particulars", NAME, salt=SALT)
    for name in ("sealed.db", "sealed.db-wal"):
        (then / name).write_bytes((first / name).read_bytes())
    store.close()
    assert bytes.fromhex(digest) in (then / "sealed.db-wal").read_bytes()

    again = SealedStore(then, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))

    assert (then / "sealed.db-wal").stat().st_size == 0
    assert again.open(digest) == NAME
    again.close()


@pytest.mark.on_one_store("files", because="it is about the write-ahead log of a file")
def test_on_a_full_disk_what_a_kill_left_opens_and_is_swept_once_there_is_room(tmp_path: Path) -> None:
    killed, full = tmp_path / "killed", True

    class OnFullDisk(sqlite3.Connection):
        def execute(self, said: str, *more: Any) -> sqlite3.Cursor:  # noqa: ANN401  as the driver takes them
            if full and "wal_checkpoint" in said:
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(said, *more)

    def opening(address: str) -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, factory=OnFullDisk)

    running = SealedStore(tmp_path, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"))
    digest = running.seal(ONE, "particulars", NAME, salt=SALT)
    killed.mkdir()
    for name in ("sealed.db", "sealed.db-wal"):
        shutil.copyfile(tmp_path / name, killed / name)
    running.close()

    store = SealedStore(killed, exercise_key(1, "reader", "a"), noise=exercise_noise(1, "a"), opening=opening)
    assert store.open(digest) == NAME
    assert (killed / "sealed.db-wal").stat().st_size
    full = False
    store.finish_destroying()

    assert not (killed / "sealed.db-wal").stat().st_size
    assert store.open(digest) == NAME
    store.close()
