"""Opening a book wherever it lies: in the files of its folder, or in the database that its `store.toml` names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from musterbook.store import sqlite
from musterbook.store.address import Address, read_address
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
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


def _need_driver() -> None:
    """Refused where `musterbook[postgresql]` is not installed."""
    try:
        import psycopg  # noqa: PLC0415, F401  an extra
    except ImportError:
        raise Refused(Objection("store.no-driver")) from None
