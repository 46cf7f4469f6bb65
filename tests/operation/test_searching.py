"""A search proposes pairs and decides nothing; children are not searched for; known pairs look like any."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.facts import Proposed, Searched
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.settings import BiometricSettings
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import enrol
from musterbook.operation.searching import Found, Using, not_searched, search, searchable_here
from musterbook.terms.errors import Refused
from tests.operation.biometrics import (
    ORACLE,
    STATION,
    OracleFinder,
    OracleMatcher,
    book_with_prints,
    coming,
    operator,
    people_of,
)
from tests.operation.making import HARBOUR, MORNING, NAMES, acting

CALIBRATION = Digest("c" * 64)
ZIAD, YUSUF = "Ziad al-Tajriba", "Yusuf al-Wahmi"
NEXT_DAY = 60 * 30


def using(beside: BiometricsBeside) -> Using:
    """The oracle over everyone who may be searched among."""
    everyone = list(searchable_here(beside, ORACLE, MORNING.date()))
    return Using(OracleFinder(everyone), OracleMatcher(), CALIBRATION, ORACLE)


def enrolled(beside: BiometricsBeside, names: Iterable[str], *, body: int = 1, minutes: int = 60) -> None:
    """These people sit down at Willow, one body each, from this number on."""
    numbers = people_of(beside)
    for place, name in enumerate(names):
        enrol(beside, operator(minutes + place), coming(numbers[name], body + place), STATION)


def searched(beside: BiometricsBeside, enrolment: str, seed: int = 1) -> Found:
    """A search of everybody for this sitting."""
    return search(beside, operator(NEXT_DAY + 60), enrolment, using(beside), random.Random(seed))


def in_a_list(beside: BiometricsBeside, enrolment: str) -> Found:
    """A search for this sitting in a list of others that nobody opened."""
    asking, dice = operator(NEXT_DAY), random.Random(1)
    return search(beside, asking, enrolment, using(beside), dice, gallery="G1", reason="a request of the court")


def test_the_same_body_under_two_numbers_is_put_before_examiners(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:4])
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[4]], 2, impression=1), STATION)

        found = searched(beside, "E-willow-5")

        (entry,) = found.proposed
        assert isinstance(entry.fact, Proposed)
        assert (entry.fact.kind_of, entry.fact.left, entry.fact.right) == ("duplicate", "E-willow-5", "E-willow-2")
        assert (found.heads, found.missing) == (5, ())
        evidence = beside.found([entry.fact.evidence])[entry.fact.evidence]
        assert (evidence["band"], evidence["seeded"]) == ("strong", "")
        assert evidence["fingers"][0][2][0] == [201.0, 0.0, 201.0, 0.0]


def test_neither_weight_nor_band_nor_seed_stands_in_the_book(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:2])
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[4]], 2, impression=1), STATION)

        found = searched(beside, "E-willow-3")

        bodies = b"".join(entry.body for entry in (found.searched, *found.proposed))
        assert b"35.0" not in bodies
        assert b"strong" not in bodies
        assert b"seeded" not in bodies


def test_the_same_pair_is_not_put_before_them_twice(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:2])
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[4]], 2, impression=1), STATION)

        assert len(searched(beside, "E-willow-3").proposed) == 1
        assert searched(beside, "E-willow-3").proposed == ()
        assert searched(beside, "E-willow-2").proposed == ()


def test_two_of_one_body_at_one_site_on_one_day_were_first_of_all_exchanged(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:2])
        enrol(beside, operator(90), coming(people_of(beside)[NAMES[4]], 2, impression=1), STATION)
        elsewhere = acting("h.prints/enrolment-operator", HARBOUR, minutes=95)
        enrol(beside, elsewhere, coming(people_of(beside)[NAMES[5]], 1, impression=1), STATION)

        here = searched(beside, "E-willow-3").proposed[0].fact
        there = searched(beside, "E-harbour-1").proposed[0].fact

        assert isinstance(here, Proposed)
        assert isinstance(there, Proposed)
        assert (here.kind_of, there.kind_of) == ("swap", "duplicate")


def test_no_search_for_a_boy_of_thirteen_nor_for_one_of_unknown_age_nor_with_them(tmp_path: Path) -> None:
    with book_with_prints(tmp_path, born={ZIAD: "2013"}) as beside:
        enrolled(beside, [ZIAD, YUSUF, NAMES[0]])

        for sitting, rule in (("E-willow-1", "child-not-searched"), ("E-willow-2", "age-unknown")):
            with pytest.raises(Refused, match=rule):
                searched(beside, sitting)

        assert [one.person for one in searchable_here(beside, ORACLE, MORNING.date())] == [people_of(beside)[NAMES[0]]]
        assert [one.number for one in not_searched(beside)] == ["E-willow-3"]


def test_one_of_fifteen_is_searched_for_here_and_in_no_list_of_others(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, [ZIAD, NAMES[0]])

        assert searched(beside, "E-willow-1").heads == 2
        with pytest.raises(Refused, match="minor-not-in-lists"):
            search(
                beside,
                operator(NEXT_DAY),
                "E-willow-1",
                using(beside),
                random.Random(1),
                gallery="G1",
                reason="a request",
            )


def test_a_list_that_nobody_opened_is_not_searched(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:1])

        with pytest.raises(Refused, match="list-not-open"):
            search(
                beside,
                operator(NEXT_DAY),
                "E-willow-1",
                using(beside),
                random.Random(1),
                gallery="G1",
                reason="a request",
            )


def test_a_search_is_in_the_register_of_consultations_before_anything_opens(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:1])

        found = searched(beside, "E-willow-1")

        (line,) = beside.consultations.lines()
        assert (line.officer, line.subject, line.page) == ("w.prints", "E-willow-1", "search")
        assert isinstance(found.searched.fact, Searched)
        assert (found.searched.fact.why, found.searched.fact.asked_by) == ("intake", "w.prints")
        assert not_searched(beside) == ()


def test_pairs_whose_answer_is_known_stand_among_the_others_and_look_like_them(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        object.__setattr__(beside, "settings", BiometricSettings(seeded_share=0.5))
        enrolled(beside, NAMES[:4])
        again = coming(people_of(beside)[NAMES[0]], 1, impression=2)
        enrol(beside, operator(70), again, STATION, replaces="E-willow-1")
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[4]], 2, impression=1), STATION)
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[5]], 3, impression=1), STATION)
        enrol(beside, operator(NEXT_DAY), coming(people_of(beside)[NAMES[6]], 4, impression=1), STATION)

        entries = [one for place in (6, 7, 8) for one in searched(beside, f"E-willow-{place}", seed=place).proposed]

        facts = [entry.fact for entry in entries if isinstance(entry.fact, Proposed)]
        opened = beside.found(one.evidence for one in facts)
        seeded = {one.proposal: opened[one.evidence]["seeded"] for one in facts}
        people = {one.proposal: beside.book.reading(Adjudication).pair(one.proposal).people for one in facts}  # type: ignore[union-attr]
        assert len(facts) > 3
        assert {"same", "different", ""} >= set(seeded.values()) > {""}
        assert all(len(people[name]) == (1 if answer == "same" else 2) for name, answer in seeded.items())
        assert len({len(entry.body) for entry in entries}) == 1
        assert {tuple(sorted(one)) for one in opened.values()} == {("band", "fingers", "order", "seeded", "weight")}


def test_a_sitting_that_was_replaced_is_not_searched_among(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrolled(beside, NAMES[:1])
        enrol(beside, operator(70), coming(people_of(beside)[NAMES[0]], 9), STATION, replaces="E-willow-1")

        (one,) = searchable_here(beside, ORACLE, MORNING.date())

        assert int(one.fingers[1].x[0]) == 901
        assert beside.book.reading(Enrolments).people() == (one.person,)
