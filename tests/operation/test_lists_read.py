"""Files of others become a list: pictures are kept so that a pair can be judged; points alone can only be found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.capture.folder import Asked
from musterbook.biometrics.engines import Image, Points
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.interchange import itl, minutiae
from musterbook.biometrics.interchange.minutiae import ISO, View
from musterbook.biometrics.interchange.profile import profile
from musterbook.biometrics.interchange.transactions import Finger, transaction
from musterbook.custody.people import People
from musterbook.operation import examining
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.lists_of_others import close_list, open_list, people_of_list
from musterbook.operation.lists_read import Read, read_others
from musterbook.operation.searching import Using, search
from musterbook.terms.errors import Refused
from tests.biometrics.interchange.making import points, sent, stripes
from tests.operation.biometrics import (
    ORACLE,
    STATION,
    OracleFinder,
    OracleMatcher,
    book_with_prints,
    operator,
    people_of,
    points_of,
)
from tests.operation.making import DESK, MORNING, NAMES, acting
from tests.operation.test_examining import WHY, examiner, picture
from tests.operation.test_searching import CALIBRATION

BODIES = {"INT-1": 100, "INT-2": 200}
"""Whose fingers they are by the truth the oracle is told: finger 1 is 100 or 200 and one more, and so on."""
TWO = acting({"k.lists": "gallery-keeper", "l.legal": "legal-reviewer"}, DESK, minutes=90)


class Told:
    """An extractor that is told whose finger it is: by the order in which pictures come."""

    made = ORACLE

    def __init__(self) -> None:
        self._next = iter(range(101, 999))

    def points(self, image: Image) -> Points:
        assert image.dpi == 500
        return points_of(next(self._next))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with pictures, one with points alone, one twice, one that is nothing."""
    folder = tmp_path_factory.mktemp("sent")
    fingers = [Finger(position, image=stripes(position)) for position in (1, 2, 3, 4)]
    (folder / "INT-1.an2").write_bytes(itl.write(transaction(sent(*fingers), profile("itl"))))
    (folder / "INT-2.fmr").write_bytes(minutiae.write([View(2, 60, points()), View(3, 60, points())], ISO))
    (folder / "INT-1.fmr").write_bytes((folder / "INT-2.fmr").read_bytes())
    (folder / "INT-3.an2").write_bytes(b"nothing at all")
    return folder


@pytest.fixture(scope="module")
def read(files: Path) -> list[Read]:
    return list(read_others(sorted(files.iterdir()), Asked(extractor=Told(), positions=())))


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[BiometricsBeside]:
    with book_with_prints(tmp_path) as beside:
        yield beside


def opened(beside: BiometricsBeside, read: list[Read]) -> None:
    others = (one.other for one in read if one.other is not None)
    open_list(
        beside, TWO, "G1", others, owner="interior", purpose="identification", basis="order 4 of the court",
        until=MORNING + timedelta(days=9),
    )  # fmt: skip


def proposed(beside: BiometricsBeside, body: int) -> str:
    """The number of the pair of somebody enrolled with these fingers and whoever of the list has them."""
    fingers = (1, 2, 3, 4)
    coming = Coming(
        people_of(beside)[NAMES[0]], pictures={str(one): picture(0.1 * one) for one in fingers},
        points={one: points_of(body + one) for one in fingers}, qualities={str(one): 60 for one in fingers},
        made=ORACLE,
    )  # fmt: skip
    enrol(beside, operator(60), coming, STATION)
    others = people_of_list(beside, "G1")
    there = list(others.values())
    for one in there:
        one.fingers.update({finger: points_of(BODIES[str(one.person)] + finger) for finger in one.fingers})
    using = Using(OracleFinder(there), OracleMatcher(), CALIBRATION, ORACLE, others)
    found = search(
        beside, acting("x.one/examiner", DESK, minutes=100), "E-willow-1", using, random.Random(1), gallery="G1",
        reason="a request of the court",
    )  # fmt: skip
    assert len(found.proposed) == 1
    return beside.book.reading(Adjudication).pairs()[0].number


def test_each_file_is_one_person_and_what_is_wrong_is_named_with_its_file(read: list[Read]) -> None:
    by_reference = [(one.reference, one.can_be_judged, [fault.rule for fault in one.faults]) for one in read]

    assert by_reference == [
        ("INT-1", True, ["capture.off-edge"] * 4),
        ("INT-1", False, ["biometrics.reference-twice"]),
        ("INT-2", False, []),
        ("INT-3", False, ["itl.broken"]),
    ]  # fmt: skip
    assert read[2].other is not None


def test_a_list_registers_nobody_and_its_pictures_outlive_a_sweep(beside: BiometricsBeside, read: list[Read]) -> None:
    before = beside.book.reading(People).numbers()
    opened(beside, read)

    assert beside.book.reading(People).numbers() == before
    assert beside.book.reading(Enrolments).people() == ()
    assert beside.sweep() == 0
    kept = {one: people_of_list(beside, "G1").pictures(one) for one in ("INT-1", "INT-2")}
    assert {one: where and where.fingers for one, where in kept.items()} == {"INT-1": (1, 2, 3, 4), "INT-2": None}


def test_a_pair_with_somebody_of_a_list_is_shown_and_judged_while_the_list_is_open(
    beside: BiometricsBeside, read: list[Read]
) -> None:
    opened(beside, read)
    number = proposed(beside, 100)

    fingers = examining.open_pair(beside, number, "x.one", at=MORNING + timedelta(minutes=110))

    assert [(one.left_position, one.right_position) for one in fingers] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert read[0].other is not None
    assert [one.right for one in fingers] == [read[0].other.pictures[one] for one in (1, 2, 3, 4)]
    assert examining.judge(beside, examiner("x.one", 120), number, "same", reason=WHY)
    close_list(beside, TWO, "G1", because="the order has ended")
    assert examining.open_pair(beside, number, "x.two", at=MORNING + timedelta(minutes=130)) == ()
    with pytest.raises(Refused, match="no-picture"):
        examining.judge(beside, examiner("x.two", 140), number, "same", reason=WHY)


def test_who_came_with_points_alone_can_be_found_and_not_judged(beside: BiometricsBeside, read: list[Read]) -> None:
    opened(beside, read)
    number = proposed(beside, 200)

    assert examining.open_pair(beside, number, "x.one", at=MORNING + timedelta(minutes=110)) == ()
    with pytest.raises(Refused, match="no-picture"):
        examining.judge(beside, examiner("x.one", 120), number, "same", reason=WHY)
    assert examining.judge(beside, examiner("x.one", 121), number, "unsure", reason=WHY)


def test_a_list_one_person_alone_would_open_leaves_nothing_sealed(beside: BiometricsBeside, read: list[Read]) -> None:
    alone = acting("k.lists/gallery-keeper", DESK, minutes=90)

    with pytest.raises(Refused, match="second-signature"):
        open_list(
            beside, alone, "G1", (one.other for one in read if one.other), owner="interior", purpose="tracing",
            basis="order 4 of the court", until=MORNING + timedelta(days=9),
        )  # fmt: skip

    assert beside.blobs.here() == frozenset()


def test_pictures_without_an_engine_make_no_list_and_points_alone_do(files: Path) -> None:
    nobody = Asked(extractor=None, positions=())

    with pytest.raises(Refused, match="list-needs-engine"):
        list(read_others([files / "INT-1.an2"], nobody))
    assert [one.reference for one in read_others([files / "INT-2.fmr"], nobody)] == ["INT-2"]
