"""Opening a book wherever it lies: in the files of its folder, or in the database that its `store.toml` names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from musterbook.store import sqlite
from musterbook.store.address import Address, read_address, write_address
from musterbook.store.consultations import Consultations, Sign
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
from musterbook.store.keys import Noise
from musterbook.store.sealed import SEALED_NAME, SealedStore
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from musterbook.store.postgres import PostgresStore
    from musterbook.store.postgres_copies import PostgresCopies


@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[False] = False) -> Keeping: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[True]) -> Kept: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: bool) -> Keeping | Kept: ...


def open_store(folder: Path, *, operation: str = "", read_only: bool = False) -> Keeping | Kept:
    """The book of a folder, for writing or only for reading beside whoever writes.

    Raises:
        Refused: there is none to read, another process writes there, its disk or server will not do.
        Tampered: a closed file was changed.
        Malformed: `store.toml` is damaged.
    """
    address = read_address(folder)
    if address is None:
        return sqlite.open_store(folder, operation=operation, read_only=read_only)
    return copies_at(address) if read_only else store_at(address, operation=operation, folder=folder)


def store_at(address: Address, *, operation: str = "", folder: Path | None = None) -> PostgresStore:
    """The book in a database, for writing; `folder` is where what lies beside it lies."""
    _need_driver()
    from musterbook.store.postgres import PostgresStore  # noqa: PLC0415  its driver is an extra

    return PostgresStore(address, operation=operation, folder=folder)


def copies_at(address: Address) -> PostgresCopies:
    """The book in a database, for reading."""
    _need_driver()
    from musterbook.store.postgres_copies import PostgresCopies  # noqa: PLC0415  as above

    return PostgresCopies(address)


def open_sealed(folder: Path, reader: bytes, *, noise: Noise = os.urandom) -> SealedStore:
    """The sealed things of a book, in `sealed.db` or where the book lies. Raises what opening the book does."""
    address = read_address(folder)
    if address is None:
        return SealedStore(folder, reader, noise=noise)
    _need_driver()
    from musterbook.store.postgres_beside import PostgresSealed  # noqa: PLC0415  as above

    return PostgresSealed(address, folder, reader, noise=noise)


def has_sealed(folder: Path) -> bool:
    """Whether sealed things of this book are kept here."""
    return (folder / SEALED_NAME).is_file() or read_address(folder) is not None


def open_consultations(folder: Path, sign: Sign | None = None) -> Consultations:
    """The register of consultations of a book, in `consultations.db` or where the book lies."""
    return consultations_at(folder, read_address(folder), sign)


def consultations_at(folder: Path, address: Address | None, sign: Sign | None = None) -> Consultations:
    """The same at a place that is named: in files of the folder where that is None."""
    if address is None:
        return Consultations(folder, sign)
    _need_driver()
    from musterbook.store.postgres_beside import PostgresConsultations  # noqa: PLC0415  as above

    return PostgresConsultations(address, folder, sign)


def store_in(folder: Path, address: Address | None, *, operation: str) -> Keeping:
    """A store for writing at a place that is named, whatever the folder says: in its files where that is None."""
    if address is None:
        return sqlite.open_store(folder, operation=operation)
    return store_at(address, operation=operation, folder=folder)


def tables_at(address: Address) -> None:
    """Make the tables of a new book in a database. Refused when the schema is there already."""
    _need_driver()
    from musterbook.store.postgres_schema import make_schema  # noqa: PLC0415  as above

    make_schema(address)


def found_at(address: Address) -> None:
    """Say in a database that what lies there is a book and never cleared away again."""
    from musterbook.store.postgres_schema import found_schema  # noqa: PLC0415  as above

    found_schema(address)


def make_store(folder: Path, address: Address | None) -> None:
    """Make the tables of a new book in a database, and say in the folder that it lies there; files need nothing made.

    Raises:
        Refused: the schema is there already, nobody is let in, or the keeper may make none.
    """
    if address is not None:
        tables_at(address)
        write_address(folder, address)


def found_store(folder: Path) -> None:
    """A book that was being opened is founded: what lies in its database is never cleared away again."""
    address = read_address(folder)
    if address is not None:
        found_at(address)


def clear_unfounded(folder: Path) -> None:
    """Clear away what an opening that stopped half-way left in a database."""
    address = read_address(folder)
    if address is not None:
        clear_at(address)


def clear_at(address: Address) -> None:
    """Clear away tables that never became a book; what is one stays."""
    _need_driver()
    from musterbook.store.postgres_schema import drop_unfounded  # noqa: PLC0415  as above

    drop_unfounded(address)


def _need_driver() -> None:
    """Refused where `musterbook[postgresql]` is not installed."""
    try:
        import psycopg  # noqa: PLC0415, F401  an extra
    except ImportError:
        raise Refused(Objection("store.no-driver")) from None
