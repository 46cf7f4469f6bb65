"""F13: men, women, children, tried and untried were mixed on one field."""

from __future__ import annotations

from musterbook.eligibility.apart import KeepApart, never_with
from musterbook.eligibility.classes import Classes
from tests.eligibility.making import move, people, said
from tests.spec.telling import entries

FIELD = """
06:00 hasakah eligibility.assessed person=D-0001 child=no sex=man   legal=sentenced family=no identity=seen basis=document
06:00 hasakah eligibility.assessed person=D-0002 child=no sex=woman legal=sentenced family=no identity=seen basis=document
06:00 hasakah eligibility.assessed person=D-0003 child=no sex=man   legal=untried   family=no identity=seen basis=document
06:00 hasakah eligibility.assessed person=D-0004 child=no sex=man   legal=sentenced family=no identity=seen basis=document
06:30 hasakah eligibility.kept-apart pair=D-0001,D-0004 reach=holding because=threats
"""  # noqa: E501  a line of the notation is one line


def test_a_holding_room_that_would_mix_them_is_refused_and_says_who_is_protected_from_whom() -> None:
    told = entries(FIELD)
    arriving = move(2, 3, stage="arriving", aboard=people(1))

    refused = never_with(arriving, Classes.of(told))

    assert said(refused, "class", "other_class") == ["D-0002 woman man", "D-0003 untried sentenced"]


def test_two_who_are_kept_apart_do_not_share_the_holding_room_either() -> None:
    told = entries(FIELD)

    assert said(KeepApart.of(told).objections(move(4, stage="arriving", aboard=people(1))), "other", "reach") == [
        "D-0004 D-0001 holding"
    ]
    assert said(KeepApart.of(told).objections(move(4, stage="arriving", aboard=people(2)))) == []


def test_whom_nobody_has_assessed_is_kept_from_everyone() -> None:
    nobody_asked = never_with(move(9, stage="arriving", aboard=people(1)), Classes.of(entries(FIELD)))

    assert {one.values["class"] for one in nobody_asked} >= {"child", "woman", "untried"}
