"""Time in nobody's hands: between the doors that shut and the signature that receives, a clock runs."""

from __future__ import annotations

from musterbook.custody.gaps import Gaps
from tests.spec.telling import accounts, entries, moment, open_things, told

AWAY = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=karkh
06:30 hasakah custody.let-go     handover=H1 people=D-0001,D-0002
"""
LOST = """
06:00 hasakah custody.registered   person=D-0001
06:00 hasakah custody.registered   person=D-0002
07:00 watch   custody.control-lost site=hasakah since=07:00 because=attack
"""


def test_the_clock_runs_for_each_person_and_alarms_at_a_quarter_of_an_hour() -> None:
    gaps = Gaps.of(entries(AWAY))

    (open_now,) = gaps.open_at(moment("06:50"))

    assert (open_now.minutes, len(open_now.people)) == (20, 2)
    assert len(gaps.alarms(moment("06:44"))) == 0
    assert len(gaps.alarms(moment("06:45"))) == 1


def test_an_acceptance_stops_it_for_those_it_names() -> None:
    gaps = Gaps.of(entries(f"{AWAY}06:40 karkh custody.accepted handover=H1 people=D-0001 exceptions=unfit:D-0002"))

    (open_now,) = gaps.open_at(moment("06:50"))

    assert sorted(open_now.people) == ["D-0002"]
    assert gaps.person_minutes(moment("06:50")) == 30


def test_a_lost_site_answers_for_each_of_its_people_until_he_is_seen() -> None:
    roll = told(LOST)

    assert accounts(roll) == {"D-0001": "hasakah/unaccounted", "D-0002": "hasakah/unaccounted"}
    assert open_things(roll) == ["control-lost D-0001", "control-lost D-0002"]


def test_who_is_seen_again_is_seen_by_name() -> None:
    roll = told(f"{LOST}09:00 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b")

    assert accounts(roll) == {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/unaccounted"}
    assert open_things(roll) == ["control-lost D-0002", "missing D-0002"]


def test_who_was_taken_in_elsewhere_is_in_those_hands() -> None:
    roll = told(f"{LOST}09:00 derik custody.recovered person=D-0001 from_account=hasakah/unaccounted how=recaptured")

    assert accounts(roll)["D-0001"] == "derik/in-hand"
    assert accounts(roll)["D-0002"] == "hasakah/unaccounted"
