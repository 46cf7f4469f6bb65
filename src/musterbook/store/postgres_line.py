"""The line to PostgreSQL: how a session begins, which settings are read back, and who it is before it asks anything.

A session becomes the role of `store.toml` at once. That role may read and add; it owns nothing and is no superuser, so
neither it nor a mistake made under it can change an entry, empty a table or look past row-level security. A setting
that makes an acknowledged entry less than durable is Refused, as on SQLite (`engine.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from musterbook.store.address import Address
from musterbook.store.postgres_failures import said_plainly
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

Line = psycopg.Connection[Any]
"""One session."""

DURABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "synchronous_commit": ("on", "remote_apply"),
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "data_checksums": ("on",),
}
"""Settings of the server and what each must be, the first of them asked for where a session may."""

CONNECT_SECONDS_MAX: Final = 5
LOCK_SECONDS_MAX: Final = 5
"""How long to wait for a server to answer, and for another process that writes the same log."""

_SESSION: Final = (
    f"SET lock_timeout = '{LOCK_SECONDS_MAX}s'; SET synchronous_commit = 'on'; SET TIME ZONE 'UTC'; "
    "SET idle_in_transaction_session_timeout = '5min'; "
    "SET standard_conforming_strings = 'on'; SET bytea_output = 'hex'"
)
_WHO: Final = (
    "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class AS c "
    "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND pg_has_role(current_user, c.relowner, 'USAGE')) "
    "FROM pg_roles WHERE rolname = current_user"
)


def open_line(address: Address) -> Line:
    """A session in the role of the book, its settings read back; each statement a transaction until one is begun.

    Raises:
        Refused: the server cannot be reached or lets nobody in, a setting is not durable, the role is too strong.
    """
    with said_plainly(address):
        line = _connected(address)
        try:
            line.execute(f'SET ROLE "{address.role}"'.encode())
            check_durable(line)
            _check_modest(line, address)
        except BaseException:
            line.close()
            raise
    return line


def open_keepers_line(address: Address) -> Line:
    """A session of whoever the address says, with all his rights: to make, migrate and guard tables, nothing else."""
    with said_plainly(address):
        return _connected(address)


def keepers_engine(address: Address) -> Engine:
    """The same for SQLAlchemy, which creates and migrates tables."""
    return create_engine(
        "postgresql+psycopg://", creator=lambda: _off(open_keepers_line(address)), poolclass=NullPool,
        use_native_hstore=False,
    )  # fmt: skip


def check_durable(line: Line) -> None:
    """Refused when the server would lose, or could not notice the loss of, what it acknowledged."""
    said = dict(line.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)]).fetchall())
    for name, good in DURABLE.items():
        if said.get(name) not in good:
            values = {"name": name, "wanted": good[0], "got": str(said.get(name))}
            raise Refused(Objection("store.setting", values=values))


def _connected(address: Address) -> Line:
    line: Line = psycopg.connect(
        address.address, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX, application_name="musterbook",
        client_encoding="UTF8", keepalives_idle=30, keepalives_interval=10, keepalives_count=3,
    )  # fmt: skip
    line.execute(f'{_SESSION}; SET search_path = "{address.schema}", pg_temp'.encode())
    return line


def _check_modest(line: Line, address: Address) -> None:
    row = line.execute(_WHO, [address.schema]).fetchone()
    if row is None or row[0]:
        raise Refused(Objection("store.role-too-strong", values={"role": address.role}))


def _off(line: Line) -> Line:
    line.autocommit = False
    return line
