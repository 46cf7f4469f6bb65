"""A book's tables in PostgreSQL: made, brought up by Alembic, and guarded.

The guards are not part of a revision: they are laid anew over whatever tables there are each time these were made or
brought up, so no new table is left without them. Whoever makes them (the keeper) owns them; daily sessions never do.

1. Nobody changes or empties `log`, `entry`, `checkpoint` and `consultation`: a trigger refuses it to everyone,
   superusers too. Rows of a log that `log` does not know are seen by no session, so `strays()` says which those are.
2. The book's role may SELECT and INSERT; UPDATE and DELETE only where the store replaces what is not signed.
3. Rows of a log are seen by sessions that named it, sealed rows by those that named the compartment; by the owner too
   only then (`FORCE`). The shape is the one whose price is known: an array that is read once for each question.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from psycopg import errors
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from musterbook.store.address import Address
from musterbook.store.migrating import REVISIONS, downgrade, upgrade
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import keepers_engine, open_keepers_line
from musterbook.store.postgres_tables import beside_tables, compartment_table
from musterbook.store.session_rights import ALWAYS_THERE, CONSULTATIONS, PEERS, TURNED_AWAY
from musterbook.store.tables import SCHEMA_VERSION, tables, version_table
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

OPENING: Final = "musterbook: being opened"
FOUNDED: Final = "musterbook: a book"
"""What a schema says of itself; one that says neither is nobody's to clear away."""

_UNCHANGING: Final = ("log", "entry", "checkpoint", "consultation")
_REPLACED: Final = ("cosignature", "excerpt", "fork", "peer", "turned_away", "blob", "wrap", "consultation_note")
DESTROYED: Final = ("blob", "excerpt", "wrap")
"""What is deleted there is to leave the pages soon, not when a fifth of the table has gone."""

_TOLD: Final = ("entry", "checkpoint", "cosignature")
"""Tables whose logs must be known."""

_OPEN: Final = ("log", "compartment", version_table.name)
"""Tables without a person and without a log's contents: which logs, compartments and revision there are."""

_BY_COMPARTMENT: Final = {
    "blob": "split_part(compartment, '/', 1)", "wrap": "split_part(compartment, '/', 1)",
    "consultation": f"'{CONSULTATIONS}'", "consultation_note": f"'{CONSULTATIONS}'", "turned_away": f"'{TURNED_AWAY}'",
    "peer": f"'{PEERS}'",
}  # fmt: skip
_NAMED: Final = "any((SELECT nullif(current_setting('musterbook.{what}', true), '')::{kind}[])::{kind}[])"


def make_schema(address: Address) -> None:
    """Make the tables of a new book and guard them. Refused when something lies there already."""
    with said_plainly(address), open_keepers_line(address) as line:
        if line.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [address.schema]).fetchone():
            raise Refused(Objection("store.not-empty", values={"folder": str(address), "schema": address.schema}))
        if not line.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [address.role]).fetchone():
            with suppress(errors.DuplicateObject, errors.UniqueViolation):  # somebody else opens a book just now
                line.execute(f'CREATE ROLE "{address.role}" NOLOGIN NOINHERIT'.encode())
        line.execute(f'CREATE SCHEMA "{address.schema}"'.encode())
        line.execute(f"COMMENT ON SCHEMA \"{address.schema}\" IS '{OPENING}'".encode())
        line.execute(f'GRANT USAGE ON SCHEMA "{address.schema}" TO "{address.role}"'.encode())
    engine = keepers_engine(address)
    with said_plainly(address), engine.connect() as connection:
        tables.create_all(connection)
        beside_tables.create_all(connection)
        connection.execute(insert(version_table).values(version_num=REVISIONS[SCHEMA_VERSION]))
        guard(connection, address)
        connection.commit()


def found_schema(address: Address) -> None:
    """Say that what lies there is a book from now on, and no longer one that is being opened."""
    with said_plainly(address), open_keepers_line(address) as line:
        line.execute(f"COMMENT ON SCHEMA \"{address.schema}\" IS '{FOUNDED}'".encode())


def drop_unfounded(address: Address) -> bool:
    """Clear away what a stopped opening left; whether there was any. What is a book, or nobody's, stays as it is."""
    with said_plainly(address), open_keepers_line(address) as line:
        found = line.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [address.schema]
        ).fetchone()
        if found is None or found[0] != OPENING:
            return False
        line.execute(f'DROP SCHEMA "{address.schema}" CASCADE'.encode())
    return True


def version_of(revision: str) -> int:
    """The number of a revision; 0 for one this software does not know."""
    return next((number for number, name in REVISIONS.items() if name == revision), 0)


