"""What a rehearsal planted of what goes wrong on the way, and what the book's account shows of it, side by side.

`planted` is what happened in the world; `found` is read back from the account by whoever was not there. The two must be
alike, and an account that loses one of them fails.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import ClearanceWithdrawn
from musterbook.lift.facts import Unseated
from musterbook.operation.account_people import people_told
from musterbook.operation.account_way import aboard_told, beds_told, incidents_told, requests_told, way_told
from musterbook.operation.book import Book
from musterbook.operation.noticing import notices_told
from musterbook.operation.owed_custody import doses
from musterbook.rehearsal.aboard import Aboard
from musterbook.rehearsal.asked_for import LiftsAskedFor
from musterbook.rehearsal.bedding_down import BedsKept
from musterbook.rehearsal.before_the_bus import BeforeTheBus
from musterbook.rehearsal.caring_duties import Duties
from musterbook.rehearsal.court_days import CourtDays
from musterbook.rehearsal.found_at_doors import FoundAtDoors
from musterbook.rehearsal.happenings import Happenings
from musterbook.rehearsal.known_of_people import KnownOfPeople
from musterbook.rehearsal.stage import Stage
from musterbook.rehearsal.watched_over import WatchedOver
from musterbook.rehearsal.way_points import WayPoints
from musterbook.terms.custodians import far
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Played:
    """Whoever did what was planted."""

    aboard: Aboard
    beds: BedsKept
    way: WayPoints
    happens: Happenings
    asked: LiftsAskedFor
    doors: FoundAtDoors
    courts: CourtDays
    watched: WatchedOver
    known: KnownOfPeople
    before: BeforeTheBus
    duties: Duties


def tell_planted(stage: Stage, played: Played) -> None:
    """Add `planted_way` to the account: for each thing planted, how often it was and how often it was found.

    An offer that no bed stops is written nowhere, so how often that was only a rehearsal can know.
    """
    book, now = stage.book, stage.now
    aboard, beds, way = aboard_told(book) or {}, beds_told(book, now) or {}, way_told(book, now) or {}
    incidents, requests = incidents_told(book) or {}, requests_told(book) or {}
    late = {one["what"]: one["times"] for one in aboard.get("late", ())}
    kinds = incidents.get("kinds", {})
    happened = played.happens.played
    found = {
        "hot": (played.aboard.played["hot"], aboard.get("hot", 0)),
        "read_late": (played.aboard.played["late"], late.get("temperature-read", 0)),
        "too_long_aboard": (played.way.played["turned_away"], late.get("time-aboard", 0)),
        "no_bed_overridden": (played.beds.played["overridden"], beds.get("people_overridden", 0)),
        "two_in_a_bed": (played.beds.played["two_in_a_bed"], beds.get("two_in_a_bed", 0)),
        "leg_not_ended": (played.way.played["unended"], way.get("late", 0)),
        "turned_away": (played.way.played["turned_away"], way.get("locked_out", 0)),
        "sent_elsewhere": (int("diverted" in stage.notes), way.get("diverted", 0)),
        "broke_down": (played.way.played["broke_down"], kinds.get("CARRIER_BROKE_DOWN", 0)),
        "stranger": (happened.get("stranger", 0), incidents.get("nobody_knows", 0)),
        "released_in_error": (happened.get("released_in_error", 0), kinds.get("RELEASE_IN_ERROR", 0)),
        "blows": (happened.get("blows", 0), kinds.get("ASSAULT", 0)),
        "not_written_back": (happened.get("not_back", 0), way.get("not_back", 0)),
        "overheld": (happened.get("overheld", 0), way.get("overheld", 0)),
        "escape_not_reported": (_unreported(stage), incidents.get("without_incident", 0)),
        "request_not_answered": (played.asked.played.get("none", 0), requests.get("unanswered", 0)),
        **_one_by_one(stage, played),
    }
    stage.told["planted_way"] = {
        "stopped_for_want_of_beds": played.beds.played["blocked"],
        "things": {name: {"planted": int(planted), "found": int(seen)} for name, (planted, seen) in found.items()},
    }


def _one_by_one(stage: Stage, played: Played) -> dict[str, tuple[float, int]]:
    """The same of what was planted about single people."""
    book, now = stage.book, stage.now
    told, roll = people_told(book, now) or {}, book.reading(Roll)
    doors, known = played.doors.played, played.known.played
    open_ = Counter(one.kind for one in roll.discrepancies.open)
    unheard = {one["about"] for one in notices_told(book, now, stage="sent") if one["notice"] == "protecting-list"}
    return {
        "freed_and_let_go": (played.courts.played["let_go"], len(roll.on(far("released")))),
        "seal_broken": (doors.get("seal_broken", 0), told.get("seals_broken", 0)),
        "bags_kept_back": (doors.get("kept_back", 0), told.get("bags_kept_back", 0)),
        "medicine_missing": (doors.get("medicine_missing", 0), open_["medicine-missing"]),
        "dose_missed": (doors.get("medicine_missing", 0), sum(one.due <= now for one in doses(book, now))),
        "sheet_doubt_open": (
            doors.get("sheets_doubted", 0) - doors.get("sheets_amended", 0), told.get("doubts_open", 0)
        ),
        "watch_not_renewed": (played.watched.played["forgotten"], told.get("watches_not_renewed", 0)),
        "complaint_late": (known.get("complaints", 0) - known.get("answered", 0), told.get("complaints_late", 0)),
        "child_found": (known.get("children", 0), len(_children(book))),
        "list_not_acknowledged": (played.duties.unheard, len(unheard)),
        "witness_kept": (played.before.played.get("witness", 0), _kept(book)),
        "called_off": (int("called-off" in stage.notes), told.get("called_off", 0)),
        "misread": (int("misread" in stage.notes), told.get("corrected", 0)),
    }  # fmt: skip


def _kept(book: Book) -> int:
    """How many whose clearance was taken back were taken off a bus, and are where they were."""
    withdrawn = {one.fact.person: one.by for one in book.entries() if isinstance(one.fact, ClearanceWithdrawn)}
    unseated = {person for one in book.entries() if isinstance(one.fact, Unseated) for person in one.fact.people}
    return len(withdrawn.keys() & unseated)


def _children(book: Book) -> frozenset[PersonId]:
    """Everybody of whom it was reported that he is a child among adults."""
    every = book.reading(Incidents).all()
    return frozenset(one for found in every if found.what == "CHILD_FOUND_AMONG_ADULTS" for one in found.people)


def _unreported(stage: Stage) -> int:
    """The lost site's officer reports every escape but one."""
    return int("lost-site" in stage.notes and bool(stage.book.settings.custody.incident_minutes))
