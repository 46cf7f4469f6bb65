"""Planning: what the book and the folder know becomes a problem; a plan is proposed, checked, adopted, and seats filled.

Joins lift with custody, eligibility, coordination and the places. Only those whom nothing forbids to move are planned;
the rest stand in `left_behind` with their grounds. The planner counts by group; names are chosen when seats are filled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.build import CARRIER_KINDS, DeclaredCarrier, HeldGroup, Road, build_problem
from musterbook.lift.build import Place as LiftPlace
from musterbook.lift.check import Verdict
from musterbook.lift.facts import CarrierWithdrawn, PlanAdopted, PlanChecked, PlanProposed, Seated, Unseated
from musterbook.lift.manifests import Manifests
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.plan_file import plan_values, read_plan
from musterbook.lift.planners import PLANNERS, NoPlan, Proposal
from musterbook.lift.problem import Problem, VehicleType
from musterbook.lift.problem_file import problem_values, read_problem
from musterbook.lift.replan import Replanned, replan
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.clearing import clearable
from musterbook.operation.gates import may_go
from musterbook.tables import Row
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

RISK: Final = "C"
"""Everyone is planned as one class: the operation gives nobody a score."""

Beds = Mapping[str, Sequence[tuple[datetime, int]]]
"""For a receiving place, how many people it can have taken in all from each moment on."""


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal and the problem it answers; `plan` is None when nobody can be moved."""

    problem: Problem
    found: Proposal | NoPlan
    digest: Digest | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan, if there is one."""
        return self.found.plan if isinstance(self.found, Proposal) else None

    def told(self) -> dict[str, Any]:
        """The outcome as JSON."""
        told: dict[str, Any] = {
            "unmoved": [
                {"group": one.group, "heads": one.heads, "rule": one.reason, "values": dict(one.values)}
                for one in self.found.unmoved
            ]
        }
        if isinstance(self.found, Proposal):
            worth = self.found.objective
            told |= {
                "plan": self.digest, "planner": self.found.planner, "seed": self.found.seed,
                "serials": len(serials(self.found.plan)), "delivered": worth.delivered,
                "left_behind": worth.left_behind, "weighted_loss": worth.weighted_loss, "loss": worth.loss,
                "makespan_min": worth.makespan_min, "cost": worth.cost,
                "late": [str(one) for one in self.found.late],
            }  # fmt: skip
        return told

    def lines(self) -> list[str]:
        """The outcome in lines."""
        lines = [f"{one.heads} of {one.group} cannot be moved: {one.reason}" for one in self.found.unmoved]
        if isinstance(self.found, Proposal):
            worth = self.found.objective
            name = f"plan {self.digest[:8]}" if self.digest else "plan"
            lines.insert(
                0,
                f"{name}: {len(serials(self.found.plan))} serials, {worth.delivered} delivered, {worth.left_behind} "
                f"left behind, expected loss {worth.weighted_loss:.2f} weighted, by {self.found.planner}",
            )
        return lines


def plan_problem(
    problem: Problem, *, planner: str = "", seed: int = 1, seconds: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Made:  # fmt: skip
    """Plan any problem with a planner by name; the first of `PLANNERS` by default."""
    chosen = next((one for one in PLANNERS if planner in ("", one.name)), None)
    if chosen is None:
        raise Malformed.because("plan.unknown-planner", planner=planner, known=", ".join(one.name for one in PLANNERS))
    told = progress if progress is not None else lambda _done, _whole: None
    return Made(problem, chosen.plan(problem, seed=seed, seconds=seconds, progress=told))


def save(made: Made, path: Path) -> None:
    """Write the plan as `muster-lift-plan/1`; nothing when there is none."""
    if made.plan is not None:
        path.write_text(json.dumps(plan_values(made.plan)), encoding="utf-8")


def verdict_told(verdict: Verdict) -> dict[str, Any]:
    """What the independent check says, as JSON."""
    return {
        "feasible": verdict.feasible,
        "findings": [
            {"rule": one.rule, "where": one.where, "minute": one.minute, "values": dict(one.values)}
            for one in verdict.findings[:200]
        ],
        "objective": {
            "weighted_loss": verdict.objective.weighted_loss, "makespan_min": verdict.objective.makespan_min,
            "cost": verdict.objective.cost, "delivered": verdict.objective.delivered,
        },
    }  # fmt: skip


def verdict_lines(verdict: Verdict) -> list[str]:
    """What the independent check says, in lines."""
    if verdict.feasible:
        worth = verdict.objective
        return [f"feasible: {worth.delivered} delivered, weighted loss {worth.weighted_loss:.3f}"]
    lines = [f"{one.rule} {one.where} at {one.minute}: {dict(one.values)}" for one in verdict.findings[:50]]
    return [*lines, f"not feasible: {len(verdict.findings)} findings"]


def propose(
    book: Book, *, at: datetime, days: int, planner: str = "", seed: int = 1, seconds: float = 60.0,
    progress: Callable[[int, int], None] | None = None, beds: Beds | None = None, planned: Planned | None = None,
) -> Made:  # fmt: skip
    """Make a plan from the book, and write that it was proposed and checked."""
    made = plan_problem(
        problem_of(book, at=at, days=days, beds=beds, planned=planned), planner=planner, seed=seed, seconds=seconds,
        progress=progress,
    )  # fmt: skip
    if not isinstance(made.found, Proposal):
        return made
    return replace(made, digest=write_proposal(book, made.problem, made.found.plan, made.found, at=at))


def write_proposal(book: Book, problem: Problem, plan: Plan, found: Proposal, *, at: datetime) -> Digest:
    """Keep a plan and its problem by digest, and write both that it was proposed and that the check found nothing."""
    digest = _keep(book, plan_values(plan))
    worth = found.objective
    desk = book.settings.desk
    objective = {
        "cost": round(worth.cost), "left-behind": worth.left_behind, "loss-milli": round(worth.loss * 1000),
        "makespan-minutes": worth.makespan_min, "weighted-loss-milli": round(worth.weighted_loss * 1000),
    }  # fmt: skip
    proposed = PlanProposed(
        plan=digest, problem=_keep(book, problem_values(problem)), planner=found.planner, seed=found.seed,
        objective=objective,
    )  # fmt: skip
    checked = PlanChecked(plan=digest, checker="musterbook.lift.check", findings=tuple(str(one) for one in found.late))
    book.write_all([Draft(desk, fact, (), at) for fact in (proposed, checked)])
    return digest


@dataclass(frozen=True, slots=True)
class Planned:
    """Whom a problem is about, when it is not everyone the operation means to move.

    Attributes:
        origins: custodians whose people are planned.
        destination: the receiving custodian.
        carriers: carriers to plan with; all when empty.
    """

    origins: frozenset[CustodianId]
    destination: CustodianId
    carriers: frozenset[str] = frozenset()


def problem_of(
    book: Book, *, at: datetime, days: int, beds: Beds | None = None, planned: Planned | None = None,
    epoch: datetime | None = None, gone: Mapping[str, int] | None = None,
) -> Problem:  # fmt: skip
    """The problem as the book stands at `at`.

    Groups are everyone at an origin whom nothing but a missing clearance keeps; places, roads and escorts come from the
    folder, carriers from the folder less those withdrawn. Minute 0 is `epoch`, or `at`; to plan again under the epoch of
    an adopted plan, `gone` says for each site how many have left it since.
    """
    start = epoch or at
    scope = planned or Planned(
        frozenset(one for one, part in book.places.parts.items() if part == "site"), book.settings.destination
    )
    horizon = days * 24 * 60
    groups = [
        HeldGroup(place.site, place.site, count, risk=RISK)
        for place in book.places.sites.values()
        if place.custodian in scope.origins
        and (count := len(plannable(book, place.custodian, scope.destination, at)) + (gone or {}).get(place.site, 0))
    ]
    return build_problem(
        name=f"{book.settings.name} {at.isoformat()}", epoch=start.isoformat(), horizon_min=horizon,
        places=_places(book, scope, start, beds or {}), carriers=_carriers(book, scope, start, horizon),
        groups=groups, roads=_roads(book, scope, start),
    )  # fmt: skip


def plan_again(
    book: Book, adopted: Plan, *, epoch: datetime, at: datetime, freeze_minutes: int, days: int, seed: int = 1,
    beds: Beds | None = None, planned: Planned | None = None, gone: Mapping[str, int],
) -> tuple[Replanned, Problem, Digest]:  # fmt: skip
    """Dispatch the rest again from what the book says now; tours begun before the freeze line are kept.

    Returns:
        What was planned, the changed problem, and the digest under which both are kept and were proposed.
    """
    problem = problem_of(book, at=at, days=days, beds=beds, planned=planned, epoch=epoch, gone=gone)
    now = _minute(at, epoch, 0)
    again = replan(problem, adopted, now_minute=now, freeze_minute=now + freeze_minutes, seed=seed)
    found = Proposal(
        plan=again.plan, objective=again.objective, unmoved=again.unmoved, planner="replan", seed=seed,
        late=again.findings,
    )  # fmt: skip
    return again, again.problem, write_proposal(book, again.problem, again.plan, found, at=at)


def plannable(book: Book, origin: CustodianId, destination: CustodianId, at: datetime) -> list[PersonId]:
    """Everyone in a custodian's hands against whose move nothing but a missing clearance speaks."""
    people = clearable(book, origin)
    if not people:
        return []
    day = at.astimezone(book.settings.zone).date().isoformat()
    move = Move(people=frozenset(people), giver=origin, receiver=destination, at=at, destination=destination, day=day)
    apart = book.reading(KeepApart)
    together = {one for order in apart.orders() for one in order.pair}
    alone = frozenset(people) - together
    # People under a keep-apart order can go, though not together: the gate is asked about each of them by himself.
    kept = [one for one in sorted(together & frozenset(people)) if may_go(book, (one,), move)]
    return sorted([*may_go(book, alone, move), *kept]) if alone else kept


