"""A plan explained as a whole: each site, what delays the serials, how far resources are used, who is left and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from musterbook.lift.check import check
from musterbook.lift.dispatch.network import Network
from musterbook.lift.dispatch.unmoved import Unmoved, unmoved_of
from musterbook.lift.explain.delays import added_up, serial_delays
from musterbook.lift.explain.impossible import bars_of
from musterbook.lift.explain.outings import Ride, rides_of, stops_of
from musterbook.lift.explain.uses import uses_of
from musterbook.lift.explain.values import Explanation, Left, Reason, SerialDelay, SiteAccount
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Group, Node, Problem


def explain(problem: Problem, plan: Plan) -> Explanation:
    """Explain `plan`: every serial is searched again with all else in place, so that each delay has its re-run."""
    objective = check(problem, plan).objective
    stops = stops_of(plan)
    rides = [ride for vehicle, mine in stops.items() for ride in rides_of(vehicle, mine)]
    delays = serial_delays(problem, plan)
    return Explanation(
        weighted_loss=objective.weighted_loss,
        loss=objective.loss,
        loss_by_compartment=_by_compartment(problem, rides),
        sites=tuple(
            _site(problem, node, [ride for ride in rides if ride.origin == node.id], delays)
            for node in problem.nodes
            if node.kind == "site" and problem.at_site(node.id)
        ),
        delays=added_up(problem, delays),
        carrier_only=sum(not one.pushes and not one.waited for one in delays),
        serials=len(delays),
        uses=uses_of(problem, stops),
        left=left_of(problem, plan),
        serial_delays=delays,
    )


def explain_site(problem: Problem, plan: Plan, site: str) -> tuple[SiteAccount, tuple[Left, ...]]:
    """One site alone: its account, and those of it whom the plan does not move."""
    rides = [ride for vehicle, mine in stops_of(plan).items() for ride in rides_of(vehicle, mine)]
    mine = [ride for ride in rides if ride.origin == site]
    account = _site(problem, problem.node[site], mine, serial_delays(problem, plan, site=site))
    return account, left_of(problem, plan, site=site)


def left_of(
    problem: Problem, plan: Plan, *, reasons_max: int = 100, site: str = "",
    unmoved: Sequence[Unmoved] | None = None, progress: Callable[[int, int], None] = lambda _done, _whole: None,
) -> tuple[Left, ...]:  # fmt: skip
    """Those of all sites, or of one, whom the plan does not move, with what bars them.

    Whoever could go alone lacks only room in this plan. For so many kinds of people it is worked out; of others it is
    said only that the plan has no room for them. `unmoved` is what `unmoved_of` says of the plan, where that is known
    already; `progress` is told how many kinds are worked out of how many.
    """
    left = unmoved_of(problem, plan) if unmoved is None else unmoved
    asked = [(problem.group[one.group], one) for one in left if site in ("", problem.group[one.group].site)]
    whole = min(reasons_max, len({_alike(group) for group, _ in asked}))
    found, known = [], dict[tuple[object, ...], tuple[Reason, ...]]()
    for group, one in asked:
        loss = one.heads * problem.risk_class[group.risk].weight * problem.rules.left_behind_loss
        alike = _alike(group)
        if alike not in known:
            reasons = bars_of(problem, group) if len(known) < reasons_max else ()
            values = {"site": group.site, **one.values}
            known[alike] = reasons or (Reason("explain.no-room", values),)
            if len(known) <= whole:
                progress(len(known), whole)
        found.append(Left(group.id, group.site, one.heads, loss, known[alike]))
    return tuple(found)


def _alike(group: Group) -> tuple[object, ...]:
    """What bars one group bars every other of the same kind."""
    return group.site, group.risk, group.stretcher, group.compartment, group.dests, group.not_before


def _site(problem: Problem, node: Node, rides: list[Ride], delays: tuple[SerialDelay, ...]) -> SiteAccount:
    network = Network(problem)
    groups = problem.at_site(node.id)
    weight = {group.id: problem.risk_class[group.risk].weight for group in groups}
    gone: dict[str, int] = defaultdict(int)
    for ride in rides:
        gone[ride.group] += ride.heads
    left = sum(weight[group.id] * max(0, group.count - gone[group.id]) for group in groups)
    mine = [one for one in delays if one.site == node.id]
    lasting = added_up(problem, [replace(one, pushes=one.pushes[-1:]) for one in mine])
    ordered = sorted(rides, key=lambda ride: (ride.departs, ride.serial))
    return SiteAccount(
        site=node.id,
        people=sum(group.count for group in groups),
        moved=sum(gone.values()),
        serials=len(mine),
        first_leave=ordered[0].departs if ordered else None,
        last_leave=ordered[-1].departs if ordered else None,
        first_serial=ordered[0].serial if ordered else None,
        last_serial=ordered[-1].serial if ordered else None,
        loss=sum(weight[ride.group] * ride.heads * network.lost_by(node.id, ride.departs) for ride in rides),
        left_loss=left * problem.rules.left_behind_loss,
        delayed_by=max(lasting, key=lambda one: (one.serials, one.minutes), default=None),
        carrier_only=sum(not one.pushes and not one.waited for one in mine),
    )


def _by_compartment(problem: Problem, rides: list[Ride]) -> Mapping[str, float]:
    """People expected to be lost at their sites or left behind, unweighted, by compartment."""
    network, found = Network(problem), dict[str, float]()
    left = {group.id: group.count for group in problem.groups}
    for ride in rides:
        if problem.node[ride.origin].kind == "site":
            group = problem.group[ride.group]
            left[ride.group] -= ride.heads
            lost = ride.heads * network.lost_by(ride.origin, ride.departs)
            found[group.compartment] = found.get(group.compartment, 0.0) + lost
    for group in problem.groups:
        stays = left[group.id] * problem.rules.left_behind_loss
        found[group.compartment] = found.get(group.compartment, 0.0) + stays
    return dict(sorted(found.items()))
