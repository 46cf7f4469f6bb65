"""A receipt is given in exactly the languages whose wording waits for no native reader."""

from __future__ import annotations

from musterbook.operation.receipt_languages import GIVEN_IN, language_for
from musterbook.words.receipts import LANGUAGES, may_be_given


def test_the_languages_a_receipt_is_given_in_are_those_somebody_has_read() -> None:
    assert sorted(GIVEN_IN) == sorted(one for one in LANGUAGES if may_be_given(one))


def test_of_several_languages_the_first_that_may_be_given_counts() -> None:
    assert language_for("Kurmanji; English, Arabic") == "en"
    assert language_for("sorani") == "ar"
    assert language_for("") == "ar"