def adopt(book: Book, acting: Acting, plan: Digest, *, because: str, changed: Iterable[str] = ()) -> Entry:
    """Adopt a plan; it supersedes the one adopted before."""
    before = [one.fact for one in book.entries() if isinstance(one.fact, PlanAdopted)]
    superseded = before[-1].plan if before and isinstance(before[-1], PlanAdopted) else None
    return book.write(
        acting.draft(PlanAdopted(plan=plan, because=because, supersedes=superseded, changed=frozenset(changed)))
    )


def adopt_and_seat(book: Book, desk: Acting, planner: Acting, plan: str, *, because: str) -> list[tuple[str, int]]:
    """Adopt a proposed plan by the first digits of its digest, and seat people on every serial that leaves a site.

    Returns:
        Each serial with how many are seated. Serials that leave a staging place are seated when people stand there.
    """
    digest, problem = proposed_as(book, plan)
    adopt(book, desk, digest, because=because)
    seated = []
    taken: set[PersonId] = set()
    for serial in sorted(serials(read_plan(_read(book, digest))), key=lambda one: (one.depart, one.id)):
        origin = book.places.custodian_at(serial.origin)
        if book.places.parts.get(origin) != "site":
            continue
        names = choose(book, origin, serial.people, taken=taken, at=desk.at)
        taken.update(names)
        seat(book, planner, serial, names, problem=problem, plan=digest)
        seated.append((serial.id, len(names)))
    return seated


