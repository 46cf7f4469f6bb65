"""What holds of PostgreSQL alone: who may do what, who sees which rows, and what becomes of a COMMIT that was lost."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from musterbook.ledger.entry import Entry
from musterbook.store.address import Address, read_address, write_address
from musterbook.store.opening import copies_at, open_store, store_at
from musterbook.store.postgres import PostgresStore
from musterbook.store.postgres_copies import Lines, PostgresCopies, channel_of
from musterbook.store.postgres_line import check_durable, open_keepers_line, open_line
from musterbook.store.postgres_schema import (
    bring_down_schema,
    bring_up_schema,
    drop_unfounded,
    found_schema,
    make_schema,
)
from musterbook.store.session_rights import SessionRights
from musterbook.store.tables import SCHEMA_VERSION
from musterbook.store.verifying import verify
from musterbook.terms.errors import Malformed, Refused, Tampered
from tests.store.making import AT, REGISTER, acts, node_key

pytestmark = [
    pytest.mark.needs_database,
    pytest.mark.on_one_store(
        "PostgreSQL", because="roles, rows that only some sessions see, sessions and addresses are the server's"
    ),
]

SECONDS = 60
"""Nothing here waits so long; whatever does has hung."""
CHANGES = (
    "UPDATE entry SET body = ''", "DELETE FROM entry", "TRUNCATE entry", "UPDATE checkpoint SET note = ''",
    "DELETE FROM checkpoint", "TRUNCATE checkpoint", "TRUNCATE consultation", "DELETE FROM log",
    "UPDATE log SET node = ''",
)  # fmt: skip


@pytest.fixture
def made(place: Address) -> Iterator[PostgresStore]:
    """A book with one log of ours and three entries."""
    make_schema(place)
    store = store_at(place, operation="op")
    store.append(store.create_log(node_key("a"), "a"), acts(3), at=AT, register=REGISTER)
    yield store
    store.close()


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_what_is_written_not_even_the_superuser(made: PostgresStore, change: str) -> None:
    head = made.head()

    with open_keepers_line(made.address) as keeper, pytest.raises(psycopg.errors.InsufficientPrivilege):
        keeper.execute(f"SET session_replication_role = replica; {change}".encode())
    with open_line(made.address) as clerk, pytest.raises(psycopg.errors.InsufficientPrivilege):
        clerk.execute(change.encode())

    assert made.head() == head


def test_a_session_that_named_nothing_sees_no_row(made: PostgresStore) -> None:
    with open_line(made.address) as clerk:
        for table in (
            "entry",
            "checkpoint",
            "cosignature",
            "fork",
            "peer",
            "turned_away",
            "blob",
            "wrap",
            "consultation",
        ):
            assert clerk.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone() == (0,)


def test_a_session_sees_the_logs_it_named_and_no_other(made: PostgresStore) -> None:
    other = made.create_log(node_key("b"), "b")
    made.append(other, acts(2), at=AT, register=REGISTER)

    one = PostgresCopies(made.address, SessionRights(frozenset({other})))
    none = PostgresCopies(made.address, SessionRights(frozenset()))

    assert list(one.heads()) == [other]
    assert len(list(one.entries())) == 2
    assert list(none.entries()) == []
    one.close()
    none.close()


def test_what_a_session_named_ends_with_its_transaction(made: PostgresStore) -> None:
    lines = Lines(made.address)
    assert lines.all("SELECT count(*) FROM entry") == [(3,)]

    with lines._lent() as line:
        after = line.execute("SELECT count(*) FROM entry").fetchone()

    assert after == (0,)
    lines.close()


def test_a_session_writes_no_row_of_a_log_it_did_not_name(made: PostgresStore) -> None:
    with open_line(made.address) as clerk:
        clerk.execute(("BEGIN; " + SessionRights(frozenset()).named()).encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            clerk.execute(b"INSERT INTO entry VALUES ('\\x00', 0, '\\x00', '\\x00', 0, '')")


def test_a_setting_that_would_lose_what_was_acknowledged_is_refused(made: PostgresStore) -> None:
    with open_line(made.address) as line:
        line.execute(b"SET synchronous_commit = off")

        with pytest.raises(Refused, match=r"store\.setting"):
            check_durable(line)


def test_a_role_that_could_change_entries_is_refused(made: PostgresStore) -> None:
    strong = Address(made.address.address, made.address.schema, "keeper")

    with pytest.raises(Refused, match=r"store\.role-too-strong"):
        store_at(strong, operation="op")


def test_two_processes_write_logs_of_their_own_in_one_book(made: PostgresStore) -> None:
    second = store_at(made.address, operation="op")
    other = second.create_log(node_key("b"), "b")

    second.append(other, acts(2, start=10), at=AT, register=REGISTER)
    made.append(made.own_logs()[0], acts(2, start=3), at=AT, register=REGISTER)

    assert made.head() == second.head()
    assert {size for size, _ in made.heads().values()} == {5, 2}
    assert list(verify(made)) == []
    second.close()


def test_sessions_ended_by_the_server_at_any_moment_lose_nothing_acknowledged(made: PostgresStore) -> None:
    chance, log = random.Random(1), made.own_logs()[0]
    acknowledged = {entry.seq: entry.digest for entry in made.entries()}

    with open_keepers_line(made.address) as keeper:
        for number in range(3, 43):
            signed = acts(1, start=number)
            if chance.random() < 0.3:
                keeper.execute("SELECT pg_terminate_backend(%s)", [made._line().info.backend_pid])
            entries = tried(partial(made.append, log, signed, at=AT, register=REGISTER))
            acknowledged |= {entry.seq: entry.digest for entry in entries}

    kept = {entry.seq: entry.digest for entry in made.entries()}
    assert kept == acknowledged
    assert len(kept) == 43
    assert list(verify(made)) == []


def test_whoever_listens_is_told_to_look_again_after_his_line_was_cut_and_hears_what_follows(
    made: PostgresStore,
) -> None:
    heard = threading.Event()
    stop = made.listen(heard.set)

    def told() -> bool:
        said = heard.wait(SECONDS)
        heard.clear()
        return said

    at_first = told()
    with open_keepers_line(made.address) as keeper:
        cut = keeper.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s",
            [f'LISTEN "{channel_of(made.address)}"'],
        ).fetchall()
    come_back = told()
    made.append(made.own_logs()[0], acts(1, start=3), at=AT, register=REGISTER)
    grown = told()
    stop()

    assert (at_first, cut, come_back, grown) == (True, [(True,)], True, True)


def tried(write: Callable[[], list[Entry]]) -> list[Entry]:
    """What a clerk does who is told that the line broke: the same act again."""
    for _ in range(3):
        try:
            return write()
        except Refused as refused:
            if refused.objections[0].rule not in {"store.disconnected", "store.not-recorded"}:
                raise
    raise AssertionError


def test_rows_in_hundreds_and_rows_one_by_one_are_the_same_rows(made: PostgresStore) -> None:
    log = made.own_logs()[0]

    made.append(log, acts(250, start=3), at=AT, register=REGISTER)
    made.append(log, acts(3, start=253), at=AT, register=REGISTER)
    made.append(log, acts(34, start=256), at=AT, register=REGISTER)

    assert [entry.seq for entry in made.entries(log)] == list(range(290))
    assert list(verify(made)) == []


@pytest.mark.parametrize("table", ["entry", "checkpoint"])
def test_what_the_server_refuses_among_statements_sent_together_is_said_and_leaves_nothing(
    made: PostgresStore, table: str
) -> None:
    (log,), size = made.own_logs(), made.head()
    right = f'INSERT ON "{made.address.schema}".{table}'
    with open_keepers_line(made.address) as keeper:
        keeper.execute(f'REVOKE {right} FROM "{made.address.role}"'.encode())
        for count in (1, 5):
            with pytest.raises(Refused, match=r"store\.no-right"):
                made.append(log, acts(count, start=10), at=AT, register=REGISTER)
        assert made.head() == size
        keeper.execute(f'GRANT {right} TO "{made.address.role}"'.encode())

    written = made.append(log, acts(5, start=10), at=AT, register=REGISTER)

    assert [one.seq for one in written] == [3, 4, 5, 6, 7]
    assert list(verify(made)) == []


@pytest.mark.parametrize("instead", ["NEW.body = NEW.body || ' '; RETURN NEW;", "RETURN NULL;"])
def test_bytes_that_change_or_vanish_while_the_server_stores_them_are_never_signed(
    made: PostgresStore, instead: str
) -> None:
    (log,), head = made.own_logs(), made.head()
    with open_keepers_line(made.address) as keeper:
        keeper.execute(f"CREATE FUNCTION flip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {instead} END $$".encode())
        keeper.execute(
            b"CREATE TRIGGER flip BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.seq = 40) EXECUTE FUNCTION flip()"
        )

    with pytest.raises(Tampered, match=r"store\.read-back-differs"):
        made.append(log, acts(60, start=3), at=AT, register=REGISTER)

    assert made.head() == head
    with pytest.raises(Refused, match=r"store\.no-key"):
        made.append(log, acts(1, start=3), at=AT, register=REGISTER)


def test_guards_that_are_gone_are_found(made: PostgresStore) -> None:
    with open_keepers_line(made.address) as keeper:
        keeper.execute(b"ALTER TABLE entry DISABLE TRIGGER unchanging")

    assert [found.rule for found in verify(made) if isinstance(found, Tampered)] == ["store.unguarded"]


def test_an_older_database_is_refused_until_its_keeper_brings_it_up(made: PostgresStore) -> None:
    assert bring_down_schema(made.address, 1) == (SCHEMA_VERSION, 1)

    with pytest.raises(Refused, match=r"store\.older-database"):
        copies_at(made.address)

    assert bring_up_schema(made.address) == (1, SCHEMA_VERSION)
    copies_at(made.address).close()


def test_a_schema_is_never_written_over_and_only_a_half_opened_one_cleared_away(place: Address) -> None:
    make_schema(place)
    with pytest.raises(Refused, match=r"store\.not-empty"):
        make_schema(place)

    assert drop_unfounded(place)
    assert not drop_unfounded(place)
    make_schema(place)
    found_schema(place)
    assert not drop_unfounded(place)


def test_a_book_that_is_not_there_and_a_database_that_is_not_there_are_said_plainly(place: Address) -> None:
    with pytest.raises(Refused, match=r"store\.no-book"):
        store_at(place)
    nowhere = Address(re.sub(r"/\w+\?", "/nowhere?", place.address), place.schema, place.role)
    with pytest.raises(Refused, match=r"store\.(no-database|disconnected)"):
        store_at(nowhere)


def test_the_folder_says_where_the_book_lies(made: PostgresStore, tmp_path: Path) -> None:
    write_address(tmp_path, made.address)

    copies = open_store(tmp_path, read_only=True)

    assert read_address(tmp_path) == made.address
    assert copies.head() == made.head()
    copies.close()


@pytest.mark.parametrize("address", ["postgresql://clerk:secret@hq/book", "postgresql:///book?password=secret"])
def test_an_address_with_a_password_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Refused, match=r"store\.password-in-address") as refused:
        Address(address)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("address", "schema"), [("mysql://hq/book", "muster"), ("postgresql:///book", 'a"; DROP')])
def test_what_is_no_address_or_no_name_is_malformed(address: str, schema: str) -> None:
    with pytest.raises(Malformed):
        Address(address, schema)