def bring_up_schema(address: Address) -> tuple[int, int]:
    """Give the tables the newest schema and guard them; from which version and to which. All of it or nothing.

    To be done by the keeper, after a copy: `operation.moving_store` writes one first.
    """
    return _migrated(address, SCHEMA_VERSION)


def bring_down_schema(address: Address, to: int) -> tuple[int, int]:
    """Take the tables back to an older version, for an older Musterbook; from which version and to which."""
    return _migrated(address, to)


def _migrated(address: Address, to: int) -> tuple[int, int]:
    engine = keepers_engine(address)
    with said_plainly(address), engine.connect() as connection:
        before = version_of(str(connection.execute(version_table.select()).scalar_one()))
        if to > before:
            upgrade(connection)
            beside_tables.create_all(connection)
        elif to < before:
            downgrade(connection, to)
        guard(connection, address)
        connection.commit()
    return before, to


def guard_schema(address: Address) -> None:
    """Lay the guards anew, as their keeper."""
    with said_plainly(address), keepers_engine(address).connect() as connection:
        guard(connection, address)
        connection.commit()


def guard(connection: Connection, address: Address) -> None:
    """Lay triggers, grants and row-level security over every table of the schema."""
    say = connection.exec_driver_sql
    for name in ALWAYS_THERE:
        connection.execute(insert(compartment_table).values(name=name).on_conflict_do_nothing())
    names = say(
        "SELECT c.relname, bool_or(a.attname = 'log') FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::text::regnamespace GROUP BY 1 ORDER BY 1"
    ).fetchall()
    say(_REFUSING)
    for name, of_log in names:
        may = "SELECT" if name == version_table.name else "SELECT, INSERT"
        may += ", UPDATE, DELETE" if name in _REPLACED else ""
        say(f'REVOKE ALL ON "{name}" FROM PUBLIC, "{address.role}"')
        say(f'GRANT {may} ON "{name}" TO "{address.role}"')
        if name in _UNCHANGING:
            _make_unchanging(connection, name)
        if name in DESTROYED:
            say(f'ALTER TABLE "{name}" SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0)')
        if name not in _OPEN:
            _make_seen_by_name(connection, name, of_log=bool(of_log) and name not in _BY_COMPARTMENT)
    _make_strays_known(connection, address)
    say(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA "{address.schema}" TO "{address.role}"')


def _make_unchanging(connection: Connection, name: str) -> None:
    say = connection.exec_driver_sql
    say(f'DROP TRIGGER IF EXISTS unchanging ON "{name}"')
    say(
        f'CREATE TRIGGER unchanging BEFORE UPDATE OR DELETE OR TRUNCATE ON "{name}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    say(f'ALTER TABLE "{name}" ENABLE ALWAYS TRIGGER unchanging')  # where triggers are switched off for a session too


def _make_seen_by_name(connection: Connection, name: str, *, of_log: bool) -> None:
    say = connection.exec_driver_sql
    what, kind = ("logs", "bytea") if of_log else ("compartments", "text")
    seen = f"{'log' if of_log else _BY_COMPARTMENT[name]} = {_NAMED.format(what=what, kind=kind)}"
    say(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
    say(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
    say(f'DROP POLICY IF EXISTS named ON "{name}"')
    say(f'CREATE POLICY named ON "{name}" USING ({seen}) WITH CHECK ({seen})')


def _make_strays_known(connection: Connection, address: Address) -> None:
    """Let a session ask for the ids, and nothing else, of logs that have rows and are not known."""
    say = connection.exec_driver_sql
    for name in _TOLD:
        say(f'DROP POLICY IF EXISTS counted ON "{name}"')
        say(f'CREATE POLICY counted ON "{name}" FOR SELECT TO CURRENT_USER USING ({_COUNTING})')
    say(_STRAYS)
    say(f'ALTER FUNCTION strays() SET search_path = "{address.schema}", pg_temp')
    say("REVOKE ALL ON FUNCTION strays() FROM PUBLIC")
    say(f'GRANT EXECUTE ON FUNCTION strays() TO "{address.role}"')


_STRAYS: Final = """
CREATE OR REPLACE FUNCTION strays() RETURNS SETOF bytea LANGUAGE sql STABLE SECURITY DEFINER
SET musterbook.counting = 'on' AS $$
    (SELECT log FROM entry UNION SELECT log FROM checkpoint UNION SELECT log FROM cosignature) EXCEPT
    SELECT log FROM log
$$"""
_COUNTING: Final = "current_setting('musterbook.counting', true) = 'on'"

_REFUSING: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = 'what is written is never changed: ' || TG_OP || ' on ' || TG_TABLE_NAME;
END $$
"""
