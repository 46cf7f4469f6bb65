"""F29: a receiver overflowed, and what it sent on to make room overflowed the next."""

from __future__ import annotations

from tests.custody.beds.making import entries, lacks, people, registered, room

TWO_LOTS = (
    """
05:00 karkh custody.place-opened place=karkh custodian=karkh kind_of=prison maximum=150 working=150
"""
    + registered("hasakah", 1, 150)
    + registered("derik", 151, 151)
    + """
05:10 karkh custody.beds-reserved reservation=R1 place=karkh count=149 for=H1 until=2026-01-21T20:00:00+00:00
05:20 karkh custody.beds-reserved reservation=R2 place=karkh count=1 for=H2 until=2026-01-21T20:00:00+00:00
"""
)


def test_the_second_lot_is_refused_at_the_last_bed() -> None:
    book = entries(TWO_LOTS)

    assert room(book, "06:00").free == 0
    assert lacks(book, "06:00", 150, 151, handover="H2", giver="derik") == {
        "lack": "too-few", "custodian": "karkh", "people": 2, "reserved": 1, "until": None, "lift_by": "governor",
    }  # fmt: skip
    assert lacks(book, "06:00", 151, 151, handover="H2", giver="derik") == {}


def test_a_lot_for_which_nothing_is_reserved_is_refused_while_beds_stand_empty() -> None:
    book = entries(TWO_LOTS)

    assert lacks(book, "06:00", 1, 1, handover="H9", giver="ghweran")["lack"] == "none"


def test_whoever_comes_unannounced_is_written_and_the_lot_that_was_promised_last_waits() -> None:
    night = entries(TWO_LOTS)
    came = entries(
        f"""
        06:00 ghweran custody.registered person=D-0900
        06:10 ghweran custody.offered  handover=G1 people=D-0900 receiver=karkh
        06:30 karkh   custody.accepted handover=G1 people=D-0900
        06:40 hasakah custody.offered  handover=H1 people={people(1, 149)} receiver=karkh
        """,
        upon=night,
    )

    assert room(came, "06:40").free == -1
    assert lacks(came, "06:40", 151, 151, handover="H2", giver="derik")["lack"] == "not-made"
    assert lacks(came, "06:40", 1, 149, handover="H1") == {}


def test_making_room_is_a_move_of_its_own_and_its_people_count_where_they_go() -> None:
    book = entries(
        TWO_LOTS
        + """
        05:00 taji custody.place-opened place=taji custodian=taji kind_of=prison maximum=10 working=10
        05:30 taji custody.beds-reserved reservation=T1 place=taji count=8 for=karkh displaced_from=karkh \
until=2026-01-21T20:00:00+00:00
        """
    )

    taji = room(book, "06:00", type(room(book, "06:00").custodian)("taji"))

    assert (taji.displaced, taji.free) == (8, 2)
    assert lacks(book, "06:00", 1, 3, handover="H7", to=taji.custodian)["lack"] == "none"
