"""The incident store: a file whole or not at all, once, and sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.ledger.facts import Digest
from musterbook.store.incidents import INCIDENTS_NAME, AreaRow, IncidentRow, IncidentStore, KeptFile, WindRow
from musterbook.terms.errors import Malformed, Refused, Tampered

pytestmark = pytest.mark.on_one_store(
    "files", because="what loaders found lies beside the book in a file of its own, wherever the book lies"
)

AT = datetime(2030, 1, 5, 6, tzinfo=UTC)


def file(letter: str = "a", hour: int = 6) -> KeptFile:
    return KeptFile(
        Digest(letter * 64), f"{letter}.csv", "ucdp", "ucdp-yearly", AT.replace(hour=hour), "2030-01-04"
    )  # fmt: skip


def row(number: int, best: int = 1) -> IncidentRow:
    return IncidentRow(
        id=f"I{number}", digest=f"d{number}-{best}", known_at=1_893_800_000, start=741_000, end=741_001, lat=35.5,
        lon=40.25, precision_km=None, dated=True, kind="state-based", sides='["Force A", "Force B"]', low=best,
        best=best, high=best, country="Exampleland", source="ucdp", flags="revision status-clear",
    )  # fmt: skip


def test_rows_come_back_as_they_were_kept(tmp_path: Path) -> None:
    rows, areas = [row(number) for number in range(25_000)], [AreaRow(1, 2, "Force A", "[[[[1.0,2.0]]]]")]
    winds = [WindRow("centre", "AL992030", "7", 90, 90, 20.0, -79.5, 50.0, 100.0, 90.0, 0.0, 60.0)]
    store = IncidentStore.writing(tmp_path)

    kept = store.keep(file(), rows, areas, winds)

    assert kept
    assert store.incidents(file().digest) == rows
    assert store.areas(file().digest) == areas
    assert store.winds(file().digest, since=0, until=99) == winds
    assert store.countries(file().digest) == [("Exampleland", "ucdp")]
    store.close()
    again = IncidentStore.reading(tmp_path)
    assert again is not None
    assert again.files() == (file(),)
    assert again.incidents(file().digest) == rows
    again.close()


def test_a_file_kept_twice_changes_nothing(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)
    store.keep(file(), [row(1)])

    again = store.keep(file(hour=9), [row(1), row(2)])

    assert not again
    assert store.incidents(file().digest) == [row(1)]
    assert store.files() == (file(),)
    store.close()


def test_rows_that_say_something_else_lie_side_by_side(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)

    store.keep(file("b", hour=9), [row(1, best=5)])
    store.keep(file("a"), [row(1)])

    assert [one.name for one in store.files()] == ["a.csv", "b.csv"], "in the order in which they came"
    assert [store.incidents(one.digest)[0].best for one in store.files()] == [1, 5]
    store.close()


def test_what_stops_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)

    def interrupted() -> Iterator[IncidentRow]:
        yield from (row(number) for number in range(15_000))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.keep(file(), interrupted())

    assert store.files() == ()
    assert store.incidents(file().digest) == []
    assert store.keep(file(), [row(1)]), "and the store goes on"
    store.close()


def test_a_store_that_nobody_made_is_not_read(tmp_path: Path) -> None:
    assert IncidentStore.reading(tmp_path) is None


def test_a_reader_beside_the_writer_sees_whole_files(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)
    store.keep(file(), [row(1)])
    reader = IncidentStore.reading(tmp_path)
    assert reader is not None

    store.keep(file("b"), [row(2)])

    assert [len(reader.incidents(one.digest)) for one in reader.files()] == [1, 1]
    reader.close()
    store.close()


def test_a_changed_byte_of_a_closed_store_is_found(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)
    store.keep(file(), [row(1)])
    store.close()
    path = tmp_path / INCIDENTS_NAME
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(Tampered):
        IncidentStore.reading(tmp_path)
    with pytest.raises(Tampered):
        IncidentStore.writing(tmp_path)


def test_another_programs_database_is_not_opened(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / INCIDENTS_NAME) as other:
        other.execute("CREATE TABLE other (x)")
    other.close()

    with pytest.raises(Malformed):
        IncidentStore.writing(tmp_path)


def test_a_store_of_newer_software_is_refused(tmp_path: Path) -> None:
    store = IncidentStore.writing(tmp_path)
    store.close()
    (tmp_path / f"{INCIDENTS_NAME}.seal").unlink()
    with sqlite3.connect(tmp_path / INCIDENTS_NAME) as newer:
        newer.execute("PRAGMA user_version = 3")
    newer.close()

    with pytest.raises(Refused):
        IncidentStore.writing(tmp_path)


FIRST_VERSION = """
CREATE TABLE file (digest BLOB NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, dialect TEXT NOT NULL,
    arrived_at TEXT NOT NULL, known_through TEXT NOT NULL, PRIMARY KEY (digest)) WITHOUT ROWID;
