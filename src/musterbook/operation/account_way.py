"""The way, for the account: what was asked for, kept, announced, begun and ended, what went wrong, and what shows.

Joins custody (beds, rides, incidents, milestones), eligibility (overrides) and lift (requests). Nobody is named. Reads,
and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.lines import held_since
from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.beds.room import RULE as BEDS
from musterbook.custody.care.rides import Rides
from musterbook.custody.facts import Diverted
from musterbook.custody.incidents.arrivals import UnexpectedArrivals
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.facts import Announced, CourtStep, LockedOut, Passed, UnderOperation
from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.incidents.milestones import Milestones
from musterbook.custody.roll import Roll
from musterbook.eligibility.overrides import Overrides
from musterbook.lift.requests import Requests
from musterbook.operation.book import Book
from musterbook.operation.making_room import room_of
from musterbook.operation.passing import overheld

Told = dict[str, Any]


def requests_told(book: Book) -> Told | None:
    """Lifts asked for, by how far each came; None where nobody asked. One nobody answered is `requested` still."""
    asked = book.reading(Requests).all()
    stages = Counter(one.stage for one in asked)
    if not asked:
        return None
    return {
        "asked": len(asked), "approved": stages["approved"], "declined": stages["declined"],
        "cancelled": stages["cancelled"], "unanswered": stages["requested"] + stages["proposed"],
        "put_off": sum(bool(one.moved) for one in asked),
    }  # fmt: skip


def beds_told(book: Book, now: datetime) -> Told | None:
    """Each place beds were kept at, line by line; reservations, and whom its governor took over its capacity.

    None where nobody kept any.
    """
    reservations = book.reading(Reservations)
    if not reservations.all():
        return None
    beds, held = book.reading(Beds), held_since(book.reading(Roll))
    lying = Counter(one.custodian for one in beds.lying(held))
    custodians = sorted({one.custodian for one in reservations.all()} & _opened(book))
    over = [one for one in book.reading(Overrides, book.settings.eligibility).given() if one.rule == BEDS]
    places = []
    for custodian in custodians:
        room = room_of(book, custodian, now)
        kept = reservations.at(custodian)
        places.append({
            "place": custodian, "maximum": room.maximum, "working": room.working, "certified": room.certified,
            "out_of_use": room.out_of_use, "answered_for": room.answered_for,
            "reserved": room.reserved + room.displaced, "free": room.free, "over_certified": room.over_certified,
            "in_beds": lying[custodian], "reservations": len(kept), "beds_kept": sum(one.count for one in kept),
            "displaced": sum(len(one.came) for one in kept if one.displaced_from),
            "lapsed": sum(one.has_lapsed(now) for one in kept),
        })  # fmt: skip
    return {
        "places": places, "two_in_a_bed": len(beds.doubled(held)), "overridden": len(over),
        "people_overridden": len({person for one in over for person in one.people}),
    }  # fmt: skip


def aboard_told(book: Book) -> Told | None:
    """What was done on every ride, how warm it was, and what came too late; None where nobody wrote anything."""
    carriers = frozenset(one for one, part in book.places.parts.items() if part == "escort")
    rides = Rides.of(book.entries(), carriers=carriers, settings=book.settings.custody)
    if not rides.given:
        return None
    late = Counter(one.due.what for one in rides.late)
    return {
        "rides": rides.rides, "given": dict(sorted(rides.given.items())),
        "hottest": None if rides.hottest is None else str(rides.hottest), "hot": len(rides.hot),
        "late": [
            {"what": what, "times": times,
             "minutes": max(one.minutes for one in rides.late if one.due.what == what)}
            for what, times in sorted(late.items())
        ],
    }  # fmt: skip


def way_told(book: Book, now: datetime) -> Told | None:
    """Legs begun, ended and late, what was announced, who was turned away, who is out, whom a court freed.

    None where no milestone was written.
    """
    milestones = book.reading(Milestones)
    facts = [one.fact for one in milestones.all()]
    if not facts:
        return None
    legs, absences = milestones.legs(), book.reading(Absences)
    points = Counter(fact.point for fact in facts if isinstance(fact, Passed))
    return {
        "legs": len(legs), "ended": sum(one.ended_at is not None for one in legs),
        "late": len(milestones.alarms(now, allowed_minutes=book.settings.custody.leg_minutes)),
        "announced": sum(isinstance(fact, Announced) for fact in facts),
        "points": dict(sorted(points.items())),
        "locked_out": sum(isinstance(fact, LockedOut) for fact in facts),
        "lodged": sum(one.because != "out" for one in absences.all()),
        "diverted": sum(isinstance(fact, Diverted) for fact in facts),
        "operations": sum(isinstance(fact, UnderOperation) for fact in facts),
        "court_steps": sum(isinstance(fact, CourtStep) for fact in facts),
        "not_back": len(absences.found(now)), "overheld": len(overheld(book, now)),
    }  # fmt: skip


def incidents_told(book: Book) -> Told | None:
    """Incidents by kind, how many are open or came late, strangers, and what no paper bears out; None without any."""
    incidents, strangers = book.reading(Incidents), book.reading(UnexpectedArrivals)
    every = incidents.all()
    if not every:
        return None
    minutes = book.settings.custody.incident_minutes
    alone = Counter(one.kind for one in incidents.found(papers=minutes > 0))
    return {
        "reported": len(every), "kinds": dict(sorted(Counter(one.what for one in every).items())),
        "open": sum(not one.closed for one in every), "late": len(incidents.late(minutes)) if minutes else 0,
        "strangers": len(strangers.all()), "nobody_knows": len(strangers.nobody_knows()),
        "without_incident": alone["departed-without-incident"],
        "without_departure": alone["incident-without-departure"],
    }  # fmt: skip


def _opened(book: Book) -> set[Any]:
    return {one.custodian for one in book.reading(OpenedPlaces).all()}
