"""Plans that use no carrier as a waiting room, for which a second and higher bound holds.

The rules let people sit in a parked carrier for hours, at a staging place or before a reception desk. The bound must
allow that, though hardly any planner would. A *prompt* plan takes nobody from a staging place to a staging place, and
keeps nobody aboard longer than R20 allows for the way and R7 asks for setting down a full load.
"""

from __future__ import annotations

import math

from musterbook.lift.courses import direct_minutes
from musterbook.lift.plan import Plan, serials
from musterbook.lift.problem import Problem, VehicleType


def sitting_most(problem: Problem, vehicle_type: VehicleType, origin: str, target: str) -> float:
    """Most minutes aboard before the set-down begins (R20); infinite without a direct road."""
    direct = direct_minutes(problem, vehicle_type, origin, target)
    return direct * problem.rules.aboard_max_pct / 100 + problem.rules.aboard_extra_max_min


def prompt_most(problem: Problem, vehicle_type: VehicleType, origin: str, target: str) -> float:
    """Most minutes from the end of a boarding to the end of the set-down in a prompt plan."""
    unit = max(1, problem.rules.stretcher_load_units)
    handled = math.ceil(vehicle_type.seats * unit * vehicle_type.unload_s / 60)
    return sitting_most(problem, vehicle_type, origin, target) + vehicle_type.turn_min + handled


def is_prompt(problem: Problem, plan: Plan) -> bool:
    """Does `plan` use no carrier as a waiting room, so that the bound for prompt plans holds for it?"""
    for one in serials(plan):
        kind = problem.vehicle_type[problem.vehicle[one.vehicle].type]
        if problem.node[one.origin].kind == problem.node[one.destination].kind:
            return False
        if one.set_down - one.board_end > prompt_most(problem, kind, one.origin, one.destination):
            return False
    return True
