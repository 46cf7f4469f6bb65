"""Prints at a handover, lists of others, and the report: what is written, who signs, what is gone afterwards."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.biometrics.engines import Enrolment
from musterbook.biometrics.facts import Proposed, Verified
from musterbook.biometrics.gallery import Galleries
from musterbook.custody.facts import Checked
from musterbook.operation.checking_prints import verify, write_check
from musterbook.operation.enrolling import enrol
from musterbook.operation.lists_of_others import close_list, open_list, people_of_list
from musterbook.operation.prints_report import report
from musterbook.operation.searching import Using, search
from musterbook.terms.errors import Malformed, Refused
from tests.operation.biometrics import (
    ORACLE,
    STATION,
    OracleFinder,
    OracleMatcher,
    book_with_prints,
    coming,
    operator,
    people_of,
    points_of,
)
from tests.operation.making import DESK, MORNING, NAMES, WILLOW, acting
from tests.operation.test_searching import CALIBRATION, using

AHMAD = NAMES[0]
OFFICER = acting("w.officer/site-officer", WILLOW, minutes=120)


def test_two_fingers_of_his_own_are_he_and_the_officer_signs_for_it(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        enrol(beside, operator(60), coming(ahmad, 1), STATION)

        compared = verify(
            beside, OFFICER, ahmad, {2: points_of(102), 7: points_of(107)}, OracleMatcher(), handover="H1"
        )
        entry = write_check(beside, OFFICER, ahmad, compared, "H1")

        fact = compared.verified.fact
        assert isinstance(fact, Verified)
        assert (fact.answer, fact.positions, fact.against, compared.next) == ("same", (2,), "E-willow-1", "nothing")
        assert compared.verified.signed == ()
        assert isinstance(entry.fact, Checked)
        assert (entry.fact.how, entry.fact.mismatched) == ("finger", frozenset())
        assert b"10.000" not in compared.verified.body


def test_another_mans_fingers_are_captured_again_then_all_ten_then_people_decide(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        enrol(beside, operator(60), coming(ahmad, 1), STATION)
        fingers = {2: points_of(902), 3: points_of(903)}

        tries = [
            verify(beside, OFFICER, ahmad, fingers, OracleMatcher(), handover="H1", attempt=attempt)
            for attempt in (1, 2, 3)
        ]

        assert [one.next for one in tries] == ["capture-again", "ten-fingers", "people"]
        with pytest.raises(Refused, match="not-yet-checked"):
            write_check(beside, OFFICER, ahmad, tries[0], "H1")
        entry = write_check(beside, OFFICER, ahmad, tries[2], "H1")
        assert isinstance(entry.fact, Checked)
        assert entry.fact.mismatched == {ahmad}


def test_without_a_finger_in_common_it_is_not_possible_and_who_never_sat_is_said(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        numbers = people_of(beside)
        enrol(beside, operator(60), coming(numbers[AHMAD], 1), STATION)

        compared = verify(beside, OFFICER, numbers[AHMAD], {9: points_of(109)}, OracleMatcher())

        assert (compared.answer, compared.next) == ("not-possible", "people")
        with pytest.raises(Refused, match="not-enrolled"):
            verify(beside, OFFICER, numbers[NAMES[1]], {2: points_of(102)}, OracleMatcher())


def test_a_list_of_others_is_searched_until_it_is_closed_and_then_gone(tmp_path: Path) -> None:
    two = acting({"k.lists": "gallery-keeper", "l.legal": "legal-reviewer"}, DESK, minutes=90)
    people = {
        f"INT-{body}": Enrolment(f"INT-{body}", {one: points_of(100 * body + one) for one in (1, 2, 3, 4)}, {1: 50})
        for body in (1, 2)
    }
    with book_with_prints(tmp_path) as beside:
        enrol(beside, operator(60), coming(people_of(beside)[AHMAD], 1), STATION)
        saying = {"owner": "interior", "purpose": "identification", "basis": "order 4 of the court"}
        open_list(beside, two, "G1", people, until=MORNING + timedelta(days=9), **saying)

        others = people_of_list(beside, "G1")
        found = search(
            beside, acting("x.one/examiner", DESK, minutes=100), "E-willow-1",
            Using(OracleFinder(list(others.values())), OracleMatcher(), CALIBRATION, ORACLE, others),
            random.Random(1), gallery="G1", reason="a request of the court",
        )  # fmt: skip

        (entry,) = found.proposed
        assert isinstance(entry.fact, Proposed)
        assert (entry.fact.kind_of, entry.fact.right, entry.fact.gallery) == ("gallery", "INT-1", "G1")
        with pytest.raises(Malformed, match="list-taken"):
            open_list(beside, two, "G1", people, until=MORNING + timedelta(days=9), **saying)
        pictures = len(beside.blobs.here())
        close_list(beside, replace(two, at=MORNING + timedelta(minutes=110)), "G1", because="the order has ended")
        assert len(beside.blobs.here()) == pictures - 2
        assert not beside.book.reading(Galleries).is_open("G1", MORNING + timedelta(minutes=120))


def test_the_keeper_alone_opens_no_list_and_leaves_nothing(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        alone = acting("k.lists/gallery-keeper", DESK, minutes=90)
        people = {"INT-1": Enrolment("INT-1", {1: points_of(1)}, {1: 50})}

        with pytest.raises(Refused, match="second-signature"):
            open_list(
                beside, alone, "G1", people, owner="interior", purpose="tracing", basis="order 4 of the court",
                until=MORNING + timedelta(days=9),
            )  # fmt: skip

        assert beside.blobs.here() == frozenset()


def test_the_report_counts_what_waits_and_gives_no_figure_of_few(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        for place, name in enumerate(NAMES[:3]):
            enrol(beside, operator(60 + place), coming(people_of(beside)[name], place), STATION)
        search(beside, operator(90), "E-willow-1", using(beside), random.Random(1))

        told = report(beside, "v.inspect", why="the monthly inspection", at=MORNING + timedelta(days=1))

        assert (told.people, told.again, told.waiting, told.expired, told.not_searched) == (3, 0, 0, 0, 2)
        assert told.groups["sex"].too_few == ("man",)
        assert told.examiners == ()
        assert beside.consultations.lines()[-1].page == "report"
        with pytest.raises(Refused, match="no-reason"):
            report(beside, "v.inspect", why="so", at=MORNING)
