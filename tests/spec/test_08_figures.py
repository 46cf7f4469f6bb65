"""Figures: a number is folded from the book, agreed by another custodian's copy, or said by somebody outside."""

from __future__ import annotations

import pytest

from musterbook.custody.figures import Figures, check_figure, differing, state_figure
from musterbook.terms.errors import Malformed
from tests.spec.telling import entries, told

THREE = """
06:00 hasakah custody.registered person=D-0001
06:00 hasakah custody.registered person=D-0002
06:00 hasakah custody.registered person=D-0003
06:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=karkh @offer
06:20 karkh   custody.accepted   handover=H1 people=D-0001 exceptions=unfit:D-0002
"""


def test_a_figure_is_what_the_accounts_hold_and_its_parts_sum() -> None:
    roll = told(THREE)

    assert state_figure(roll, scope="karkh") == {"karkh/in-hand": 1, "total": 1}
    assert sum(state_figure(roll).values()) == 6, "each of three once by his account and once in the total"


def test_parts_that_do_not_sum_are_no_figure() -> None:
    with pytest.raises(Malformed) as malformed:
        check_figure({"karkh/in-hand": 5703, "total": 5704})

    assert malformed.value.faults[0].rule == "figure.parts-do-not-sum"


def test_only_a_figure_another_custodian_agreed_is_the_number() -> None:
    stated = "18:00 karkh custody.figure-stated as_of=18:00 scope=karkh counts=karkh/in-hand:1;total:1 @said"
    agreed = "18:10 hasakah custody.figure-agreed statement=@said"

    (alone,) = Figures.of(entries(f"{THREE}{stated}")).statements
    (together,) = Figures.of(entries(f"{THREE}{stated}\n{agreed}")).statements

    assert alone.agreed is False
    assert together.agreed is True


def test_two_copies_that_differ_name_the_person_they_differ_by() -> None:
    ours = told(THREE)
    theirs = told(f"{THREE}07:00 karkh custody.accepted handover=H1 people=D-0002 offer=@offer")

    assert differing(ours, theirs, scope="karkh") == {"D-0002": ("hasakah/in-hand", "karkh/in-hand")}


def test_what_outsiders_say_stands_beside_the_books_number_and_moves_nobody() -> None:
    story = entries(
        f"{THREE}08:00 desk custody.figure-claimed source=a-ministry as_of=08:00 scope=arrived:karkh value=3"
    )

    (beside,) = Figures.of(story).claims_beside(story)

    assert (beside.claim.source, beside.claim.value, beside.book, beside.difference) == ("a-ministry", 3, 1, 2)
