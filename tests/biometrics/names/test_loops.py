"""Compiled loops beside the same done slowly: likeness and odds of tokens, words joined, trees, names read in parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.biometrics.names.folding import chunks, words_of
from musterbook.biometrics.names.interning import Columns, Lexis, Names, Real, Whole
from musterbook.biometrics.names.likeness import (
    INITIAL_LIKENESS,
    LENGTHS_APART_MAX,
    WEIGHT_MIN,
    likeness,
    plain_prices,
    spelling_pairs,
    tag_factors,
)
from musterbook.biometrics.names.loops import joined_alike
from musterbook.biometrics.names.model import trained
from musterbook.biometrics.names.paths import cheapest
from musterbook.biometrics.names.reading import Parts, read
from musterbook.biometrics.names.reasons import CLAIM_COLUMNS, NAME_COLUMNS
from musterbook.biometrics.names.trees import Forest, Trees

WORDS = (
    "Umar", "al-Wahmi", "Abd", "al", "Rahman", "bin", "Nur", "al-Din", "Abu", "Bakr", "Sheikh", "Said", "Nasrallah",
    "عبد", "الله", "الرحمن", "ال", "نور", "الدين", "بن", "Демо", "ABDULLAH", "H", "Mohd", "el-bin",
    "al-Demo,", "Alhasan",
)  # fmt: skip
NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


def lexis_of(*names: str) -> Lexis:
    known = Names()
    for name in names:
        known.number(name)
    return known.lexis


def every_two(lexis: Lexis) -> tuple[Whole, Whole]:
    count = len(lexis.shown)
    return np.repeat(np.arange(count), count), np.tile(np.arange(count), count)


def slow_likeness(columns: Columns, first: Whole, second: Whole) -> Real:
    low, high, places = spelling_pairs(columns, first, second)
    alike = np.where(low == high, 1.0, 0.0)
    near = (low != high) & (np.abs(columns.length[low] - columns.length[high]) <= LENGTHS_APART_MAX)
    costs = cheapest(columns, low[near], high[near], plain_prices())
    carried = np.maximum(WEIGHT_MIN, (columns.weight[low[near]] + columns.weight[high[near]]) / 2)
    alike[near] = np.maximum(0.0, 1.0 - costs / carried)
    found = alike[places].max(axis=1) * tag_factors()[columns.tag[first], columns.tag[second]]
    initial = (columns.initial[first] | columns.initial[second]) & ~columns.arabic[first] & ~columns.arabic[second]
    initial &= columns.spelling[first, 0] != columns.spelling[second, 0]
    agree = columns.codes[0, columns.spelling[first, 0]] == columns.codes[0, columns.spelling[second, 0]]
    return np.where(initial, np.where(agree, INITIAL_LIKENESS, 0.0), found)


def slow_log_odds(trees: Trees, features: Real) -> float:
    """Every question of every tree by itself."""
    no = features[trees.feature] > trees.threshold
    ruled_out = np.zeros((len(trees.values), 33), np.int64)
    np.add.at(ruled_out, (trees.tree[no], trees.low[no]), 1)
    np.add.at(ruled_out, (trees.tree[no], trees.high[no]), -1)
    leaf = (ruled_out.cumsum(axis=1) == 0).argmax(axis=1)
    return float(trees.base + trees.values[np.arange(len(leaf)), leaf].astype(np.float64).sum())


@settings(max_examples=30, deadline=None)
@given(NAME, NAME)
def test_tokens_are_as_alike_and_as_likely_as_when_compared_slowly(one: str, other: str) -> None:
    lexis = lexis_of(one, other)
    columns, (first, second) = lexis.columns(), every_two(lexis)
    low, high, places = spelling_pairs(columns, first, second)
    edits = trained().edits

    assert likeness(columns, first, second).tolist() == slow_likeness(columns, first, second).tolist()
    slow_odds = (-cheapest(columns, low, high, edits.prices()))[places].max(axis=1, initial=-np.inf)
    assert edits.odds(columns, first, second).tolist() == slow_odds.tolist()


@settings(max_examples=20, deadline=None)
@given(NAME)
def test_two_words_joined_are_foreseen_as_alike_as_they_are_when_read_as_one(name: str) -> None:
    lexis = lexis_of(name, "Badrkamal Nurahmad")
    pairs = [(one, other) for one in range(len(lexis.shown)) for other in range(len(lexis.shown))]
    single = np.zeros(len(pairs), np.int64) + len(lexis.shown) - 1  # Nurahmad
    first, second = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
    columns = lexis.columns()

    foreseen = joined_alike(
        single, first, second, columns.tokens, columns.spelt, plain_prices().costs, tag_factors(), WEIGHT_MIN
    )

    joined = np.array([lexis.joined(one, other) for one, other in pairs], np.int64)
    slow = slow_likeness(lexis.columns(), single, joined)
    assert (foreseen >= slow - 1e-9).all()
    near = np.abs(lexis.columns().length[lexis.columns().spelling[joined, 0]] - columns.length[-1]) <= LENGTHS_APART_MAX
    assert foreseen[near] == pytest.approx(slow[near], abs=1e-9)


def test_the_trees_answer_as_when_every_question_is_asked_by_itself() -> None:
    forest = trained().record.forest
    drawn = np.random.default_rng(5)
    features = np.array(
        [[drawn.choice(near) if len(near) else 0.0 for near in forest.thresholds] for _ in range(12)], np.float64
    )  # each exactly on a threshold
    features[6:] += drawn.normal(size=features[6:].shape)
    groups = [*NAME_COLUMNS, *CLAIM_COLUMNS]

    found, without = forest.without(features, groups)

    assert found == pytest.approx([slow_log_odds(forest.trees, row) for row in features], abs=1e-12)
    for place, group in enumerate(groups):
        changed = features.copy()
        changed[:, group] = forest.trees.neutral[group]
        assert without[:, place] == pytest.approx([slow_log_odds(forest.trees, row) for row in changed], abs=1e-12)


def test_what_is_not_wanted_of_the_trees_is_not_worked_out() -> None:
    forest = trained().name.forest
    features = np.zeros((3, 33))
    wanted = np.array([[True, False, False, False, False], [False] * 5, [True] * 5])

    found, without = forest.without(features, NAME_COLUMNS, wanted=wanted)

    assert without[1].tolist() == [found[1]] * 5
    assert without[0].tolist() == [without[2, 0], *[found[0]] * 4]


def test_fewer_trees_than_are_answered_together_are_filled_up_with_nothing() -> None:
    trees = trained().name.forest.trees
    few = trees.tree < 3
    small = Trees(
        1.5, trees.tree[few], trees.feature[few], trees.threshold[few], trees.low[few], trees.high[few],
        trees.values[:3], trees.neutral,
    )  # fmt: skip

    assert Forest(small).log_odds(np.ones((1, 33)))[0] == pytest.approx(slow_log_odds(small, np.ones(33)), abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(NAME)
def test_a_name_read_in_parts_is_the_name_read_word_by_word(name: str) -> None:
    parts = Parts([word for chunk in chunks(name).listed for word in words_of(chunk)])
    slow = parts.read()

    whole = read(name)

    assert (list(whole.tokens), whole.kunya) == (slow, parts.kunya)
    names = Names()
    number = names.number(name)
    assert [names.lexis.shown[token].spellings for token in names.rows[number]] == [one.spellings for one in slow]
    assert names.words[number] == tuple(token.shown for token in slow)
    assert names.marks[number] == whole[1:]
