"""A release run of the simulator: many seeds, resumable, and the report `docs/explanation/simulator-figures.md`.

    PYTHONPATH=src nice -n 10 python benchmarks/simulator.py --into runs.jsonl --seeds 20000
    PYTHONPATH=src python benchmarks/simulator.py --into runs.jsonl --report

Each seed is a line of the file as soon as it has ended, so a run that was stopped goes on where it was; the second form
writes the report from the lines that are there. Seconds are processor time, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from musterbook.rehearsal.simulator.running import FIGURES, REPLAY, run_seed

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs/explanation/simulator-figures.md"


def main() -> int:
    """Play what is not played yet, or write the report."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--into", type=Path, required=True)
    asked.add_argument("--seeds", type=int, default=20_000)
    asked.add_argument("--report", action="store_true")
    told = asked.parse_args()
    if not told.report:
        play(told.into, told.seeds)
    lines = read(told.into)
    print(f"{len(lines):,} seeds, {sum(bool(one['broken']) for one in lines):,} violations")
    if told.report:
        REPORT.write_text(report(lines), "utf-8")
    return int(any(one["broken"] for one in lines))


def play(into: Path, seeds: int) -> None:
    """Every seed that has no line yet."""
    done = {one["seed"] for one in read(into)}
    with into.open("a", encoding="utf-8") as file:
        for seed in range(1, seeds + 1):
            if seed in done:
                continue
            began = time.process_time()
            ended = run_seed(seed)
            line = {
                "seed": seed, "broken": ended.broken, "counts": dict(ended.counts),
                "seconds": round(time.process_time() - began, 3),
            }  # fmt: skip
            file.write(json.dumps(line) + "\n")
            file.flush()
            if ended.broken or seed % 100 == 0:
                print(f"{seed:,} of {seeds:,} {ended.broken}".rstrip(), file=sys.stderr, flush=True)


def read(path: Path) -> list[dict[str, Any]]:
    """The lines that are there; one cut off in the middle is left aside."""
    lines = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return lines


def report(lines: list[dict[str, Any]]) -> str:
    """The page."""
    counts: Counter[str] = Counter()
    for one in lines:
        counts.update(one["counts"])
    seconds = sorted(one["seconds"] for one in lines)
    broken = [one for one in lines if one["broken"]]
    rows = "\n".join(f"| {name.replace('_', ' ')} | {counts[name]:,} |" for name in FIGURES)
    failed = "\n".join(
        f"- seed {one['seed']}: {one['broken']} (`{REPLAY.format(seed=one['seed'])}`)" for one in broken[:50]
    )
    return (
        f"""# What the simulator met

`muster rehearse --simulate` plays whole nodes on disks, links and clocks that fail on purpose, with people and liars,
and checks its invariants after every start and once everything has come to rest. This page is written by
`benchmarks/simulator.py` from the lines of one run; each seed can be replayed by itself.

**{len(lines):,} seeds, {len(broken):,} violations.** Processor time {sum(seconds):,.0f} s in all, median
{seconds[len(seconds) // 2] if seconds else 0:.2f} s a seed; Python {platform.python_version()} on
{platform.machine()}, a machine with two processors that others used too.

| met | times |
|---|---|
{rows}

{"Seeds in which something did not hold:" if broken else "Nothing that should hold did not."}

{failed}
""".rstrip()
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
