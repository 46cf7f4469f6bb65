"""Choosing names for a serial: deadline, keep-apart, family, wait, number; never two of a pair, never another group."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.choosing import Candidate, choose_people, next_in_turn
from musterbook.terms.people import PersonId


def one(
    number: str, day: int, *, deadline: int | None = None, family: str | None = None, apart: str = ""
) -> Candidate:  # fmt: skip
    due = None if deadline is None else datetime(2026, 2, deadline, tzinfo=UTC)
    kept = frozenset(PersonId(other) for other in apart)
    return Candidate(PersonId(number), datetime(2026, 1, day, tzinfo=UTC), due, family, kept)


def chosen(seats: int, *people: Candidate, aboard: str = "") -> str:
    """The names of one group, in order, each of one letter."""
    return "".join(choose_people({"g": seats}, {"g": people}, aboard=[PersonId(name) for name in aboard])["g"])


def test_the_nearest_deadline_goes_first_then_the_longest_wait_then_the_number() -> None:
    people = (one("D", 3), one("C", 2), one("B", 2), one("A", 9, deadline=5), one("E", 9, deadline=4))

    assert chosen(4, *people) == "EABC"


def test_who_is_under_an_order_goes_before_those_who_only_waited_longer() -> None:
    assert chosen(2, one("A", 1), one("B", 2), one("C", 3, apart="D"), one("D", 4, apart="C")) == "CA"


def test_nobody_sits_beside_whom_he_is_kept_apart_from_whoever_sat_down_first() -> None:
    assert chosen(2, one("A", 1, apart="Z"), one("B", 2), aboard="Z") == "B"


def test_siblings_go_together_or_wait_together() -> None:
    people = (one("A", 1), one("B", 2, family="f"), one("C", 9, family="f"), one("D", 3))

    assert chosen(2, *people) == "AD"
    assert chosen(3, *people) == "ABC"


def test_a_family_is_as_urgent_as_its_most_urgent_member() -> None:
    assert chosen(2, one("A", 1), one("B", 2, family="f"), one("C", 9, family="f", deadline=3)) == "CB"


def test_a_family_kept_apart_among_itself_waits() -> None:
    assert chosen(3, one("A", 1, family="f", apart="B"), one("B", 1, family="f", apart="A"), one("C", 2)) == "C"


def test_seats_nobody_of_the_group_can_take_stay_empty() -> None:
    found = choose_people({"g": 3, "h": 1}, {"g": [one("A", 1)], "i": [one("B", 1)]})

    assert found == {"g": ("A",), "h": ()}


def test_a_family_of_two_groups_goes_when_both_have_seats() -> None:
    people = {"g": [one("A", 2, family="f"), one("C", 3)], "h": [one("B", 2, family="f")]}

    assert choose_people({"g": 1, "h": 1}, people) == {"g": ("A",), "h": ("B",)}
    assert choose_people({"g": 1, "h": 0}, people) == {"g": ("C",), "h": ()}


def test_a_freed_seat_is_offered_in_the_same_order_to_who_can_take_it_alone() -> None:
    waiting = [one("A", 1), one("B", 2, deadline=3), one("C", 1, family="f"), one("D", 1, family="f"),
               one("E", 1, apart="Z")]  # fmt: skip

    assert next_in_turn(waiting, aboard=frozenset((PersonId("Z"),))) == ["B", "A"]
    assert next_in_turn(waiting, aboard=frozenset()) == ["B", "E", "A"]


@st.composite
def _crowds(draw: st.DrawFn) -> tuple[dict[str, list[Candidate]], dict[str, int], frozenset[PersonId]]:
    """Up to 16 people in two groups, some under orders, some in families; seats for each group; some aboard."""
    numbers = [PersonId(chr(65 + place)) for place in range(draw(st.integers(1, 16)))]
    pairs = draw(st.lists(st.sampled_from(list(combinations([*numbers, PersonId("z")], 2))), max_size=6))
    crowd: dict[str, list[Candidate]] = {"g": [], "h": []}
    for number in numbers:
        found = one(
            number, draw(st.integers(1, 5)), deadline=draw(st.none() | st.integers(1, 4)),
            family=draw(st.none() | st.sampled_from(["e", "f"])),
            apart="".join(other for pair in pairs if number in pair for other in pair if other != number),
        )  # fmt: skip
        crowd[draw(st.sampled_from("gh"))].append(found)
    heads = {"g": draw(st.integers(0, 8)), "h": draw(st.integers(0, 8))}
    return crowd, heads, frozenset((PersonId("z"),)) if draw(st.booleans()) else frozenset()


@given(_crowds())
@settings(max_examples=300, deadline=None)
def test_whoever_is_chosen_may_sit_there(
    given_: tuple[dict[str, list[Candidate]], dict[str, int], frozenset[PersonId]],
) -> None:
    crowd, heads, aboard = given_

    found = choose_people(heads, crowd, aboard=aboard)

    of_group = {group: {person.number: person for person in people} for group, people in crowd.items()}
    everyone = of_group["g"] | of_group["h"]
    seated = {number for people in found.values() for number in people}
    assert all(len(people) <= heads[group] for group, people in found.items()), "no group is overdrawn"
    assert all(set(people) <= of_group[group].keys() for group, people in found.items()), "nobody of another group"
    assert not any(everyone[number].apart & (seated | aboard) for number in seated), "never two of a pair"
    for name in ("e", "f"):
        family = {number for number, person in everyone.items() if person.family == name}
        assert not family & seated or family <= seated, "a family goes whole"


@given(_crowds())
@settings(max_examples=300, deadline=None)
def test_nobody_waits_while_somebody_less_urgent_sits_in_a_seat_he_could_have(
    given_: tuple[dict[str, list[Candidate]], dict[str, int], frozenset[PersonId]],
) -> None:
    crowd, heads, aboard = given_

    found = choose_people(heads, crowd, aboard=aboard)

    seated = {number for people in found.values() for number in people}
    due = {person.family for people in crowd.values() for person in people if person.deadline}
    for group, people in crowd.items():
        for person in people:
            if person.number in seated or person.family or person.apart & (seated | aboard):
                continue
            assert len(found[group]) == heads[group], "no seat stays empty that he could have"
            for other in people:
                if other.number in found[group] and person.deadline is not None:
                    assert other.deadline is not None or (other.family and other.family in due)
                    assert other.family or (other.deadline or person.deadline) <= person.deadline


@given(_crowds(), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_list_changes_nothing(
    given_: tuple[dict[str, list[Candidate]], dict[str, int], frozenset[PersonId]], seed: int
) -> None:
    crowd, heads, aboard = given_
    shuffled = {group: random.Random(seed).sample(people, len(people)) for group, people in crowd.items()}

    assert choose_people(heads, crowd, aboard=aboard) == choose_people(heads, shuffled, aboard=aboard)
