"""Columns of bytes for PostgreSQL, in the binary form of its arrays: one value a column instead of one a row.

psycopg writes lists too, one Python call an item; at sixty entries a commit that was as dear as hashing them. The form
is that of `array_recv`: dimensions, whether one is null, the type of the items, their number, the first index, and then
each item behind its length, all whole numbers of 32 bits, big end first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from struct import Struct
from typing import Final

from psycopg import postgres
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_BYTES: Final = postgres.types["bytea"]
_HEADER: Final = Struct("!5i")
_LENGTH: Final = Struct("!i").pack


class Column(bytes):
    """A column of bytes as the server reads it, made by `column_of`."""

    __slots__ = ()


class _AsItIs(Dumper):
    """The column is in its form already."""

    format = Format.BINARY
    oid = _BYTES.array_oid

    def dump(self, obj: Column) -> Buffer:
        """Its bytes."""
        return obj


def column_of(items: Sequence[bytes]) -> Column:
    """The column that holds these, in this order: `bytea[]`."""
    told = chain.from_iterable([(_LENGTH(len(item)), item) for item in items])
    return Column(b"".join((_HEADER.pack(1, 0, _BYTES.oid, len(items), 1), *told)))


def take_columns(line: AdaptContext) -> None:
    """Let a session send them."""
    line.adapters.register_dumper(Column, _AsItIs)
