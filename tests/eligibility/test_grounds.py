"""Grounds: the holds that intake places from codes alone."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

from musterbook.eligibility.classes import UNKNOWN, Codes
from musterbook.eligibility.grounds import AUTHORITY, CLASS_GROUNDS, grounds_of
from musterbook.eligibility.settings import EligibilitySettings

ADULT_MAN = Codes(child="no", sex="man", legal="untried", family="no", basis="document")


def codes_of(codes: Codes) -> tuple[str, ...]:
    return tuple(ground.code for ground in grounds_of(codes))


def test_a_man_known_to_be_adult_and_alone_is_held_for_nothing() -> None:
    assert codes_of(ADULT_MAN) == ()


@pytest.mark.parametrize(
    ("codes", "grounds"),
    [
        (UNKNOWN, ("age-unknown", "sex-unknown", "family-member")),
        (Codes(child="yes", sex="man", family="no", basis="document"), ("possible-child",)),
        (Codes(child="unknown", sex="man", family="no", basis="claimed"), ("possible-child",)),
        (Codes(child="no", sex="woman", family="yes", basis="document"), ("sex-not-this-operation", "family-member")),
    ],
)
def test_each_protected_class_has_its_ground(codes: Codes, grounds: tuple[str, ...]) -> None:
    assert codes_of(codes) == grounds


def test_an_evacuation_of_everyone_holds_nobody_for_what_he_or_she_is() -> None:
    assert grounds_of(UNKNOWN, EligibilitySettings(population="everyone")) == ()


def test_only_those_known_to_be_adult_men_without_family_go_free_of_holds() -> None:
    yes_no, sexes = ("yes", "no", "unknown"), ("man", "woman", "unknown")

    free = [
        (child, sex, family)
        for child, sex, family in itertools.product(yes_no, sexes, yes_no)
        if not grounds_of(Codes(child=child, sex=sex, family=family, basis="document"))
    ]

    assert free == [("no", "man", "no")]


def test_every_ground_of_the_closed_list_has_an_authority() -> None:
    reasons = Path(__file__).parents[2] / "../shared/data/custody/reasons.toml"
    if not reasons.exists():
        pytest.skip("the list of reasons is kept beside the project, and is not here")

    said = tomllib.loads(reasons.read_text("utf-8"))["hold_ground"]

    assert {*said["equal"], *said["ours"]} == AUTHORITY.keys()


def test_every_ground_from_codes_names_who_may_lift_it() -> None:
    assert AUTHORITY.keys() >= CLASS_GROUNDS
