"""The lift's rows from an opened book: proposals, papers, manifests, and changes judged by rules and gates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from musterbook.console.acts import AdoptRow, JudgedRow, Wanted
from musterbook.console.asking import person_asked, site_told
from musterbook.console.book_standing import Standing, standing
from musterbook.console.commands import adopt_command
from musterbook.console.hands import hand_steps
from musterbook.console.judging import judge
from musterbook.console.lift_rows import (
    PARTS,
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
from musterbook.console.readings import Readings
from musterbook.console.sightings import sightings_of
from musterbook.console.signers import signing
from musterbook.console.source import PersonRow, SerialRow, Stamp
from musterbook.lift.explain.telling import tell_scarce
from musterbook.lift.explain.values import Answer
from musterbook.lift.explain.why_not import why_not
from musterbook.lift.facts import PlanAdopted, Seated
from musterbook.lift.manifests import Manifest
from musterbook.lift.plan import Plan, serials
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.operation.adopting import Difference, difference
from musterbook.operation.diverting import ways_out
from musterbook.operation.lift_curves import Curves, curves_of
from musterbook.operation.lift_situation import Course, Run, papers_of
from musterbook.operation.manifest_lists import Listed, freezes_at, list_digest, listed, stopped
from musterbook.operation.serial_moves import planned_serial, rooms
from musterbook.operation.situation import AtPlace
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Objection
from musterbook.words.plans import finding, phrase
from musterbook.words.say import sentence

KEPT_PAPERS: Final = 24
"""Plans with their problems kept read, so that a page of one does not parse it again."""


class BookLift(ABC):
    """The part of a source on a book that speaks of the lift."""

    def __init__(self) -> None:
        self._papers: OrderedDict[str, tuple[Plan, Problem] | None] = OrderedDict()
        self._curves: OrderedDict[str, Curves] = OrderedDict()
        self._stopped: dict[str, int] = {}
        self._stopped_at: Standing | None = None

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def people(self, as_of: datetime | None = None) -> Sequence[PersonRow]:
        """Everyone registered, by number."""

    @abstractmethod
    def serials(self, as_of: datetime | None = None) -> Sequence[SerialRow]:
        """Every serial, by hour of leaving."""

    @abstractmethod
    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment."""

    def runs(self, as_of: datetime | None = None) -> Sequence[RunRow]:
        """Every proposal in the book, the newest first."""
        readings = self._readings(self.stamp(as_of))
        now = readings.runs.in_force.plan if readings.runs.in_force else ""
        return [self._run_row(readings, run, in_force=run.plan == now) for run in readings.runs.all()]

    def paper(self, plan: str, as_of: datetime | None = None) -> Paper | None:
        """A plan by its whole digest; None when its papers are not beside this book."""
        readings = self._readings(self.stamp(as_of))
        run = readings.runs.get(plan)
        papers = self._paper(readings, run) if run is not None else None
        if papers is None:
            return None
        told, by_name = {}, {one.id: one for one in serials(papers[0])}
        for row in self.serials(as_of):
            serial = planned_serial(row.serial, by_name) if row.plan == plan else None
            if serial is not None:
                told[serial.id] = row
        names = {place.site: place.name for place in readings.book.places.sites.values()}
        return Paper(*papers, self._curves_of(plan, *papers), names, told)

    def adopting(self, plan: str, *, signer: str = "", because: str = "") -> AdoptRow:
        """What adopting a plan asks for, and the exact command. `signer` is who means to sign for the desk."""
        readings = self._readings(self.stamp())
        now = readings.runs.in_force.plan if readings.runs.in_force else ""
        run, changed = readings.runs.get(plan), self.beside(now, plan) if now else None
        reasons = (
            ("adopt.second-frozen", len(changed.frozen) if changed else 0),
            ("adopt.second-found", len(run.findings or ()) if run else 0),
        )
        wanted = tuple((key, number) for key, number in reasons if number)
        desk = signing(readings.book, PlanAdopted, named=signer, second=bool(wanted))
        planner = signing(readings.book, Seated)
        command = adopt_command(plan, desk=desk, planner=planner, because=because, seen=now)
        return AdoptRow(command if desk.ready and planner.ready else "", desk, planner, wanted)

    def beside(self, before: str, after: str, as_of: datetime | None = None) -> Difference | None:
        """What the plan `after` changes against `before` from the moment on; None when a paper is not here."""
        stamp = self.stamp(as_of)
        readings = self._readings(stamp)
        papers = [
            self._paper(readings, run) if (run := readings.runs.get(plan)) is not None else None
            for plan in (before, after)
        ]
        if papers[0] is None or papers[1] is None:
            return None
        return difference(papers[0], papers[1], now=stamp.as_of)

    def sightings(self, roles: Collection[tuple[str, CustodianId]] | None) -> tuple[Sighting, ...]:
        """Serials under way now and where their carriers were last."""
        stamp = self.stamp()
        return sightings_of(self._readings(stamp).book, stamp.as_of, roles)

    def stopped(self, serials: Collection[str]) -> Mapping[str, int]:
        """Of these serials as they stand now: how many of those who wait a gate would stop; none are left out."""
        stamp = self.stamp()
        readings = self._readings(stamp)
        if self._stopped_at != (now := standing(readings.book, stamp)):
            self._stopped, self._stopped_at = {}, now
        for serial in serials:
            manifest = readings.manifests.serials.get(serial)
            if serial not in self._stopped and manifest is not None:
                self._stopped[serial] = stopped(readings.book, manifest, now=stamp.as_of)
        return {serial: self._stopped[serial] for serial in serials if self._stopped.get(serial)}

    def manifest(self, serial: str, as_of: datetime | None = None) -> ManifestView | None:
        """One serial's manifest; None if nobody ever sat on it."""
        stamp = self.stamp(as_of)
        readings = self._readings(stamp)
        one = readings.manifests.serials.get(serial)
        row = next((row for row in self.serials(as_of) if row.serial == serial), None)
        if one is None or row is None:
            return None
        asked = None if stamp.past else listed(readings.book, serial, now=stamp.as_of)
        stopped = _by_person(asked.objections if asked else ())
        rows = {person.number: person for person in self.people(as_of)}
        offers = [handover for handover in readings.handovers if handover.offered.serial == serial]
        frozen_at = freezes_at(readings.book, one)
        course = readings.progress.courses.get(serial)
        return ManifestView(
            row=row,
            seats=tuple(_seat(rows[who], stopped.get(who, ())) for who in sorted(one.people) if who in rows),
            digest=list_digest(one),
            frozen_at=frozen_at,
            frozen=stamp.as_of >= frozen_at or bool(offers),
            changes=_changes(course),
            gates=_gates(asked),
            gates_asked=asked is not None,
            substitutes=asked.substitutes if asked else (),
            offers=tuple((handover.reference, handover.offered.manifest) for handover in offers),
            hands=hand_steps(readings, one, offers), replaces=course.issue.replaces if course else None,
            ways_out=() if stamp.past or row.stage != "under-way" else self._ways_out(readings, one),
            rooms=() if stamp.past else tuple(
                RoomLine(room.serial, room.leaves_at, room.seats_free)
                for room in rooms(readings.book, one, now=stamp.as_of)
            ),
        )  # fmt: skip

    def _ways_out(self, readings: Readings, one: Manifest) -> tuple[WayOut, ...]:
        places = {place.place.site: place for place in readings.situation.places}
        return tuple(_way_out(places[place.site]) for place in ways_out(readings.book, one))

    def judged(self, serial: str, wanted: Wanted) -> JudgedRow | None:
        """An act on a serial judged by rules and gates; None if there is no such serial. Malformed: not an act."""
        stamp = self.stamp()
        readings = self._readings(stamp)
        one = readings.manifests.serials.get(serial)
        return None if one is None else judge(readings, one, wanted, now=stamp.as_of)

    def asking_why(self, plan: str, asked: WhyAsked) -> Callable[[], Answer] | None:
        """The search for an answer, to be run where it holds nobody up; None when the papers are not here."""
        readings = self._readings(self.stamp())
        run = readings.runs.get(plan)
        papers = self._paper(readings, run) if run is not None else None
        if papers is None:
            return None
        epoch = datetime.fromisoformat(papers[1].epoch)
        minute = max(0, round((asked.at - epoch) / timedelta(minutes=1)))
        return partial(
            why_not, papers[1], papers[0], vehicle=asked.vehicle, site=asked.site, at=minute, to=asked.to or None
        )

    def asking_person(self, number: str, serial: str) -> Callable[[], WhyPerson]:
        """Why someone is not on a serial: the book is read now, the plan is tried when called. Malformed: not there."""
        return person_asked(self._readings(self.stamp()).book, number, serial)

    def asking_site(self, plan: str, site: str) -> Callable[[], SiteTold] | None:
        """A site of a plan in words, to be made where it holds nobody up; None when the papers are not here."""
        readings = self._readings(self.stamp())
        run = readings.runs.get(plan)
        papers = self._paper(readings, run) if run is not None else None
        return None if papers is None else partial(site_told, papers[1], papers[0], site)

    def _paper(self, readings: Readings, run: Run) -> tuple[Plan, Problem] | None:
        if run.plan not in self._papers:
            self._papers[run.plan] = papers_of(readings.book, run)
            while len(self._papers) > KEPT_PAPERS:
                self._papers.popitem(last=False)
        return self._papers[run.plan]

    def _curves_of(self, digest: str, plan: Plan, problem: Problem) -> Curves:
        if digest not in self._curves:
            self._curves[digest] = curves_of(problem, plan)
            while len(self._curves) > KEPT_PAPERS:
                self._curves.popitem(last=False)
        return self._curves[digest]

    def _run_row(self, readings: Readings, run: Run, *, in_force: bool) -> RunRow:
        papers = self._paper(readings, run)
        makespan = run.objective.get("makespan-minutes", 0)
        ends = datetime.fromisoformat(papers[1].epoch) + timedelta(minutes=makespan) if papers else None
        adoption = run.adoption
        return RunRow(
            plan=run.plan, problem=run.problem, planner=run.planner, seed=run.seed, proposed_at=run.proposed_at,
            entry=run.entry,
            loss=run.loss, unweighted=run.objective.get("loss-milli", 0) / 1000,
            left_behind=run.objective.get("left-behind", 0), cost=run.objective.get("cost", 0), ends_at=ends,
            findings=_said_findings(run.findings, papers[1] if papers else None), bound=run.bound, gap=run.gap,
            seconds=run.seconds, binding=tuple(phrase(tell_scarce(one), "") for one in run.binding),
            in_force=in_force, number=adoption.number if adoption else 0, adopted_at=adoption.at if adoption else None,
            because=adoption.because if adoption else "",
            supersedes=(adoption.supersedes or "") if adoption else "",
            changed=len(adoption.changed) if adoption else 0,
            parts={name: run.objective[f"{name}-milli"] / 1000 for name in PARTS if f"{name}-milli" in run.objective},
        )  # fmt: skip


