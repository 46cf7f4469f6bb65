"""A small drill with the house's own engines: one twice, one with hands exchanged, two mixed up at the station."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.engines import Made, Points
from musterbook.biometrics.identities import Identities
from musterbook.biometrics.positions import HANDS_EXCHANGED
from musterbook.biometrics.synthesis.points import finger
from musterbook.custody.people import People
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, engine_of, enrol
from musterbook.operation.searching import not_searched, search, search_new
from musterbook.operation.searching_engines import using_here
from musterbook.terms.people import PersonId
from tests.operation.biometrics import STATION, book_with_prints, operator, people_of
from tests.operation.making import MORNING, NAMES

INVENTED = Made("invented-points", "1")
NEXT_DAY = 60 * 30
FINGERS = (1, 2, 3, 6, 7, 8)


def sitting(person: PersonId, body: int, *, impression: int = 0, exchanged: bool = False) -> Coming:
    """Six fingers of an invented body."""
    place: Mapping[int, int] = HANDS_EXCHANGED if exchanged else {one: one for one in FINGERS}
    points: dict[int, Points] = {place[one]: finger(7, body, one, impression) for one in FINGERS}
    return Coming(
        person, pictures={str(one): f"{person} {one} {impression}".encode() for one in points}, points=points,
        qualities=dict.fromkeys(map(str, points), 70), made=INVENTED,
    )  # fmt: skip


@pytest.fixture
def drilled(tmp_path: Path) -> Iterator[BiometricsBeside]:
    """Six people, and three more numbers for three of them."""
    with book_with_prints(tmp_path) as beside:
        numbers = people_of(beside)
        for body, name in enumerate(NAMES[:6]):
            enrol(beside, operator(60 + body), sitting(numbers[name], body), STATION)
        enrol(beside, operator(80), sitting(numbers[NAMES[6]], 3, impression=1), STATION)
        enrol(beside, operator(NEXT_DAY), sitting(numbers[NAMES[7]], 1, impression=1), STATION)
        exchanged = sitting(numbers[NAMES[8]], 2, impression=1, exchanged=True)
        enrol(beside, operator(NEXT_DAY + 1), exchanged, STATION)
        yield beside


def test_each_is_proposed_with_the_right_kind_and_nobody_is_merged(drilled: BiometricsBeside) -> None:
    using = using_here(drilled, engine_of(INVENTED), MORNING.date())
    dice, asking = random.Random(1), operator(NEXT_DAY + 60)
    first, *rest = not_searched(drilled)

    search(drilled, asking, first.number, using, dice)
    assert len(list(search_new(drilled, asking, rest, using, dice))) == len(rest)
    assert not_searched(drilled) == ()

    pairs = drilled.book.reading(Adjudication).pairs()
    opened = drilled.found(one.fact.evidence for one in pairs)
    real = {
        frozenset((one.fact.left, one.fact.right)): (one.fact, opened[one.fact.evidence])
        for one in pairs
        if not opened[one.fact.evidence]["seeded"]
    }
    kinds = {tuple(sorted(pair)): fact.kind_of for pair, (fact, _) in real.items()}
    assert kinds == {
        ("E-willow-2", "E-willow-8"): "duplicate",
        ("E-willow-3", "E-willow-9"): "duplicate",
        ("E-willow-4", "E-willow-7"): "swap",
    }
    assert real[frozenset(("E-willow-3", "E-willow-9"))][1]["order"] == "hands-exchanged"
    assert all(evidence["fingers"][0][2] for _, evidence in real.values())
    people = drilled.book.reading(People)
    known = [people.get(number) for number in people.numbers()]
    assert not any(one.absorbed_by for one in known if one is not None)
    assert drilled.book.reading(Identities).all() == ()
