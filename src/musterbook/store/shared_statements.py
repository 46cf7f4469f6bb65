"""What a store says to its database about sharing: forks and branches, peers, and entries of logs held in part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import bindparam, insert, null, select, update
from sqlalchemy.engine.interfaces import Dialect

from musterbook.store.statements import sql
from musterbook.store.tables import branch_table, checkpoint_table, excerpt_table, fork_table, peer_table, shown_table

_ONCE: Final = " ON CONFLICT DO NOTHING"
_LOWER: Final = (
    " ON CONFLICT (log) DO UPDATE SET seq = excluded.seq, proof = excluded.proof WHERE excluded.seq < fork.seq"
)
_WITH_BODY: Final = (
    " ON CONFLICT (log, seq) DO UPDATE SET body = excluded.body, received_at = excluded.received_at,"
    " came_from = excluded.came_from WHERE excerpt.body IS NULL AND excluded.body IS NOT NULL"
)
_NEWER: Final = (
    " ON CONFLICT (log) DO UPDATE SET name = excluded.name, address = excluded.address,"
    " last_contact = excluded.last_contact, their_have = excluded.their_have, skew_ms = excluded.skew_ms"
)


@dataclass(frozen=True, slots=True)
class SharedStatements:
    """The text of every statement, its parameters in the order in which they are given."""

    set_fork: str
    add_branch: str
    set_peer: str
    add_excerpt: str
    add_shown: str
    branches: str
    parted: str
    peers: str
    sizes: str
    note_below: str
    range_below: str
    excerpts: str
    excerpt_logs: str
    excerpt_received: str
    erase_body: str
    shown: str
    tree_at: str


@lru_cache
def shared_statements(dialect: Dialect) -> SharedStatements:
    """The statements of one dialect."""
    checkpoint, branch, excerpt, shown = checkpoint_table.c, branch_table.c, excerpt_table.c, shown_table.c
    of_log = checkpoint.log == bindparam("log")
    below = (of_log, checkpoint.size <= bindparam("size"))
    said: dict[str, Any] = {
        "branches": select(branch.start, branch.size, branch.note, branch.bytes)
        .where(branch.log == bindparam("log"))
        .order_by(branch.start, branch.last),
        "parted": select(fork_table.c.log, fork_table.c.seq, branch.last).outerjoin_from(
            fork_table, branch_table, branch.log == fork_table.c.log
        ),
        "peers": select(
            peer_table.c.log, peer_table.c.name, peer_table.c.address, peer_table.c.last_contact,
            peer_table.c.their_have, peer_table.c.skew_ms,
        ).order_by(peer_table.c.log),
        "sizes": select(checkpoint.size)
        .where(of_log, checkpoint.size >= bindparam("start"))
        .order_by(checkpoint.size),
        "note_below": select(checkpoint.size, checkpoint.note).where(*below).order_by(checkpoint.size.desc()),
        "range_below": select(checkpoint.size, checkpoint.range).where(*below).order_by(checkpoint.size.desc()),
        "excerpts": select(excerpt.seq, excerpt.digest, excerpt.body)
        .where(excerpt.log == bindparam("log"))
        .order_by(excerpt.seq),
        "excerpt_received": select(excerpt.received_at).where(
            excerpt.digest == bindparam("digest"), excerpt.body.is_not(None)
        ),
        "erase_body": update(excerpt_table)
        .values(body=null())
        .where(excerpt.log == bindparam("of"), excerpt.seq == bindparam("at")),
        "tree_at": select(checkpoint.size, checkpoint.range).where(of_log, checkpoint.size == bindparam("size")),
        "excerpt_logs": select(shown.log).distinct().order_by(shown.log),
        "shown": select(shown.size, shown.places, shown.proof)
        .where(shown.log == bindparam("log"))
        .order_by(shown.size, shown.places),
    }  # fmt: skip
    text = {name: sql(one, dialect) + _limit(name, dialect) for name, one in said.items()}
    return SharedStatements(
        set_fork=sql(insert(fork_table), dialect) + _LOWER,
        add_branch=sql(insert(branch_table), dialect) + _ONCE,
        set_peer=sql(insert(peer_table), dialect) + _NEWER,
        add_excerpt=sql(insert(excerpt_table), dialect) + _WITH_BODY,
        add_shown=sql(insert(shown_table), dialect) + _ONCE,
        **text,
    )


def _limit(name: str, dialect: Dialect) -> str:
    """Core would give the limit a place of its own and an offset behind it, each dialect another."""
    if name == "sizes":
        return " LIMIT ?" if dialect.paramstyle == "qmark" else " LIMIT %s"
    return " LIMIT 1" if name.endswith("_below") else ""
