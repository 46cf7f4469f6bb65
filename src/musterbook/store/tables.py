"""Tables of a book, in `book.db` and in PostgreSQL alike, as ledger.md section 6 gives them.

Digests, logs and roots are stored as raw bytes. Small rows lie in their primary key (WITHOUT ROWID); those of `entry`,
of which six fill a page, lie beside it in the order in which they came, which takes a tenth to a fifth off an append
(decision 1097). A book made before has them in the key, and is kept so: both are asked the same. Nothing here is ever
updated or deleted except `turned_away`, which is capped, `fork`, whose place only sinks, `peer`, and the bytes
of an `excerpt` that may be held no longer.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

SCHEMA_VERSION: Final = 2
"""`PRAGMA user_version` of the newest revision under `migrations/`."""

APPLICATION_ID: Final = 0x4D425354
"""`PRAGMA application_id` of a book, the letters MBST: another program's database is not opened as a book."""

tables: Final = MetaData()

Whole: Final = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits; SQLite's INTEGER is one."""

log_table: Final = Table(
    "log",
    tables,
    Column("log", LargeBinary(32), primary_key=True, comment="public key of the log"),
    Column("node", Text, nullable=False, comment="name of the node; empty for a copy whose node we do not know"),
    Column("opened", LargeBinary(32), comment="digest of the entry that opened it in the register, when known"),
    Column("origin", Text, nullable=False, comment="first line of its checkpoints"),
    sqlite_with_rowid=False,
)

entry_table: Final = Table(
    "entry",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Whole, nullable=False, comment="milliseconds since 1970, by this store's clock"),
    Column("came_from", Text, nullable=False, comment="carrier and sender; empty for our own"),
    Index("entry_digest", "digest", unique=True),
)

checkpoint_table: Final = Table(
    "checkpoint",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("note", Text, nullable=False, comment="the signed note, with the log's signature line only"),
    Column("range", LargeBinary, nullable=False, comment="the hashes, 32 bytes each, from which the tree goes on"),
    sqlite_with_rowid=False,
)

cosignature_table: Final = Table(
    "cosignature",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("witness", Text, primary_key=True, comment="name and key id, as in the line"),
    Column("line", Text, nullable=False),
    sqlite_with_rowid=False,
)

fork_table: Final = Table(
    "fork",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("seq", Whole, nullable=False, comment="first place where two signed views differ"),
    Column("proof", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

turned_away_table: Final = Table(
    "turned_away",
    tables,
    Column("id", Whole, primary_key=True),
    Column("received_at", Whole, nullable=False),
    Column("came_from", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)

peer_table: Final = Table(
    "peer",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("last_contact", Whole),
    Column("their_have", Text, comment="canonical JSON; the cursor is our own tree, never this"),
    Column("skew_ms", Whole),
    sqlite_with_rowid=False,
)

branch_table: Final = Table(
    "branch",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("last", LargeBinary(32), primary_key=True, comment="digest of the last entry"),
    Column("size", Whole, nullable=False),
    Column("start", Whole, nullable=False),
    Column("note", Text, nullable=False, comment="as it came, with the lines of those who cosigned it"),
    Column("bytes", LargeBinary, nullable=False, comment="u32 length and bytes of each entry"),
    Column("received_at", Whole, nullable=False),
    Column("came_from", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Frames of a log that forked, beside the branch that came first."""

excerpt_table: Final = Table(
    "excerpt",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, comment="absent where only that it is there may be known"),
    Column("received_at", Whole, nullable=False),
    Column("came_from", Text, nullable=False),
    Index("excerpt_digest", "digest", unique=True),
    sqlite_with_rowid=False,
)
"""Entries of logs of which this copy may hold only some."""

shown_table: Final = Table(
    "shown",
    tables,
    Column("log", LargeBinary(32), primary_key=True),
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("places", LargeBinary, primary_key=True, comment="from where, and which entries, u64 each, little-endian"),
    Column("proof", LargeBinary, nullable=False, comment="the hashes of all the rest up to the checkpoint at `size`"),
    sqlite_with_rowid=False,
)

version_table: Final = Table(
    "alembic_version",
    tables,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own note of the revision; `PRAGMA user_version` says the same and is read first."""
