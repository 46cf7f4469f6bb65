"""What became of each serial when a plan was made again, and what the new plan is worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from musterbook.lift.again import Again
from musterbook.lift.check import Verdict, check
from musterbook.lift.committed import Courses
from musterbook.lift.dispatch.unmoved import unmoved_of
from musterbook.lift.explain.changes import SLIP_MAX_MIN, Change, changes_between
from musterbook.lift.freeing import ROOM
from musterbook.lift.giving_way import over_by
from musterbook.lift.plan import Plan, Serial, serials, serials_of
from musterbook.lift.rules import Finding
from musterbook.lift.spared import number_of, reasons_of, staying_plan
from musterbook.lift.standing import Standing

WHY: Mapping[str, str] = {
    "gone": "change.gone", "R4": "change.unavailable", "R5": "change.shut", "R10": "change.slots",
    "R11": "change.heads", "R15": "change.escorts", "R16": "change.reception", "R17": "change.staging",
    "R19": "change.road", "chain": "change.chain", "follows": "change.follows", "people": "change.people",
    "room": "change.room", "seats": "change.seats", "better": "change.better",
}  # fmt: skip
"""The words for each reason."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One serial of the old plan or the new: what became of it, whether the news touches it, and because of what.

    `reason` is the rule the adopted serial would break now (`R4`, …); `gone` its carrier is no longer known; `chain`
    the tour it belongs to is cut before; `follows` nobody brings its people; `people` they are fewer, or more than were
    planned for; `room` people at a staging place need its time or escorts; `seats` others sit on it; `better` the plan
    loses less so. Empty when it is kept.
    """

    change: Change
    near: bool
    reason: str

    @property
    def rule(self) -> str:
        """The rule that names the words for the reason."""
        return WHY.get(self.reason, "change.better")

    @property
    def values(self) -> Mapping[str, str | int | float]:
        """None are needed."""
        return {}


@dataclass(frozen=True, slots=True)
class Replanned(Again):
    """The new plan beside the adopted one, and what became of each serial.

    Attributes:
        carried_on: the adopted plan if nobody planned again: what the news forbids is left out, the rest runs.
        changes: every serial of both plans once, with its reason.
        committed: ids of the serials that had to stand; `repaired` those of them the news forbade, with the rule.
        far: serials the news does not touch; `far_changed` those of them that changed all the same.
        room: those of the latter that had to, so that nobody stays at a staging place for good.
        begun: findings that are the news's own: what is under way or committed breaks them whatever is planned.
        first_loss, first_changed: loss, and serials changed, when the adopted serials are kept as far as they can be.
        first_seconds: when that first plan stood.
    """

    carried_on: Again
    changes: tuple[Changed, ...] = ()
    committed: tuple[str, ...] = ()
    repaired: Mapping[str, str] = field(default_factory=dict)
    far: int = 0
    far_changed: tuple[str, ...] = ()
    room: tuple[str, ...] = ()
    begun: tuple[Finding, ...] = ()
    first_loss: float = 0.0
    first_changed: int = 0
    first_seconds: float = 0.0

    @property
    def changed(self) -> int:
        """How many serials are not kept."""
        return sum(one.change.kind != "kept" for one in self.changes)

    @property
    def gain_per_change(self) -> float:
        """Weighted loss that each further changed serial saves, against keeping all that can be kept."""
        return (self.first_loss - self.objective.weighted_loss) / max(1, self.changed - self.first_changed)


@dataclass(frozen=True, slots=True)
class Made:
    """A plan of the search, judged; `total` is its loss with the price of what it changes."""

    plan: Plan
    verdict: Verdict
    total: float

    @property
    def key(self) -> tuple[int, float]:
        """Smaller is better: rules broken first (a site cleared late not), then loss with the price of change."""
        return sum(one.rule != "R18" for one in self.verdict.findings), self.total


def unaffected(standing: Standing, adopted: Plan) -> list[Serial]:
    """The serials the news does not touch: neither committed nor in want of a new place."""
    reasons, committed = reasons_of(standing.courses, adopted), _committed(standing.courses, adopted)
    known = Plan(adopted.instance, {v: stops for v, stops in adopted.stops.items() if v in standing.courses})
    return [one for one in serials(known) if one.id not in reasons and one.id not in committed]


def changed_of(adopted: Plan, plan: Plan, far: Iterable[Serial]) -> list[str]:
    """Those of `far` that a plan does not keep."""
    names = {one.id for one in far}
    return [one.before.id for one in changes_between(adopted, plan)
            if one.before is not None and one.kind != "kept" and one.before.id in names]  # fmt: skip


def carried_on_of(standing: Standing, adopted: Plan) -> Again:
    """The adopted plan carried on as it stands, less what the news forbids (`spared.spare` has marked it)."""
    plan = replace(staying_plan(standing.problem, standing.courses), notes={"planner": "carried-on"})
    verdict = check(standing.problem, plan)
    kept, dropped = _kept(adopted, plan)
    return Again(
        plan, standing.problem, verdict.objective, verdict.findings, unmoved_of(standing.problem, plan),
        kept, dropped, standing.stranded,
    )  # fmt: skip


def told(
    best: Made, first: Made, standing: Standing, adopted: Plan, far: list[Serial], *, first_seconds: float,
    carried_on: Again,
) -> Replanned:  # fmt: skip
    """The best plan found, told against the adopted one."""
    before = serials(adopted)
    kept, dropped = _kept(adopted, best.plan)
    reasons = reasons_of(standing.courses, adopted)
    committed = _committed(standing.courses, adopted)
    names, room = {one.id for one in far}, _room(standing, adopted)
    changes = tuple(
        Changed(one, one.before is None or one.before.id not in names, _reason(one, reasons, room, standing.courses))
        for one in changes_between(adopted, best.plan)
    )
    far_changed = tuple(changed_of(adopted, best.plan, far))
    return Replanned(
        plan=best.plan,
        problem=standing.problem,
        objective=best.verdict.objective,
        findings=best.verdict.findings,
        unmoved=unmoved_of(standing.problem, best.plan),
        kept=kept,
        dropped=dropped,
        stranded=standing.stranded,
        changes=changes,
        committed=tuple(one.id for one in before if one.id in committed),
        repaired=_repaired(standing, adopted, reasons),
        far=len(far),
        far_changed=far_changed,
        room=tuple(one for one in far_changed if one in room),
        begun=tuple(one for one in best.verdict.findings if _own(one, standing)),
        first_loss=first.verdict.objective.weighted_loss,
        first_changed=sum(one.kind != "kept" for one in changes_between(adopted, first.plan)),
        first_seconds=first_seconds,
        carried_on=carried_on,
    )


def _kept(adopted: Plan, plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The serials of the adopted plan that another has exactly so, and those it has not."""
    stays = {_facts(serial) for serial in serials(plan)}
    before = serials(adopted)
    return (
        tuple(serial.id for serial in before if _facts(serial) in stays),
        tuple(serial.id for serial in before if _facts(serial) not in stays),
    )


