"""Owed by whoever holds people: care aboard, doses, watches, sheets, beds, counts, gaps, legs, and what a serial lacks.

Joins custody with lift. Each function is one clock of custody.md, read and never kept: it asks a reading and decides
nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.beds.lines import held_since
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.confirming import lights
from musterbook.custody.dues.retention import Retention
from musterbook.custody.gaps import Gaps
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.milestones import Milestones
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.watches import Watches
from musterbook.lift.manifests import Manifests
from musterbook.lift.requests import CAPACITIES, Requests
from musterbook.operation.book import Book
from musterbook.operation.caring_told import medicine_due_told, welfare_dues
from musterbook.operation.owed_one import Owed
from musterbook.operation.passing import overheld
from musterbook.operation.staying import owner_of
from musterbook.operation.staying_lots import Lot, lots_at, reasons_of
from musterbook.terms.custodians import in_hand
from musterbook.terms.people import PersonId

OPENING: Final = timedelta(hours=24)
"""Within so long of coming somebody never seen by two counters is counted by name (custody.md section 16, judged)."""
AHEAD_HOURS: Final = 24 * 366
"""Doses are asked for this far ahead, which is every one."""


def aboard(book: Book, _: datetime) -> Iterator[Owed]:
    """Looks, water, readings of the temperature and the end of the ride, by carrier; a reading nobody took is owed."""
    for one in welfare_dues(book):
        yield Owed(one.carrier, f"aboard.{one.what}", one.serial or one.handover, one.due_at, len(one.people))


def doses(book: Book, now: datetime) -> Iterator[Owed]:
    """The next dose of everyone who has a pack, by whoever holds him."""
    for row in medicine_due_told(book, now, hours=AHEAD_HOURS):
        yield Owed(row["owner"], "dose", row["person"], datetime.fromisoformat(row["due"]))


def watches(book: Book, now: datetime) -> Iterator[Owed]:
    """Watches that are to be set anew, by whoever holds the person: one that nobody renewed stands all the same."""
    roll = book.reading(Roll)
    for person, watch in sorted(book.reading(Watches).standing().items()):
        holder = roll.holder(person)
        if holder is not None and watch.until is not None and watch.since <= now:
            yield Owed(holder, "watch-renewed", person, watch.until)


def doubts(book: Book, now: datetime) -> Iterator[Owed]:
    """Answers of escort sheets that a receiver doubted, by whoever filled the sheet in."""
    sheets, minutes = book.reading(Sheets), book.settings.custody.clock_minutes["sheet-doubted"]
    for person in sheets.people():
        sheet = sheets.get(person)
        for doubt in sheet.open_doubts():
            filled = sheet.at(doubt.sheet)
            if doubt.signed.at <= now:
                owner = filled.signed.by if filled is not None else "site-officer"
                yield Owed(owner, "sheet-doubt", person, doubt.signed.at + timedelta(minutes=minutes))


def beds(book: Book, now: datetime) -> Iterator[Owed]:
    """Room that is to be made before a reservation lapses, and reservations that lapse with nobody come.

    Whoever is displaced goes before those come for whom his bed is promised; making room is itself a move of people.
    """
    for one in book.reading(Reservations).all():
        if not one.open or one.reserved_at > now:
            continue
        owner, what = (one.displaced_from, "beds-emptied") if one.displaced_from else (one.custodian, "beds-kept")
        yield Owed(owner, what, one.name, one.until, one.open)


def requests(book: Book, now: datetime) -> Iterator[Owed]:
    """Requests for lifts that nobody has answered, by whoever has not approved them, before the move is to begin."""
    for one in book.reading(Requests).all():
        if one.at > now or one.stage != "requested":
            continue
        for capacity in (capacity for capacity in CAPACITIES if capacity not in one.approvals):
            yield Owed(capacity, "request", one.reference, one.begins, one.heads)


def serials(book: Book, now: datetime) -> Iterator[Owed]:
    """What the people of a serial still lack, by the role that can give it, before the serial leaves."""
    manifests, roll = book.reading(Manifests).serials, book.reading(Roll)
    givers = {one.giver for one in manifests.values() if one.people and not one.scrubbed}
    for giver in sorted(givers):
        for lot in lots_at(book, giver, roll.on(in_hand(giver)), now):
            if lot.serial:
                leaves = manifests[lot.serial].leaves_at
                of_each, of_all = reasons_of(book, _at(book, lot, max(now, leaves)), ())
                lacking = Counter((owner_of(one), one.rule) for reasons in of_each.values() for one in reasons)
                for whole, people in of_all:
                    lacking[owner_of(whole), whole.rule] += people
                for (owner, rule), people in sorted(lacking.items()):
                    yield Owed(owner, rule, lot.serial, leaves, people)


def counts(book: Book, now: datetime) -> Iterator[Owed]:
    """Counts by name: of those nobody has seen for the hours set, or who were never counted since they came."""
    settings, roll = book.settings.custody, book.reading(Roll)
    lasts, since = timedelta(hours=settings.muster_confirm_hours), held_since(roll)
    for light in lights(roll, now, settings):
        due: list[datetime] = []
        for person in roll.on(in_hand(light.custodian)):
            seen, came = roll.confirmed_at(person), since(person)
            if seen is not None:
                due.append(seen + lasts)
            elif came is not None:
                due.append(came[1] + OPENING)
        if due:
            first = min(due)
            yield Owed(light.custodian, "count-by-name", "", first, sum(one <= max(now, first) for one in due))


def gaps(book: Book, now: datetime) -> Iterator[Owed]:
    """People in nobody's hands, by whoever let them go or lost them: somebody signs for them before the alarm."""
    alarm = timedelta(minutes=book.settings.custody.gap_alarm_minutes)
    for one in Gaps.of_roll(book.reading(Roll)).open_at(now):
        yield Owed(one.custodian, f"gap.{one.cause}", one.handover, one.since + alarm, len(one.people))


