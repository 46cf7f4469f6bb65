"""What a place is called: in the letters of the page's language, on every page alike, and found under either name."""

from __future__ import annotations

import json
import re

import pytest

from musterbook.words.languages import lettered
from tests.console.asking import Console, console_on

ARABIC = {"ar", "ckb"}


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def words_of(answer: str) -> str:
    """What stands on a page for whoever reads it: neither addresses, values of choices nor what scripts are told."""
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", answer, flags=re.DOTALL))


@pytest.mark.parametrize("path", ["/", "/people", "/watch", "/watch/map", "/watch/HSK-1", "/fragments/lists"])
@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_a_page_calls_each_place_in_its_own_letters_alone(console: Console, path: str, language: str) -> None:
    said = words_of(console.get(f"{path}?lang={language}").text)
    called = [one for one in console.source.situation().sites if one.name_ar in said or one.name in said]

    assert called, "a page that names no place shows nothing of this"
    for one in called:
        assert (one.name_ar in said) == (language in ARABIC), one.id
        assert (one.name in said) != (language in ARABIC), one.id


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_the_page_of_a_place_says_both_names_its_own_letters_first(console: Console, language: str) -> None:
    page = console.get(f"/sites/HSK-1?lang={language}").text
    heading = words_of(page[page.index("<h1>") : page.index("</h1>")]).strip()

    assert heading == ("الحسكة المركزي" if language in ARABIC else "Hasakah Central")
    assert {"الحسكة المركزي", "Hasakah Central"} <= {
        found for found in ("الحسكة المركزي", "Hasakah Central") if found in words_of(page)
    }


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_somebody_is_at_a_place_by_its_name_and_still_chosen_by_the_one_his_row_carries(
    console: Console, language: str
) -> None:
    someone = next(one for one in console.source.people() if one.place == "Hasakah Central")
    page = console.get(f"/people/{someone.number}?lang={language}").text
    choice = '<option value="Hasakah Central"'
    grid = json.loads(console.get(f"/grid/people.json?lang={language}").text)

    assert lettered(language, "Hasakah Central", "الحسكة المركزي") in words_of(page)
    assert choice in console.get(f"/people?lang={language}").text
    assert someone.number in console.get(f"/people.csv?place=Hasakah Central&lang={language}").text
    assert grid["places"]["Hasakah Central"] == lettered(language, "Hasakah Central", "الحسكة المركزي")


def test_a_place_without_an_arabic_name_keeps_the_one_it_has() -> None:
    assert [lettered(one, "Depot 9", "") for one in ("en", "ar", "ckb", "kmr")] == ["Depot 9"] * 4
