"""Choosing names for a serial: deadline, family, wait, number."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from musterbook.lift.choosing import Candidate, choose_people
from musterbook.terms.people import PersonId


def one(number: str, day: int, *, deadline: int | None = None, family: str | None = None) -> Candidate:
    due = None if deadline is None else datetime(2026, 2, deadline, tzinfo=UTC)
    return Candidate(PersonId(number), datetime(2026, 1, day, tzinfo=UTC), due, family)


def test_the_nearest_deadline_goes_first_then_the_longest_wait_then_the_number() -> None:
    people = [one("D", 3), one("C", 2), one("B", 2), one("A", 9, deadline=5), one("E", 9, deadline=4)]

    seated = choose_people({"g": 4}, {"g": people})

    assert seated.people["g"] == ("E", "A", "B", "C")
    assert seated.substitutes["g"] == ("D",)
    assert seated.empty_seats["g"] == 0


def test_siblings_go_together_or_wait_together() -> None:
    people = [one("A", 1), one("B", 2, family="f"), one("C", 9, family="f"), one("D", 3)]

    assert choose_people({"g": 2}, {"g": people}).people["g"] == ("A", "D")
    assert choose_people({"g": 3}, {"g": people}).people["g"] == ("A", "B", "C")


def test_the_order_of_the_list_changes_nothing() -> None:
    people = [one(chr(65 + i), 1 + i % 5, family="f" if i % 4 == 0 else None) for i in range(12)]
    shuffled = random.Random(1).sample(people, len(people))

    assert choose_people({"g": 7}, {"g": people}) == choose_people({"g": 7}, {"g": shuffled})


def test_seats_nobody_can_take_stay_empty() -> None:
    seated = choose_people({"g": 3, "h": 1}, {"g": [one("A", 1)]})

    assert seated.people == {"g": ("A",), "h": ()}
    assert seated.empty_seats == {"g": 2, "h": 1}
