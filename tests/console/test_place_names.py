"""What a place is called: in the letters of the page's language, on every page alike, and found under either name."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from musterbook.console.source import Situation
from musterbook.words.languages import lettered
from tests.console.asking import Console, console_on
from tests.console.invented import InventedSource

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


class AtASiteOfThePlan(InventedSource):
    """An account whose first place is one the plan fetches people from."""

    def situation(self, as_of: datetime | None = None) -> Situation:
        found = super().situation(as_of)
        return replace(found, sites=(replace(found.sites[0], id="site-1"), *found.sites[1:]))


@pytest.mark.parametrize("path", ["/plan", "/plan?by=place", "/plan/why"])
@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_a_plan_calls_the_places_it_fetches_people_from_in_the_letters_of_the_page(path: str, language: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    said = words_of(console_on(AtASiteOfThePlan(600)).get(address).text)

    assert lettered(language, "Hasakah Central", "الحسكة المركزي") in said
    assert ("Hasakah Central" in said) != (language in ARABIC)


def test_the_way_of_a_serial_keeps_its_two_names_apart_so_that_the_arrow_points_where_it_goes() -> None:
    said = words_of(console_on(AtASiteOfThePlan(600)).get("/plan/why?lang=ar").text)

    assert "\u2068الحسكة المركزي\u2069 → \u2068harbour\u2069" in said


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_a_manifest_calls_places_in_the_letters_of_the_page(console: Console, language: str) -> None:
    planned = next(one for one in console.source.situation().serials if one.stage == "planned")
    origin = next(one for one in console.source.situation().sites if one.id == planned.origin)
    said = words_of(console.get(f"/serials/{planned.serial}?lang={language}").text)

    assert lettered(language, origin.name, origin.name_ar) in said
    assert (origin.name in said) != (language in ARABIC)
