"""The report of a release run of the simulator, `docs/explanation/simulator-figures.md`, from its parts.

    nice -n 19 muster rehearse --simulate --first 1 --seeds 5000 --into runs/1.jsonl
    nice -n 19 muster rehearse --simulate --first 5001 --seeds 5000 --into runs/2.jsonl
    PYTHONPATH=src python benchmarks/simulator.py runs/*.jsonl --commit COMMIT

A part that was stopped goes on where it was when it is begun again. Seconds are processor time, whatever else the
machine does. Every part must be of one commit: a seed plays another world when what is drawn from it changes.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from musterbook.rehearsal.simulator.parts import Line, read_lines
from musterbook.rehearsal.simulator.running import FIGURES

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs/explanation/simulator-figures.md"


def main() -> int:
    """Add the parts up; with a commit, write the report."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", type=Path, nargs="+")
    asked.add_argument("--commit", default="", help="write the report, for this commit")
    told = asked.parse_args()
    lines = added(told.parts)
    print(f"{len(lines):,} seeds, {sum(bool(one.broken) for one in lines):,} violations")
    if told.commit:
        REPORT.write_text(report(lines, told.commit), "utf-8")
    return int(any(one.broken for one in lines))


def added(parts: Sequence[Path]) -> list[Line]:
    """The lines of all parts, by seed; a seed that is in two of them counts once."""
    found = {line.seed: line for part in parts for line in read_lines(part)}
    return [found[seed] for seed in sorted(found)]


def report(lines: Sequence[Line], commit: str) -> str:
    """The page."""
    counts: Counter[str] = Counter()
    for one in lines:
        counts.update(one.counts)
    seconds = sorted(one.seconds for one in lines)
    broken = [one for one in lines if one.broken]
    rows = "\n".join(f"| {name.replace('_', ' ')} | {counts[name]:,} |" for name in FIGURES)
    failed = "\n".join(f"- seed {one.seed}: {one.broken} (`{one.ended().replay}`)" for one in broken[:50])
    return (
        f"""# What the simulator met

`muster rehearse --simulate` plays whole nodes on disks, links and clocks that fail on purpose, with people and liars,
and checks its invariants after every start and once everything has come to rest. This page is written by
`benchmarks/simulator.py` from the parts of one run, of commit {commit}; each seed can be replayed by itself.

**{len(lines):,} seeds, {len(broken):,} violations.** Seeds {lines[0].seed:,} to {lines[-1].seed:,}.
Processor time {sum(seconds):,.0f} s in all, median
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
