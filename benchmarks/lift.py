"""How much our plans lose, beside simple rules, routing libraries, and a number no plan can beat: lift.md section 12.

Everyone has the same instances, seconds and cores. A figure is the median and the worst over the seeds; the
worst counts. What each rival is not told is printed; its routes are carried out by our own simulation. The
gates: at least 25 % below most-at-risk-first where the bound leaves that much, never above a simple rule, at least as
low as the best accepted number in `baselines.json`, a first plan in time, every plan accepted by check and referee.

Rivals are the dependency group `bench`; instances, referee and baselines lie beside the project, or in its tests.

    PYTHONPATH=src python benchmarks/lift.py [--quick] [--large] [--instances S1,M1] [--seeds 1,2,3] [--seconds 20]
        [--bound-seconds 60] [--rivals all|none|NAME,…]

Exit 0 when every gate holds, 1 when one does not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from lift_contenders import CORES, LEFT_OUT, Court, Judged, ours, rival
from lift_rivals_replay import by_rule

from musterbook.lift.bound import bound, gap
from musterbook.lift.problem_file import read_problem
from musterbook.lift.search.starts import SIMPLE_RULES

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = ROOT / "../shared/data/lift"
OWN: Final = ROOT / "tests/lift/instances"
SECONDS: Final[Mapping[str, float]] = {"S": 20, "M": 60, "L": 600}
BOUND_SECONDS: Final[Mapping[str, float]] = {"S": 60, "M": 120, "L": 60}
FIRST_SECONDS: Final[Mapping[str, float]] = {"S": 2, "M": 2, "L": 60}
GAP_AIMS: Final[Mapping[str, float]] = {"S": 0.10, "M": 0.20}
SHARE_BELOW: Final = 0.75
PEAK_GB: Final = 4.0
HAIR: Final = 1.000001


@dataclass(slots=True)
class Table:
    """What was measured on one instance: plans by contender, the bound, what the document promises."""

    name: str
    bound: float = 0.0
    bound_seconds: float = 0.0
    rows: dict[str, list[Judged]] = field(default_factory=dict)
    baselines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def ours(self) -> Sequence[Judged]:
        """Our planner's plans, one a seed."""
        return self.rows["our planner"]

    @property
    def worst(self) -> float:
        """Our loss from the worst seed."""
        return max((one.loss for one in self.ours), default=float("inf"))

    def gates(self) -> Iterator[tuple[str, bool, str]]:
        """Each gate: what, whether it holds, the numbers."""
        size, rules = self.name[0], [self.rows[name][0].loss for name in SIMPLE_RULES if self.rows[name][0].accepted]
        known = {
            name: row["loss"] for name, row in self.baselines.items() if "loss" in row and row["referee"] is not False
        }
        at_risk = known.get("most_at_risk_first", self.rows["most-at-risk-first"][0].loss)
        target = SHARE_BELOW * at_risk
        if self.bound <= target:
            yield "25 % below most-at-risk", self.worst <= target, f"{self.worst:.2f} of {target:.2f}"
        else:
            print(f"  {self.name}: 25 % below most-at-risk is {target:.2f}, below the bound {self.bound:.2f}: no gate")
        yield "never above a simple rule", self.worst <= min(rules) * HAIR, f"{self.worst:.2f} of {min(rules):.2f}"
        if known:
            least = min(known.values())
            yield "as low as the baselines", self.worst <= least + 0.005, f"{self.worst:.2f} of {least:.2f}"
        firsts = [one.first_seconds for one in self.ours if one.first_seconds is not None]
        slowest = max(firsts, default=float("inf"))
        yield "first plan in time", slowest < FIRST_SECONDS[size], f"{slowest:.2f} s of {FIRST_SECONDS[size]:g} s"
        yield "accepted", all(one.accepted for one in self.ours) and bool(self.ours), "check, referee"
        yield "not below the bound", all(one.loss >= self.bound / HAIR for one in self.ours), f"bound {self.bound:.2f}"
        if size == "L":
            own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            peak = (own + CORES * child) / 2**20
            yield "memory", peak < PEAK_GB, f"{peak:.1f} GB of {PEAK_GB:g} GB, each worker counted as the largest"

    def lines(self) -> Iterator[str]:
        """The table, in Markdown."""
        yield "| instance | contender | loss, median | worst | seconds | above the bound | left behind | accepted |"
        yield "|---|---|---|---|---|---|---|---|"
        for name, row in self.baselines.items():
            if "loss" in row:
                said = {True: "yes", False: "no", None: "not asked"}[row["referee"]]
                yield f"| {self.name} | {name} (baselines.json) | {row['loss']:.2f} | | | | | {said} |"
        for name, plans in self.rows.items():
            if not plans:
                yield f"| {self.name} | {name} | no answer | | | | | |"
                continue
            losses, seconds = [one.loss for one in plans], statistics.median(one.seconds for one in plans)
            middle = statistics.median(losses)
            said = (
                "yes" if all(one.accepted for one in plans) else ", ".join(sorted({r for p in plans for r in p.broken}))
            )
            yield (
                f"| {self.name} | {name} | {middle:.2f} | {max(losses):.2f} | {seconds:.1f} | "
                f"{gap(middle, self.bound):.1%} | {max(one.left for one in plans)} | {said} |"
            )
        yield f"| {self.name} | bound | {self.bound:.2f} | | {self.bound_seconds:.1f} | | | |"


