"""How fast the book is kept and proved, beside the plainest way to do the same: rows of ledger.md section 13.

Contenders run in shuffled, interleaved rounds in one process on one disk, each with `synchronous=FULL` read back. A
figure is the median over rounds of the ratio to the reference in the same round; gates are on ratios, never on
seconds. All contenders store the same bodies, without an officer's signature; what a signature costs is printed beside.
ledger.md asks for 415 bytes: the shortest entry of format 1 about a muster is longer, so it is taken as it is and its
length printed. The bare insert is handed rows with their digests. The ORM and eventsourcing begin at the acts, as the
book does: the ORM chains and hashes the same bodies into the same table, key and index; eventsourcing keeps
each muster as an aggregate with the same fields in its event. Neither signs, judges or reads back.

Rows of the clock, against PostgreSQL and a sync of the disk, are in `ledger_servers.py`; beancount checks the same
moves of the same people that the readings are folded from. Peers are the dependency group `bench`; PostgreSQL is
Debian's own.

    PYTHONPATH=src:. python benchmarks/ledger.py [--rounds 9] [--seed 1] [--folder DIR]

Exit 0 when every gate holds, 1 when one does not.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ledger_acts import AT, LOG, NODE_KEY, REGISTER, Signed, acts_of, bodies_of
from ledger_contenders import bare, cpu_of, orm, ours, sourced
from ledger_rows import Row, ratios
from ledger_servers import beside_a_sync, in_postgresql
from tools.postgres_server import program

from custody import History, bean_check, directives
from musterbook.custody.gaps import Gaps
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.signing import sign_act, signature_holds
from musterbook.store.keys import exercise_key
from musterbook.store.memory import MemoryStore
from musterbook.store.sqlite import open_store
from musterbook.store.verifying import verify

VERIFIED_ENTRIES: Final = 20_000
PEOPLE: Final = 5_704
BARE: Final = "bare SQLite insert, FULL"
SOURCED: Final = "eventsourcing, unsigned"
ORM: Final = "SQLAlchemy ORM, unsigned"
APPENDED: Final = (
    (1, 200, {BARE: 2.6, SOURCED: 0.8}),
    (60, 3_000, {BARE: 2.3, SOURCED: 0.4}),
    (1_000, 10_000, {SOURCED: 0.4, ORM: 0.3}),
)
"""Acts a commit, acts in all, and the gates of section 13 by reference."""


def appended(folder: Path, chance: random.Random, rounds: int) -> list[Row]:
    """Append 1, 60 and 1,000 a commit against bare SQLite, eventsourcing and the ORM."""
    rows = []
    for batch, count, required in APPENDED:
        acts = acts_of(count)
        bodies = bodies_of(acts)
        contenders: dict[str, Callable[[Path], float]] = {
            "ours": lambda place, acts=acts, batch=batch: ours(place, acts, batch),  # type: ignore[misc]
            BARE: lambda place, bodies=bodies, batch=batch: bare(place, bodies, batch),  # type: ignore[misc]
            SOURCED: lambda place, acts=acts, batch=batch: sourced(place, acts, batch),  # type: ignore[misc]
            ORM: lambda place, acts=acts, batch=batch: orm(place, acts, batch),  # type: ignore[misc]
        }
        ran: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name in chance.sample(sorted(contenders), len(contenders)):
                with tempfile.TemporaryDirectory(dir=folder) as place:
                    ran[name].append(contenders[name](Path(place)))
        each = min(ran["ours"]) / count * 1e6
        rows += [
            Row(f"append {batch:,} a commit, CPU", other, ratios(ran["ours"], ran[other]), required.get(other), each)
            for other in (BARE, SOURCED, ORM)
        ]
    return rows


def verified(folder: Path, rounds: int) -> list[Row]:
    """Verify everything but act signatures, against reading the same rows through the same store."""
    place = Path(tempfile.mkdtemp(dir=folder))
    ours(place, acts_of(VERIFIED_ENTRIES), 1_000)
    spent: dict[str, list[float]] = {"logs": [], "whole file": [], "rows": [], "bare rows": []}
    store = open_store(place, read_only=True)
    ran: dict[str, Callable[[], object]] = {
        "logs": lambda: list(verify(store, beneath=False)),
        "whole file": lambda: list(verify(store)),
        "rows": lambda: sum(1 for _ in store.rows(LOG)),
        "bare rows": lambda: bare_rows(place / "book.db"),
    }
    for _ in range(rounds):
        for name, run in ran.items():
            spent[name].append(cpu_of(run))
    store.close()
    each = min(spent["logs"]) / VERIFIED_ENTRIES * 1e6
    return [
        Row("verify all but act signatures, CPU", "reading the rows", ratios(spent["logs"], spent["rows"]), 6.0, each),
        Row("the same", "bare driver reading", ratios(spent["logs"], spent["bare rows"]), None, each),
        Row(
            "the same, and the file beneath", "reading the rows", ratios(spent["whole file"], spent["rows"]), None, each
        ),
    ]


def rebuilt() -> Row:
    """Every reading of custody from entries, against bean-check of the same moves, CPU."""
    entries = History(PEOPLE, 3).entries
    readings = cpu_of(lambda: (Gaps.of_roll(Roll.of(entries)), Handovers.of(entries), People.of(entries)))
    theirs, _ = bean_check("".join(directives(entries)))
    each = readings / len(entries) * 1e6
    return Row(f"readings of {PEOPLE:,} people rebuilt, CPU", "bean-check", (readings / theirs,), 1 / 20, each)


def bare_rows(path: Path) -> int:
    """Every column of every row, in order, by the driver alone."""
    connection = sqlite3.connect(path)
    question = "SELECT log, seq, digest, body, received_at, came_from FROM entry ORDER BY log, seq"
    count = sum(1 for _ in connection.execute(question))
    connection.close()
    return count


def signature_cost() -> tuple[float, float]:
    """Microseconds to sign an act and to check the signature."""
    officer = Ed25519PrivateKey.from_private_bytes(exercise_key(1, "officer", "bench"))
    public = officer.public_key().public_bytes_raw().hex()
    acts = acts_of(500)
    signed: list[Signed] = []
    signing = cpu_of(
        lambda: signed.extend(
            (act, (sign_act(act, log=LOG, officer="k.officer", role="site-officer", key=officer),)) for act, _ in acts
        )
    )
    store = MemoryStore(operation="bench")
    store.create_log(NODE_KEY, "bench")
    entries = store.append(LOG, signed, at=AT, register=REGISTER)
    checking = cpu_of(lambda: [signature_holds(entry, entry.signed[0], public) for entry in entries])
    return signing / len(acts) * 1e6, checking / len(acts) * 1e6


def main() -> int:
    """Run every row and print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rounds", type=int, default=9)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    said = asked.parse_args()
    chance = random.Random(said.seed)
    print(
        f"machine {platform.machine()} {platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, seed {said.seed}, rounds {said.rounds}, "
        f"bodies {len(bodies_of(acts_of(1))[0])} bytes"
    )
    with tempfile.TemporaryDirectory(dir=said.folder) as place:
        rows = [*appended(Path(place), chance, said.rounds), *verified(Path(place), said.rounds)]
        rows += [rebuilt(), *beside_a_sync(Path(place), said.rounds)]
        if program("initdb"):
            rows += in_postgresql(Path(place), chance, said.rounds)
        else:
            print("Debian's package postgresql is not installed: its rows are left out")
    for row in rows:
        verdict = "    " if row.required is None else "pass" if row.held else "FAIL"
        required = "no gate" if row.required is None else f"required {row.required:.3g}x"
        print(
            f"{verdict}  {row.what:36} / {row.reference:26} {row.ratio:6.3f}x "
            f"({required}, rounds {min(row.ratios):.3g}-{max(row.ratios):.3g}), {row.each_us:.1f} us each"
        )
    signing, checking = signature_cost()
    print(f"      with an officer's signature: {signing:.1f} us more to sign an act, {checking:.1f} us to check it")
    return 0 if all(row.held for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
