"""Letters to countries: four languages, every kind, the same bytes each time, and names only where they are sent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from musterbook.papers.case_letter import CaseLetter, paper_of, print_letter
from musterbook.papers.typefaces import signs
from musterbook.terms.markings import EXERCISE
from musterbook.words.case_letters import KINDS, LANGUAGES, worded

PRINTED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LETTER = CaseLetter(
    "identifiers", "FRA-0001", "FRA", "EXERCISE WILLOW", "2026-03-01", "EXERCISE", "2026-01-21", 39,
    {"name": "al-Demo", "forename": "Ahmad", "sex": "male", "year-of-birth": "1988", "prints": "enclosed"},
)  # fmt: skip
VALUES: dict[str, str | int] = {"case": "C", "country": "FRA", "date": "D", "first": "F", "days": 3}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_worded_in_every_language_with_the_same_parts(kind: str, language: str) -> None:
    said, english = worded(kind, language, **VALUES), worded(kind, "en", **VALUES)

    assert (len(said.paragraphs), said.labels.keys()) == (len(english.paragraphs), english.labels.keys())
    assert "{" not in "".join([said.title, *said.paragraphs, *said.labels.values()])
    assert {ord(sign) for sign in "".join([said.title, *said.paragraphs, *said.labels.values()])} <= signs() | {32}


def test_a_letter_of_a_rehearsal_says_so_in_its_language_and_in_a_word_of_english() -> None:
    letter = replace(LETTER, marking=EXERCISE)

    said = {language: str(paper_of(letter, language=language)["marking"]) for language in LANGUAGES}

    assert said["en"] == EXERCISE
    assert said["fr"] == "EXERCICE · PERSONNES INVENTÉES, TOTAUX PUBLICS · \u2068EXERCISE\u2069"
    assert [one for one, text in said.items() if "EXERCISE" not in text] == []
    assert len(set(said.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_one_page_and_the_same_bytes_twice(language: str) -> None:
    first = print_letter(LETTER, language=language, printed_at=PRINTED)

    assert first == print_letter(LETTER, language=language, printed_at=PRINTED)
    assert len(pypdf.PdfReader(io.BytesIO(first)).pages) == 1


def test_identifiers_stand_on_the_letter_that_sends_them_and_on_no_other() -> None:
    sent = pypdf.PdfReader(io.BytesIO(print_letter(LETTER, language="en", printed_at=PRINTED))).pages[0].extract_text()

    assert "Ahmad" in sent
    assert "1988" in sent
    for kind in KINDS:
        if kind != "identifiers":
            assert "Ahmad" not in str(paper_of(replace(LETTER, kind=kind), language="en"))


def test_a_name_that_looks_like_markup_is_printed_as_it_is() -> None:
    odd = replace(LETTER, identifiers={**LETTER.identifiers, "name": "#panic() *x* {case}"})

    text = pypdf.PdfReader(io.BytesIO(print_letter(odd, language="en", printed_at=PRINTED))).pages[0].extract_text()

    assert "#panic() *x* {case}" in text.replace("\u2068", "").replace("\u2069", "")


def test_a_letter_hides_its_identifiers_from_logs() -> None:
    assert "Ahmad" not in repr(LETTER)
