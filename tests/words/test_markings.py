"""What is boxed on every page and paper is said in its language, and a stranger still finds the English word."""

from __future__ import annotations

import pytest

from musterbook.terms.markings import EXERCISE, RESTRICTED
from musterbook.words import written
from musterbook.words.languages import ENGLISH, LANGUAGES, speaking
from musterbook.words.markings import CODES, marking_said

OTHERS = tuple(language for language in LANGUAGES if language != ENGLISH)


@pytest.mark.parametrize("marking", [EXERCISE, RESTRICTED])
def test_in_english_a_marking_stands_as_it_is(marking: str) -> None:
    assert marking_said(marking) == written.codes()["marking"][CODES[marking]] == marking


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("marking", "word"), [(EXERCISE, "EXERCISE"), (RESTRICTED, "RESTRICTED")])
def test_every_other_language_says_it_and_puts_the_english_word_after_it(
    language: str, marking: str, word: str
) -> None:
    with speaking(language):
        said = marking_said(marking)

    own, english = said.rsplit(" · ", 1)
    assert english == f"\u2068{word}\u2069"
    assert own
    assert not any(part in own for part in marking.replace(",", "").split() if part != "·")
    assert marking_said(marking, language) == said


def test_a_banner_that_is_none_of_ours_stays_as_it_is_written() -> None:
    assert marking_said("NATO SECRET", "ckb") == "NATO SECRET"
    assert marking_said("exercise", "ar") == "exercise"
