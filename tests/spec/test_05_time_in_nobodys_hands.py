"""Time in nobody's hands: between the doors that shut and the signature that receives, a clock runs."""

from __future__ import annotations

from musterbook.custody.gaps import Gaps, OffDuty
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
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


def test_an_acceptance_that_two_took_back_stopped_nothing() -> None:
    gaps = Gaps.of(
        entries(f"""{AWAY}
        06:40 karkh   custody.accepted          handover=H1 people=D-0001,D-0002 @a
        07:10 karkh   custody.corrected         entry=@a people=D-0002 because=another-body
        07:20 hasakah custody.correction-agreed entry=@a people=D-0002
        """)
    )

    (open_now,) = gaps.open_at(moment("07:30"))

    assert (sorted(open_now.people), open_now.minutes, open_now.handover) == (["D-0002"], 60, "H1")
    assert gaps.person_minutes(moment("07:30")) == 10 + 60
    assert [one.longest_minutes for one in gaps.by_handover(moment("07:30"))] == [60]


def test_one_signature_does_not_take_an_acceptance_back() -> None:
    gaps = Gaps.of(
        entries(f"""{AWAY}
        06:40 karkh custody.accepted  handover=H1 people=D-0001,D-0002 @a
        07:10 karkh custody.corrected entry=@a people=D-0002 because=another-body
        """)
    )

    assert gaps.open_at(moment("07:30")) == ()
    assert gaps.person_minutes(moment("07:30")) == 20


def test_who_was_taken_for_somebody_else_was_never_seen_again() -> None:
    gaps = Gaps.of(
        entries(f"""{LOST}
        08:00 derik   custody.recovered         person=D-0001 from_account=hasakah/unaccounted how=recaptured @r
        08:30 derik   custody.corrected         entry=@r people=D-0001 because=another-body
        08:40 hasakah custody.correction-agreed entry=@r people=D-0001
        """)
    )

    (open_now,) = gaps.open_at(moment("09:00"))

    assert (sorted(open_now.people), open_now.minutes) == (["D-0001", "D-0002"], 120)
    assert gaps.longest_minutes(moment("09:00")) == 120


def test_it_stops_when_he_is_taken_in_rightly_after_all() -> None:
    gaps = Gaps.of(
        entries(f"""{AWAY}
        06:40 karkh   custody.accepted          handover=H1 people=D-0001,D-0002 @a
        07:10 karkh   custody.corrected         entry=@a people=D-0002 because=another-body
        07:20 hasakah custody.correction-agreed entry=@a people=D-0002
        07:40 karkh   custody.accepted          handover=H1 people=D-0002
        """)
    )

    assert gaps.open_at(moment("08:00")) == ()
    assert gaps.person_minutes(moment("08:00")) == 10 + 70


def test_an_escort_off_duty_is_not_relieved_by_a_signature_that_two_took_back() -> None:
    story = f"""{AWAY}
        06:40 bus-1 custody.accepted          handover=H1 people=D-0001,D-0002
        07:00 bus-1 custody.offered           handover=H2 people=D-0001,D-0002 receiver=karkh
        07:10 karkh custody.accepted          handover=H2 people=D-0001,D-0002 @a
        07:20 karkh custody.corrected         entry=@a people=D-0002 because=another-body
        07:25 bus-1 custody.correction-agreed entry=@a people=D-0002
        """
    off = OffDuty(CustodianId("bus-1"), moment("07:00"), frozenset(map(PersonId, ("D-0001", "D-0002"))))

    gaps = Gaps.of(entries(story), [off])

    assert {one.person: one.ends for one in gaps.all if one.cause == "off-duty"} == {
        "D-0001": moment("07:10"), "D-0002": None,
    }  # fmt: skip


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
