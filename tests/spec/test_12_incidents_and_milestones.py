"""On the way: incidents, milestones, nights elsewhere and doors that stay shut.

None of it changes who answers for anyone. Only a signature of custody does, and where an incident says that somebody
died or escaped and no such signature follows, the book shows it.
"""

from __future__ import annotations

from musterbook.custody.incidents.arrivals import UnexpectedArrivals
from musterbook.custody.incidents.away import Absences
from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.incidents.milestones import Milestones
from musterbook.lift.requests import Requests
from tests.spec.telling import accounts, entries, moment, told

FIGHT = """
06:00 hasakah custody.registered        person=D-0001
07:00 hasakah custody.incident-reported incident=I-hasakah-1 what=ASSAULT people=D-0001 place=yard
"""
WAY = """
06:00 hasakah custody.registered person=D-0001
06:30 bus     custody.passed     point=leg-begun serial=S-1 leg=L1
06:40 bus     custody.announced  what=eta serial=S-1 to=karkh expected_at=09:00
"""


def first(count: int, text: str) -> str:
    """The first lines of a story."""
    return "\n".join(text.strip().splitlines()[:count])


def stage(text: str) -> str:
    """How far the only incident has come."""
    (incident,) = Incidents.of(entries(text)).all()
    return incident.stage


def alone(text: str) -> list[str]:
    """What an incident says that no departure bears out, and departures that no incident tells of."""
    return [f"{one.kind} {one.person}" for one in Incidents.of(entries(text)).found()]


def not_back(text: str, hour: str) -> list[str]:
    """Who was due back by an hour and is not."""
    return [str(one.person) for one in Absences.of(entries(text)).found(moment(hour))]


def late_legs(text: str, hour: str) -> list[str]:
    """Legs that should have ended by an hour; one that nobody announced may take four hours."""
    return [leg.name for leg in Milestones.of(entries(text)).alarms(moment(hour), allowed_minutes=240)]


def requested(text: str) -> str:
    """How far the only request has come."""
    (request,) = Requests.of(entries(text)).all()
    return request.stage


def test_an_incident_moves_nobody() -> None:
    assert accounts(told(FIGHT)) == {"D-0001": "hasakah/in-hand"}
    assert stage(FIGHT) == "AWAITING_REVIEW"


def test_it_is_added_to_and_closed_and_opened_again_by_what_is_added_then() -> None:
    text = """
        07:00 hasakah custody.incident-reported incident=I-hasakah-1 what=ASSAULT place=yard
        08:00 desk    custody.incident-added    incident=I-hasakah-1 stage=NEEDS_UPDATING
        09:00 hasakah custody.incident-added    incident=I-hasakah-1
        10:00 desk    custody.incident-closed   incident=I-hasakah-1
        11:00 hasakah custody.incident-added    incident=I-hasakah-1
        """

    assert stage(first(2, text)) == "NEEDS_UPDATING"
    assert stage(first(3, text)) == "UPDATED"
    assert stage(first(4, text)) == "CLOSED"
    assert stage(text) == "REOPENED"


def test_a_death_that_only_an_incident_tells_of_stays_open_until_the_holder_signs_it() -> None:
    text = """
        06:00 hasakah custody.registered        person=D-0001
        07:30 hasakah custody.incident-reported incident=I-hasakah-2 what=DEATH_PRISONER people=D-0001
        08:00 hasakah custody.departed          person=D-0001 outcome=deceased
        """

    assert alone(first(2, text)) == ["incident-without-departure D-0001"]
    assert accounts(told(first(2, text))) == {"D-0001": "hasakah/in-hand"}
    assert alone(text) == []
    assert accounts(told(text)) == {"D-0001": "far/deceased"}


def test_an_escape_is_a_departure_and_an_incident_and_either_asks_for_the_other() -> None:
    text = """
        06:00 hasakah custody.registered        person=D-0001
        07:00 hasakah custody.departed          person=D-0001 outcome=escaped
        06:50 hasakah custody.incident-reported incident=I-1 what=ESCAPE_FROM_PRISON people=D-0001
        """

    assert alone(first(2, text)) == ["departed-without-incident D-0001"]
    assert alone(text) == []


