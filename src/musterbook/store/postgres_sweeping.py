"""Sweeping: what was destroyed in a database leaves its files, as far as the keeper of its tables can see to it.

A server marks what was deleted as free, and its bytes stay on their page until something else is written there; every
page that was changed lies in its write-ahead log besides. They are envelopes and wraps, which open with a reader's key
alone: for whoever has that too, only what is really gone is gone.

1. The tables are written anew without what was deleted, and the old files unlinked.
2. A new segment of the write-ahead log is begun and a checkpoint made, so that no older one is needed any more.
3. What the server keeps nevertheless is said by the name of the setting that has it kept, and never passed over.

NOT SWEPT: backups and archived segments, other servers, blocks of the disk that no file has any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import errors

from musterbook.store.address import Address
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import Line, open_keepers_line
from musterbook.store.postgres_schema import DESTROYED

KEEPING: Final = {"wal_recycle": "off", "archive_mode": "off", "wal_keep_size": "0"}
"""Settings by which old segments live on, and as what they do not."""

SLOTS, SESSIONS, NO_RIGHT = "replication-slots", "open-transactions", "no-right"


@dataclass(frozen=True, slots=True)
class Swept:
    """What was written anew, and why the server may hold bytes that were destroyed all the same.

    Attributes:
        tables: that were written anew.
        kept_by: settings that keep old segments of the write-ahead log, `replication-slots` that wait for them,
            `open-transactions` that may still see deleted rows, or `no-right` where the keeper may not begin a segment.
    """

    tables: tuple[str, ...]
    kept_by: tuple[str, ...]


def sweep_schema(address: Address) -> Swept:
    """Sweep the tables of a book, as their keeper. Each is locked in its turn, for whoever reads it too."""
    with said_plainly(address), open_keepers_line(address) as line:
        seen = _open_transactions(line)
        for name in DESTROYED:
            line.execute(f'VACUUM (FULL) "{name}"'.encode())
        kept = [*_kept_by(line), *([SESSIONS] if seen else [])]
        if not _new_segment(line):
            kept.append(NO_RIGHT)
    return Swept(DESTROYED, tuple(kept))


def _new_segment(line: Line) -> bool:
    """Whether the older segments are no longer needed: their reader must be a superuser, or was given both rights."""
    try:
        line.execute(b"SELECT pg_switch_wal()")
        line.execute(b"CHECKPOINT")
    except errors.InsufficientPrivilege:
        return False
    return True


def _open_transactions(line: Line) -> bool:
    said = line.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_xmin IS NOT NULL"
    ).fetchone()
    return said is not None and bool(said[0])


def _kept_by(line: Line) -> list[str]:
    said = dict(line.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(KEEPING)]).fetchall())
    slots = line.execute("SELECT count(*) FROM pg_replication_slots").fetchone()
    kept = [name for name, gone in KEEPING.items() if said.get(name) != gone]
    return [*kept, SLOTS] if slots is not None and slots[0] else kept
