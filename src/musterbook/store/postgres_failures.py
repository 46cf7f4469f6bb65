"""What PostgreSQL and the line to it report, said in the house's three errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError

from musterbook.store.address import Address
from musterbook.terms.errors import MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

_DAMAGED: Final = ("XX001", "XX002")
_RULES: Final = (
    ("53100", "store.disk-full"),
    ("55P03", "store.in-use"),
    ("42501", "store.no-right"),
    ("25006", "store.read-only-server"),
    ("28", "store.not-let-in"),
    ("3D000", "store.no-database"),
    ("42P01", "store.no-book"),
    ("3F000", "store.no-book"),
    ("08", "store.disconnected"),
    ("57P", "store.disconnected"),
    ("58", "store.disk-error"),
)


@contextmanager
def said_plainly(address: Address) -> Iterator[None]:
    """Turn what the driver raises inside into Refused or Tampered; no row, no statement and no address is repeated."""
    try:
        yield
    except DBAPIError as failed:
        if not isinstance(failed.orig, psycopg.Error):
            raise
        raise plainly(failed.orig, address) from None
    except psycopg.Error as failed:
        raise plainly(failed, address) from None


def plainly(failed: psycopg.Error, address: Address) -> MusterbookError:
    """The house's error for one of the driver's."""
    code = failed.sqlstate or ""
    if code.startswith(_DAMAGED):
        return Tampered("store.damaged", file=str(address), said=code)
    rule = next((rule for start, rule in _RULES if code and code.startswith(start)), "")
    if not rule:
        broken = not code and isinstance(failed, psycopg.OperationalError | psycopg.InterfaceError)
        rule = "store.disconnected" if broken else "store.failed"
    return Refused(Objection(rule, values={"folder": str(address), "said": code or type(failed).__name__}))