def test_a_leg_that_was_begun_and_never_ended_alarms() -> None:
    text = """
        06:30 bus custody.passed    point=leg-begun serial=S-1 leg=L1
        06:40 bus custody.announced what=eta serial=S-1 to=karkh expected_at=09:00
        08:50 bus custody.passed    point=leg-ended serial=S-1 leg=L1
        """

    assert late_legs(first(2, text), "09:00") == []
    assert late_legs(first(2, text), "09:01") == ["L1"]
    assert late_legs(text, "12:00") == []


def test_what_comes_in_late_takes_its_place_and_wakes_nobody() -> None:
    text = f"""{WAY}
        08:50 bus custody.passed    point=leg-ended serial=S-1 leg=L1
        06:35 bus custody.announced what=eta serial=S-1 to=karkh expected_at=07:00 written=20:00
        06:31 bus custody.passed    point=leg-begun serial=S-1 leg=L1 written=20:00
        """

    assert late_legs(text, "20:30") == []
    assert [leg.begun_at for leg in Milestones.of(entries(text)).legs()] == [moment("06:30")]


def test_who_is_out_is_due_back() -> None:
    text = """
        06:00 hasakah custody.registered person=D-0001
        08:00 hasakah custody.passed     point=out people=D-0001 place=hospital due_back=12:00
        12:40 hasakah custody.passed     point=back people=D-0001
        """

    assert not_back(first(2, text), "12:00") == []
    assert not_back(first(2, text), "12:30") == ["D-0001"]
    assert not_back(text, "13:00") == []


def test_a_night_on_the_way_and_a_door_that_stays_shut_leave_everybody_in_the_escorts_hands() -> None:
    text = """
        06:00 bus custody.registered    person=D-0001
        18:00 bus custody.locked-out    people=D-0001 place=karkh because=no_space
        19:00 bus custody.lodged        people=D-0001 place=derik because=lockout until=23:30
        23:20 bus custody.lodging-ended people=D-0001 place=derik
        """

    assert accounts(told(text)) == {"D-0001": "bus/in-hand"}
    assert [one.place for one in Absences.of(entries(first(3, text))).lodged()] == ["derik"]
    assert not_back(first(3, text), "23:59") == ["D-0001"]
    assert not_back(text, "23:59") == []


def test_whom_a_court_freed_is_found_though_nobody_let_him_go() -> None:
    text = """
        06:00 hasakah custody.registered person=D-0001
        09:00 hasakah custody.court-step step=hearing         court=derik people=D-0001
        10:00 hasakah custody.court-step step=release-ordered court=derik people=D-0001
        """

    assert list(Milestones.of(entries(text)).freed_by_court()) == ["D-0001"]
    assert accounts(told(text)) == {"D-0001": "hasakah/in-hand"}


def test_who_comes_unexpected_is_registered_until_two_find_which_number_he_had() -> None:
    text = """
        06:00 hasakah custody.registered person=D-0001
        20:00 karkh   custody.registered person=D-0900 how=unexpected place=gate
        22:00 karkh   custody.merged     keeps=D-0001 absorbs=D-0900
        """

    assert [one.person for one in UnexpectedArrivals.of(entries(first(2, text))).nobody_knows()] == ["D-0900"]
    assert [one.person for one in UnexpectedArrivals.of(entries(text)).nobody_knows()] == []


def test_a_request_is_asked_granted_put_off_and_called_off_and_moves_nobody() -> None:
    text = """
        06:00 hasakah lift.requested        request=M-1 receiver=karkh people=D-0001 from=08:00
        06:10 desk    lift.request-approved request=M-1 capacity=population-desk
        06:20 bus     lift.request-approved request=M-1 capacity=carrier
        06:30 desk    lift.rescheduled      request=M-1 from=08:00 to=12:00
        06:40 desk    lift.cancelled        request=M-1 because=weather
        """

    assert requested(first(2, text)) == "requested"
    assert requested(first(4, text)) == "approved"
    assert requested(text) == "cancelled"
