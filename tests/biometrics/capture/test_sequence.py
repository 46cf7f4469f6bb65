"""Mix-ups are named by what the prints themselves say; fingers here are numbers, and one finger is one number."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.capture.sequence import Doubled, Sitting, doubled, exchanged, mixed, order_of
from musterbook.biometrics.positions import FINGERS, HANDS_EXCHANGED, neighbours_exchanged

DAY = date(2026, 1, 21)


def weigh(left: object, right: object) -> float:
    return 40.0 if left == right else -4.0


def fingers_of(person: int) -> dict[int, int]:
    return {position: 100 * person + position for position in FINGERS}


def sat(person: str, whose: int, *, station: str = "S2", day: date = DAY) -> Sitting:
    return Sitting(person, station, day, fingers_of(whose))


def test_one_finger_under_two_positions_is_named() -> None:
    fingers = {**fingers_of(1), 4: 103}

    assert doubled(fingers, weigh) == (Doubled(3, 4, 40.0),)
    assert doubled(fingers_of(1), weigh) == ()


def test_hands_exchanged_are_known_as_such() -> None:
    now = {position: 100 + HANDS_EXCHANGED[position] for position in FINGERS}

    found = order_of(now, fingers_of(1), weigh)

    assert found.kind == "hands-exchanged"
    assert found.moved == tuple(sorted(HANDS_EXCHANGED.items()))
    assert (found.weight, found.weight_as_claimed) == (400.0, -40.0)


@given(st.sampled_from(neighbours_exchanged()))
def test_two_neighbours_exchanged_are_known_and_named_in_every_place(order: dict[int, int]) -> None:
    now = {position: 100 + order[position] for position in FINGERS}

    found = order_of(now, fingers_of(1), weigh)

    assert found.kind == "neighbours-exchanged"
    assert len(found.moved) == 2
    assert all(order[a] == b for a, b in found.moved)


@given(st.permutations(FINGERS), st.sets(st.sampled_from(FINGERS), max_size=6))
def test_whatever_the_order_each_finger_is_put_where_it_was_and_a_bad_one_is_left_alone(
    order: list[int], bad: set[int]
) -> None:
    now = {position: -position if position in bad else 100 + was for position, was in zip(FINGERS, order, strict=True)}

    found = order_of(now, fingers_of(1), weigh)

    wanted = {a: b for a, b in zip(FINGERS, order, strict=True) if a not in bad and a != b}
    assert dict(found.moved) == wanted
    assert (found.kind == "as-claimed") == (not wanted)
    assert found.weight == 40.0 * (10 - len(bad))


def test_another_mans_fingers_are_not_his_in_any_order() -> None:
    assert order_of(fingers_of(2), fingers_of(1), weigh).kind == "not-his"


def test_two_fingers_of_a_handover_are_enough_to_know_a_wrong_hand() -> None:
    found = order_of({2: 107, 3: 108}, fingers_of(1), weigh)

    assert (found.kind, found.moved) == ("hands-exchanged", ((2, 7), (3, 8)))


def test_two_numbers_with_one_mans_prints_are_a_swap_within_a_station_and_day_and_else_a_duplicate() -> None:
    sittings = [
        sat("KHA-1111-A", 1), sat("KHA-2222-C", 2), sat("KHA-3333-E", 1),
        sat("KHA-4444-F", 2, day=date(2026, 1, 22)), sat("KHA-5555-H", 3),
    ]  # fmt: skip

    found = mixed(sittings, weigh)

    assert [(one.kind, one.left, one.right) for one in found] == [
        ("swap", "KHA-1111-A", "KHA-3333-E"),
        ("duplicate", "KHA-2222-C", "KHA-4444-F"),
    ]
    assert len(found[0].fingers) == 10


def test_one_alike_finger_is_no_mix_up() -> None:
    other = Sitting("KHA-2222-C", "S2", DAY, {**fingers_of(2), 1: 101})

    assert mixed([sat("KHA-1111-A", 1), other], weigh) == ()


def test_the_same_man_under_his_own_number_again_is_no_mix_up() -> None:
    assert mixed([sat("KHA-1111-A", 1), sat("KHA-1111-A", 1)], weigh) == ()


def test_two_who_sat_down_under_each_others_numbers_are_found_and_only_they() -> None:
    before = [sat(f"P{n}", n, day=date(2026, 1, 19)) for n in range(5)]
    now = [sat("P0", 0), sat("P1", 3), sat("P2", 2), sat("P3", 1), sat("P4", 4)]

    assert [(left.person, right.person) for left, right in exchanged(now, before, weigh)] == [("P1", "P3")]


@given(st.permutations(range(6)))
def test_an_exchange_is_told_for_exactly_the_pairs_that_sit_under_each_others_numbers(order: list[int]) -> None:
    before = [sat(f"P{n}", n, day=date(2026, 1, 19)) for n in range(6)]
    now = [sat(f"P{n}", order[n]) for n in range(6)]

    found = {(left.person, right.person) for left, right in exchanged(now, before, weigh)}

    assert found == {(f"P{n}", f"P{order[n]}") for n in range(6) if n < order[n] and order[order[n]] == n}
