"""Taking a whole book over from another store: entries by frames that are judged, what lies round about as it is.

Every frame ends at a checkpoint of the book and is judged as if it came from a stranger, so what arrives is what was
signed, and each entry keeps the time at which it was received. Proofs of forks, cosignatures, peers and what was turned
away follow row by row; then both heads are compared. Sealed rows and consultations go over as they are, and no key is
opened for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from musterbook.ledger.chain import Accepted
from musterbook.ledger.held import check_held
from musterbook.ledger.log import Frame
from musterbook.ledger.tree import Frontier
from musterbook.store.address import Address
from musterbook.store.consultations import Consultations
from musterbook.store.engine import SEALED_SETTINGS, writing_engine
from musterbook.store.failures import said_plainly
from musterbook.store.growth import moment
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
from musterbook.store.sealed import SEALED_NAME
from musterbook.store.sealed_tables import blob_table, sealed_tables, wrap_table
from musterbook.store.tables import checkpoint_table, tables
from musterbook.terms.errors import Tampered

_JUDGED: Final = ("log", "entry", "checkpoint", "alembic_version")
_TOGETHER: Final = 500


def take_over(target: Keeping, source: Kept) -> int:
    """Take everything of a book over into an empty store; how many entries.

    Raises:
        Tampered: a frame of the source does not hold, or the heads differ at the end.
        Refused: as for writing.
    """
    for log, node in source.logs().items():
        target.know_log(log, node)
        start, in_part = 0, log in source.in_part()
        for size, note in zip(source.sizes(log), source.notes(log), strict=True):
            if in_part and next(source.digests(log, size - 1, size), None) is None:
                break
            frame = Frame(log, start, size, note, tuple(source.bodies(log, start, size)))
            received_at, came_from = source.arrival_of(log, size - 1)
            if not isinstance(target.ingest(frame, came_from=came_from, at=moment(received_at)), Accepted):
                raise Tampered("store.not-taken-over", log=log[:16], seq=start)
            start = size
    for table in tables.sorted_tables:
        if table.name not in _JUDGED:
            target.keep_rows(table, source.rows_of(table))
    for log in sorted(source.in_part()):
        _take_part_over(target, source, log)
    if source.head() != target.head():
        raise Tampered("store.not-taken-over", log="", seq=0)
    return sum(size for size, _ in target.heads().values())


def _take_part_over(target: Keeping, source: Kept, log: str) -> None:
    """The checkpoints of a log in part, over what was kept of it row by row, and then all of it shown again."""
    here = set(target.sizes(log))
    rows = [row for row in source.rows_of(checkpoint_table) if row[0].hex() == log and row[1] not in here]
    target.keep_rows(checkpoint_table, rows)
    begun = target.tree_at(log, max(here, default=0)) or Frontier()
    notes = {row[1]: row[3] for row in rows}
    shown, forked = (target.held(log), target.runs(log)), target.forked_at(log) is not None
    for found in check_held(log, begun, *shown, notes, operation=target.operation, forked=forked):
        raise found


def take_sealed_over(folder: Path, source: Address | None, target: Address | None) -> int:
    """Copy what is sealed from one place to the other, neither of them open; how many blobs."""
    with _sealed_at(folder, source) as old, _sealed_at(folder, target) as new:
        blobs = [dict(row) for row in old.execute(select(blob_table)).mappings()]
        wraps = [dict(row) for row in old.execute(select(wrap_table)).mappings()]
        old.rollback()
        if target is not None:
            from musterbook.store.postgres_beside import make_known  # noqa: PLC0415  its driver is an extra

            make_known(new, {str(row["compartment"]).partition("/")[0] for row in (*blobs, *wraps)})
        for table, rows in ((blob_table, blobs), (wrap_table, wraps)):
            for start in range(0, len(rows), _TOGETHER):
                new.execute(insert(table), rows[start : start + _TOGETHER])
        new.commit()
    return len(blobs)


def take_consultations_over(target: Consultations, source: Consultations) -> int:
    """Copy the register of consultations line by line, its chain and checkpoints unchanged; how many lines."""
    lines = source.lines()
    target.keep(lines, source.notes_by_day())
    return len(lines)


@contextmanager
def _sealed_at(folder: Path, address: Address | None) -> Iterator[Connection]:
    if address is not None:
        from musterbook.store.postgres_beside import sealed_engine  # noqa: PLC0415  its driver is an extra
        from musterbook.store.postgres_failures import said_plainly as said  # noqa: PLC0415  as above

        with said(address), sealed_engine(address).connect() as connection:
            yield connection
        return
    path = folder / SEALED_NAME
    with said_plainly(path), writing_engine(path, SEALED_SETTINGS).connect() as connection:
        sealed_tables.create_all(connection)
        connection.commit()
        yield connection
