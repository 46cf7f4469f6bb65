"""Care, set: everybody who does something for people beside moving them, each with a chance of his own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from musterbook.rehearsal.aboard import Aboard
from musterbook.rehearsal.asked_for import LiftsAskedFor
from musterbook.rehearsal.bedding_down import BedsKept
from musterbook.rehearsal.before_the_bus import BeforeTheBus
from musterbook.rehearsal.caring import HandoverCare
from musterbook.rehearsal.caring_duties import Duties
from musterbook.rehearsal.caring_planted import Played, tell_planted
from musterbook.rehearsal.court_days import CourtDays
from musterbook.rehearsal.found_at_doors import FoundAtDoors
from musterbook.rehearsal.happenings import Happenings
from musterbook.rehearsal.known_of_people import KnownOfPeople
from musterbook.rehearsal.stage import Stage
from musterbook.rehearsal.watched_over import WatchedOver
from musterbook.rehearsal.way_points import WayPoints


def set_care(stage: Stage, said: Mapping[str, Any], *, seed: int, ends: datetime) -> None:
    """Set all that `[care]` says, and at the end tell what was planted beside what the book shows of it."""

    def chance(name: str) -> Random:
        return Random(f"{name}/{seed}")

    aboard, doors = Aboard(stage, said["aboard"], seed), FoundAtDoors(stage, said["found"], chance("doors"))
    beds, way = BedsKept(stage, said["beds"]), WayPoints(stage, said["way"])
    duties, asked = Duties(stage, said, seed), LiftsAskedFor(stage, said["requests"])
    happens = Happenings(stage, said["happenings"], chance("happenings"))
    courts = CourtDays(stage, said["courts"], chance("courts"))
    watched = WatchedOver(stage, said["watched"], chance("watched"))
    known = KnownOfPeople(stage, said["known"], chance("known"))
    before = BeforeTheBus(stage, said["before"], chance("before"))
    stage.care, stage.rooms, stage.along = HandoverCare(stage, said, chance("care"), aboard, doors), beds, way
    for part in (duties, beds, happens, asked, courts, watched, known, before):
        part.set()
    played = Played(aboard, beds, way, happens, asked, doors, courts, watched, known, before, duties)
    stage.at(ends, lambda: tell_planted(stage, played))
