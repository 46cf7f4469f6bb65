"""Tables that lie in files of their own beside a SQLite book and beside the others in PostgreSQL.

Sealed things and the register of consultations: apart from the book's tables, never in a copy of it, and under
compartments of their own.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, MetaData, Table, Text

from musterbook.store.sealed_tables import blob_table, wrap_table
from musterbook.store.tables import Whole

beside_tables: Final = MetaData()

for _table in (blob_table, wrap_table):
    _table.to_metadata(beside_tables)

compartment_table: Final = Table(
    "compartment",
    beside_tables,
    Column("name", Text, primary_key=True, comment="what compartments are for: the part before their first stroke"),
)

consultation_table: Final = Table(
    "consultation",
    beside_tables,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

consultation_note_table: Final = Table(
    "consultation_note",
    beside_tables,
    Column("day", Text, primary_key=True),
    Column("size", Whole, nullable=False),
    Column("note", Text, nullable=False),
)
