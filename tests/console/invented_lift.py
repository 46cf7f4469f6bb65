"""An invented lift for the console's tests: two runs of a small problem, manifests, and changes judged as told."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from musterbook.console.acts import AdoptRow, FindingLine, JudgedRow, Wanted
from musterbook.console.asking import site_told
from musterbook.console.hands import STEPS, HandStep
from musterbook.console.lift_rows import (
    ChangeLine,
    GateLine,
    ManifestView,
    Paper,
    RoomLine,
    RunRow,
    SeatLine,
    Sighting,
    SiteTold,
    WayOut,
    WhyAsked,
    WhyPerson,
)
from musterbook.console.signers import Signing
from musterbook.console.source import PersonRow, SerialRow
from musterbook.lift.dispatch.policies import MostAtRiskFirst, ValueRate
from musterbook.lift.explain.values import Answer, Relaxation
from musterbook.lift.explain.why_not import why_not
from musterbook.lift.plan import serials
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.operation.adopting import Difference, difference
from musterbook.operation.lift_curves import curves_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.words.aboard import Level
from musterbook.words.plans import finding
from tests.lift.making import small_problem

EPOCH = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
ADOPTED, OTHER = "a1" * 32, "b2" * 32
LATE = Finding("R18", "site-1", 1440, {"left": 3})


@cache
def problem() -> Problem:
    return replace(small_problem(3, people=120), epoch=EPOCH.isoformat())


@cache
def proposals() -> dict[str, Proposal]:
    made = {}
    for digest, rule in ((ADOPTED, ValueRate()), (OTHER, MostAtRiskFirst())):
        found = SimpleRule(rule).plan(problem(), seed=1, seconds=30.0)
        assert isinstance(found, Proposal)
        made[digest] = found
    return made


class InventedLift:
    """The part of an invented source that speaks of the lift. `verbs` are those the command line has."""

    now: datetime
    _serials: tuple[SerialRow, ...]
    _people: list[PersonRow]
    signs = True

    def runs(self, as_of: datetime | None = None) -> Sequence[RunRow]:
        return [
            RunRow(
                plan=digest, problem="c3" * 32, planner=found.planner, seed=1, proposed_at=EPOCH, entry="9" * 64,
                loss=found.objective.weighted_loss, unweighted=found.objective.loss,
                left_behind=found.objective.left_behind, cost=round(found.objective.cost),
                ends_at=EPOCH + timedelta(minutes=found.objective.makespan_min),
                findings=(finding(LATE, problem().epoch),) if digest == OTHER else (), bound=1.5, gap=0.4, seconds=30,
                in_force=digest == ADOPTED, adopted_at=EPOCH if digest == ADOPTED else None,
                because="first plan" if digest == ADOPTED else "",
                parts={name.replace("_", "-"): loss for name, loss in found.objective.parts.items()},
            )
            for digest, found in proposals().items()
        ]  # fmt: skip

    def paper(self, plan: str, as_of: datetime | None = None) -> Paper | None:
        found = proposals().get(plan)
        if found is None:
            return None
        seated = next(row for row in self._serials if row.stage == "planned")
        told = {serials(found.plan)[0].id: seated} if plan == ADOPTED else {}
        return Paper(found.plan, problem(), curves_of(problem(), found.plan), {}, told)

    def adopting(self, plan: str, *, signer: str = "", because: str = "") -> AdoptRow:
        desk = Signing("desk.duty", "operation-desk", ("desk.duty",), second="k.loads", second_role="load-master")
        if signer not in ("", "desk.duty"):
            desk = Signing(able=("desk.duty",), refused=f"{signer} may not sign the adoption of a plan")
        command = f"muster plan adopt {plan[:12]} --because {because or 'REASON'} --key desk.duty --key desk.planner"
        return AdoptRow(
            command if desk.ready else "", desk, Signing("desk.planner", "planner", ("desk.planner",)),
            (("adopt.second-found", 1),),
        )  # fmt: skip

    def beside(self, before: str, after: str, as_of: datetime | None = None) -> Difference | None:
        pair = [(proposals()[one].plan, problem()) for one in (before, after)]
        return difference(pair[0], pair[1], now=EPOCH)

    def sightings(self, roles: Collection[tuple[str, CustodianId]] | None) -> tuple[Sighting, ...]:
        """The first serial under way was seen off its way; the next gave no position."""
        moving = [one for one in self._serials if one.stage == "under-way"][:2]
        places = [(35.1234, 40.5678, EPOCH, 4, (("off-way", 21),)), (None, None, None, None, (("old", 33),))]
        return tuple(
            Sighting(one.serial, one.carrier, *place, late=roles is not None)
            for one, place in zip(moving, places, strict=False)
        )

    def stopped(self, serials: Collection[str]) -> Mapping[str, int]:
        return {one.serial: 2 for one in self._serials if one.serial in serials and one.stage == "planned"}

    def manifest(self, serial: str, as_of: datetime | None = None) -> ManifestView | None:
        row = next((one for one in self._serials if one.serial == serial), None)
        if row is None:
            return None
        aboard = [one for one in self._people if one.serial == serial]
        stopped = aboard[:1] if row.stage == "planned" else []
        return ManifestView(
            row=row,
            seats=tuple(
                SeatLine(one.number, one.name, one.name_ar, one.milestone, one.holds,
                         ("held: medical [eligibility.hold]",) if one in stopped else ())
                for one in aboard
            ),
            digest="d4" * 32, frozen_at=row.leaves_at - timedelta(hours=2),
            frozen=self.now >= row.leaves_at - timedelta(hours=2),
            changes=(ChangeLine(self.now, "−", tuple(one.number for one in aboard[:2]), "unfit"),),
            gates=(GateLine("eligibility.hold", len(stopped)),) if stopped else (), gates_asked=as_of is None,
            substitutes=tuple(one.number for one in self._people[:3]), offers=(("HTA-2941-T", "e5" * 32),),
            rooms=(RoomLine("S-030", row.leaves_at + timedelta(hours=1), 4),), hands=_hands(row),
            ways_out=(WayOut("KAJ-T", "Kharab al-Jir", 408), WayOut("HSK-1", "Hasakah Central", None))
            if row.stage == "under-way" else (),
        )  # fmt: skip

    def judged(self, serial: str, wanted: Wanted) -> JudgedRow | None:
        row = next(one for one in self._serials if one.serial == serial)
        leaves = (wanted.leaves_at or row.leaves_at) + timedelta(minutes=wanted.minutes if wanted.act == "wait" else 0)
        late = leaves > row.leaves_at + timedelta(hours=2)
        under_way, verb = row.stage == "under-way", {"wait": "slip"}.get(wanted.act, wanted.act)
        if wanted.act == "arrive" and not under_way:
            return replace(_nothing(row, wanted), refused=f"{serial} is not under way: nobody is aboard.")
        step = next((one for one in _hands(row) if one.at is None), None)
        who = Signing("hsk.officer", "site-officer", ("hsk.officer",))
        if wanted.signer not in ("", "hsk.officer"):
            who = Signing(able=("hsk.officer",), refused=f"{wanted.signer} may not sign this. Have a site officer sign")
        signed = wanted.act in ("leave", "arrive", "issue", "close")
        command = f"muster offer {serial}" if signed else f"muster serial {verb} {serial}"
        return JudgedRow(
            act=wanted.act, serial=serial, leaves_at=leaves, arrives_at=row.arrives_at + (leaves - row.leaves_at),
            people=row.seated, findings=(FindingLine(leaves, "the site is shut [R5]"),) if late else (),
            objections=(), pushed=(), loss_more=1.25 if late else 0.0, frozen=False, target=wanted.target,
            numbers=wanted.numbers, command=command if self.signs and who.ready else "", signing=who,
            asked="nobody" if signed else "gates" if wanted.act == "divert" else "rules", reason=wanted.reason,
            step=step if signed else None,
        )  # fmt: skip

    def asking_person(self, number: str, serial: str) -> Callable[[], WhyPerson]:
        if serial.startswith("nobody"):
            raise Malformed.because("serial.unknown", serial=serial)
        way = (Relaxation("escorts", "base", 1),)
        levels = (
            Level("person", (f"{number}: held: of unknown age [eligibility.hold]",)),
            Level("plan", ("In the plan it cannot take one person more.",)),
        )
        return lambda: WhyPerson(number, serial, levels, ("With 1 more escort at base, he could go.",), (way,),
                                 ("BUS-1", 60))  # fmt: skip

    def asking_site(self, plan: str, site: str) -> Callable[[], SiteTold] | None:
        found = proposals().get(plan)
        return partial(site_told, problem(), found.plan, site) if found else None

    def asking_why(self, plan: str, asked: WhyAsked) -> Callable[[], Answer] | None:
        found = proposals().get(plan)
        minute = max(0, round((asked.at - EPOCH) / timedelta(minutes=1)))
        if found is None:
            return None
        return partial(
            why_not, problem(), found.plan, vehicle=asked.vehicle, site=asked.site, at=minute, to=asked.to or None
        )


def _nothing(row: SerialRow, wanted: Wanted) -> JudgedRow:
    return JudgedRow(
        act=wanted.act, serial=row.serial, leaves_at=row.leaves_at, arrives_at=row.arrives_at, people=row.seated,
        findings=(), objections=(), pushed=(), loss_more=None, frozen=False, target="", numbers=(), command="",
    )  # fmt: skip


def _hands(row: SerialRow) -> tuple[HandStep, ...]:
    """The first three signatures are given by whoever is under way, all six by whoever is done."""
    given = {"under-way": 3, "done": 6, "loading": 1}.get(row.stage, 0)
    return tuple(
        HandStep(key, row.origin if place < 2 else row.destination if place == 5 else row.carrier,
                 row.leaves_at if place < given else None, row.seated if place < given else 0, row.seated)
        for place, key in enumerate(STEPS)
    )  # fmt: skip
