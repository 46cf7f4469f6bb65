"""Opening a book: settings that took, the schema of every age, disks that will not do, the seal."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from musterbook.store.disk import check_local, file_system
from musterbook.store.engine import WRITER_SETTINGS, driver_of, writing_engine
from musterbook.store.migrating import REVISIONS, downgrade, upgrade
from musterbook.store.sqlite import SqliteStore, open_store
from musterbook.store.tables import SCHEMA_VERSION
from musterbook.store.verifying import verify
from musterbook.terms.errors import Refused
from tests.store.making import AT, REGISTER, acts, node_key

pytestmark = pytest.mark.on_one_store(
    "files", because="a file has its own settings, disk, lock and seal; a server keeps its own"
)

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv rw shared:2 - nfs4 desk:/export rw
31 30 8:2 / /srv/local\\040disk rw shared:3 - xfs /dev/sdb1 rw
"""

IMPORTS_ON_OPENING = """
import sys
from pathlib import Path
from musterbook.store.sqlite import open_store
open_store(Path(sys.argv[1])).close()
print("alembic" in sys.modules)
"""


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as reading:
        rows = reading.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(name, " ".join(text.split())) for name, text in rows]


def test_every_setting_took_on_the_connection_that_writes(book: Callable[[], SqliteStore]) -> None:
    store = book()
    driver = driver_of(store._connection())

    assert {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name, _ in WRITER_SETTINGS} == dict(
        WRITER_SETTINGS
    )
    store.close()


def test_a_setting_that_does_not_take_is_refused(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "book.db", (("synchronous", 2), ("user_version", 2**40)))

    with pytest.raises(Refused, match=r"store\.setting"):
        engine.connect()


def made_by_revisions(path: Path) -> None:
    """A file as the revisions make it, one after the other."""
    with writing_engine(path).connect() as connection:
        upgrade(connection)


def test_the_revisions_make_the_same_schema_as_a_new_book_but_for_where_entries_lie(tmp_path: Path) -> None:
    open_store(tmp_path, operation="op").close()
    made_by_revisions(tmp_path / "migrated.db")
    older, newer = (dict(schema_of(tmp_path / f"{name}.db")) for name in ("migrated", "book"))

    assert older.pop("entry") == f"{newer.pop('entry')} WITHOUT ROWID"
    assert older == newer
    with closing(sqlite3.connect(tmp_path / "migrated.db")) as reading:
        assert reading.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert reading.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISIONS[SCHEMA_VERSION],)]


def test_a_book_whose_entries_lie_in_their_key_is_written_read_and_verified_as_any(tmp_path: Path) -> None:
    for name in ("older", "newer"):
        (tmp_path / name).mkdir()
    made_by_revisions(tmp_path / "older" / "book.db")
    heads = []
    for name in ("older", "newer"):
        store = open_store(tmp_path / name, operation="op")
        log = store.create_log(node_key("a"), "a")
        for start, count in ((0, 1), (1, 45), (46, 300)):
            store.append(log, acts(count, start=start), at=AT, register=REGISTER)
        store.close()
        with closing(open_store(tmp_path / name, read_only=True)) as copy:
            assert list(verify(copy)) == []
            assert [one.seq for one in copy.entries(log, 100, 120)] == list(range(100, 120))
            heads.append(copy.heads())

    assert heads[0] == heads[1]
    assert "WITHOUT ROWID" in dict(schema_of(tmp_path / "older" / "book.db"))["entry"], "nothing was written anew"


def test_opening_a_current_book_does_not_import_alembic(tmp_path: Path) -> None:
    open_store(tmp_path, operation="op").close()

    said = subprocess.run(
        [
            sys.executable, "-c",
            IMPORTS_ON_OPENING,
            str(tmp_path),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert said.stdout == "False\n"


def test_a_network_share_is_refused_and_a_disk_within_it_is_not(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)

    assert file_system(Path("/var/book"), mounts=mounts) == "ext4"
    assert file_system(Path("/srv/local disk/book"), mounts=mounts) == "xfs"
    with pytest.raises(Refused, match=r"store\.network-disk"):
        check_local(Path("/srv/book"), mounts=mounts)
    check_local(Path("/srv/local disk/book"), mounts=mounts)
    check_local(Path("/srv/book"), mounts=tmp_path / "none")


def test_the_lock_is_free_again_after_a_close_and_after_a_failed_opening(
    book: Callable[[], SqliteStore], tmp_path: Path
) -> None:
    store = book()
    with pytest.raises(Refused, match=r"store\.in-use"):
        open_store(tmp_path)
    store.close()
    with pytest.raises(Refused, match=r"store\.other-operation"):
        open_store(tmp_path, operation="other")

    book().close()


def test_an_older_file_is_brought_up_by_whoever_opens_it_to_write_and_none_is_taken_back_to_nothing(
    book: Callable[[], SqliteStore], tmp_path: Path
) -> None:
    store = book()
    store.append(store.own_logs()[0], acts(1), at=AT, register=REGISTER)
    store.close()
    (tmp_path / "book.db.seal").unlink()
    with writing_engine(tmp_path / "book.db").connect() as connection:
        downgrade(connection, 1)
        with pytest.raises(Refused, match=r"store\.not-taken-back"):
            downgrade(connection, 0)

    book().close()

    with closing(sqlite3.connect(tmp_path / "book.db")) as reading:
        assert reading.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
