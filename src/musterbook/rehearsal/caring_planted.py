"""What a rehearsal planted of what goes wrong on the way, and what the book's account shows of it, side by side.

`planted` is what happened in the world; `found` is read back from the account by whoever was not there. The two must be
alike, and an account that loses one of them fails.
"""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.operation.account_way import aboard_told, beds_told, incidents_told, requests_told, way_told
from musterbook.rehearsal.aboard import Aboard
from musterbook.rehearsal.asked_for import LiftsAskedFor
from musterbook.rehearsal.bedding_down import BedsKept
from musterbook.rehearsal.happenings import Happenings
from musterbook.rehearsal.stage import Stage
from musterbook.rehearsal.way_points import WayPoints


@dataclass(frozen=True, slots=True)
class Played:
    """Whoever did what was planted."""

    aboard: Aboard
    beds: BedsKept
    way: WayPoints
    happens: Happenings
    asked: LiftsAskedFor


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
    }
    stage.told["planted_way"] = {
        "stopped_for_want_of_beds": played.beds.played["blocked"],
        "things": {name: {"planted": int(planted), "found": int(seen)} for name, (planted, seen) in found.items()},
    }


def _unreported(stage: Stage) -> int:
    """The lost site's officer reports every escape but one."""
    return int("lost-site" in stage.notes and bool(stage.book.settings.custody.incident_minutes))
