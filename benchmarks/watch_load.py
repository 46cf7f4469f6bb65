"""How long a large file takes to load, beside a bare pass of `csv.DictReader` over it (watch.md section 16: 3 at most).

Run: `PYTHONPATH=src:. python benchmarks/watch_load.py [--rounds 3]`. 400,000 invented rows of a yearly release of UCDP,
CPU seconds of one process, the median of the ratios. Exit 0 when the gate holds, 1 when it does not.
"""

from __future__ import annotations

import argparse
import csv
import io
import platform
import random
import resource
import statistics
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from tests.watch.sources.written import YEARLY as UCDP_COLUMNS

from musterbook.watch.sources.reading import read

SEED = 1
INCIDENTS, DAYS = 400_000, 5_000
RATIO_MAX = 3.0
ARRIVED: Final = datetime(2031, 1, 1, tzinfo=UTC)
FIRST_DAY: Final = date(2010, 1, 1).toordinal()


def incidents_csv() -> str:
    """An invented yearly release of UCDP: few sides and sources, many places and days, as in the real ones."""
    draw = random.Random(SEED)
    sides = [f"Force {letter}" for letter in "ABCDEFGHIJKL"]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(UCDP_COLUMNS)
    for number in range(INCIDENTS):
        start = date.fromordinal(FIRST_DAY + draw.randrange(DAYS))
        best = int(draw.expovariate(0.3))
        writer.writerow((
            number, start.year, draw.randint(1, 3), draw.randint(1, 99), draw.choice(sides), draw.choice(sides),
            draw.randint(1, 9), draw.randint(1, 7), f"Town {draw.randrange(3000)}",
            round(32 + draw.randrange(5000) / 1000, 3), round(36 + draw.randrange(6000) / 1000, 3), "Exampleland",
            draw.randint(1, 5), start, start, best, best, best + draw.randrange(3), start,
        ))  # fmt: skip
    return out.getvalue()


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of this process while `work` is done."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Write the file, read it both ways in turn, and say the ratio."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    rounds = asked.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.csv"
        path.write_text(incidents_csv(), "utf-8")
        print(f"python {platform.python_version()}; {path.stat().st_size / 1e6:.0f} MB, {INCIDENTS:,} rows")

        def bare() -> None:
            with path.open(encoding="utf-8", newline="") as file:
                deque(csv.DictReader(file), maxlen=0)

        ratios = [cpu_of(lambda: read(path, arrived_at=ARRIVED)) / cpu_of(bare) for _ in range(rounds)]
        found = read(path, arrived_at=ARRIVED)
    ratio = statistics.median(ratios)
    whole = len(found.rows) == INCIDENTS and not found.quarantined
    print(f"{len(found.rows):,} rows read; {ratio:.2f} bare passes, at most {RATIO_MAX:g}")
    return 0 if whole and ratio <= RATIO_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
