"""Who is found in a gallery, in which order, in which band."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from musterbook.biometrics.engines import Candidate, Enrolment, Finder
from musterbook.biometrics.positions import other_hand
from musterbook.biometrics.search.finder import Search, band, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.search.part import first_two
from musterbook.terms.errors import Refused
from tests.biometrics.engines_told import OracleMatcher, named_person

ALIKE_WEIGHT, UNLIKE_WEIGHT = 10.0, -4.0


def weigh(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(scores > 1, ALIKE_WEIGHT, UNLIKE_WEIGHT)


def oracle_search(*people: Enrolment) -> Search:
    return search_of(packed(people, OracleMatcher(), None), OracleMatcher(), None, weigh)


def moved(person: Enrolment, order: dict[int, int]) -> Enrolment:
    fingers = {order.get(position, position): points for position, points in person.fingers.items()}
    return Enrolment(person.person, fingers, person.quality)


CROWD = [named_person(f"G-{number}", number) for number in range(20)]


def test_a_mate_comes_first_with_every_finger_said() -> None:
    finder: Finder = oracle_search(*CROWD)

    found = finder.find(named_person("Q", 7), most=3)

    assert found.searched == 20
    assert found.missing == ()
    assert found.candidates[0].person == "G-7"
    assert found.candidates[0].weight == 10 * ALIKE_WEIGHT
    assert found.candidates[0].fingers == tuple((n, n, ALIKE_WEIGHT) for n in sorted(range(1, 11)))
    assert found.candidates[0].band == "strong"
    assert [one.band for one in found.candidates[1:]] == ["nothing", "nothing"]


def test_whoever_is_looked_for_is_not_found_as_himself() -> None:
    found = oracle_search(*CROWD).find(named_person("G-7", 7), most=50)

    assert "G-7" not in [one.person for one in found.candidates]
    assert len(found.candidates) == 19


def test_of_equal_weights_the_lower_number_comes_first() -> None:
    found = oracle_search(*CROWD).find(named_person("Q", 99), most=4)

    assert [one.person for one in found.candidates] == ["G-0", "G-1", "G-10", "G-11"]


def test_hands_exchanged_are_found_and_said() -> None:
    probe = moved(named_person("Q", 7), {n: other_hand(n) for n in range(1, 11)})

    best = oracle_search(*CROWD).find(probe, most=1).candidates[0]

    assert (best.person, best.order, best.band) == ("G-7", "hands-exchanged", "strong")
    assert (1, 6, ALIKE_WEIGHT) in best.fingers


@pytest.mark.parametrize("left", [1, 2, 3, 4, 6, 7, 8, 9])
def test_neighbours_exchanged_are_found_and_said(left: int) -> None:
    probe = moved(named_person("Q", 7), {left: left + 1, left + 1: left})

    best = oracle_search(*CROWD).find(probe, most=1).candidates[0]

    assert (best.person, best.order, best.weight) == ("G-7", "neighbours-exchanged", 100.0)
    assert (left, left + 1, ALIKE_WEIGHT) in best.fingers


def test_fingers_that_one_of_them_lacks_count_neither_for_nor_against() -> None:
    search = oracle_search(*CROWD, named_person("F", 50, positions=(1, 2, 3)))

    best = search.find(named_person("Q", 50, positions=(2, 3, 4, 5, 6, 7, 8)), most=1).candidates[0]

    assert (best.person, best.weight) == ("F", 2 * ALIKE_WEIGHT)
    assert best.band == "review", "two fingers are never strong"


def test_nobody_without_a_finger_in_common_is_compared() -> None:
    search = oracle_search(named_person("F", 50, positions=(1, 2)))

    assert search.find(named_person("Q", 50, positions=(3, 4)), most=5).candidates == ()


def test_an_empty_gallery_and_a_person_without_fingers_find_nobody() -> None:
    empty, nobody = oracle_search(), named_person("Q", 1, positions=())

    assert empty.find(named_person("Q", 1), most=5).candidates == ()
    assert oracle_search(*CROWD).find(nobody, most=5).candidates == ()


def test_many_together_find_what_each_finds_alone() -> None:
    probes = [named_person("Q", number) for number in (3, 99, 7)]
    search = oracle_search(*CROWD)

    together = list(search.find_many(probes, most=5))

    assert together == [search.find(probe, most=5) for probe in probes]


def test_the_first_two_fingers_are_the_best_that_do_not_lie_side_by_side() -> None:
    assert first_two([2, 3, 8, 1]) == [2, 8]
    assert first_two([2, 3]) == [2, 3]
    assert first_two([5, 6, 1]) == [5, 6], "little finger and thumb of different hands are no neighbours"
    assert first_two([4]) == [4]


@pytest.mark.parametrize(
    ("above", "fingers", "said"),
    [(-0.1, 4, "nothing"), (0.1, 4, "review"), (6.8, 4, "review"), (7.0, 4, "strong"), (7.0, 3, "review")],
)
def test_a_band_is_relative_to_how_many_were_searched(above: float, fingers: int, said: str) -> None:
    weight = math.log(5000) + above
    told = tuple((n, n, weight / fingers if n <= fingers else 0.0) for n in range(1, 11))

    assert band(Candidate("G", weight, told), 5000) == said


def test_a_gallery_of_another_version_is_refused() -> None:
    gallery: Gallery = packed(CROWD, OracleMatcher("1"), None)

    with pytest.raises(Refused, match=r"gallery\.another-engine"):
        search_of(gallery, OracleMatcher("2"), None, weigh)
