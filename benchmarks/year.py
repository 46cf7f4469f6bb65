"""A year of a public escort service: how long a move takes, how many bytes and how much memory, step by step.

    PYTHONPATH=src python benchmarks/year.py --folder DIR [--moves 62200] [--seed 7] [--step append|fold|verify|check]

One public service makes 622,000 moves a year (custody.md section 17); `year_book.py` says what a move is. Each step
runs in a process of its own, so that its memory is its own: `append` writes a book, or goes on where it was stopped;
`fold` reads it entry by entry into the roll and keeps no entry; `verify` is `muster verify`; `check` is the independent
verifier on a copy of it. What a step took is kept in DIR/figures.json; without --step all that are not there run, one
after another, and everything is printed, with what the whole year takes by count. Seconds are of CPU.
"""

from __future__ import annotations

import argparse
import heapq
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from year_book import FACTS_A_MOVE, site, write

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.book_folder import find_book
from musterbook.operation.copying import back_up
from musterbook.operation.kinds import KINDS
from musterbook.operation.verifying import verify_book
from musterbook.store.copies import open_copies
from musterbook.terms.custodians import in_hand

YEAR: Final = 622_000
VERIFIER: Final = Path(__file__).resolve().parents[1] / "verifier" / "musterbook_verify.py"
Figures = dict[str, Any]


def append(place: Path, moves: int, seed: int) -> Figures:
    """Write the book; bytes on disk with its indexes."""
    place.mkdir(parents=True, exist_ok=True)
    write(place, moves=moves, seed=seed)
    return {"bytes": sum(path.stat().st_size for path in place.rglob("*") if path.is_file())}


def fold(place: Path, moves: int, seed: int) -> Figures:
    """Read the logs side by side in reading order into a roll; then ask it about a site and about one person."""
    del moves, seed
    copies = open_copies(find_book(place))
    roll, count = Roll(), 0
    logs = [copies.entries(log) for log in copies.logs()]
    for entry in heapq.merge(*logs, key=_order):
        if not roll.add(entry):
            raise SystemExit("the roll would have to be folded afresh")
        count += 1
    roll.check_invariants()
    began = time.process_time()
    here = roll.on(in_hand(site(7)))
    asked = time.process_time()
    way = roll.history(min(here))
    return {
        "entries": count, "lines": len(roll.lines), "of_one_site_seconds": asked - began, "of_one_site": len(here),
        "way_seconds": time.process_time() - asked, "way": len(way),
    }  # fmt: skip


def verify(place: Path, moves: int, seed: int) -> Figures:
    """`muster verify`: bytes, chains, roots, signatures, rights, links, recount."""
    del moves, seed
    outcome = verify_book(place)
    if outcome.failed:
        raise SystemExit("\n".join(outcome.failed))
    return {"said": [line for line in outcome.lines() if line[:2] in ("1 ", "8 ", "10")]}


def check(place: Path, moves: int, seed: int) -> Figures:
    """The independent verifier on a copy; the copying is not counted."""
    del moves, seed
    copy = place / "copy.mbk"
    if not copy.exists():
        back_up(find_book(place), copy)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, str(VERIFIER), str(copy)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_seconds": spent, "peak_mib": after.ru_maxrss / 1024, "copy_bytes": copy.stat().st_size}


STEPS: Final[Mapping[str, Callable[[Path, int, int], Figures]]] = {
    "append": append, "fold": fold, "verify": verify, "check": check,
}  # fmt: skip


def _order(entry: Entry) -> tuple[datetime, str, int]:
    return entry.act.happened_at, entry.log, entry.seq


def measured(step: str, place: Path, moves: int, seed: int) -> Figures:
    """One step, with its CPU seconds and the most memory this process ever had."""
    before, began, wall = resource.getrusage(resource.RUSAGE_SELF), time.process_time(), time.monotonic()
    found = STEPS[step](place, moves, seed)
    after = resource.getrusage(resource.RUSAGE_SELF)
    own = {"cpu_seconds": time.process_time() - began, "peak_mib": after.ru_maxrss / 1024}
    return {**own, "begun_mib": before.ru_maxrss / 1024, "wall_seconds": time.monotonic() - wall, **found}


def told(figures: Mapping[str, Figures], moves: int, seed: int) -> str:
    """Everything measured, as lines."""
    whole, facts = YEAR / moves, moves * FACTS_A_MOVE
    head = (
        f"{moves:,} moves of {YEAR:,} ({1 / whole:.1%}), seed {seed}, {platform.machine()}, "
        f"Python {platform.python_version()}, CPU seconds"
    )
    lines = [head]
    for step, found in figures.items():
        spent = found["cpu_seconds"]
        lines.append(
            f"  {step:<7} {spent:8.1f} s  {facts / spent:8,.0f} facts/s  {found['peak_mib']:7,.0f} MiB at most  "
            f"the year by count {spent * whole / 3600:5.2f} h"
        )
    if "append" in figures:
        lines.append(f"  on disk {figures['append']['bytes'] / moves:,.0f} bytes a move")
    if "fold" in figures:
        found = figures["fold"]
        lines.append(
            f"  {found['entries']:,} entries, {found['lines']:,} lines; one site: {found['of_one_site']:,} people in "
            f"{found['of_one_site_seconds'] * 1000:.1f} ms; the first way of a person: {found['way_seconds']:.2f} s"
        )
    return "\n".join(lines)


def main() -> None:
    """Run a step, or all that were not run yet, each in a process of its own."""
    assert KINDS
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, required=True)
    asked.add_argument("--moves", type=int, default=YEAR // 10)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--step", choices=list(STEPS), default=None)
    said = asked.parse_args()
    kept = said.folder / "figures.json"
    figures: dict[str, Figures] = json.loads(kept.read_text()) if kept.is_file() else {}
    if said.step:
        figures[said.step] = measured(said.step, said.folder, said.moves, said.seed)
        kept.write_text(json.dumps({step: figures[step] for step in STEPS if step in figures}, indent=2))
        return
    for step in STEPS:
        if step not in figures:
            words = ["--folder", str(said.folder), "--moves", str(said.moves), "--seed", str(said.seed), "--step", step]
            subprocess.run([sys.executable, __file__, *words], check=True)
    sys.stdout.write(told(json.loads(kept.read_text()), said.moves, said.seed) + "\n")


if __name__ == "__main__":
    main()
