"""Chances in words, beside the outlooks they are made of."""

from __future__ import annotations

import pytest

from musterbook.watch.likelihood import Confidence, Likelihood, Told, told
from musterbook.watch.outlook import outlook
from musterbook.watch.settings import DEFAULT
from musterbook.words.chances import chance, confidence, figure, level, span
from musterbook.words.pages import page
from tests.watch.sites import site


def one(word: Likelihood, percents: tuple[int, int, int], ratio: float | None = None) -> Told:
    percent, low, high = percents
    return Told(word, percent, low, high, ratio, Confidence.LOW)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (one(Likelihood.VERY_UNLIKELY, (18, 11, 29)), "18% (11–29%), very unlikely"),
        (one(Likelihood.ALMOST_NO_CHANCE, (4, 0, 8)), "4% (below 1% to 8%), almost no chance"),
        (one(Likelihood.VERY_LIKELY, (94, 86, 100)), "94% (86% to above 99%), very likely"),
        (one(Likelihood.BELOW_1_IN_100, (0, 0, 2), 6.3), "below 1 in 100 (at most 2%), 6.3 times what is usual"),
        (one(Likelihood.BELOW_1_IN_100, (0, 0, 3), 14.2), "below 1 in 100 (at most 3%), 14 times what is usual"),
        (one(Likelihood.BELOW_1_IN_100, (0, 0, 0), None), "below 1 in 100 (and so is the top of its range)"),
        (one(Likelihood.ABOVE_99_IN_100, (100, 98, 100)), "above 99 in 100 (at least 98%)"),
        (one(Likelihood.ABOVE_99_IN_100, (100, 100, 100)), "above 99 in 100 (and so is the low end of its range)"),
    ],
)
def test_a_chance_is_said_with_its_range(told: Told, said: str) -> None:
    assert chance(told) == said


def test_the_figure_of_the_document_is_said_as_it_says_it() -> None:
    """al-Shaddadi on 17 January: .1844, from .109 to .289."""
    found = outlook(site(share=0.5, line=(150, 12)), DEFAULT, horizon_days=14)

    assert chance(told(found, DEFAULT.values)) == "18% (11–29%), very unlikely"


def test_how_sure_we_are_is_another_sentence() -> None:
    found = one(Likelihood.LIKELY, (60, 50, 70))

    assert confidence(found) == "Confidence is low"
    assert "onfidence" not in chance(found)


def test_every_word_of_likelihood_and_confidence_is_there() -> None:
    said = [page(f"likelihood.{code}") for code in Likelihood] + [page(f"confidence.{code}") for code in Confidence]

    assert len(set(said)) == len(Likelihood) + len(Confidence)


@pytest.mark.parametrize(
    ("p", "said"), [(0, "0%"), (0.004, "<1%"), (0.0496, "4%"), (0.184, "18%"), (0.991, ">99%"), (1, ">99%")]
)
def test_a_figure_in_a_table_never_stands_in_the_next_word(p: float, said: str) -> None:
    assert figure(p) == said


def test_a_range_in_a_table_is_said_once_where_both_ends_are_alike() -> None:
    assert span(0.109, 0.289) == "11–29%"
    assert span(0.001, 0.002) == "<1%"


def test_a_threshold_keeps_its_decimals() -> None:
    assert level(0.005) == "0.5%"