def _committed(courses: Courses, adopted: Plan) -> set[str]:
    found = set()
    for vehicle, course in courses.items():
        ends = course.committed[-1].end if course.committed else -1
        found |= {one.id for one in serials_of(vehicle, adopted.stops[vehicle]) if one.set_down <= ends}
    return found


def _repaired(standing: Standing, adopted: Plan, reasons: Mapping[str, str]) -> dict[str, str]:
    """Serials that would be committed, had the news not forbidden them."""
    return {
        one.id: reasons[one.id]
        for vehicle, course in standing.courses.items()
        for one in serials_of(vehicle, adopted.stops[vehicle])
        if one.id in reasons and one.board_start < standing.freeze and course.freed
    }


def _room(standing: Standing, adopted: Plan) -> set[str]:
    """Serials that gave way though the news does not touch them."""
    return {
        one.id
        for vehicle, course in standing.courses.items()
        for one in serials_of(vehicle, adopted.stops[vehicle])
        if course.freed.get(number_of(course, one)) == ROOM
    }


def _reason(change: Change, reasons: Mapping[str, str], room: Collection[str], courses: Courses) -> str:
    if change.kind == "kept":
        return ""
    old, new = change.before, change.after
    if old is None:
        return "people"
    if old.vehicle not in courses:
        return "gone"
    if old.id in reasons or old.id in room:
        return reasons.get(old.id, ROOM)
    same = new is not None and old.destination == new.destination
    return "seats" if new is not None and same and abs(old.depart - new.depart) <= SLIP_MAX_MIN else "better"


def _own(finding: Finding, standing: Standing) -> bool:
    """Is a breach the news's own: of what is committed alone, or of people it brought to a staging place?"""
    if any(_goes_on(known, finding) for known in standing.findings):
        return True
    if finding.minute is None or "minutes" not in finding.values:
        return False
    since = finding.minute - int(finding.values["minutes"])
    return finding.rule == "R17" and any(
        stop.node == finding.where and stop.alight and stop.service_end == since
        for course in standing.courses.values()
        for movement in course.committed
        for stop in movement.stops
    )


def _goes_on(known: Finding, finding: Finding) -> bool:
    """Is a breach the one known, or the rest of it: the same thing still too small, by no more?"""
    if (known.rule, known.where) != (finding.rule, finding.where):
        return False
    before, after = over_by(known), over_by(finding)
    if before is None or after is None or known.minute is None or finding.minute is None:
        return known.minute == finding.minute
    return known.minute <= finding.minute and after <= before


def _facts(serial: Serial) -> tuple[str, str, str, int, int, tuple[tuple[str, int], ...]]:
    heads = tuple(sorted(serial.heads.items()))
    return (serial.vehicle, serial.origin, serial.destination, serial.depart, serial.set_down, heads)
