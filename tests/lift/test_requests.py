"""Requests for moves: their flow as a reading."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.lift.requests import CAPACITIES, STAGES, Requests
from tests.spec.telling import entries

ASKED = "06:00 hasakah lift.requested request=M-1 giver=hasakah receiver=karkh people=D-0001,D-0002 from=08:00\n"


def read(text: str) -> Requests:
    return Requests.of(entries(text))


def test_a_request_goes_from_proposed_to_approved_when_desk_and_carrier_both_said_so() -> None:
    told = [
        "05:00 hasakah lift.requested request=M-1 stage=proposed giver=hasakah receiver=karkh people=D-0001 from=08:00",
        ASKED.strip(),
        "06:10 desk    lift.request-approved request=M-1 capacity=population-desk",
        "06:20 chinook lift.request-approved request=M-1 capacity=carrier",
    ]

    read_so_far = [read("\n".join(told[:count])).all()[0] for count in range(1, 5)]
    stages, one = [request.stage for request in read_so_far], read_so_far[-1]

    assert stages == ["proposed", "requested", "requested", "approved"]
    assert set(stages) <= set(STAGES)
    assert set(one.approvals) == set(CAPACITIES)
    assert (one.heads, one.proposed_at) == (2, datetime(2026, 1, 21, 5, tzinfo=UTC))


def test_declined_and_cancelled_have_reasons_and_people_are_called_off_one_by_one() -> None:
    declined = read(ASKED + "06:30 chinook lift.request-declined request=M-1 because=no_transport_available")
    some = read(ASKED + "06:30 desk lift.cancelled request=M-1 because=hold_raised people=D-0001")
    all_ = read(
        ASKED
        + """
        06:30 desk lift.cancelled request=M-1 because=hold_raised people=D-0001
        06:40 desk lift.cancelled request=M-1 because=weather people=D-0002
        """
    )

    assert [one.stage for one in declined.all()] == ["declined"]
    assert [(one.stage, sorted(one.people)) for one in some.all()] == [("requested", ["D-0002"])]
    assert [(one.stage, one.cancelled) for one in all_.all()] == [("cancelled", "weather")]


def test_two_who_move_a_date_without_knowing_of_each_other_both_show_and_the_last_has_an_author() -> None:
    requests = read(
        ASKED
        + """
        06:30 desk    lift.rescheduled request=M-1 from=08:00 to=10:00
        06:31 hasakah lift.rescheduled request=M-1 from=08:00 to=12:00
        """
    )

    (one,) = requests.all()

    assert (one.begins.hour, one.moved[-1].by) == (12, "hasakah")
    assert [(again.by, again.to.hour) for again in one.dates_collide] == [("hasakah", 12)]


def test_what_answers_a_request_before_it_came_in_is_kept_for_it() -> None:
    story = entries(ASKED + "06:10 desk lift.request-approved request=M-1 capacity=population-desk")

    requests = Requests.of(list(reversed(story)))

    assert [list(one.approvals) for one in requests.all()] == [["population-desk"]]


def test_legs_and_nights_are_planned_planned_otherwise_and_given_up() -> None:
    requests = read(
        """
        06:00 desk lift.leg-planned leg=L1 from=hasakah to=derik leaves_at=08:00 arrives_at=10:00
        06:10 desk lift.leg-planned leg=L1 from=hasakah to=derik leaves_at=09:00 arrives_at=11:00
        06:20 desk lift.leg-cancelled leg=L1 because=declined
        06:30 desk lift.lodging-planned lodging=N1 place=derik because=overnight_lodging from=20:00 until=23:00
        06:40 desk lift.lodging-planned lodging=N2 place=derik because=staging from=20:00 until=23:00
        06:50 desk lift.lodging-planned lodging=N1 place=derik because=overnight_lodging from=20:00 cancelled=yes
        """
    )

    assert (requests.legs["L1"].planned.leaves_at.hour, requests.legs["L1"].cancelled) == (9, "declined")
    assert [one.planned.lodging for one in requests.nights_planned()] == ["N2"]


def test_people_are_named_into_an_approved_number_and_more_than_were_approved_are_approved_anew() -> None:
    lot = """
        06:00 hasakah lift.requested request=M-1 giver=hasakah receiver=karkh count=2 from=08:00
        06:10 desk    lift.request-approved request=M-1 capacity=population-desk
        06:20 chinook lift.request-approved request=M-1 capacity=carrier
        """
    named, more, elsewhere = (
        read(lot + f"07:00 hasakah lift.requested request=M-1 giver=hasakah receiver={to} people={people} from=08:00")
        for to, people in (("karkh", "D-0001,D-0002"), ("karkh", "D-0001,D-0002,D-0003"), ("derik", "D-0001"))
    )

    assert [(one.stage, sorted(one.people)) for one in named.all()] == [("approved", ["D-0001", "D-0002"])]
    assert [one.stage for one in more.all() + elsewhere.all()] == ["requested", "requested"]


def test_asked_again_without_knowing_that_it_was_called_off_it_stays_so() -> None:
    (one,) = read(
        ASKED
        + """
        06:30 desk    lift.cancelled request=M-1 because=weather
        06:40 hasakah lift.requested request=M-1 giver=hasakah receiver=karkh people=D-0001 from=08:00
        """
    ).all()

    assert (one.stage, one.cancelled) == ("cancelled", "weather")
