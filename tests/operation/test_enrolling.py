"""A sitting goes in whole or not at all; children are let be; what is destroyed is gone."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.biometrics.engines import Points
from musterbook.biometrics.facts import Enrolled, EnrolmentRefused
from musterbook.biometrics.gallery import Enrolments
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, Station, destroy, engine_of, enrol, points_of, refuse, reindex
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from tests.operation.biometrics import (
    ORACLE,
    STATION,
    book_with_prints,
    coming,
    opened_again,
    operator,
    people_of,
    truth_of,
)
from tests.operation.biometrics import points_of as points
from tests.operation.making import DESK, acting

AHMAD, YUSUF, ZIAD = "Ahmad al-Demo", "Yusuf al-Wahmi", "Ziad al-Tajriba"
MORE = pytest.mark.parametrize


def fact_of(beside: BiometricsBeside, person: PersonId) -> Enrolled:
    """What the book says of his newest sitting."""
    one = beside.book.reading(Enrolments).current(person)
    assert one is not None
    return one.fact


def test_a_sitting_is_sealed_and_its_digests_are_in_the_book(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]

        enrol(beside, operator(60), coming(ahmad, 1), STATION)

        fact = fact_of(beside, ahmad)
        assert (fact.enrolment, fact.operator, fact.engine) == ("E-willow-1", "w.prints", engine_of(ORACLE))
        assert beside.picture(fact.samples[0].picture).startswith(b"picture of finger 1 of body 1")
        found = points_of(beside, [beside.book.reading(Enrolments).current(ahmad)])  # type: ignore[list-item]
        assert truth_of(found["E-willow-1"][2]) == 102


def test_no_picture_lies_open_on_the_disk_nor_beside_the_names(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrol(beside, operator(60), coming(people_of(beside)[AHMAD], 1), STATION)
    place = tmp_path / "willow" / "book"

    holding = [path for path in place.rglob("*") if path.is_file() and b"picture of finger" in path.read_bytes()]

    assert holding == []
    assert len(list((place / "biometrics" / "blobs").iterdir())) == 5
    assert not (place / "blobs").exists()


def test_the_same_picture_under_two_positions_is_named(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        whole = coming(people_of(beside)[AHMAD], 1)
        doubled = replace(whole, pictures={**whole.pictures, "7": whole.pictures["2"]})

        with pytest.raises(Malformed) as told:
            enrol(beside, operator(60), doubled, STATION)

        (fault,) = told.value.faults
        assert (fault.rule, fault.values["position"], fault.values["other"]) == ("biometrics.picture-twice", "7", "2")


@MORE(
    ("changed", "rule"),
    [
        ({"pictures": {"11": b"x"}}, "biometrics.position"),
        ({"missing": {"5": "lost"}}, "biometrics.missing-code"),
        ({"missing": {"1": "worn"}}, "biometrics.missing-code"),
        ({"pictures": {}}, "biometrics.nothing-captured"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_sealed(tmp_path: Path, changed: dict[str, object], rule: str) -> None:
    with book_with_prints(tmp_path) as beside:
        wrong = replace(coming(people_of(beside)[AHMAD], 1), **changed)  # type: ignore[arg-type]  # as the case says

        with pytest.raises(Malformed) as told:
            enrol(beside, operator(60), wrong, STATION)

        assert [one.rule for one in told.value.faults] == [rule]
        assert beside.blobs.here() == frozenset()


def test_nobody_is_enrolled_who_is_not_on_the_register(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside, pytest.raises(Refused, match=r"biometrics\.nobody"):
        enrol(beside, operator(60), coming(PersonId("KHA-4712-M"), 1), STATION)


def test_an_officer_without_the_role_seals_nothing(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        clerk = acting("w.clerk/register-clerk", operator(60).by, minutes=60)

        with pytest.raises(Refused, match="no-authority"):
            enrol(beside, clerk, coming(people_of(beside)[AHMAD], 1), STATION)

        assert beside.blobs.here() == frozenset()


def test_a_child_of_five_gives_no_prints_and_one_of_unknown_age_may(tmp_path: Path) -> None:
    with book_with_prints(tmp_path, born={ZIAD: "2021"}) as beside:
        numbers = people_of(beside)

        with pytest.raises(Refused, match=r"biometrics\.too-young"):
            enrol(beside, operator(60), coming(numbers[ZIAD], 1), STATION)
        enrol(beside, operator(61), coming(numbers[YUSUF], 2), STATION)

        assert beside.book.reading(Enrolments).people() == (numbers[YUSUF],)


def test_without_an_engine_pictures_are_kept_and_points_are_found_later(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        blind = replace(coming(ahmad, 1), points={}, qualities={}, made=None)
        enrol(beside, operator(60), blind, STATION)
        assert fact_of(beside, ahmad).engine is None
        assert beside.book.reading(Enrolments).searchable(engine_of(ORACLE)) == {}

        seen: list[bytes] = []

        def find(position: int, content: bytes) -> tuple[Points, int]:
            seen.append(content)
            return points(position), 44

        written = reindex(beside, operator(70), ORACLE, find)

        assert len(written) == 1
        assert seen[0].startswith(b"picture of finger 1")
        assert list(beside.book.reading(Enrolments).searchable(engine_of(ORACLE))) == [ahmad]
        assert beside.book.reading(Enrolments).current(ahmad).qualities[1] == 44  # type: ignore[union-attr]
        assert [one.page for one in beside.consultations.lines()] == ["reindex"]
        assert reindex(beside, operator(80), ORACLE, find) == []


def test_two_people_destroy_pictures_and_digests_stay(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        enrol(beside, operator(60), coming(ahmad, 1), STATION)
        pictures = [one.picture for one in fact_of(beside, ahmad).samples]
        two = acting({"k.lists": "gallery-keeper", "l.legal": "legal-reviewer"}, DESK, minutes=70)
        alone = acting("k.lists/gallery-keeper", DESK, minutes=70)

        with pytest.raises(Refused, match="second-signature"):
            destroy(beside, alone, "E-willow-1", authority="the day has come, order 9")
        assert beside.blobs.here() == frozenset(pictures)
        destroy(beside, two, "E-willow-1", authority="the day has come, order 9")

        assert beside.blobs.here() == frozenset()
        assert beside.apart.digests("points") == {}
        assert beside.book.reading(Enrolments).current(ahmad) is None
        assert len(beside.book.reading(Enrolments).of_person(ahmad)[0].fact.samples) == 5


def test_what_was_to_be_destroyed_when_the_machine_died_is_destroyed_at_the_next_opening(tmp_path: Path) -> None:
    from musterbook.biometrics.facts import SampleDestroyed  # noqa: PLC0415  only here

    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        enrol(beside, operator(60), coming(ahmad, 1), STATION)
        gone = frozenset(one.picture for one in fact_of(beside, ahmad).samples)
        two = acting({"k.lists": "gallery-keeper", "l.legal": "legal-reviewer"}, DESK, minutes=70)
        words = beside.words("E-willow-1", "order 9 of the court")
        told = SampleDestroyed(enrolment="E-willow-1", samples=gone, authority=words, points=True)
        beside.book.write(two.draft(told))

    with opened_again(tmp_path) as beside:
        assert beside.blobs.here() == frozenset()
        assert beside.apart.digests("points") == {}


def test_pictures_without_an_entry_are_gone_at_the_next_opening(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        enrol(beside, operator(60), coming(people_of(beside)[AHMAD], 1), STATION)
        beside.keep_picture(b"nobody wrote of it")
        beside.keep_points("E-willow-2", b"MBP1")
        assert len(beside.blobs.here()) == 6

    with opened_again(tmp_path) as beside:
        assert len(beside.blobs.here()) == 5
        assert len(beside.apart.digests("points")) == 1


def test_a_killed_machine_leaves_no_picture_without_entry_and_no_entry_without_picture(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        numbers = sorted(people_of(beside).values())[:10]
    dice = random.Random(1)
    for round_ in range(3):  # benchmarks/biometrics_deep.py does it twenty times
        child = os.fork()
        if child == 0:
            with opened_again(tmp_path) as beside:
                for place, number in enumerate(numbers):
                    enrol(beside, operator(60 + round_), coming(number, place, impression=round_), STATION)
            os._exit(0)
        time.sleep(0.15 + dice.random() * 0.5)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

        with opened_again(tmp_path) as beside:
            enrolments = beside.book.reading(Enrolments)
            sittings = [enrolments.sitting(number) for number in enrolments.numbers()]
            named = {picture for one in sittings if one for picture in one.pictures.values()}
            assert beside.blobs.here() == named
            assert all(beside.blobs.holds(picture) for picture in named)
            assert len(points_of(beside, [one for one in sittings if one])) == len(sittings)


def test_someone_who_was_not_enrolled_is_looked_at_again(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]

        entry = refuse(beside, operator(60), ahmad, because="injured")

        assert isinstance(entry.fact, EnrolmentRefused)
        assert entry.fact.review_by - entry.happened_at == timedelta(days=14)
        with pytest.raises(Malformed, match=r"biometrics\.refusal"):
            refuse(beside, operator(61), ahmad, because="because")


def test_a_purpose_nobody_knows_and_a_day_that_is_past_are_named(tmp_path: Path) -> None:
    with book_with_prints(tmp_path) as beside:
        ahmad = people_of(beside)[AHMAD]
        wrong = Station("S1", purpose="curiosity", until=operator(0).at)

        with pytest.raises(Malformed) as told:
            enrol(beside, operator(60), Coming(ahmad, missing={"1": "amputated"}), wrong)

        assert [one.rule for one in told.value.faults] == ["biometrics.purpose", "biometrics.until-past"]