def measured(name: str, asked: argparse.Namespace, seeds: Sequence[int], rivals: Sequence[str]) -> Table:
    """Everyone on one instance."""
    size, path = name[0], instance_path(name)
    checker = SHARED / "checker.py"
    court = Court(path, read_problem(path), checker if checker.exists() else None)
    seconds = asked.seconds or SECONDS[size]
    table = Table(name, baselines=baselines_of(name))
    for rule in SIMPLE_RULES:
        table.rows[rule] = [court.judged(by_rule(court.problem, rule), 0.0)]
    table.rows["our planner"] = [it for seed in seeds if (it := ours(court, seconds=seconds, seed=seed))]
    for other in rivals if size != "L" else ():
        if other == "plain CP-SAT" and size != "S":
            continue
        longer = asked.seconds or (600.0 if other == "plain CP-SAT" else seconds)
        table.rows[other] = [it for seed in seeds if (it := rival(court, other, seconds=longer, seed=seed))]
    found = bound(court.problem, seconds=asked.bound_seconds or BOUND_SECONDS[size])
    table.bound, table.bound_seconds = found.value, found.seconds
    return table


def instance_path(name: str) -> Path:
    """The instance beside the project when it is there, else the project's own."""
    places = (SHARED / f"{name}.json", SHARED / f"{name}.json.gz", OWN / f"{name}.json")
    return next((path for path in places if path.exists()), places[-1])


def baselines_of(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The published numbers of an instance, none when the file is not there."""
    path = SHARED / "baselines.json"
    if not path.exists():
        return {}
    found: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text("utf-8"))["instances"].get(name, {})
    return found


def versions() -> str:
    """Of what decides the figures; a rival that is not installed is said to be missing."""
    told = []
    for name in ("numba", "numpy", "highspy", "ortools", "pyvrp"):
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            told.append(f"{name} missing")
    return ", ".join(told)


def wanted() -> argparse.Namespace:
    """What is asked for."""
    asking = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asking.add_argument("--quick", action="store_true", help="S1, one seed, two seconds each")
    asking.add_argument("--large", action="store_true", help="L1 too")
    asking.add_argument("--instances", default="S1,S2,S3,M1,M2,M3")
    asking.add_argument("--seeds", default="1,2,3")
    asking.add_argument("--seconds", type=float, help="for every contender, instead of 20 (S), 60 (M), 600 (CP-SAT, L)")
    asking.add_argument("--bound-seconds", type=float, help="instead of 60 (S) and 120 (M)")
    asking.add_argument("--rivals", default="all", help="all, none, or names")
    asked = asking.parse_args()
    if asked.quick:
        asked.instances, asked.seeds, asked.seconds, asked.bound_seconds = "S1", "1", 2.0, 4.0
    return asked


def main() -> int:
    """Measure, print the tables, hold the gates."""
    asked = wanted()
    seeds = [int(seed) for seed in asked.seeds.split(",")]
    rivals = {"all": list(LEFT_OUT), "none": []}.get(asked.rivals, asked.rivals.split(","))
    names = [*asked.instances.split(","), *(["L1"] if asked.large else [])]
    print(
        f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores, {CORES} used by each, load "
        f"{os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {versions()}, seeds {asked.seeds}"
    )
    for name in rivals:
        print(f"{name} is not told: {LEFT_OUT[name]}", flush=True)
    held = True
    for name in names:
        table = measured(name, asked, seeds, rivals)
        print("", *table.lines(), "", sep="\n", flush=True)
        for what, holds, numbers in table.gates():
            print(f"  {'pass' if holds else 'FAIL'}  {name}: {what} ({numbers})")
            held = held and holds
        if (aim := GAP_AIMS.get(name[0])) and table.ours:
            middle = statistics.median(one.loss for one in table.ours)
            print(f"        {name}: gap {gap(middle, table.bound):.1%}, aim {aim:.0%}", flush=True)
    print(f"load at the end {os.getloadavg()[0]:.1f}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
