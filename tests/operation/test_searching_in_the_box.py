"""The search in the box finds whom it should in a book, by points alone."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from musterbook.biometrics.facts import Proposed
from musterbook.biometrics.synthesis.points import SEARCHED, invented
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.searching import search
from musterbook.operation.searching_in_the_box import LEADER, using_in_the_box
from musterbook.terms.people import PersonId
from tests.operation.biometrics import STATION, book_with_prints, coming, operator, people_of
from tests.operation.making import MORNING, NAMES

NEXT_DAY = 60 * 30


def sitting(number: PersonId, body: int, impression: int = 0) -> Coming:
    fingers = (1, 2, 3, 4, 6, 7, 8)
    points = invented(23, body, number, impression=impression, positions=fingers).fingers
    return replace(coming(number, body, fingers=fingers, impression=impression), points=points, made=LEADER)


def test_somebody_enrolled_twice_is_proposed_and_nobody_else(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        numbers = people_of(beside)
        for body, name in enumerate(NAMES[:4], start=1):
            enrol(beside, operator(60 + body), sitting(numbers[name], body), STATION)
        enrol(beside, operator(NEXT_DAY), sitting(numbers[NAMES[4]], 2, SEARCHED), STATION)
        using = using_in_the_box(beside, MORNING.date())

        found = search(beside, operator(NEXT_DAY + 60), "E-willow-5", using, random.Random(1))

        (entry,) = found.proposed
        assert isinstance(entry.fact, Proposed)
        assert (entry.fact.kind_of, entry.fact.left, entry.fact.right) == ("duplicate", "E-willow-5", "E-willow-2")
        assert found.missing == ()
        assert found.heads == 5
