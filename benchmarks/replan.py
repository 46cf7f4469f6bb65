"""Replanning after forty seeded faults: seconds to the first plan, what changed, what it is worth, what the check says.

Run: `PYTHONPATH=src:. python benchmarks/replan.py [--trials 150] [--faults 40] INSTANCE.json …`. A line for each fault,
then a table of the kinds and the worst of each figure. The plans in force are searched for first (`--adopted-trials`),
or read from `--adopted FOLDER` as NAME.plan.json. Beside each replan stand two others: to do nothing but leave out what
the news forbids, and to plan everything afresh that is not committed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.lift.faults import FAULTS, NOTICE_MIN, Fault

from musterbook.lift.between import Asked, between
from musterbook.lift.check import Objective
from musterbook.lift.freeing import free
from musterbook.lift.plan import Plan, serials
from musterbook.lift.plan_file import read_plan
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.replan import replan
from musterbook.lift.search.change import RULES, Prices
from musterbook.lift.search.race import race
from musterbook.lift.standing import standing_of

AFRESH_TRIALS = 150
YEARS_SECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one fault."""

    instance: str
    now: int
    fault: str
    first_cpu: float
    cpu: float
    findings: int
    begun: int
    committed: int
    touched: int
    unaffected: int
    first_changed: int
    changed: int
    room: int
    dropping: float
    first: float
    loss: float
    afresh: float
    left: int

    @property
    def kind(self) -> str:
        """The fault without its place."""
        return self.fault.rsplit(" ", 1)[0]

    @property
    def share(self) -> float:
        """Of the serials the news does not touch, how many changed."""
        return self.changed / max(1, self.unaffected)


def plan_of(problem: Problem, folder: Path | None, trials: int) -> Plan:
    """The plan in force: from a file, or searched for."""
    if folder is not None:
        return read_plan(folder / f"{problem.name}.plan.json")
    return race(problem, seconds=YEARS_SECONDS, trials=trials).plan(0, {"planner": "search", "seed": 1})


def line_of(problem: Problem, fault: Fault, adopted: Plan, now: int, trials: int) -> Line:
    """Replan once for the first plan and once to the end, and the two it is measured against."""
    freeze = now + NOTICE_MIN
    began = _cpu()
    first = replan(fault.problem, adopted, now_minute=now, freeze_minute=freeze, trials=1)
    between_them = _cpu()
    found = replan(fault.problem, adopted, now_minute=now, freeze_minute=freeze, trials=trials)
    ended = _cpu()
    committed = set(found.committed)
    touched = [one for one in committed if one not in found.kept and one not in found.repaired]
    excused = touched_by_news(adopted, fault, now)
    return Line(
        problem.name, now, fault.name, between_them - began, ended - between_them,
        sum(one.rule != "R18" and one not in found.begun for one in found.findings), len(found.begun),
        len(committed), sum(one not in excused for one in touched), found.far, len(first.far_changed),
        len(found.far_changed), len(found.room), found.carried_on.objective.weighted_loss,
        found.first_loss, found.objective.weighted_loss, afresh(fault.problem, adopted, now).weighted_loss,
        found.objective.left_behind,
    )  # fmt: skip


def touched_by_news(adopted: Plan, fault: Fault, now: int) -> set[str]:
    """Serials under way that the fault itself hits: their carrier fails, or their site is lost while they load."""
    return {one.id for one in serials(adopted) if fault.hits(one) and one.set_down > now}


def afresh(problem: Problem, adopted: Plan, now: int) -> Objective:
    """Everything is planned again that is not committed."""
    standing = standing_of(problem, adopted, now=now, freeze=now + NOTICE_MIN)
    for vehicle, course in standing.courses.items():
        for number in range(course.standing, len(course.movements)):
            free(standing.problem, standing.courses, (vehicle, number), "afresh")
    here = between(standing, Asked(adopted, now + NOTICE_MIN, 1, Prices(1.0, 0.0, 10**6)))
    found = here.search.start(3, RULES[0])
    if here.search.stuck():
        found = here.search.rescue(found)
    found = here.search.hunt(found, trials=AFRESH_TRIALS, over=lambda: False)
    return here.judged(here.made(found)).objective


def main() -> None:
    """Forty faults over the instances given, one after another."""
    asked = argparse.ArgumentParser()
    asked.add_argument("instances", nargs="+", type=Path)
    asked.add_argument("--faults", type=int, default=40)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--trials", type=int, default=150)
    asked.add_argument("--adopted", type=Path, default=None)
    asked.add_argument("--adopted-trials", type=int, default=1000)
    asked.add_argument("--kept", type=Path, default=None, help="file that keeps the lines, to go on another time")
    said = asked.parse_args()
    problems = [read_problem(path) for path in said.instances]
    plans = [plan_of(problem, said.adopted, said.adopted_trials) for problem in problems]
    lines = [Line(**json.loads(one)) for one in said.kept.read_text().splitlines()] if said.kept else []
    for number in range(said.first, said.faults):
        chance, k = random.Random(number), number % len(problems)
        problem, adopted = problems[k], plans[k]
        now = chance.randrange(600, 6000)
        fault = FAULTS[number // len(problems) % len(FAULTS)](problem, now, chance, adopted)
        line = line_of(problem, fault, adopted, now, said.trials)
        lines.append(line)
        if said.kept:
            said.kept.write_text("\n".join(json.dumps(asdict(one)) for one in lines) + "\n")
        sys.stdout.write(
            f"{line.instance} {line.now:5d} {line.fault:22s} first {line.first_cpu:5.2f} s, all {line.cpu:5.1f} s; "
            f"findings {line.findings}, of what is under way {line.begun}; touched {line.touched} of {line.committed}; "
            f"unaffected {line.unaffected}, changed {line.first_changed} then {line.changed} (for room {line.room}); "
            f"loss dropping {line.dropping:.1f}, first {line.first:.1f}, replanned {line.loss:.1f}, "
            f"afresh {line.afresh:.1f}; left {line.left}\n"
        )
        sys.stdout.flush()
    sys.stdout.write("\n".join(summary(lines)) + "\n")


def summary(lines: list[Line]) -> list[str]:
    """A row for each kind of fault, and one for all: middles and worsts."""
    rows = [
        "| fault | runs | first, CPU s | unaffected changed | room | touched | dropping | first | replanned | afresh |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    kinds: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        kinds[line.kind].append(line)
    for name, some in [*kinds.items(), ("all", lines)]:
        share = sum(one.changed for one in some) / max(1, sum(one.unaffected for one in some))
        seconds = sorted(one.first_cpu for one in some)
        losses = [sum(getattr(one, what) for one in some) / len(some)
                  for what in ("dropping", "first", "loss", "afresh")]  # fmt: skip
        rows.append(
            f"| {name} | {len(some)} | {seconds[len(seconds) // 2]:.1f} ({seconds[-1]:.1f}) "
            f"| {share:.1%} ({max(one.share for one in some):.1%}) | {sum(one.room for one in some)} "
            f"| {sum(one.touched for one in some)} | " + " | ".join(f"{loss:.1f}" for loss in losses) + " |"
        )
    return rows


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