CREATE TABLE incident (file BLOB NOT NULL, row INTEGER NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL,
    known_at INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, lat FLOAT NOT NULL, lon FLOAT NOT NULL,
    precision_km FLOAT, dated BOOLEAN NOT NULL, kind TEXT NOT NULL, sides TEXT NOT NULL, low INTEGER NOT NULL,
    best INTEGER NOT NULL, high INTEGER NOT NULL, country TEXT NOT NULL, source TEXT NOT NULL, flags TEXT NOT NULL,
    PRIMARY KEY (file, row)) WITHOUT ROWID;
CREATE INDEX incident_id ON incident (source, id);
CREATE TABLE area (file BLOB NOT NULL, row INTEGER NOT NULL, at INTEGER NOT NULL, known_at INTEGER NOT NULL,
    controller TEXT NOT NULL, polygons TEXT NOT NULL, PRIMARY KEY (file, row)) WITHOUT ROWID;
PRAGMA application_id = 0x4D424943;
PRAGMA user_version = 1;
"""
"""A store as it was before it had a table of winds."""


def old_store(folder: Path) -> None:
    """A store of version 1 with one file of one incident."""
    with sqlite3.connect(folder / INCIDENTS_NAME) as old:
        old.executescript(FIRST_VERSION)
        old.execute(
            "INSERT INTO file VALUES (?, 'a.csv', 'ucdp', 'ucdp-yearly', ?, '2030-01-04')",
            (bytes.fromhex(file().digest), AT.isoformat()),
        )
        old.execute(
            "INSERT INTO incident VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (bytes.fromhex(file().digest), *row(1)),
        )
    old.close()


def test_an_old_store_is_read_as_it_is_and_tells_of_no_winds(tmp_path: Path) -> None:
    old_store(tmp_path)

    store = IncidentStore.reading(tmp_path)

    assert store is not None
    assert store.incidents(file().digest) == [row(1)]
    assert store.winds(file().digest, since=0, until=99) == []
    store.close()


def test_an_old_store_gets_its_table_of_winds_when_it_is_written_to(tmp_path: Path) -> None:
    old_store(tmp_path)
    wind = WindRow("chances", "AL992030", "7", 90, 90, point="PORT", chances="[0.1]")

    store = IncidentStore.writing(tmp_path)
    store.keep(file("b"), [], [], [wind])
    store.close()

    again = IncidentStore.reading(tmp_path)
    assert again is not None
    assert again.files() == (file(), file("b"))
    assert again.incidents(file().digest) == [row(1)]
    assert again.winds(file("b").digest, since=0, until=99) == [wind]
    again.close()
    IncidentStore.writing(tmp_path).close()


def test_of_winds_those_issued_in_time_are_told_and_every_place(tmp_path: Path) -> None:
    place = WindRow("place", "", "", 0, 0, 26.0, -80.0, point="PORT")
    winds = [WindRow("chances", "AL992030", str(at), at, at, point="PORT", chances="[]") for at in (10, 20, 30)]
    store = IncidentStore.writing(tmp_path)
    store.keep(file(), [], [], [*winds, place])

    told = store.winds(file().digest, since=15, until=29)

    assert told == [winds[1], place]
    store.close()
