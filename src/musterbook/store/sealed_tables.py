"""Tables and statements of `sealed.db`: what is sealed, and its keys wrapped for each who may read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, MetaData, Table, Text, bindparam, select

from musterbook.terms.people import PersonId

NOBODY: Final = PersonId("")
"""Whose key it is that is nobody's own: a room's."""

sealed_tables: Final = MetaData()

blob_table: Final = Table(
    "blob",
    sealed_tables,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("compartment", Text, nullable=False),
    Column("marking", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False, comment="nonce (12) and AES-256-GCM of salt (32) and clear bytes"),
    Index("blob_person", "person"),
    sqlite_with_rowid=False,
)

wrap_table: Final = Table(
    "wrap",
    sealed_tables,
    Column("person", Text, primary_key=True),
    Column("compartment", Text, primary_key=True),
    Column("reader", LargeBinary(32), primary_key=True, comment="public X25519 key of a node"),
    Column("wrapped", LargeBinary, nullable=False, comment="sender's key (32), nonce (12), AES-256-GCM of the key"),
    sqlite_with_rowid=False,
)

OPENED: Final = (
    select(
        blob_table.c.digest, blob_table.c.person, blob_table.c.kind, blob_table.c.compartment, blob_table.c.envelope,
        wrap_table.c.wrapped,
    )
    .join(
        wrap_table,
        (wrap_table.c.person == blob_table.c.person) & (wrap_table.c.compartment == blob_table.c.compartment),
    )
    .where(wrap_table.c.reader == bindparam("reader"), blob_table.c.digest.in_(bindparam("some", expanding=True)))
)  # fmt: skip
PARTS: Final = (
    select(
        blob_table.c.digest, blob_table.c.person, blob_table.c.kind, blob_table.c.compartment, blob_table.c.envelope,
        wrap_table.c.reader, wrap_table.c.wrapped,
    )
    .join(
        wrap_table,
        (wrap_table.c.person == blob_table.c.person) & (wrap_table.c.compartment == blob_table.c.compartment),
    )
    .where(blob_table.c.digest.in_(bindparam("some", expanding=True)))
)  # fmt: skip
WHOSE: Final = select(blob_table.c.person).distinct().where(blob_table.c.person.in_(bindparam("some", expanding=True)))
OF_KIND: Final = select(blob_table.c.digest, blob_table.c.person).where(blob_table.c.kind == bindparam("kind"))
OF_WHOM: Final = select(blob_table.c.digest, blob_table.c.person).where(
    blob_table.c.person.in_(bindparam("some", expanding=True))
)
NOBODYS: Final = select(wrap_table.c.compartment, wrap_table.c.reader).where(wrap_table.c.person == NOBODY)
WHERE: Final = select(blob_table.c.digest, blob_table.c.person, blob_table.c.compartment).where(
    blob_table.c.digest.in_(bindparam("some", expanding=True))
)
KINDS: Final = select(blob_table.c.digest, blob_table.c.kind).where(
    blob_table.c.digest.in_(bindparam("some", expanding=True))
)
WRAPS: Final = select(wrap_table.c.person, wrap_table.c.reader, wrap_table.c.wrapped).where(
    wrap_table.c.compartment == bindparam("compartment"), wrap_table.c.person.in_(bindparam("some", expanding=True))
)
