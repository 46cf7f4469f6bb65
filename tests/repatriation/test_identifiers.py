"""Identifiers of a letter: the public minimum, below which nobody is asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.repatriation.identifiers import ALL_OF, ONE_OF, lacking, objections
from musterbook.terms.people import PersonId

WHOLE = {"name": "al-Demo", "forename": "Ahmad", "sex": "male", "year-of-birth": "1988"}


@pytest.mark.parametrize("one", ONE_OF)
def test_sg27_the_minimum_with_any_one_of_the_four_passes(one: str) -> None:
    assert objections(PersonId("D-0001"), "C1", {**WHOLE, one: "enclosed"}) == []


@pytest.mark.parametrize("gone", [*ALL_OF, "one-of"])
def test_sg27_whatever_is_missing_blocks_and_is_named(gone: str) -> None:
    said = {name: value for name, value in {**WHOLE, "dna": "enclosed"}.items() if name != gone}
    if gone == "one-of":
        del said["dna"]

    (found,) = objections(PersonId("D-0001"), "C1", said)

    assert (found.rule, found.values["missing"]) == ("repatriation.letter", gone)


@pytest.mark.parametrize(
    ("field", "value"),
    [("year-of-birth", "88"), ("year-of-birth", "1899"), ("year-of-birth", "19x8"), ("sex", "unknown"), ("name", " ")],
)
def test_sg27_a_value_that_says_nothing_is_missing(field: str, value: str) -> None:
    assert lacking({**WHOLE, "prints": "enclosed", field: value}) == (field,)


@given(st.dictionaries(st.sampled_from([*ALL_OF, *ONE_OF, "other"]), st.text(max_size=5)))
def test_what_is_said_of_him_never_stands_in_an_objection(identifiers: dict[str, str]) -> None:
    for one in objections(PersonId("D-0001"), "C1", identifiers):
        assert set(str(one.values["missing"]).split(", ")) <= {*ALL_OF, "one-of"}