def legs(book: Book, now: datetime) -> Iterator[Owed]:
    """Legs that were begun and not ended, and people who are out or lodged and due back, by whoever has them."""
    allowed = timedelta(minutes=book.settings.custody.leg_minutes)
    for leg in book.reading(Milestones).open_legs():
        if leg.begun_at <= now:
            yield Owed(leg.by, "arrival", leg.serial or leg.name, leg.expected_at or leg.begun_at + allowed,
                       len(leg.people))  # fmt: skip
    absences = book.reading(Absences)
    for one in (*absences.out(), *absences.lodged()):
        if one.until is not None and one.since <= now:
            yield Owed(one.by, "back" if one.because == "out" else "lodging-ended", one.person, one.until)


def freed(book: Book, now: datetime) -> Iterator[Owed]:
    """Everyone a court ordered let go and who is still held, since that hour, by whoever holds him."""
    for one in overheld(book, now):
        yield Owed(one.custodian, "freed-by-court", one.person, one.since)


def kept_too_long(book: Book, _: datetime) -> Iterator[Owed]:
    """What is sealed about people who left, and is to be destroyed."""
    days = book.settings.custody.retention_days
    due: dict[datetime, list[PersonId]] = defaultdict(list)
    for person, at in book.reading(Retention).due(days).items() if days else ():
        due[at].append(person)
    for at, people in sorted(due.items()):
        yield Owed("data-protection-officer", "destroyed", people[0] if len(people) == 1 else "", at, len(people))


def _at(book: Book, lot: Lot, moment: datetime) -> Lot:
    """The same people, asked for at the hour they leave."""
    day = moment.astimezone(book.settings.zone).date().isoformat()
    return replace(lot, moves=tuple(replace(one, at=moment, day=day) for one in lot.moves))


SOURCES: Final = (
    aboard, doses, watches, doubts, beds, requests, serials, counts, gaps, legs, freed, kept_too_long,
)  # fmt: skip
