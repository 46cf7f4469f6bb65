"""What the whole rehearsal costs: CPU, memory, and how long one check of the invariants takes on its book.

    PYTHONPATH=src python benchmarks/rehearsal.py [--run as-published] [--seed 1] [--book FOLDER]

8,200 invented people, of whom 5,704 (as published) or 5,547 (gated) are moved in 23 days. CPU seconds are this
process's own on one core; those of the forward node, a child that is killed on purpose, stand beside them. Memory is
the peak of this process. The bounds are those of the issue; they are printed, and the exit is 1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from musterbook.custody.recount import Recount
from musterbook.custody.roll import Roll
from musterbook.operation.folder import open_book
from musterbook.operation.verifying import verify_book
from musterbook.rehearsal.director import rehearse
from musterbook.rehearsal.scenario import find_scenario, run_named

REHEARSAL_SECONDS = 60.0
PEAK_MB = 1536.0
INVARIANTS_SECONDS = 1.0


class Stopwatch:
    """CPU seconds of named pieces of work, in the order they were done."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        began = time.process_time()
        yield
        self.seconds[name] = time.process_time() - began


def main() -> int:
    """Play the rehearsal, read its book afresh, and print what each part took."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="muster-benchmark-") as scratch:
        return _measure(asked.run, asked.seed, asked.book or Path(scratch) / "book")


def _measure(run: str, seed: int, into: Path) -> int:
    watch, load = Stopwatch(), os.getloadavg()
    with watch("rehearsal, from tables to account"):
        account = rehearse(find_scenario("syria-2026"), into=into, run=run_named(run), seed=seed)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    _read_afresh(into, watch)
    size = (into / "book.db").stat().st_size / 1e6
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print(f"load before {load[0]:.1f}, after {os.getloadavg()[0]:.1f}")
    print(f"run {run}, seed {seed}, head {account['head'][:16]}")
    print(f"{account['people']} people, {account['moved']} moved, {account['entries']} entries, book.db {size:.1f} MB")
    bounds = {"rehearsal, from tables to account": REHEARSAL_SECONDS, "one check of the invariants": INVARIANTS_SECONDS}
    missed = [name for name, bound in bounds.items() if watch.seconds[name] > bound]
    for name, seconds in watch.seconds.items():
        print(f"{name:<40} {seconds:8.3f} s CPU{f'   at most {bounds[name]:g}' if name in bounds else ''}")
    print(f"{'the forward nodes':<40} {child.ru_utime + child.ru_stime:8.3f} s CPU")
    print(f"{'peak memory of the rehearsal':<40} {peak_mb:8.0f} MB      at most {PEAK_MB:g}")
    if peak_mb > PEAK_MB:
        missed.append("peak memory of the rehearsal")
    for name in missed:
        print(f"missed: {name}", file=sys.stderr)
    return 1 if missed else 0


def _read_afresh(folder: Path, watch: Stopwatch) -> None:
    """Open the finished book, fold its roll, check it, recount it by another road, and verify it from its bytes."""
    with watch("opening the book"):
        book = open_book(folder)
    try:
        entries = book.entries()
        with watch("fold of the roll"):
            roll = Roll.of(entries)
        with watch("one check of the invariants"):
            roll.check_invariants()
        with watch("recount by another road"):
            Recount.of(roll.lines)
    finally:
        book.close()
    with watch("muster verify"):
        outcome = verify_book(folder)
    if outcome.exit_code != 6:
        raise SystemExit("\n".join(outcome.lines()))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--run", default="gated", choices=["gated", "as-published"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--book", type=Path, help="keep the book here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
