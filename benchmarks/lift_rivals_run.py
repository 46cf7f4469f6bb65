"""Ask one rival for its routes, in a process of its own: OR-Tools and our bound each bring a HiGHS of their own.

    PYTHONPATH=src python benchmarks/lift_rivals_run.py "PyVRP" INSTANCE.json SECONDS SEED

Prints the routes as JSON. How the problem is put to a rival depends on its size, as trials showed to be best for it.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

from lift_rivals_loads import Routes

from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem

SMALL_GROUPS = 50


def ortools(problem: Problem, seconds: float, seed: int) -> Routes:
    """On larger problems loads fill the larger helicopter and have one facility each, so that a first plan is found."""
    from lift_rivals_ortools import Manner, routes_of  # noqa: PLC0415  not installed everywhere

    small = len(problem.groups) < SMALL_GROUPS
    manner = Manner(seats=10, days=7) if small else Manner(seats=34, days=14, one_dest=True)
    return routes_of(problem, manner, seconds=seconds, seed=seed)


def pyvrp(problem: Problem, seconds: float, seed: int) -> Routes:
    """Prizes fall every day."""
    from lift_rivals_pyvrp import Manner, edges_of, routes_of  # noqa: PLC0415  not installed everywhere

    small = len(problem.groups) < SMALL_GROUPS
    seats, days = (10, 7) if small else (34, 12)
    return routes_of(problem, Manner(seats, days, edges_of(problem, 24, days)), seconds=seconds, seed=seed)


def cp_sat(problem: Problem, seconds: float, seed: int) -> Routes:
    """The whole week of every carrier."""
    from lift_rivals_cpsat import Manner, routes_of  # noqa: PLC0415  not installed everywhere

    return routes_of(problem, Manner(), seconds=seconds, seed=seed)


RIVALS: Mapping[str, Callable[[Problem, float, int], Routes]] = {
    "OR-Tools routing": ortools,
    "PyVRP": pyvrp,
    "plain CP-SAT": cp_sat,
}


def main() -> int:
    """Ask, and print what is answered."""
    warnings.simplefilter("ignore")
    name, path, seconds, seed = sys.argv[1:]
    json.dump(RIVALS[name](read_problem(Path(path)), float(seconds), int(seed)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
