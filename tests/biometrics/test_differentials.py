"""Shares with intervals, groups too small to speak of, and examiners against pairs whose answer is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.differentials import all_errors, by_group, examiner_errors, share
from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.terms.people import PersonId
from tests.biometrics.stories import SITTINGS, judgements, story


def sittings(count: int, *, quality: int, first: int = 1) -> list[Sitting]:
    """So many people with one finger of this quality each."""
    enrolments = Enrolments.of(
        story(
            "\n".join(
                f"06:00 karkh biometrics.enrolled enrolment=E-{n} person=D-{n:04} station=S1 operator=k"
                f" engine=oracle:1 points=p samples=1:a{n}:{quality}"
                for n in range(first, first + count)
            )
        )
    )
    return [one for number in enrolments.numbers() if (one := enrolments.sitting(number))]


def test_a_share_has_the_interval_of_wilson() -> None:
    five_of_fifty = share(5, 50)

    assert five_of_fifty.low == pytest.approx(0.0435, abs=1e-4)
    assert five_of_fifty.high == pytest.approx(0.2136, abs=1e-4)
    assert (share(0, 0).low, share(0, 0).high) == (0.0, 1.0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_lies_within_its_interval_and_the_interval_within_one(count: int, more: int) -> None:
    one = share(count, count + more)

    assert 0 <= one.low <= one.high <= 1
    if count + more:
        assert one.low <= count / (count + more) <= one.high


def test_more_than_all_is_no_share() -> None:
    with pytest.raises(ValueError, match="3"):
        share(3, 2)


def test_a_group_under_twenty_is_named_and_not_counted() -> None:
    people = [*sittings(20, quality=60), *sittings(19, quality=5, first=21)]
    group_of = {PersonId(f"D-{n:04}"): "S1" if n <= 20 else "S2" for n in range(1, 40)}

    groups = by_group(people, group_of)

    assert [(one.group, one.people) for one in groups.told] == [("S1", 20)]
    assert groups.too_few == ("S2",)


def test_failures_and_poor_fingers_are_counted_by_group() -> None:
    people = [*sittings(15, quality=60), *sittings(10, quality=5, first=16)]

    (group,) = by_group(people, {}).told

    assert (group.group, group.failed.count, group.failed.of) == ("unknown", 10, 25)
    assert (group.poor.count, group.poor.of, group.quality) == (10, 25, 60)


def test_examiners_are_held_against_pairs_whose_answer_is_known() -> None:
    entries = story(
        SITTINGS
        + "\n".join(
            f"07:00 karkh biometrics.proposed proposal=P-{n} kind_of=duplicate left=E-1 right=E-2" for n in (1, 2, 3)
        )
    )
    for number, answers in ((1, ("same", "different")), (2, ("same", "unsure")), (3, ("same", "same"))):
        told = judgements(*answers, proposal=f"P-{number}").replace("@j", f"@j{number}")
        entries = story(told, upon=entries)
    pairs = Adjudication.of(entries).pairs()

    first, second = examiner_errors(pairs, {"P-1": "same", "P-2": "different"})

    assert (first.examiner, first.wrong.count, first.wrong.of, first.joined.count) == ("ex-1", 1, 2, 1)
    assert (second.missed.count, second.missed.of, second.unsure.count) == (1, 1, 1)
    assert all_errors(pairs, {"P-1": "same", "P-2": "different"}).wrong.of == 3
