"""Real writers ended at any moment: how many entries that were acknowledged are not there afterwards. It must be none.

A writing process of its own appends acts one by one, sixty at a time, or as twenty officers at once through the group
commit, and says `kept SEQ DIGEST` only when an append has returned. It is ended by `kill -9` at a moment drawn from the
seed; then the book is opened again and everything acknowledged is looked for at its place. At the end the whole book is
verified. With PostgreSQL half of the endings are of the server instead, by `pg_ctl stop -m immediate`, which is what a
loss of power looks like to it; the writer lives on, learns what became of its last COMMIT once the server is back, and
tries again what was not recorded.

What this does not show: what a disk does that lies about having written. The simulator does.

    PYTHONPATH=src:. python benchmarks/kills.py [--kills 500] [--store sqlite|postgresql] [--seed 1] [--folder DIR]

Exit 0 when nothing acknowledged was lost and the book verifies, 1 otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from ledger_acts import AT, LOG, NODE_KEY, REGISTER, Signed, acts_of
from tools.postgres_server import CHECKSUMS, Server, end, new_server

from musterbook.ledger.entry import Entry
from musterbook.store.address import write_address
from musterbook.store.keeping import Keeping
from musterbook.store.opening import open_store
from musterbook.store.postgres_schema import make_schema
from musterbook.store.verifying import verify
from musterbook.store.writer import Writer
from musterbook.terms.errors import Refused

WAYS = ("singly", "by sixty", "twenty officers")
OFFICERS = 20
RETRIES_MAX = 2_000


@dataclass(slots=True)
class Found:
    """What came of the endings so far."""

    kills: int = 0
    stops: int = 0
    acknowledged: int = 0
    lost: int = 0
    unknown: int = 0
    by_way: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))


class Writing:
    """A process that writes until it is ended, and what it says."""

    def __init__(self, folder: Path, way: str) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            with contextlib.suppress(BaseException):
                write_on(folder, way, os.fdopen(writing, "w"))
            os._exit(0)
        os.close(writing)
        self.says = os.fdopen(reading)

    def read(self, lines: int) -> list[str]:
        """So many lines, or fewer when it ends."""
        return [line for _ in range(lines) if (line := self.says.readline())]

    def kill(self) -> list[str]:
        """End it by signal 9; what it had said before."""
        os.kill(self.process, signal.SIGKILL)
        said = self.says.readlines()
        os.waitpid(self.process, 0)
        self.says.close()
        return said


def write_on(folder: Path, way: str, out: TextIO) -> None:
    """Write until ended."""
    store = open_store(folder, operation="bench")
    try:
        store.create_log(NODE_KEY, "bench")
    except Refused:
        store.hold_key(NODE_KEY)
    says = threading.Lock()

    def told(entries: Sequence[Entry]) -> None:
        with says:
            out.write("".join(f"kept {one.seq} {one.digest}\n" for one in entries))
            out.flush()

    if way == "twenty officers":
        with Writer(store, LOG, now=lambda: AT, register=lambda: REGISTER) as writer:
            write_together(writer, told)
        return
    while True:
        told(written(store, acts_of(1 if way == "singly" else 60), out))


def write_together(writer: Writer, told: Callable[[Sequence[Entry]], None]) -> None:
    """Twenty officers, each writing again as soon as his act is durable."""

    def officer(_: int) -> None:
        while True:
            told([writer.write(*acts_of(1)[0])])

    with ThreadPoolExecutor(OFFICERS) as officers:
        list(officers.map(officer, range(OFFICERS)))


def written(store: Keeping, acts: Sequence[Signed], out: TextIO) -> list[Entry]:
    """The entries of these acts, tried under the same ids until they are recorded."""
    for _ in range(RETRIES_MAX):
        try:
            return store.append(LOG, acts, at=AT, register=REGISTER)
        except Refused as refused:
            rule = refused.objections[0].rule
            out.write(f"refused {rule}\n")
            out.flush()
            time.sleep(0.02)
    raise SystemExit(1)


def look(folder: Path, said: list[str], found: Found) -> None:
    """Whether everything acknowledged is at its place."""
    kept = [line.split() for line in said if line.startswith("kept") and line.endswith("\n")]
    found.unknown += sum("not-known-yet" in line for line in said)
    found.acknowledged += len(kept)
    if not kept:
        return
    places = {int(seq): digest for _, seq, digest in kept}
    store = open_store(folder, read_only=True)
    there = dict(enumerate(store.digests(LOG, min(places), max(places) + 1), min(places)))
    found.lost += sum(there.get(seq) != digest for seq, digest in places.items())
    store.close()


def end_once(folder: Path, chance: random.Random, found: Found, server: Server | None) -> None:
    """One writer, ended once; with a server every other time the server is ended first."""
    way = chance.choice(WAYS if server is None or found.kills % 2 else WAYS[:2])
    writing = Writing(folder, way)
    said = writing.read(chance.randint(1, 80))
    if server is not None and found.kills % 2 == 0:
        server.stop("immediate")
        found.stops += 1
        time.sleep(chance.random() * 0.2)
        server.start()
        said += writing.read(chance.randint(1, 120))
    time.sleep(chance.random() * 0.004)
    said += writing.kill()
    found.kills += 1
    before = found.acknowledged
    look(folder, said, found)
    found.by_way[way] += found.acknowledged - before


def main() -> int:
    """End writers and say what was lost."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--kills", type=int, default=500)
    asked.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    said = asked.parse_args()
    chance, found = random.Random(said.seed), Found()
    server = new_server(CHECKSUMS) if said.store == "postgresql" else None
    with tempfile.TemporaryDirectory(dir=said.folder) as place:
        folder = Path(place)
        if server is not None:
            address = server.address("bench")
            make_schema(address)
            write_address(folder, address)
        try:
            for number in range(said.kills):
                end_once(folder, chance, found, server)
                if number % 10 == 9:
                    sys.stderr.write(f"{number + 1} of {said.kills}: {found}\n")
            store = open_store(folder, read_only=True)
            findings = list(verify(store))
            entries = store.heads()[LOG][0]
            store.close()
        finally:
            if server is not None:
                end(server)
    print(
        f"machine {platform.machine()} {platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {said.store}, seed {said.seed}"
    )
    print(f"{found.kills} writers ended by kill -9, {found.stops} times the server at once before that")
    print(f"{found.acknowledged:,} entries acknowledged ({found.by_way}), {found.lost} of them lost")
    print(f"{entries:,} entries in the book; `not known yet` was answered {found.unknown} times while it was so")
    print(f"verification: {len(findings)} findings")
    return 1 if found.lost or findings else 0


if __name__ == "__main__":
    sys.exit(main())
