"""Rows of counting and of who waits for what, from one book at one moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from musterbook.console.custody_rows import (
    CalledRow,
    CountRow,
    EligibilityView,
    GapRow,
    GateLine,
    MustersView,
    NamedRow,
    OwnerRow,
    WaitingRow,
    WholeLine,
)
from musterbook.console.shown_acts import shown_act
from musterbook.console.source import DiscrepancyRow
from musterbook.custody.facts import DayClosed, MusterCalled, Mustered
from musterbook.custody.fold import Comparison
from musterbook.custody.gaps import Gaps
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Cleared, HoldLifted
from musterbook.eligibility.gates import GATES, may_be_overridden
from musterbook.operation.book import Book
from musterbook.operation.gates import in_the_way
from musterbook.operation.places import Place
from musterbook.rights.decide import who_may
from musterbook.terms.custodians import in_hand
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between
from musterbook.words.say import without_rule

COUNTS_SHOWN = 200
"""The newest counts of a book; the others lie in its entries."""


def musters_view(
    book: Book, live: Book, now: datetime, discrepancies: Iterable[DiscrepancyRow], places: dict[str, str]
) -> MustersView:
    """Counting as it stands.

    Args:
        book: as of the moment asked about.
        live: the same book now, whose register says who may sign.
        now: the moment.
        discrepancies: those open then.
        places: custodian → id of its place.
    """
    roll, settings = book.reading(Roll), book.settings.custody
    gaps, count = Gaps.of_roll(roll), roll.accounted_for(now, settings)
    parts = {(one.custodian, one.muster): one for one in roll.musters.incomplete}
    late = {(one.custodian, one.muster) for one in roll.musters.overdue(now)}
    called = []
    for one in roll.musters.outstanding():
        some = parts.get((one.custodian, one.muster))
        act = shown_act(
            live, "enter", one.muster, Mustered, "count enter", one.muster, "--names", "FILE", by=one.custodian
        )
        called.append(
            CalledRow(
                one.muster, one.custodian, places.get(one.custodian, ""), one.by, one.reason, one.at, one.due_by,
                (one.custodian, one.muster) in late, one.entry, len(some.parts) if some else 0, some.of if some else 0,
                act,
            )
        )  # fmt: skip
    alarms = {(one.custodian, one.handover, one.since) for one in gaps.alarms(now, settings)}
    return MustersView(
        answered_for=count.answered_for, accounted_for=count.accounted_for, unaccounted=count.unaccounted,
        called=tuple(sorted(called, key=lambda row: (not row.overdue, row.due_by, row.muster))),
        counts=tuple(_count(one, places) for one in sorted(roll.musters.compared, key=_newest)[:COUNTS_SHOWN]),
        named=tuple(_named(live, roll, now, settings.muster_confirm_hours, places)),
        discrepancies=tuple(discrepancies),
        gaps=tuple(
            GapRow(one.cause, one.custodian, one.handover, one.since, one.minutes, len(one.people),
                   (one.custodian, one.handover, one.since) in alarms)
            for one in gaps.open_at(now)
        ),
        longest_minutes=gaps.longest_minutes(now), person_minutes=gaps.person_minutes(now),
        acts=(shown_act(live, "close", "", DayClosed, "count close", "CUSTODIAN"),),
    )  # fmt: skip


def eligibility_view(book: Book, live: Book, now: datetime) -> EligibilityView:
    """Everyone at an origin site who may not go now, the longest waiting first within each owner."""
    roll, rows, whole, held = book.reading(Roll), list[WaitingRow](), list[WholeLine](), 0
    lines: dict[object, GateLine] = {}
    for place in book.places.sites.values():
        people = roll.on(in_hand(place.custodian)) if place.part == "site" else frozenset[PersonId]()
        held += len(people)
        by_person: dict[PersonId, list[Objection]] = defaultdict(list)
        for one in in_the_way(book, place.custodian, at=now) if people else ():
            if one.person is None:
                whole.append(WholeLine(place.site, gate_line(one)))
            else:
                by_person[one.person].append(one)
        rows += [
            _waiting(roll, person, place, [_known_line(one, lines) for one in found])
            for person, found in sorted(by_person.items())
        ]
    rows.sort(key=lambda row: (row.owner, row.since, row.number))
    counts = Counter(row.owner for row in rows)
    owners = tuple(
        OwnerRow(owner, people, tuple(name for name, _ in who_may(live.register, [owner], live.register.size)))
        for owner, people in counts.most_common()
    )
    acts = (
        shown_act(live, "clear", "", Cleared, "clear", "--site", "SITE"),
        shown_act(live, "lift", "", HoldLifted, "hold lift", "NUMBER", "--ground", "GROUND", "--because", "REASON"),
    )
    return EligibilityView(tuple(rows), owners, tuple(whole), held - len(rows) if not whole else 0, held, acts)


def gate_line(objection: Objection) -> GateLine:
    """An objection with whoever can change it; the page says beside it whom it is about and by which rule."""
    gate = GATES.get(objection.rule)
    owner = str(objection.values.get("lift_by") or objection.values.get("authority") or (gate.lift_by if gate else ""))
    override = tuple(sorted(gate.override)) if gate is not None and may_be_overridden(objection) else ()
    said = without_rule(Objection(objection.rule, None, objection.values))
    return GateLine(objection.rule, said, owner or "nobody", override)


def _waiting(roll: Roll, person: PersonId, place: Place, lines: Sequence[GateLine]) -> WaitingRow:
    owner = next((line.owner for line in lines if line.owner != "nobody"), "nobody")
    since = roll.history(person)[-1].at
    return WaitingRow(person, place.custodian, place.site, owner, since, tuple(lines))


def _known_line(one: Objection, known: dict[object, GateLine]) -> GateLine:
    """What is said of thousands in the same words is worded once."""
    said = one.rule, frozenset(one.values.items())
    if said not in known:
        known[said] = gate_line(one)
    return known[said]


def _count(one: Comparison, places: dict[str, str]) -> CountRow:
    return CountRow(
        one.muster, one.custodian, places.get(one.custodian, ""), one.by, one.at, one.roll, one.mustered,
        one.confirmed, tuple(sorted(one.missing)), tuple(sorted(one.over)), len(one.back), one.entries[-1],
    )  # fmt: skip


def _newest(one: Comparison) -> tuple[float, str]:
    return -one.at.timestamp(), one.muster


def _named(live: Book, roll: Roll, now: datetime, hours: int, places: dict[str, str]) -> list[NamedRow]:
    """Every custodian with people in hand, those not counted by name for longest first."""
    rows = []
    for custodian in sorted(roll.headcount):
        people = roll.on(in_hand(custodian))
        if not people:
            continue
        last = roll.musters.last(custodian)
        age = minutes_between(last.at, now) if last else None
        stale = last is None or now - last.at > timedelta(hours=hours)
        act = shown_act(live, "call", custodian, MusterCalled, "count call", custodian, by=custodian)
        rows.append(
            NamedRow(custodian, places.get(custodian, ""), len(people), last.at if last else None, age, stale, act)
        )
    return sorted(rows, key=lambda row: (row.age_minutes is not None, -(row.age_minutes or 0), row.custodian))
