"""Schemas: the columns the documents name, no header with two meanings, lists no wider than the shared ones."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from musterbook.tables import SCHEMAS, WATCH_SCHEMAS, Schema
from musterbook.tables.letters import folded
from musterbook.tables.words_and_choices import Choice, Listed

REASONS = Path(__file__).parents[2] / "../shared/data/custody/reasons.toml"
PEOPLE = (
    "number name name_ar kunya father sex born born_low born_high age_basis nationality nationality_basis languages "
    "faith ethnicity height build marks contacts site legal family_of relation medicine mobility "
    "hold hold_ground authority_kind authority_issuer authority_until property_seals"
)
ALL = pytest.mark.parametrize(
    "schema",
    [*SCHEMAS.values(), *WATCH_SCHEMAS.values()],
    ids=[*SCHEMAS, *(f"watch {name}" for name in WATCH_SCHEMAS)],
)


def test_people_has_the_columns_of_the_custody_document() -> None:
    names = [column.name for column in SCHEMAS["people"].columns if not column.name.startswith("identifier_")]

    assert names == PEOPLE.split()
    assert SCHEMAS["people"].private


@ALL
def test_no_header_means_two_columns(schema: Schema) -> None:
    meant = Counter(header for column in schema.columns for header in {folded(header) for header in column.headers})

    assert [header for header, count in meant.items() if count > 1] == []


@ALL
def test_no_word_means_two_choices(schema: Schema) -> None:
    for column in schema.columns:
        kind = column.kind.of if isinstance(column.kind, Listed) else column.kind
        if isinstance(kind, Choice):
            words = Counter(
                word for choice, others in kind.words.items() for word in {folded(each) for each in (choice, *others)}
            )
            assert [word for word, count in words.items() if count > 1] == [], column.name


@ALL
def test_every_rule_names_columns_that_exist(schema: Schema) -> None:
    named = {*schema.key}
    for group in (*schema.ordered, *schema.distinct, *schema.together, *schema.one_of, *schema.either):
        named |= set(group)

    assert named <= set(schema.by_name)


@pytest.mark.skipif(not REASONS.exists(), reason="the shared closed lists are not on this machine")
@pytest.mark.parametrize(
    ("table", "column", "lists"),
    [
        ("sites", "kind", [("place_kind", "equal"), ("place_kind", "ours")]),
        ("fleet", "kind", [("carrier_kind", "equal"), ("carrier_kind", "ours")]),
        ("beds", "kind", [("bed_kind", "equal"), ("bed_kind", "ours")]),
        ("keepapart", "reach", [("keep_apart", "reach_equal"), ("keep_apart", "reach_ours")]),
        ("keepapart", "reason", [("keep_apart", "reasons_equal"), ("keep_apart", "reasons_ours")]),
        ("people", "hold_ground", [("hold_ground", "equal"), ("hold_ground", "ours")]),
    ],
)
def test_a_closed_list_is_the_shared_one(table: str, column: str, lists: list[tuple[str, str]]) -> None:
    shared = tomllib.loads(REASONS.read_text("utf-8"))
    kind = SCHEMAS[table][column].kind

    assert isinstance(kind, Choice)
    assert set(kind.words) == {word for part, name in lists for word in shared[part][name]}


def test_an_operation_may_add_a_choice_and_loses_none() -> None:
    grown = SCHEMAS["sites"].growing("kind", "bunker")

    kind = grown["kind"].kind
    assert isinstance(kind, Choice)
    assert {"bunker", "prison"} <= set(kind.words)
