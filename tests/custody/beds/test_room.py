"""Room: what is free is what works, less who is there, less what was promised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.custody.beds.reservations import Reservations
from tests.custody.beds.making import HASAKAH, KARKH, at, entries, lacks, people, registered, room

KARKH_OPEN = """
05:00 karkh custody.place-opened place=karkh custodian=karkh kind_of=prison maximum=12 working=10 out_of_use=1
"""
LOT = (
    KARKH_OPEN
    + registered("hasakah", 1, 6)
    + "05:10 karkh custody.beds-reserved reservation=R1 place=karkh count=4 for=H1 until=2026-01-21T12:00:00+00:00\n"
)
OFFERED = f"06:00 hasakah custody.offered handover=H1 people={people(1, 4)} receiver=karkh @h1\n"


def test_a_reservation_is_no_longer_free() -> None:
    assert room(entries(KARKH_OPEN), "06:00").free == 9
    assert room(entries(LOT), "06:00").free == 5


def test_a_reservation_becomes_people_when_they_are_accepted() -> None:
    book = entries(LOT + OFFERED + f"07:00 karkh custody.accepted handover=H1 people={people(1, 3)}")

    found = room(book, "07:00")

    assert (found.answered_for, found.reserved, found.free) == (3, 1, 5)


def test_a_reservation_that_lapses_frees_its_beds_and_stops_the_next_offer() -> None:
    book = entries(LOT)

    assert lacks(book, "11:59", 1, 4, handover="H1") == {}
    assert lacks(book, "12:00", 1, 4, handover="H1")["lack"] == "lapsed"
    assert room(book, "12:00").free == 9


def test_whoever_is_in_the_air_when_his_reservation_lapses_still_has_his_bed() -> None:
    book = entries(LOT + OFFERED)

    assert room(book, "11:59").free == 5
    found = room(book, "12:00")
    assert (found.reserved, found.uncovered, found.free) == (0, 4, 5)


def test_whoever_is_taken_back_needs_no_bed() -> None:
    book = entries(LOT + OFFERED + f"""
        06:10 hasakah custody.let-go handover=H1 people={people(1, 4)}
        07:00 hasakah custody.taken-back handover=H1 people={people(1, 4)}
    """)  # fmt: skip

    assert room(book, "12:00").free == 9
    assert room(book, "11:00").free == 5, "the beds are kept until the hour all the same"


def test_a_reservation_holds_for_its_handover_its_serial_or_its_giver() -> None:
    book = entries(LOT + """
        05:20 karkh custody.beds-reserved reservation=R2 place=karkh count=2 for=S7 until=2026-01-21T12:00:00+00:00
        05:30 karkh custody.beds-reserved reservation=R3 place=karkh count=1 for=hasakah until=2026-01-21T12:00:00+00:00
    """)  # fmt: skip

    assert lacks(book, "06:00", 1, 2, serial="S7") == {}
    assert lacks(book, "06:00", 1, 3, serial="S7") == {}, "two of the serial and one of the giver"
    assert lacks(book, "06:00", 1, 4, serial="S7")["reserved"] == 3
    assert lacks(book, "06:00", 1, 2, giver="derik")["lack"] == "none"


def test_people_on_the_second_leg_keep_the_beds_of_the_first() -> None:
    book = entries(LOT + f"""
        06:00 hasakah custody.offered handover=H1 people={people(1, 4)} receiver=chinook destination=karkh
        06:10 chinook custody.accepted handover=H1 people={people(1, 4)}
        07:00 chinook custody.offered handover=C1 people={people(1, 4)} receiver=karkh
        07:10 karkh custody.accepted handover=C1 people={people(1, 4)}
    """)  # fmt: skip

    found = room(book, "07:10")

    assert (found.answered_for, found.reserved, found.uncovered) == (4, 0, 0)
    (one,) = Reservations.of(book).at(KARKH)
    assert len(one.came) == 4


def test_people_under_way_against_a_reservation_have_their_beds_whoever_hands_them_on() -> None:
    ramp = f"""
        06:00 hasakah custody.offered handover=H1 people={people(1, 4)} receiver=bus destination=karkh
        06:10 bus custody.accepted handover=H1 people={people(1, 4)}
        07:00 bus custody.offered handover=B1 people={people(1, 4)} receiver=ramp destination=karkh
        07:10 ramp custody.accepted handover=B1 people={people(1, 4)}
    """
    book = entries(LOT + ramp)

    assert lacks(book, "08:00", 1, 4, handover="P1", giver="ramp") == {}
    assert lacks(book, "08:00", 1, 5, handover="P1", giver="ramp")["reserved"] == 4, "the fifth came on no list"
    assert lacks(book, "12:00", 1, 4, handover="P1", giver="ramp")["lack"] == "lapsed"


def test_beds_given_back_are_free() -> None:
    some = entries(LOT + "06:00 karkh custody.beds-released reservation=R1 because=weather count=1")
    rest = entries("06:10 karkh custody.beds-released reservation=R1 because=weather", upon=some)

    assert room(some, "06:00").free == 6
    assert room(rest, "06:10").free == 9


def test_nobody_has_room_whose_room_nobody_told() -> None:
    assert lacks(entries(registered("hasakah", 1, 1)), "06:00", 1, 1)["lack"] == "no-place"


def test_a_serial_that_is_diverted_leaves_its_beds_and_needs_others() -> None:
    book = entries(LOT + """
        05:00 taji custody.place-opened place=taji custodian=taji kind_of=prison maximum=5 working=5
        06:00 hasakah custody.offered handover=H1 people=D-0001,D-0002 receiver=chinook destination=karkh serial=S1
        06:10 chinook custody.accepted handover=H1 people=D-0001,D-0002
        06:30 chinook custody.diverted serial=S1 to=taji arrives_at=07:00 because=weather
    """)  # fmt: skip

    from musterbook.terms.custodians import CustodianId  # noqa: PLC0415  for this story alone

    assert room(book, "06:30", CustodianId("taji")).uncovered == 2
    assert room(book, "12:00").uncovered == 0


MAKING_ROOM = (
    """
