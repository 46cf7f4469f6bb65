"""Rows of counted things: places, serials, handovers, discrepancies, nodes, made from the readings of a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from musterbook.console.readings import Readings
from musterbook.console.source import (
    DiscrepancyRow,
    HandoverRow,
    MusterLine,
    NodeRow,
    SerialRow,
    SerialStage,
    SiteRow,
    Situation,
    Stamp,
    Totals,
)
from musterbook.custody.discrepancies import Together
from musterbook.custody.fold import Comparison
from musterbook.custody.handovers import Handover
from musterbook.lift.manifests import Manifest
from musterbook.operation.diverting import told_end
from musterbook.operation.manifest_lists import list_digest
from musterbook.operation.situation import AtPlace
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between
from musterbook.words.pages import known, page
from musterbook.words.say import without_rule

_ROLE = {"site": "site", "staging": "staging", "receiving": "receiving"}
OVERDUE = "overdue"


def totals_row(readings: Readings) -> Totals:
    """The totals as the page has them."""
    told = readings.situation.totals
    return Totals(
        roll=told.roll, sites=told.sites, escorts=told.escorts, handing_over=told.handing_over, staging=told.staging,
        received=told.received, unaccounted=told.unaccounted, far_side=told.far_side,
        discrepancies=len(readings.situation.discrepancies.by_cause()), answered_for=told.answered_for,
        accounted_for=told.accounted_for,
    )  # fmt: skip


def site_row(at: AtPlace, open_: Iterable[DiscrepancyRow]) -> SiteRow:
    """One place, and how many open discrepancies its custodian has to explain."""
    place = at.place
    return SiteRow(
        id=place.site, name=place.name, role=_ROLE.get(place.part, "site"),  # type: ignore[arg-type]  # one of three
        lat=place.lat, lon=place.lon, capacity=place.capacity, custodian=place.custodian,
        in_hand=at.in_hand, handing_over=at.handing_over, unaccounted=at.unaccounted, expected=at.expected,
        name_ar=place.name_ar, last_muster=muster_line(at.last_muster) if at.last_muster else None,
        discrepancies=sum(one.owner == place.custodian for one in open_), lost=at.lost,
    )  # fmt: skip


def muster_line(one: Comparison) -> MusterLine:
    """One muster beside its roll."""
    agreed = not one.missing and not one.over and one.difference == 0
    return MusterLine(at=one.at, by=one.by, agreed=agreed, counted=one.mustered, expected=one.roll)


def serial_rows(readings: Readings) -> tuple[SerialRow, ...]:
    """Every serial, by hour of leaving. Its stage is read from the boardings that carry its name."""
    by_serial: dict[str, list[Handover]] = defaultdict(list)
    for handover in readings.handovers:
        if handover.offered.serial:
            by_serial[handover.offered.serial].append(handover)
    rows = (_serial(readings, one, by_serial[one.serial]) for one in readings.manifests.serials.values())
    return tuple(sorted(rows, key=lambda row: (row.leaves_at, row.serial)))


def handover_rows(readings: Readings) -> tuple[HandoverRow, ...]:
    """Every handover, newest offer first."""
    rows = (_handover(readings, one) for one in readings.handovers)
    return tuple(sorted(rows, key=lambda row: (row.offered_at, row.reference), reverse=True))


def discrepancy_rows(readings: Readings) -> tuple[DiscrepancyRow, ...]:
    """Open discrepancies of one cause together, the most pressing first."""
    rows = (_discrepancy(readings, one) for one in readings.situation.discrepancies.by_cause())
    return tuple(sorted(rows, key=lambda row: (not row.overdue, row.due is None, row.due or row.since, row.id)))


def node_rows(readings: Readings) -> tuple[NodeRow, ...]:
    """Every log, with the node it is of and how old its newest standing entry is."""
    newest = {entry.log: entry.written_at for entry in readings.entries}
    rows = []
    for log, (size, _) in sorted(readings.book.store.heads().items()):
        node = readings.book.register.node_of(log)
        last = newest.get(log)
        age = max(minutes_between(last, readings.now), 0) if last else None
        rows.append(
            NodeRow(
                node=node.name if node else log[:8], log=log, size=size, last_at=last, age_minutes=age,
                is_register=log == readings.book.register_log,
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.node))


def _serial(readings: Readings, one: Manifest, handovers: list[Handover]) -> SerialRow:
    parts = readings.book.places.parts
    boardings = [handover for handover in handovers if parts.get(handover.receiver) == "escort"]
    landings = [handover for handover in handovers if parts.get(handover.giver) == "escort"]
    accepted = frozenset[PersonId]().union(*(handover.accepted for handover in boardings))
    aboard = any(accepted & readings.roll.answered_for(handover.receiver) for handover in boardings)
    course = readings.progress.courses.get(one.serial)
    left = [at for handover in boardings for at in handover.let_go.values()]
    landed = [taken.at for handover in landings for taken in handover.acceptances]
    end, arrives_at = told_end(one, readings.diversions.by_serial.get(one.serial), course)
    return SerialRow(
        serial=one.serial, carrier=one.carrier, mode=_mode(readings, one.carrier),
        origin=_place_id(readings, one.giver), destination=_place_id(readings, end),
        leaves_at=one.leaves_at, arrives_at=arrives_at, seats=one.seats, seated=len(one.people),
        accepted=len(accepted), stage=_stage(one, offered=bool(boardings), boarded=bool(accepted), aboard=aboard),
        planned_leaves_at=course.planned_leaves_at if course else None,
        planned_arrives_at=course.planned_arrives_at if course else None,
        left_at=max(left, default=None), landed_at=max(landed, default=None), escorts=one.escorts,
        offered=len(frozenset[PersonId]().union(*(handover.people for handover in boardings))),
        because=_because(readings, one), plan=one.plan, issue=course.issue.number if course else 1,
        digest=list_digest(one),
        received=len(frozenset[PersonId]().union(*(handover.accepted for handover in landings))),
        diverted_from=_place_id(readings, one.receiver) if end != one.receiver else "",
    )  # fmt: skip


def _because(readings: Readings, one: Manifest) -> str:
    """Why it does not run, or runs otherwise than planned: what was said last."""
    if one.scrubbed:
        return one.scrubbed
    course, diversion = readings.progress.courses.get(one.serial), readings.diversions.by_serial.get(one.serial)
    slip = course.slips[-1] if course and course.slips else None
    if diversion is not None and (slip is None or slip.at < diversion.at):
        return page("divert.because", reason=known(f"divert.for-{diversion.because}"))
    return slip.because if slip else ""


def _stage(one: Manifest, *, offered: bool, boarded: bool, aboard: bool) -> SerialStage:
    """Read from hands: under way while its escort answers for any of those who boarded, done when for none."""
    if one.scrubbed:
        return "stopped"
    if boarded:
        return "under-way" if aboard else "done"
    return "loading" if offered else "planned"


def _mode(readings: Readings, carrier: str) -> str:
    rows = readings.book.places.rows("fleet")
    return next((row.must("mode", str) for row in rows if row.must("carrier", str) == carrier), "road")


def _place_id(readings: Readings, custodian: CustodianId) -> str:
    place = readings.book.places.place_of(custodian)
    return place.site if place is not None else custodian


def _handover(readings: Readings, one: Handover) -> HandoverRow:
    waits = one.stage in ("offered", "handing-over")
    overdue = one.overdue_minutes(readings.now)
    ends = one.accepted_at or (readings.now if waits else None)
    gap = max(minutes_between(one.let_go_at, ends), 0) if one.let_go_at and ends else None
    return HandoverRow(
        reference=one.reference, giver=one.giver, receiver=one.receiver, offered=len(one.people),
        let_go=len(one.let_go), accepted=len(one.accepted), exceptions=len(one.exceptions),
        stage=OVERDUE if overdue is not None else one.stage, offered_at=one.at, let_go_at=one.let_go_at,
        accepted_at=one.accepted_at, gap_minutes=gap, late_minutes=overdue or one.late_minutes,
        serial=one.offered.serial, offer=one.offer,
    )  # fmt: skip


def _discrepancy(readings: Readings, one: Together) -> DiscrepancyRow:
    found = readings.situation.discrepancies
    dues = [due for each in one.found if (due := found.due_at(each, readings.book.settings.custody))]
    noticed = [at for each in one.found if (at := found.noticed_at(each.id))]
    due = min(dues, default=None)
    return DiscrepancyRow(
        id=one.found[0].id, kind=one.kind, owner=one.owner, people=len(one.people), numbers=tuple(one.people),
        since=one.at, due=due, overdue=due is not None and readings.now > due,
        sentence=without_rule(one), noticed=min(noticed, default=None), unnoticed=len(one.found) - len(noticed),
        other=one.found[0].other or "",
    )  # fmt: skip


def situation_of(readings: Readings, stamp: Stamp) -> Situation:
    """The whole account of a moment."""
    open_ = discrepancy_rows(readings)
    return Situation(
        stamp=stamp,
        totals=totals_row(readings),
        sites=tuple(site_row(one, open_) for one in readings.situation.places),
        serials=serial_rows(readings),
        handovers=handover_rows(readings),
        discrepancies=open_,
        nodes=node_rows(readings),
    )
