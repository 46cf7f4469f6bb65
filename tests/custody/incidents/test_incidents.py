"""Incidents: stages, addenda, lateness, and what they say without a departure."""

from __future__ import annotations

from itertools import permutations

import pytest

from musterbook.custody.incidents.incidents import OUTCOMES, Incidents, gravity_of, kind_of
from musterbook.custody.reasons import check_reason, check_worded, reasons
from musterbook.custody.roll import Roll
from musterbook.ledger.reading import in_order
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

HELD = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
"""


def read(text: str) -> Incidents:
    return Incidents.of(entries(HELD + text))


def kinds(text: str) -> list[tuple[str, str | None]]:
    return [(one.kind, one.person) for one in read(text).found()]


def test_stages_are_read_from_what_was_written_and_nothing_written_is_changed() -> None:
    told = [
        "07:00 hasakah custody.incident-reported incident=I-1 what=ASSAULT people=D-0001",
        "08:00 hasakah custody.incident-added    incident=I-1 people=D-0002",
        "09:00 desk    custody.incident-added    incident=I-1 stage=NEEDS_UPDATING",
        "10:00 hasakah custody.incident-added    incident=I-1 fault=supplier",
        "11:00 desk    custody.incident-closed   incident=I-1",
        "12:00 hasakah custody.incident-added    incident=I-1 what=SERIOUS_INJURY",
        "13:00 desk    custody.incident-added    incident=I-1 stage=NEEDS_UPDATING",
        "14:00 desk    custody.incident-closed   incident=I-1 outcome=NOT_REPORTABLE",
    ]

    read_so_far = [read("\n".join(told[:count])).all()[0] for count in range(1, len(told) + 1)]
    stages, one = [incident.stage for incident in read_so_far], read_so_far[-1]

    assert stages == [
        "AWAITING_REVIEW", "UPDATED", "NEEDS_UPDATING", "UPDATED", "CLOSED", "REOPENED", "WAS_CLOSED", "NOT_REPORTABLE",
    ]  # fmt: skip
    assert set(stages) <= reasons()["incident.stages"]
    assert (one.what, one.fault, sorted(one.people)) == ("SERIOUS_INJURY", "supplier", ["D-0001", "D-0002"])
    assert one.reported.what == "ASSAULT"
    assert len(one.additions) == 5


def test_what_was_added_before_the_report_came_in_is_kept_for_it() -> None:
    story = entries(
        HELD
        + """
        07:00 hasakah custody.incident-reported incident=I-1 what=FIRE
        08:00 desk    custody.incident-closed   incident=I-1
    """
    )

    incidents = Incidents.of([story[-1], *story[:-1]])

    one = incidents.called("I-1")
    assert one is not None
    assert one.closed


def test_a_death_or_an_escape_without_the_departure_is_open_and_the_account_stays_as_it_was() -> None:
    text = "07:00 hasakah custody.incident-reported incident=I-1 what=DEATH_PRISONER people=D-0001"

    assert kinds(text) == [("incident-without-departure", "D-0001")]
    assert Roll.of(entries(HELD + text)).where[PersonId("D-0001")] == "hasakah/in-hand"


def test_the_departure_settles_it_whichever_came_first_and_only_for_whom_it_names() -> None:
    text = """
    07:00 hasakah custody.incident-reported incident=I-1 what=ESCAPE_FROM_PRISON people=D-0001,D-0002
    06:50 hasakah custody.departed person=D-0001 outcome=escaped
    """

    assert kinds(text) == [("incident-without-departure", "D-0002")]


def test_who_escapes_twice_needs_two_departures() -> None:
    once = """
    07:00 hasakah custody.incident-reported incident=I-1 what=ESCAPE_FROM_PRISON people=D-0001
    07:10 hasakah custody.departed  person=D-0001 outcome=escaped
    09:00 hasakah custody.recovered person=D-0001 from_account=far/escaped how=recaptured
    11:00 hasakah custody.incident-reported incident=I-2 what=ESCAPE_FROM_PRISON people=D-0001
    """
    twice = once + "11:10 hasakah custody.departed person=D-0001 outcome=escaped"

    assert kinds(once) == [("incident-without-departure", "D-0001")]
    assert kinds(twice) == []


def test_a_departure_that_an_incident_has_to_tell_of_asks_for_it() -> None:
    text = "07:00 hasakah custody.departed person=D-0001 outcome=released-in-error"

    assert kinds(text) == [("departed-without-incident", "D-0001")]
    assert read(text).found(papers=False) == ()
    assert kinds("07:00 hasakah custody.departed person=D-0001 outcome=released") == []


@pytest.mark.parametrize("outcome", ["DUPLICATE", "NOT_REPORTABLE"])
def test_a_duplicate_or_a_false_alarm_asks_for_nothing(outcome: str) -> None:
    text = f"""
    07:00 hasakah custody.incident-reported incident=I-1 what=DEATH_PRISONER people=D-0001
    08:00 desk    custody.incident-closed   incident=I-1 outcome={outcome}
    """

    assert kinds(text) == []


def test_the_same_is_open_in_whatever_order_it_arrived() -> None:
    story = entries(
        HELD
        + """
        07:00 hasakah custody.incident-reported incident=I-1 what=ESCAPE_FROM_PRISON people=D-0001,D-0002
        07:05 hasakah custody.departed          person=D-0002 outcome=escaped
        08:00 hasakah custody.incident-added    incident=I-1 stage=ON_HOLD
    """
    )

    found = {tuple(one.id for one in Incidents.of(in_order(list(some))).found()) for some in permutations(story)}

    assert len(found) == 1


def test_reported_later_than_an_hour_after_it_happened_it_says_by_how_much() -> None:
    incidents = read("""
        07:00 hasakah custody.incident-reported incident=I-1 what=FIRE written=08:00
        07:00 hasakah custody.incident-reported incident=I-2 what=FIRE written=08:01
    """)

    assert [(one.reference, one.late_minutes) for one in incidents.late(60)] == [("I-2", 61)]


def test_words_for_kinds_are_understood_and_lead_into_the_list() -> None:
    for word in ("death", "escape", "road-accident", "other-major", "Force_used", "hostage"):
        assert check_reason("incident", kind_of(word))
    assert (gravity_of("other-major"), gravity_of("OTHER_MINOR"), gravity_of("fire")) == ("major", "minor", "")
    assert OUTCOMES.keys() <= reasons()["incident"]
    assert set(OUTCOMES.values()) <= reasons()["departed"]


def test_an_unknown_reason_is_malformed_and_other_needs_words() -> None:
    with pytest.raises(Malformed, match="reason"):
        check_worded("locked_out", "bad-mood", "")
    with pytest.raises(Malformed, match="reason"):
        check_worded("locked_out", "other", "  ")

    assert check_worded("locked_out", "other", "the gate was under water") == "other"
    assert check_worded("locked_out", "no_space", "") == "no_space"
