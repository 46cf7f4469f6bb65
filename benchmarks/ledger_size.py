"""What a book costs as it grows: appending, verifying, opening and proving at each size, and what that makes at 10^8.

One log grows in one SQLite file, 1,000 acts a commit. At every size: CPU microseconds an entry for the last slice
appended, for verifying everything but act signatures (the whole file, from its bytes), and for reading the rows alone;
seconds to open for writing and to have the tip; bytes of the file. Each size is printed as soon as it is reached, so
that a run may be stopped at any time.

    PYTHONPATH=src python benchmarks/ledger_size.py [--sizes 10000,100000,1000000,10000000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from ledger_acts import AT, LOG, NODE_KEY, REGISTER, acts_of

from musterbook.store.sqlite import SqliteStore, open_store
from musterbook.store.verifying import verify

BATCH: Final = 1_000
SLICE: Final = 50_000
"""Appending is measured on so many entries at most, the last before each size."""


def grown(folder: Path, size: int) -> float:
    """Let the log grow to a size; CPU seconds an entry of the last slice."""
    store = held(folder)
    acts = acts_of(BATCH)
    have = store.heads().get(LOG, (0, ""))[0]
    measured_from = max(have, size - SLICE)
    begun = time.process_time()
    while have < size:
        if have <= measured_from:
            begun, counted_from = time.process_time(), have
        have += len(store.append(LOG, acts[: size - have], at=AT, register=REGISTER))
    spent = time.process_time() - begun
    store.close()
    return spent / (size - counted_from)


def held(folder: Path) -> SqliteStore:
    """The store, open for writing its one log."""
    store = open_store(folder, operation="bench")
    if store.logs():
        store.hold_key(NODE_KEY)
    else:
        store.create_log(NODE_KEY, "bench")
    return store


def opened(folder: Path) -> float:
    """Seconds until a book is open for writing and knows where its log goes on."""
    (folder / "book.db.seal").unlink(
        missing_ok=True
    )  # the seal is read up to 256 MiB, and is no part of a running node
    begun = time.perf_counter()
    store = held(folder)
    store.tip(LOG)
    spent = time.perf_counter() - begun
    store.close()
    return spent


def looked_at(folder: Path, size: int, appended: float) -> str:
    """One line of the curve."""
    start = opened(folder)
    store = open_store(folder, read_only=True)
    begun = time.process_time()
    rows = sum(1 for _ in store.rows(LOG))
    read = time.process_time() - begun
    begun, wall = time.process_time(), time.perf_counter()
    findings = list(verify(store, beneath=False))
    verified, wall = time.process_time() - begun, time.perf_counter() - wall
    store.close()
    if rows != size or findings:
        sys.exit(f"at {size} there are {rows} rows and {len(findings)} findings")
    weight = (folder / "book.db").stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{size:>11,} entries: append {appended * 1e6:5.1f} us, verify {verified / size * 1e6:5.2f} us, "
        f"read {read / size * 1e6:5.2f} us, ratio {verified / read:4.1f}; verified in {verified:,.1f} s of CPU, "
        f"{wall:,.1f} s; open {start * 1000:.0f} ms; {weight / size:.0f} bytes an entry; memory {memory} MB; "
        f"load {os.getloadavg()[0]:.1f}"
    )


def main() -> int:
    """Grow, look, print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--sizes", default="10000,100000,1000000,10000000")
    asked.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    said = asked.parse_args()
    print(
        f"machine {platform.machine()} {platform.system()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {BATCH} acts a commit",
        flush=True,
    )
    with tempfile.TemporaryDirectory(dir=said.folder) as place:
        for size in map(int, said.sizes.split(",")):
            print(looked_at(Path(place), size, grown(Path(place), size)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
