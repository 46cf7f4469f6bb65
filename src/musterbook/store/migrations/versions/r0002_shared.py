"""What comes of sharing: the branches of logs that forked, and the entries of logs held only in part.

Revision 0002. Written out, not taken from `tables.py`, because that goes on changing and this must not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
TABLES = ("branch", "excerpt", "shown")
_WHOLE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "branch",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("last", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", _WHOLE, nullable=False),
        sa.Column("start", _WHOLE, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("received_at", _WHOLE, nullable=False),
        sa.Column("came_from", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "excerpt",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("seq", _WHOLE, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary),
        sa.Column("received_at", _WHOLE, nullable=False),
        sa.Column("came_from", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("excerpt_digest", "excerpt", ["digest"], unique=True)
    op.create_table(
        "shown",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", _WHOLE, primary_key=True, autoincrement=False),
        sa.Column("places", sa.LargeBinary, primary_key=True),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them again; refused while one of them holds anything, because an older Musterbook would lose it."""
    for table in TABLES:
        if op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar():
            said = f"{table} holds what an older Musterbook cannot keep"
            raise RuntimeError(said)
    for table in TABLES:
        op.drop_table(table)
