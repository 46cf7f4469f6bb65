"""Rows of `ledger.py` that are of the clock and not of the processor: PostgreSQL, many officers, one sync of a disk.

The server is one of its own in a temporary folder, reached by a socket, with `fsync`, `synchronous_commit` and
checksums on. The bare insert has the same columns, key and unique index, its rows made beforehand, `executemany` a
commit, and no row-level security. What a round's disk does meanwhile meets all contenders of that round.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
from ledger_acts import AT, LOG, NODE_KEY, REGISTER, Signed, acts_of, bodies_of
from ledger_contenders import bare_commit, bare_rows_of, bare_table
from ledger_rows import Row, ratios
from tools.postgres_server import CHECKSUMS, Server, end, new_server

from musterbook.store.keeping import Keeping
from musterbook.store.opening import store_at
from musterbook.store.postgres_schema import make_schema
from musterbook.store.sqlite import open_store
from musterbook.store.writer import Writer

OFFICERS: Final = 100
ACTS_EACH: Final = 20
ACTS_ALONE: Final = 150
ALONE_TIMED: Final = 60
BARE_POSTGRESQL: Final = "bare PostgreSQL insert"
IN_POSTGRESQL: Final = ((60, 3_000), (1_000, 10_000))
_TABLE: Final = (
    "CREATE TABLE {0} (log bytea, seq bigint, digest bytea NOT NULL, body bytea NOT NULL, received_at bigint NOT NULL, "
    "came_from text NOT NULL, PRIMARY KEY (log, seq)); CREATE UNIQUE INDEX ON {0} (digest)"
)


def in_postgresql(folder: Path, chance: random.Random, rounds: int) -> list[Row]:
    """Append to PostgreSQL against the bare insert, and a hundred officers against one commit an act."""
    server = new_server(CHECKSUMS)
    names = (f"bench_{number}" for number in range(10**6))
    try:
        rows = []
        for batch, count in IN_POSTGRESQL:
            acts = acts_of(count)
            bodies = bodies_of(acts)
            ran: dict[str, list[float]] = {"ours": [], "bare": []}
            for _ in range(rounds):
                for name in chance.sample(("bare", "ours"), 2):
                    place = next(names)
                    spent = bare(server, place, bodies, batch) if name == "bare" else ours(server, place, acts, batch)
                    ran[name].append(spent)
            each = statistics.median(ran["ours"]) / count * 1e6
            what = f"append {batch:,} to PostgreSQL, wall"
            rows.append(Row(what, BARE_POSTGRESQL, ratios(ran["ours"], ran["bare"]), 1 / 0.9, each))
        rows += officers("PostgreSQL", lambda: _opened(server, next(names)), rounds=rounds)
    finally:
        end(server)
    numbers = (folder / f"officers-{number}" for number in range(10**6))

    def in_file() -> Keeping:
        place = next(numbers)
        place.mkdir()
        return open_store(place, operation="bench")

    return [*rows, *officers("SQLite", in_file, rounds=rounds)]


def ours(server: Server, place: str, acts: Sequence[Signed], batch: int) -> float:
    """The book in PostgreSQL, seconds by the clock."""
    store = _opened(server, place)
    store.create_log(NODE_KEY, "bench")
    begun = time.perf_counter()
    for start in range(0, len(acts), batch):
        store.append(LOG, acts[start : start + batch], at=AT, register=REGISTER)
    spent = time.perf_counter() - begun
    store.close()
    return spent


def bare(server: Server, place: str, bodies: Sequence[bytes], batch: int) -> float:
    """The reference, seconds by the clock."""
    log = bytes.fromhex(LOG)
    rows = [(log, seq, hashlib.sha256(body + b"%d" % seq).digest(), body, 0, "") for seq, body in enumerate(bodies)]
    with psycopg.connect(server.address("public").address, autocommit=True) as line:
        line.execute(_TABLE.format(place).encode())
        insert = f"INSERT INTO {place} VALUES (%s, %s, %s, %s, %s, %s)".encode()  # noqa: S608  a name of ours
        begun = time.perf_counter()
        for start in range(0, len(rows), batch):
            with line.transaction(), line.cursor() as cursor:
                cursor.executemany(insert, rows[start : start + batch])
        return time.perf_counter() - begun


def officers(where: str, opened: Callable[[], Keeping], *, rounds: int) -> list[Row]:
    """A hundred officers at once through the group commit, against the same acts with a commit each.

    They wait in one loop, as those of a console do, and, without a gate, in a thread each.
    """
    ran: dict[str, list[float]] = {"in one loop": [], "in threads": []}
    least = dict.fromkeys(ran, float("inf"))
    for _ in range(rounds):
        for how, at_once in (("in one loop", in_a_loop), ("in threads", in_threads)):
            store = opened()
            store.create_log(NODE_KEY, "bench")
            begun = time.perf_counter()
            for signed in acts_of(ACTS_ALONE):
                store.append(LOG, [signed], at=AT, register=REGISTER)
            alone = (time.perf_counter() - begun) / ACTS_ALONE
            every = acts_of(OFFICERS * ACTS_EACH)
            with Writer(store, LOG, now=lambda: AT, register=lambda: REGISTER) as writer:
                each = at_once(writer, [every[officer::OFFICERS] for officer in range(OFFICERS)]) / len(every)
            store.close()
            ran[how].append(each / alone)
            least[how] = min(least[how], each)
    return [
        Row(
            f"{OFFICERS} officers {how}, {where}, wall", "one commit an act", tuple(found),
            1 / 8 if how == "in one loop" else None, least[how] * 1e6,
        )
        for how, found in ran.items()
    ]  # fmt: skip


def in_a_loop(writer: Writer, whose: Sequence[Sequence[Signed]]) -> float:
    """Seconds until all have written theirs, one after the other each, all in one loop."""

    async def one(mine: Sequence[Signed]) -> None:
        for act, signatures in mine:
            await writer.written(act, signatures)

    async def all_at_once() -> float:
        begun = time.perf_counter()
        await asyncio.gather(*map(one, whose))
        return time.perf_counter() - begun

    return asyncio.run(all_at_once())


def in_threads(writer: Writer, whose: Sequence[Sequence[Signed]]) -> float:
    """The same with a thread for each."""
    go = threading.Barrier(len(whose) + 1)

    def one(mine: Sequence[Signed]) -> None:
        go.wait()
        for act, signatures in mine:
            writer.write(act, signatures)

    running = [threading.Thread(target=one, args=(mine,)) for mine in whose]
    for thread in running:
        thread.start()
    go.wait()
    begun = time.perf_counter()
    for thread in running:
        thread.join()
    return time.perf_counter() - begun


def beside_a_sync(folder: Path, rounds: int) -> list[Row]:
    """One act alone against one `fdatasync` of 4 KiB in the same folder, median times by the clock.

    So is, without a gate, one row that SQLite alone inserts and commits: nothing that lies in its file can take less.
    """
    store = open_store(folder, operation="bench")
    store.create_log(NODE_KEY, "bench")
    synced = os.open(folder / "synced", os.O_WRONLY | os.O_CREAT)
    acts, bodies = iter(acts_of(rounds * ALONE_TIMED)), iter(bodies_of(acts_of(rounds * ALONE_TIMED)))
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    least = dict.fromkeys(found, float("inf"))
    with closing(bare_table(folder)) as connection:
        rows = bare_rows_of(bodies)
        timed = {
            "ours": lambda: store.append(LOG, [next(acts)], at=AT, register=REGISTER),
            "bare": lambda: bare_commit(connection, [next(rows)]),
        }
        for _ in range(rounds):
            syncs = statistics.median([_timed(lambda: _sync(synced)) for _ in range(ALONE_TIMED)])
            for name, run in timed.items():
                spent = statistics.median([_timed(run) for _ in range(ALONE_TIMED)])
                found[name].append(spent / syncs)
                least[name] = min(least[name], spent)
    os.close(synced)
    store.close()
    sync = "fdatasync of 4 KiB"
    return [
        Row("append 1, median time", sync, tuple(found["ours"]), 1.6, least["ours"] * 1e6),
        Row("bare SQLite insert of 1, median time", sync, tuple(found["bare"]), None, least["bare"] * 1e6),
    ]


def _sync(file: int) -> None:
    os.pwrite(file, bytes(4096), 0)
    os.fdatasync(file)


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _opened(server: Server, place: str) -> Keeping:
    address = server.address(place)
    make_schema(address)
    return store_at(address, operation="bench")
