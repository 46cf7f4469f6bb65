"""Everyone new against everyone: pairs once, hands exchanged said, and a search that goes on where it stopped."""

from __future__ import annotations

from itertools import islice

import pytest

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.positions import other_hand
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.duplicates import Found, look_for, pairs_of
from musterbook.biometrics.search.finder import Search, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.biometrics.synthesis.points import SEARCHED, invented
from tests.biometrics.search.weights import weigh

PEOPLE = 22
TWICE = {"AGAIN-3": 3, "AGAIN-17": 17}
EXCHANGED = 15


def exchanged(person: Enrolment) -> Enrolment:
    return Enrolment(person.person, {other_hand(n): points for n, points in person.fingers.items()}, person.quality)


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    people = [invented(8, person, f"G-{person}") for person in range(PEOPLE)]
    people += [invented(8, person, number, impression=SEARCHED) for number, person in TWICE.items()]
    people.append(exchanged(invented(8, EXCHANGED, "HANDS", impression=SEARCHED)))
    return packed(people, Ours(), built_in())


@pytest.fixture(scope="module")
def search(gallery: Gallery) -> Search:
    return search_of(gallery, Ours(), built_in(), weigh)


@pytest.fixture(scope="module")
def found(gallery: Gallery, search: Search) -> list[Found]:
    return list(look_for(search, map(gallery.enrolment, range(len(gallery)))))


def test_everyone_in_the_book_twice_is_found_and_nobody_else(found: list[Found]) -> None:
    pairs = pairs_of(found)

    assert {frozenset((pair.one, pair.other)) for pair in pairs} == {
        frozenset(("G-3", "AGAIN-3")), frozenset(("G-17", "AGAIN-17")), frozenset(("G-15", "HANDS")),
    }  # fmt: skip
    assert {pair.candidate.band for pair in pairs} == {"strong"}


def test_hands_exchanged_at_one_sitting_are_said(found: list[Found]) -> None:
    orders = {pair.one: pair.candidate.order for pair in pairs_of(found)}

    assert "hands-exchanged" in (orders.get("HANDS"), orders.get("G-15"))
    assert list(orders.values()).count("as-claimed") == 2


def test_a_search_stopped_goes_on_with_those_not_searched_for(
    gallery: Gallery, search: Search, found: list[Found]
) -> None:
    everyone = [gallery.enrolment(row) for row in range(len(gallery))]
    before = list(islice(look_for(search, everyone[:4]), 2))

    after = list(look_for(search, everyone[:4], done={one.person for one in before}))

    assert [one.person for one in before + after] == list(gallery.people[:4])
    assert before + after == found[:4]