def proposed_as(book: Book, plan: str) -> tuple[Digest, Problem]:
    """The proposal whose digest begins with `plan`, and its problem; Malformed when there is none, or several."""
    found = {
        fact.plan: fact.problem
        for fact in (one.fact for one in book.entries())
        if isinstance(fact, PlanProposed) and fact.plan.startswith(plan)
    }
    if len(found) != 1:
        raise Malformed.because("plan.unknown", plan=plan, found=len(found))
    ((digest, problem),) = found.items()
    return digest, read_problem(_read(book, problem))


def choose(
    book: Book, origin: CustodianId, heads: int, *, taken: set[PersonId], at: datetime,
    destination: CustodianId | None = None,
) -> list[PersonId]:  # fmt: skip
    """Names for `heads` seats out of a custodian's hands: those under keep-apart orders first, never two of a pair.

    They go first because each of them can still be placed while others are left to fill the seats beside him.
    """
    to = destination or book.settings.destination
    apart = book.reading(KeepApart)
    pairs: dict[PersonId, set[PersonId]] = {}
    for order in apart.orders():
        for one in order.pair:
            pairs.setdefault(one, set()).update(order.pair - {one})
    free = [one for one in plannable(book, origin, to, at) if one not in taken]
    free.sort(key=lambda one: (one not in pairs, one))
    chosen: list[PersonId] = []
    for one in free:
        if len(chosen) == heads:
            break
        if not pairs.get(one, set()) & set(chosen):
            chosen.append(one)
    return chosen


