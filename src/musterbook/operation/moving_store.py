"""Moving a book: out of the files of its folder into a PostgreSQL database, or back; and keeping that database.

Nothing is written anywhere else meanwhile: the source is locked. The folder says where the book lies only once all is
there and verified, and both heads are the same; until then it lies where it lay.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from musterbook.operation.book_folder import find_book
from musterbook.operation.folder import DATABASE, SEALED
from musterbook.store.address import Address, drop_address, read_address, write_address
from musterbook.store.consultations import NAME as CONSULTATIONS
from musterbook.store.keeping import Keeping
from musterbook.store.opening import clear_at, consultations_at, found_at, open_store, store_in, tables_at
from musterbook.store.taking_over import take_consultations_over, take_over, take_sealed_over
from musterbook.store.verifying import verify
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.errors import Fault, Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from musterbook.store.postgres_sweeping import Swept

ASIDE: Final = "before-the-move"
"""Where the files of a book go that lies in a database now: to be destroyed, as the sealed things in them are not."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What went over."""

    entries: int
    sealed: int
    consultations: int
    head: str
    left: str


def move(folder: Path, to: Address | None) -> Moved:
    """Move the book of a folder to `to`, or into files of the folder when that is None.

    Raises:
        Refused: it lies there already, somebody writes, the schema is not empty, or nobody is let in.
        Tampered: the book does not verify, here or there; it stays where it lies.
    """
    place = find_book(folder)
    lies = read_address(place)
    if lies == to:
        raise Refused(Objection("store.lies-there", values={"folder": str(lies or place)}))
    if to is None and _files(place):
        raise Malformed(Fault("book.part-there", file=place.name, values={"part": _files(place)[0].name}))
    with _closed_in_the_end(open_store(place)) as source, source.alone():
        _sound(source)
        if to is not None:
            tables_at(to)
        try:
            with _closed_in_the_end(store_in(place, to, operation=source.operation)) as target:
                entries = take_over(target, source)
                _sound(target)
                head = target.head()
            sealed = take_sealed_over(place, lies, to)
            old, new = consultations_at(place, lies), consultations_at(place, to)
            lines = take_consultations_over(new, old)
        except BaseException:
            if to is None:
                _drop_files(place)
            else:
                clear_at(to)
            raise
    if to is None:
        drop_address(place)
    else:
        found_at(to)
        write_address(place, to)
        _put_aside(place)
    return Moved(entries, sealed, lines, head, str(lies) if lies is not None else str(place / ASIDE))


def upgrade(folder: Path, keeper: Address | None, copy: Path) -> tuple[int, int]:
    """Bring the tables of a book in a database up to this software, after a whole copy; from which form to which.

    `keeper` is how their owner reaches the database, where that is not how everybody does.
    """
    place = find_book(folder)
    address = _database(place)
    from musterbook.store.postgres_copies import PostgresCopies  # noqa: PLC0415  its driver is an extra
    from musterbook.store.postgres_schema import bring_up_schema  # noqa: PLC0415  as above

    older = PostgresCopies(address, any_version=True)
    try:
        write_bundle(older, copy)
    finally:
        older.close()
    return bring_up_schema(keeper or address)


def guard(folder: Path, keeper: Address | None) -> Address:
    """Lay triggers, grants and row-level security anew over every table; where."""
    address = keeper or _database(find_book(folder))
    from musterbook.store.postgres_schema import guard_schema  # noqa: PLC0415  its driver is an extra

    guard_schema(address)
    return address


def sweep(folder: Path, keeper: Address | None) -> tuple[Address, Swept]:
    """Write the tables anew in which something was destroyed; where, and what the server keeps all the same."""
    address = keeper or _database(find_book(folder))
    from musterbook.store.postgres_sweeping import sweep_schema  # noqa: PLC0415  its driver is an extra

    return address, sweep_schema(address)


def _database(place: Path) -> Address:
    address = read_address(place)
    if address is None:
        raise Malformed.because("store.in-files", folder=str(place))
    return address


def _sound(store: Keeping) -> None:
    for found in verify(store):
        raise found if isinstance(found, Tampered) else Tampered("store.not-sound", said=str(found))


@contextmanager
def _closed_in_the_end(store: Keeping) -> Iterator[Keeping]:
    try:
        yield store
    finally:
        store.close()


def _files(place: Path) -> list[Path]:
    return sorted(path for name in (DATABASE, SEALED, CONSULTATIONS) for path in place.glob(f"{name}*"))


def _put_aside(place: Path) -> None:
    (place / ASIDE).mkdir(exist_ok=True)
    for path in _files(place):
        shutil.move(path, place / ASIDE / path.name)


def _drop_files(place: Path) -> None:
    for path in _files(place):
        path.unlink()
