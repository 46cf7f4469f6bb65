"""The book: logs, entries, checkpoints, cosignatures, forks, what was turned away, and peers.

Revision 0001, the first. Written out, not taken from `tables.py`, because that goes on changing and this must not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create every table of entry format 1."""
    _create_logs()
    _create_signed()
    _create_round_about()


def downgrade() -> None:
    """Take the tables away, as long as no entry lies in them: what is written is never undone."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM entry")).scalar_one():
        raise Refused(Objection("store.not-taken-back", values={"revision": revision}))
    for table in ("peer", "turned_away", "fork", "cosignature", "checkpoint", "entry", "log"):
        op.drop_table(table)


def _create_logs() -> None:
    op.create_table(
        "log",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("opened", sa.LargeBinary(32)),
        sa.Column("origin", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("seq", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.Column("came_from", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("entry_digest", "entry", ["digest"], unique=True)


def _create_signed() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("range", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cosignature",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("size", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("line", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fork",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_round_about() -> None:
    op.create_table(
        "turned_away",
        sa.Column("id", WHOLE, primary_key=True),
        sa.Column("received_at", WHOLE, nullable=False),
        sa.Column("came_from", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "peer",
        sa.Column("log", sa.LargeBinary(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("last_contact", WHOLE),
        sa.Column("their_have", sa.Text),
        sa.Column("skew_ms", WHOLE),
        sqlite_with_rowid=False,
    )