def seat(
    book: Book, acting: Acting, serial: Serial, people: Sequence[PersonId], *, problem: Problem, plan: Digest
) -> Entry | None:
    """Seat people on a serial of the plan; nothing is written when there is nobody."""
    if not people:
        return None
    epoch = datetime.fromisoformat(problem.epoch)
    kind = problem.vehicle_type[problem.vehicle[serial.vehicle].type]
    fact = Seated(
        serial=serial.id, carrier=serial.vehicle, people=frozenset(people), plan=plan,
        giver=book.places.custodian_at(serial.origin), receiver=book.places.custodian_at(serial.destination),
        leaves_at=epoch + timedelta(minutes=serial.depart), arrives_at=epoch + timedelta(minutes=serial.arrive),
        seats=kind.seats, escorts=serial.escorts,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def unseat(book: Book, acting: Acting, serial: str, people: Iterable[PersonId], *, because: str) -> Entry:
    """Take people off a serial again."""
    known = book.reading(Manifests).serials.get(serial)
    if known is None:
        raise Malformed.because("serial.unknown", serial=serial)
    return book.write(acting.draft(Unseated(serial=serial, people=frozenset(people), because=because)))


def _keep(book: Book, values: Mapping[str, Any]) -> Digest:
    paper = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    digest = Digest(hashlib.sha256(paper).hexdigest())
    book.papers.keep(digest, paper)
    return digest


def _read(book: Book, digest: Digest) -> Mapping[str, Any]:
    paper = book.papers.read(digest)
    if paper is None:
        raise Malformed.because("plan.paper-not-here", digest=digest[:8])
    told: Mapping[str, Any] = json.loads(paper)
    return told


def _minute(moment: datetime | None, at: datetime, otherwise: int) -> int:
    return otherwise if moment is None else int((moment - at) / timedelta(minutes=1))


def _places(book: Book, scope: Planned, at: datetime, beds: Beds) -> list[LiftPlace]:
    """Origins, staging places and the destination, with escorts and beds."""
    pools: dict[str, int] = {}
    for row in book.places.rows("escorts"):
        pools[row.must("base", str)] = pools.get(row.must("base", str), 0) + row.must("count", int)
    bases = {row.must("base", str) for row in book.places.rows("fleet")}
    roll = book.reading(Roll)
    found = []
    for place in book.places.sites.values():
        if place.lat is None or place.lon is None:
            continue
        guards = pools.get(place.site, 0)
        if place.custodian in scope.origins:
            found.append(LiftPlace(place.site, "site", place.lat, place.lon, modes={"road": 4, "heli": 1}))
            if place.site in bases:
                found.append(LiftPlace(_yard(place.site), "base", place.lat, place.lon, escorts=guards))
        elif place.part == "staging":
            found.append(
                LiftPlace(place.site, "hub", place.lat, place.lon, escorts=guards, hold_cap=place.capacity or 300,
                          dwell_max_min=720, modes={"road": 12, "heli": 3, "fixed": 3})
            )  # fmt: skip
        elif place.custodian == scope.destination:
            steps = tuple((max(0, _minute(moment, at, 0)), number) for moment, number in beds.get(place.site, ()))
            room = max(0, (place.capacity or 1_000_000) - len(roll.answered_for(place.custodian)))
            found.append(
                LiftPlace(place.site, "dest", place.lat, place.lon, escorts=guards,
                          beds={"std": _rising(steps) or ((0, room),)}, intake_per_hour=place.intake_per_hour or 60,
                          reception_cap=4 * (place.intake_per_hour or 60), modes={"road": 6, "heli": 2, "fixed": 4})
            )  # fmt: skip
    return found


def _yard(site: str) -> str:
    """The place outside a site's gate where its own carriers and escorts wait: the planner's bases hold nobody."""
    return f"{site} yard"


def _rising(steps: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Steps with one value a minute, the last that was given for it."""
    return tuple(sorted(dict(steps).items()))


def _carriers(book: Book, scope: Planned, at: datetime, horizon: int) -> list[DeclaredCarrier]:
    withdrawn: dict[str, list[tuple[int, int]]] = {}
    for entry in book.entries():
        match entry.fact:
            case CarrierWithdrawn(carrier=carrier, from_=since, until=until):
                span = (max(0, _minute(since, at, 0)), min(horizon, _minute(until, at, horizon)))
                withdrawn.setdefault(carrier, []).append(span)
    places = {place.id for place in _places(book, scope, at, {})}
    return [
        _carrier(row, at, horizon, withdrawn.get(row.must("carrier", str), []), yards=places)
        for row in book.places.rows("fleet")
        if row.must("base", str) in places
        and (not scope.carriers or row.must("carrier", str) in scope.carriers)
        and _minute(row.get("until", datetime), at, horizon) > 0
    ]


def _carrier(
    row: Row, at: datetime, horizon: int, withdrawn: list[tuple[int, int]], *, yards: set[str]
) -> DeclaredCarrier:
    base = row.must("base", str)
    since = min(horizon, max(0, _minute(row.get("from", datetime), at, 0)))
    until = min(horizon, max(0, _minute(row.get("until", datetime), at, horizon)))
    out = [*([(0, since)] if since else []), *([(until, horizon)] if until < horizon else []), *withdrawn]
    return DeclaredCarrier(
        row.must("carrier", str), row.must("kind", str), _yard(base) if _yard(base) in yards else base,
        seats=row.must("seats", int),
        unavailable=_merged([(a, b) for a, b in out if a < b]), type=_type(row),
    )  # fmt: skip


def _type(row: Row) -> VehicleType:
    """The kind's figures with the folder's seats, speed, range and night."""
    kind = CARRIER_KINDS.get(row.must("kind", str), CARRIER_KINDS["bus"])
    seats, speed, reach = row.must("seats", int), row.must("speed_kmh", Decimal), row.must("range_km", Decimal)
    night = bool(row.get("night", bool))
    name = f"{row.must('kind', str)}-{seats}-{speed}-{reach}-{'n' if night else 'd'}"
    return replace(kind, id=name, seats=seats, speed_kmh=float(speed), range_km=float(reach), night_ok=night)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _roads(book: Book, scope: Planned, at: datetime) -> list[Road]:
    known = {place.id for place in _places(book, scope, at, {})}
    found = [Road(site, _yard(site), 0.2) for site in sorted(known) if _yard(site) in known]
    for row in book.places.rows("roads"):
        if row.must("from", str) not in known or row.must("to", str) not in known:
            continue
        shut = row.get("closed_from", datetime), row.get("closed_until", datetime)
        closed = () if shut == (None, None) else ((max(0, _minute(shut[0], at, 0)), _minute(shut[1], at, 10**6)),)
        risk = row.get("risk", Decimal)
        for one in _ends(row.must("from", str), known):
            for other in _ends(row.must("to", str), known):
                found.append(
                    Road(one, other, float(row.must("km", Decimal)), float(risk) if risk is not None else 0.0,
                         tuple((a, b) for a, b in closed if a < b))
                )  # fmt: skip
    return found


def _ends(site: str, known: set[str]) -> list[str]:
    """A site, and its yard where it has one: the same roads lead to both."""
    return [one for one in (site, _yard(site)) if one in known]