def _said_findings(lines: tuple[str, ...] | None, problem: Problem | None) -> tuple[str, ...] | None:
    """What a check found, in sentences; a line this version does not read stays as it is, and so does its minute."""
    if lines is None:
        return None
    found = [(line, Finding.read(line)) for line in lines]
    return tuple(
        line if one is None else finding(one, problem.epoch) if problem else sentence(one) for line, one in found
    )


def _way_out(one: AtPlace) -> WayOut:
    """A place with its beds less whoever is there and whoever is under way to it."""
    free = None if one.place.capacity is None else max(one.place.capacity - one.in_hand - one.expected, 0)
    return WayOut(one.place.site, one.place.name, free)


def _seat(row: PersonRow, stopped: tuple[str, ...]) -> SeatLine:
    return SeatLine(row.number, row.name, row.name_ar, row.milestone, row.holds, stopped)


def _by_person(objections: Iterable[Objection]) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for one in objections:
        if one.person is not None:
            said[one.person] = (*said.get(one.person, ()), sentence(one).removeprefix(f"{one.person}: "))
    return said


def _gates(asked: Listed | None) -> tuple[GateLine, ...]:
    if asked is None:
        return ()
    whole = [GateLine(one.rule, 0, sentence(one)) for one in asked.objections if one.person is None]
    people = {(one.rule, one.person) for one in asked.objections if one.person is not None}
    counts = Counter(rule for rule, _ in people)
    return (*whole, *(GateLine(rule, count) for rule, count in counts.most_common()))


def _changes(course: Course | None) -> tuple[ChangeLine, ...]:
    if course is None:
        return ()
    added = [ChangeLine(at, "+", tuple(sorted(people)), "") for at, people in course.seatings[1:]]
    off = [ChangeLine(one.at, "−", tuple(sorted(one.people)), one.because) for one in course.offs]
    return tuple(sorted([*added, *off], key=lambda line: line.at))
