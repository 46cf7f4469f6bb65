"""The release run of the simulator and its report, `docs/explanation/simulator-figures.md`.

    nice -n 19 env PYTHONPATH=src python benchmarks/simulator.py --play 20000 --into runs    two processes, half each
    PYTHONPATH=src python benchmarks/simulator.py runs/*.jsonl --report                      the page

A run that was stopped goes on where it was when it is begun again. Beside each part lies on which commits it was begun:
a seed plays another world when what is drawn from it changes, so a part of another commit is said to be one. Seconds
are processor time, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from musterbook.rehearsal.simulator.parts import Line, read_lines
from musterbook.rehearsal.simulator.running import FIGURES

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs/explanation/simulator-figures.md"


def main() -> int:
    """Play, or add the parts up; with `--report` or a commit, write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", type=Path, nargs="*")
    asked.add_argument("--play", type=int, default=0, help="play so many seeds, in two processes beside each other")
    asked.add_argument("--first", type=int, default=1, help="the first of them")
    asked.add_argument("--into", type=Path, default=ROOT / "runs", help="folder of the parts that are played")
    asked.add_argument("--report", action="store_true", help="write the report")
    asked.add_argument("--commit", default="", help="write it, for parts beside which no commit lies")
    told = asked.parse_args()
    parts = play(told.into, told.first, told.play) if told.play else told.parts
    lines = added(parts)
    print(f"{len(lines):,} seeds, {sum(bool(one.broken) for one in lines):,} violations")
    if told.report or told.commit:
        REPORT.write_text(report(lines, played_on(parts, told.commit)), "utf-8")
    return int(any(one.broken for one in lines))


def play(into: Path, first: int, seeds: int) -> list[Path]:
    """Play two halves beside each other, each seed once however often it is begun; the parts. Ctrl-C ends both."""
    into.mkdir(parents=True, exist_ok=True)
    halves = [(first, seeds - seeds // 2), (first + seeds - seeds // 2, seeds // 2)]
    parts = [into / f"{begin}-{count}.jsonl" for begin, count in halves if count]
    playing = []
    for part, (begin, count) in zip(parts, halves, strict=False):
        with commits_beside(part).open("a", encoding="utf-8") as file:
            file.write(f"{commit_now()}\n")
        words = ["rehearse", "--simulate", "--first", str(begin), "--seeds", str(count), "--into", str(part)]
        playing.append(subprocess.Popen([sys.executable, "-m", "musterbook", *words]))
    try:
        for one in playing:
            one.wait()
    except KeyboardInterrupt:  # each has heard it too, and ends after the seed under way
        for one in playing:
            one.wait()
    return parts


def commit_now() -> str:
    """The commit this folder is at, and whether anything in it differs from that."""

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True).stdout

    return git("rev-parse", "--short=8", "HEAD").strip() + (
        " and changes" if git("status", "--porcelain", "-uno") else ""
    )


def commits_beside(part: Path) -> Path:
    """Where it lies on which commits a part was begun, a line each time."""
    return part.with_name(f"{part.name}.commits")


def played_on(parts: Sequence[Path], commit: str) -> str:
    """On which commit the parts were played; each part by itself where they differ, as what they drew may differ."""
    begun = {}
    for part in parts:
        beside = commits_beside(part)
        told = beside.read_text("utf-8").splitlines() if beside.exists() else [commit or "that nobody noted"]
        begun[part.name] = list(dict.fromkeys(told))
    if len({tuple(one) for one in begun.values()}) == 1 and len(next(iter(begun.values()))) == 1:
        return next(iter(begun.values()))[0]
    said = "; ".join(f"{name}: {', then '.join(commits)}" for name, commits in begun.items())
    return f"not the same in all parts ({said})"


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
Processor time {sum(seconds):,.0f} s in all, median {seconds[len(seconds) // 2] if seconds else 0:.2f} s a seed;
Python {platform.python_version()} on {platform.machine()}, a machine with two processors that others used too.

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