05:00 karkh custody.place-opened place=karkh custodian=karkh kind_of=prison maximum=10 working=10
05:00 taji  custody.place-opened place=taji custodian=taji kind_of=prison maximum=8 working=8
"""
    + registered("karkh", 1, 10)
    + registered("hasakah", 11, 16)
    + """
05:10 taji custody.beds-reserved reservation=T1 place=taji count=6 for=karkh displaced_from=karkh \
until=2026-01-21T20:00:00+00:00
05:20 karkh custody.beds-reserved reservation=R1 place=karkh count=6 for=H1 until=2026-01-21T20:00:00+00:00
"""
)
LEFT = f"""
06:00 karkh custody.offered handover=K1 people={people(1, 6)} receiver=taji
08:00 taji custody.accepted handover=K1 people={people(1, 6)}
"""


def test_beds_that_are_to_be_emptied_may_be_promised_and_let_nobody_board_before_they_are() -> None:
    before = entries(MAKING_ROOM)
    after = entries(LEFT, upon=before)

    assert room(before, "05:15").leaving == 6
    assert room(before, "06:00").free == -6
    assert lacks(before, "06:00", 11, 16, handover="H1") == {
        "lack": "not-made", "custodian": "karkh", "people": 6, "short": 6, "lift_by": "governor",
    }  # fmt: skip
    assert lacks(after, "08:00", 11, 16, handover="H1") == {}


def test_displaced_people_take_beds_where_they_go() -> None:
    found = room(entries(MAKING_ROOM), "06:00", custodian=type(HASAKAH)("taji"))

    assert (found.displaced, found.reserved, found.free) == (6, 0, 2)


LOST = "05:30 karkh custody.control-lost site=karkh since=2026-01-21T05:20:00+00:00 because=left\n"
REGAINED = "05:50 karkh custody.control-regained site=karkh\n"


def test_a_place_that_is_lost_has_no_free_bed_and_takes_nobody_until_it_is_regained() -> None:
    book = entries(LOT + LOST)

    assert (room(book, "05:40").free, room(book, "05:40").promisable) == (0, 0)
    assert lacks(book, "05:40", 1, 4, handover="H1") == {
        "lack": "lost", "custodian": "karkh", "people": 4, "since": "2026-01-21T05:20:00+00:00", "lift_by": "governor",
    }  # fmt: skip
    again = entries(LOT + LOST + REGAINED)
    assert room(again, "05:55").free == 5
    assert lacks(again, "05:55", 1, 4, handover="H1") == {}


def test_a_lost_place_that_had_too_many_still_has_too_many() -> None:
    crowded = KARKH_OPEN + registered("karkh", 1, 11) + LOST

    assert room(entries(crowded), "06:00").free == -2


@settings(deadline=None, max_examples=40)
@given(
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    taken=st.lists(st.booleans(), min_size=4, max_size=4),
    hour=st.sampled_from(["06:30", "11:59", "12:00", "23:00"]),
)
def test_every_bed_is_free_or_somebodys(counts: list[int], taken: list[bool], hour: str) -> None:
    story, person = KARKH_OPEN + registered("hasakah", 1, 16), 1
    for lot, count in enumerate(counts):
        who = people(person, person + count - 1)
        story += f"05:10 karkh custody.beds-reserved reservation=R{lot} place=karkh count={count} for=H{lot} "
        story += "until=2026-01-21T12:00:00+00:00\n"
        story += f"06:00 hasakah custody.offered handover=H{lot} people={who} receiver=karkh\n"
        if taken[lot]:
            story += f"06:20 karkh custody.accepted handover=H{lot} people={who}\n"
        person += count

    found = room(entries(story), hour)

    in_all = sum(counts)
    assert found.free == 9 - in_all, "whoever is promised, under way or there has a bed, once"
    assert found.answered_for == sum(count for lot, count in enumerate(counts) if taken[lot])


@pytest.mark.parametrize("clock", ["05:09", "12:00"])
def test_before_it_is_made_and_after_it_lapsed_a_reservation_keeps_nothing(clock: str) -> None:
    (one,) = Reservations.of(entries(LOT)).all()

    assert one.left(at(clock)) == 0
