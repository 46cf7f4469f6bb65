"""What a store says to its database: Core statements, compiled to text once for each dialect (decision 0242)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select, union
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql import ClauseElement

from musterbook.store.tables import (
    checkpoint_table,
    cosignature_table,
    entry_table,
    fork_table,
    log_table,
    turned_away_table,
)

_ONCE: Final = " ON CONFLICT DO NOTHING"
_OTHERS: Final = checkpoint_table.alias("others")


@dataclass(frozen=True, slots=True)
class Statements:
    """The text of every statement, its parameters in the order in which they are given."""

    dialect: Dialect

    add_log: str
    add_entry: str
    add_checkpoint: str
    add_checkpoint_once: str
    add_cosignature: str
    add_turned_away: str
    drop_oldest_turned_away: str
    turned_away_bytes: str
    bodies_from: str
    checkpoint_below: str
    digest_at: str

    logs: str
    origins: str
    entries: str
    received: str
    arrival: str
    newest: str
    notes: str
    checkpoints: str
    all_checkpoint_logs: str
    cosignatures: str
    forks: str
    turned_away: str


def sql(statement: ClauseElement, dialect: Dialect) -> str:
    """A Core statement as the SQL text of a driver, with its placeholders in the order its parameters are given."""
    return str(statement.compile(dialect=dialect))


def _writing(dialect: Dialect) -> dict[str, str]:
    oldest = select(func.min(turned_away_table.c.id)).scalar_subquery()
    named: dict[str, object] = {name: bindparam(name) for name in ("received_at", "came_from", "rule", "bytes")}
    return {
        "add_log": sql(insert(log_table), dialect),
        "add_entry": sql(insert(entry_table), dialect),
        "add_checkpoint": sql(insert(checkpoint_table), dialect),
        "add_checkpoint_once": sql(insert(checkpoint_table), dialect) + _ONCE,
        "add_cosignature": sql(insert(cosignature_table), dialect) + _ONCE,
        "add_turned_away": sql(insert(turned_away_table).inline().values(named), dialect),
        "drop_oldest_turned_away": sql(delete(turned_away_table).where(turned_away_table.c.id == oldest), dialect),
        "turned_away_bytes": sql(select(func.sum(func.length(turned_away_table.c.bytes))), dialect),
        "bodies_from": sql(
            select(entry_table.c.body)
            .where(entry_table.c.log == bindparam("log"), entry_table.c.seq >= bindparam("seq"))
            .order_by(entry_table.c.seq),
            dialect,
        ),
        "checkpoint_below": sql(
            select(checkpoint_table.c.size, checkpoint_table.c.range)
            .where(checkpoint_table.c.log == bindparam("log"), checkpoint_table.c.size <= bindparam("size"))
            .order_by(checkpoint_table.c.size.desc()),
            dialect,
        ),
        "digest_at": sql(
            select(entry_table.c.digest).where(
                entry_table.c.log == bindparam("log"), entry_table.c.seq == bindparam("seq")
            ),
            dialect,
        ),
    }


def _reading(dialect: Dialect) -> dict[str, str]:
    entry, checkpoint, cosignature, away = entry_table.c, checkpoint_table.c, cosignature_table.c, turned_away_table.c
    of_log, from_size = checkpoint.log == bindparam("log"), checkpoint.size >= bindparam("start")
    largest = select(func.max(_OTHERS.c.size)).where(_OTHERS.c.log == checkpoint.log).scalar_subquery()
    reading: dict[str, ClauseElement] = {
        "logs": select(log_table.c.log, log_table.c.node).order_by(log_table.c.log),
        "origins": select(log_table.c.log, log_table.c.origin).order_by(log_table.c.log),
        "entries": select(entry.seq, entry.digest, entry.body)
        .where(entry.log == bindparam("log"), entry.seq >= bindparam("start"), entry.seq < bindparam("until"))
        .order_by(entry.seq),
        "received": select(entry.received_at).where(entry.digest == bindparam("digest")),
        "arrival": select(entry.received_at, entry.came_from).where(
            entry.log == bindparam("log"), entry.seq == bindparam("seq")
        ),
        "newest": select(checkpoint.size, checkpoint.root, checkpoint.range).where(of_log, checkpoint.size == largest),
        "notes": select(checkpoint.note).where(of_log, from_size).order_by(checkpoint.size),
        "checkpoints": select(checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.range)
        .where(of_log)
        .order_by(checkpoint.size),
        "all_checkpoint_logs": union(select(checkpoint.log), select(entry.log), select(cosignature.log)),
        "cosignatures": select(cosignature.line)
        .where(cosignature.log == bindparam("log"), cosignature.size == bindparam("size"))
        .order_by(cosignature.witness),
        "forks": select(fork_table.c.log, fork_table.c.seq, fork_table.c.proof),
        "turned_away": select(away.received_at, away.came_from, away.rule, away.bytes).order_by(away.id),
    }
    return {name: sql(statement, dialect) for name, statement in reading.items()}


def _compiled(dialect: Dialect) -> Statements:
    return Statements(dialect, **_writing(dialect), **_reading(dialect))


FOR_SQLITE: Final = _compiled(SQLiteDialect_pysqlite(paramstyle="qmark"))
FOR_POSTGRESQL: Final = _compiled(PGDialect_psycopg(paramstyle="format"))  # type: ignore[no-untyped-call]
