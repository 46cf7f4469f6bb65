"""Reasons of a likeness in words: a sentence for every code, with the words of the names in it."""

from __future__ import annotations

import pytest

from musterbook.biometrics.names.model import trained
from musterbook.biometrics.names.reasons import CODES, RULES, Reason
from musterbook.biometrics.names.scoring import Side, score
from musterbook.words.name_reasons import name_reason

VALUES = {
    "aligned": ("Umar=Omar", ".98"), "initial": ("U=Umar",), "family-differs": ("Wahmi/Demo",), "cut": ("40",),
    "father-conflicts": ("Said/Nuri",), "unmatched": ("Hasan",), "born-apart": ("7",),
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence_with_its_values_in_it(code: str) -> None:
    reason = Reason(code, VALUES.get(code, ()), 1.0)

    said = name_reason(reason)

    assert reason.rule in RULES
    assert "?" not in said
    assert "{" not in said
    assert all(str(value) in said for value in reason.told().values())
    assert not said.endswith(".")


def test_a_year_apart_is_one_year() -> None:
    assert name_reason(Reason("born-apart", ("1",), 1.0)) == "their births are 1 year apart"


def test_what_a_score_says_can_be_said_in_words() -> None:
    pairs = [
        (Side("Umar Said al-Wahmi", "1985-03-04", "SYR"), Side("عمر سعيد الدمو", "1992", "IRQ")),
        (Side("H. Kenzi", "2090"), Side("Hasan Kenzi", "1980")),
    ]

    said = [name_reason(reason) for found in score(pairs, trained(), year_now=2026) for reason in found.reasons]

    assert len(said) > 4
    assert not [one for one in said if "?" in one]
