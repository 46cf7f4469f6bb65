"""Tests of the way in a rehearsal: beds, rides, milestones, incidents and requests; each fault planted is found."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from musterbook.custody.beds.facts import BedsReserved
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.care.facts import WelfareGiven
from musterbook.custody.dues.facts import Notified, ReceiptGiven
from musterbook.custody.facts import Accepted, Departed, Diverted
from musterbook.custody.incidents.facts import IncidentReported, Lodged, LodgingEnded, Passed
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Overridden
from musterbook.operation.book import Book
from musterbook.operation.receipts import languages_spoken
from musterbook.terms.custodians import in_hand
from tests.rehearsal.conftest import Played

ENDS = ("karkh", "nasiriyah")


def test_each_thing_planted_on_the_way_is_found_and_nothing_else_of_its_kind(small: Played) -> None:
    things = small.account["planted_way"]["things"]

    assert len(things) == 29
    assert {name: one for name, one in things.items() if one["planted"] == 0} == {}
    assert {name: one for name, one in things.items() if one["planted"] != one["found"]} == {}


def test_as_published_and_under_other_seeds_each_thing_planted_is_found_too(
    seeded: tuple[int, Played], small_as_published: Played
) -> None:
    for account in (seeded[1].account, small_as_published.account):
        things = account["planted_way"]["things"]
        assert {name: one for name, one in things.items() if one["planted"] != one["found"]} == {}


def test_whoever_came_to_a_place_had_a_bed_kept_or_a_governors_name_for_it(book: Book, small: Played) -> None:
    """Counted from the acts alone: who was offered after beds were kept for his serial, or let pass by name."""
    let_pass = {one for entry in book.entries() if isinstance(entry.fact, Overridden) for one in entry.fact.people}
    came = {person for one in book.reading(Reservations).all() for person in one.came}
    accepted = {
        person for entry in book.entries() if isinstance(entry.fact, Accepted) and entry.by in ENDS
        for person in entry.fact.people
    }  # fmt: skip

    assert len(accepted) > 200
    assert accepted <= came | let_pass
    assert small.account["planted_way"]["stopped_for_want_of_beds"] >= 2
    kept = [entry.fact.count for entry in book.entries() if isinstance(entry.fact, BedsReserved)]
    assert sum(kept) >= len(accepted - let_pass)


def test_those_who_make_room_are_counted_where_they_go(small: Played) -> None:
    places = {one["place"]: one for one in small.account["beds"]["places"]}

    # Thirty were at the destination; one of them was returned to his country before.
    assert (places["nasiriyah"]["displaced"], places["karkh"]["displaced"]) == (29, 0)
    assert all(
        one["free"] == one["working"] - one["out_of_use"] - one["answered_for"] - one["reserved"]
        for one in places.values()
    )
    assert 0 < places["karkh"]["in_beds"] <= places["karkh"]["answered_for"]


def test_while_it_is_too_hot_it_is_read_each_half_hour_and_there_is_water(book: Book) -> None:
    given: dict[str, list[WelfareGiven]] = defaultdict(list)
    read = defaultdict(list)
    for entry in book.entries():
        if isinstance(entry.fact, WelfareGiven) and entry.fact.what == "temperature-read":
            read[entry.fact.handover].append((entry.happened_at, float(entry.fact.value)))
        elif isinstance(entry.fact, WelfareGiven):
            given[entry.fact.handover].append(entry.fact)
    (hot,) = (one for one, readings in read.items() if max(degrees for _, degrees in readings) > 30)

    readings = sorted(read[hot])
    assert [degrees for _, degrees in readings if degrees > 30] == [34.5] * sum(value > 30 for _, value in readings)
    assert all(
        later - earlier <= timedelta(minutes=30) for (earlier, value), (later, _) in pairwise(readings) if value > 30
    )
    assert {"ventilation-checked", "beverage"} <= {one.what for one in given[hot]}


def test_every_leg_is_begun_once_by_its_escort_and_ended_at_the_place_it_came_to(book: Book, small: Played) -> None:
    begun = [
        one.fact.serial for one in book.entries() if isinstance(one.fact, Passed) and one.fact.point == "leg-begun"
    ]
    ended = [
        one.fact.serial for one in book.entries() if isinstance(one.fact, Passed) and one.fact.point == "leg-ended"
    ]

    assert len(begun) == len(set(begun)) > 50
    assert len(set(begun) - set(ended)) == small.account["way"]["late"] == 1


def test_whoever_was_turned_away_is_lodged_until_he_goes_on(book: Book) -> None:
    ((night, begun),) = ((one.fact, one.happened_at) for one in book.entries() if isinstance(one.fact, Lodged))
    ((end, ended),) = ((one.fact, one.happened_at) for one in book.entries() if isinstance(one.fact, LodgingEnded))

    assert night.people == end.people
    assert begun < ended <= night.until


def test_whoever_was_sent_elsewhere_comes_in_the_end(book: Book) -> None:
    (sent,) = (entry.fact for entry in book.entries() if isinstance(entry.fact, Diverted))
    there = {
        person for entry in book.entries() if isinstance(entry.fact, Accepted) and entry.by == sent.to
        for person in entry.fact.people
    }  # fmt: skip

    gone = {one for one in book.reading(Roll).where if one in there and book.reading(Roll).holder(one) is None}
    assert there
    left = there - gone - book.reading(Roll).on(in_hand("karkh"))  # type: ignore[arg-type]  # the name of one
    # The last person of all is taken back on purpose, and he may be one of them.
    assert len(left) <= 1
    assert left <= book.reading(Roll).on(in_hand("kharab-al-jir"))  # type: ignore[arg-type]  # the name of one


def test_a_death_is_reported_told_and_acknowledged(book: Book, small: Played) -> None:
    dead = {
        entry.fact.person: entry.happened_at for entry in book.entries()
        if isinstance(entry.fact, Departed) and entry.fact.outcome == "deceased"
    }  # fmt: skip
    reported = {
        person for entry in book.entries()
        if isinstance(entry.fact, IncidentReported) and entry.fact.what == "DEATH_PRISONER"
        for person in entry.fact.people
    }  # fmt: skip
    told = [one.fact for one in book.entries() if isinstance(one.fact, Notified) and one.fact.notice == "death"]

    assert dead.keys() == reported
    assert {person for one in told for person in one.people} == dead.keys()
    assert sum(one.acknowledged_at is not None for one in told) == len(dead)
    notice = next(one for one in small.account["care"]["notices"] if one["notice"] == "death")
    assert notice == {"notice": "death", "sent": len(dead), "acknowledged": len(dead), "late": 0, "missed": 0}


def test_a_receipt_is_in_a_language_he_speaks_or_is_read_to_him(book: Book) -> None:
    given = [one for entry in book.entries() if isinstance(entry.fact, ReceiptGiven) for one in entry.fact.receipts]
    spoken = languages_spoken(book, {one.person for one in given})

    assert len(given) > 200
    assert all(one.language in spoken[one.person].split(";") or one.read_aloud for one in given)
    assert {one.mark for one in given} <= {"given", "refused", "unable"}
    assert any(one.read_aloud for one in given)


@pytest.mark.parametrize(
    ("section", "name", "number"),
    [
        ("requests", "unanswered", 1), ("requests", "approved", 2), ("requests", "put_off", 1),
        ("way", "not_back", 1), ("way", "overheld", 1), ("way", "diverted", 1), ("way", "locked_out", 1),
        ("incidents", "nobody_knows", 1), ("incidents", "without_incident", 1), ("incidents", "without_departure", 0),
    ],
)  # fmt: skip
def test_the_account_counts_what_the_scenario_says(small: Played, section: str, name: str, number: int) -> None:
    assert small.account[section][name] == number
