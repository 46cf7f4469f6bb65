"""Who can be searched, by which engine; who should be asked again; what is here longer than was promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.biometrics.facts import Engine, Enrolled
from musterbook.biometrics.gallery import Enrolments, Galleries
from musterbook.terms.people import PersonId
from tests.biometrics.stories import SITTINGS, story

ORACLE = Engine(name="oracle", version="1")
LEADER = Engine(name="leader", version="1", weights="da96")
MAN, OTHER = PersonId("D-0001"), PersonId("D-0002")
MORNING = datetime(2026, 1, 21, 8, tzinfo=UTC)


def test_whoever_has_points_by_an_engine_is_searched_by_that_engine_alone() -> None:
    enrolments = Enrolments.of(story(SITTINGS))

    assert list(enrolments.searchable(ORACLE)) == [MAN, OTHER]
    assert enrolments.searchable(LEADER) == {}
    assert [one.number for one in enrolments.waiting_for_points(LEADER)] == ["E-1", "E-2"]


def test_points_found_later_count_instead_of_those_of_the_sitting() -> None:
    entries = story(SITTINGS)
    entries = story(
        "09:00 karkh biometrics.points-found enrolment=E-1 engine=leader:1:da96 points=p9 qualities=2:33", upon=entries
    )

    enrolments = Enrolments.of(entries)

    assert list(enrolments.searchable(LEADER)) == [MAN]
    assert list(enrolments.searchable(ORACLE)) == [OTHER]
    assert enrolments.current(MAN).qualities == {1: 60, 2: 33}  # type: ignore[union-attr]


def test_a_sitting_without_an_engine_waits_for_points() -> None:
    entries = story("06:00 karkh biometrics.enrolled enrolment=E-1 person=D-0001 station=S1 operator=k samples=1:a1")

    enrolments = Enrolments.of(entries)

    assert enrolments.people() == (MAN,)
    assert enrolments.searchable(ORACLE) == {}
    assert [one.number for one in enrolments.waiting_for_points(ORACLE)] == ["E-1"]


def test_a_sitting_that_replaces_another_counts_and_the_other_stays_to_be_read() -> None:
    entries = story(SITTINGS)
    entries = story(
        "09:00 karkh biometrics.enrolled enrolment=E-3 person=D-0001 station=S1 operator=k replaces=E-1"
        " engine=oracle:1 points=p3 samples=2:c2:70",
        upon=entries,
    )

    enrolments = Enrolments.of(entries)

    assert enrolments.current(MAN).number == "E-3"  # type: ignore[union-attr]
    assert [one.number for one in enrolments.of_person(MAN)] == ["E-1", "E-3"]
    assert enrolments.recapture() == {}


def test_poor_fingers_are_asked_for_again_worst_first() -> None:
    entries = story(
        "06:00 karkh biometrics.enrolled enrolment=E-1 person=D-0001 station=S1 operator=k"
        " engine=oracle:1 points=p samples=1:a:28,2:b:30,3:c:18"
    )

    assert Enrolments.of(entries).recapture() == {MAN: (3, 1)}


def test_destroyed_pictures_are_gone_and_their_digests_stay_counted() -> None:
    entries = story(SITTINGS)
    fact = entries[0].fact
    assert isinstance(fact, Enrolled)
    gone = ",".join(one.picture for one in sorted(fact.samples, key=lambda one: one.picture))

    entries = story(
        f"10:00 karkh biometrics.sample-destroyed enrolment=E-1 samples={gone} points=yes", upon=entries
    )  # fmt: skip
    enrolments = Enrolments.of(entries)

    assert enrolments.people() == (OTHER,)
    assert enrolments.of_person(MAN)[0].pictures == {}
    assert len(enrolments.of_person(MAN)[0].fact.samples) == 3


def test_what_is_here_longer_than_promised_is_listed() -> None:
    enrolments = Enrolments.of(story(SITTINGS))

    assert enrolments.expired(MORNING) == ()
    assert [one.number for one in enrolments.expired(MORNING + timedelta(days=1))] == ["E-1", "E-2"]


def test_a_number_of_a_sitting_used_twice_is_shown_and_the_first_counts() -> None:
    entries = story(SITTINGS)
    entries = story(
        "09:00 basra biometrics.enrolled enrolment=E-1 person=D-0009 station=S1 operator=b purpose=identity",
        upon=entries,
    )

    enrolments = Enrolments.of(entries)

    assert [str(one.by) for one in enrolments.enrolled_twice] == ["basra"]
    assert enrolments.sitting("E-1").person == MAN  # type: ignore[union-attr]


def test_a_list_may_be_searched_until_its_day_or_until_it_is_closed() -> None:
    entries = story(
        "06:00 desk biometrics.gallery-opened gallery=G1 owner=interior purpose=identification heads=40"
        " until=2026-01-22T06:00:00Z"
    )
    closed = story("07:00 desk biometrics.gallery-closed gallery=G1", upon=entries)

    galleries = Galleries.of(entries)

    assert galleries.is_open("G1", MORNING)
    assert not galleries.is_open("G1", MORNING + timedelta(days=1))
    assert not Galleries.of(closed).is_open("G1", MORNING)
    assert not galleries.is_open("G2", MORNING)
