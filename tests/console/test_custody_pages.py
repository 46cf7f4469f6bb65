"""Pages of musters and eligibility, and the lower half of a person's, over HTTP: what is late first, and in words."""

from __future__ import annotations

import pytest

from tests.console.asking import Console, console_on
from tests.console.invented_custody import NASTY
from tests.console.test_pages import text_of

PATHS = ("/musters", "/eligibility")


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def test_what_is_called_and_late_stands_before_what_was_counted(console: Console) -> None:
    text = text_of(console.get("/musters").text)

    order = ("Called and not yet counted", "What does not add up", "In nobody", "Last counted by name",
             "Counts beside the roll")  # fmt: skip
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    assert "1 of 3 parts are in" in text
    assert "muster count enter M-7 --names FILE --key h.count-1" in text


def test_the_three_numbers_stand_together_and_the_rest_is_told(console: Console) -> None:
    text = text_of(console.get("/musters").text)

    assert "Answered for 5,704 Accounted for 5,650 Not confirmed lately 50 Unaccounted 4" in text


def test_a_count_that_differs_names_who_and_a_count_by_one_says_that_it_confirms_nobody(console: Console) -> None:
    text = text_of(console.get("/musters").text)

    assert "812 811 −1 missing KHA-4712-M" in text
    assert "one counter only: it confirms nobody" in text
    assert "let go and not accepted" in text or "handover" in text


def test_counts_narrow_to_those_that_differ(console: Console) -> None:
    shown = {agreed: len(console.get(f"/musters.json?agreed={agreed}").json()["counts"]) for agreed in ("yes", "no")}

    assert shown == {"yes": 1, "no": 1}
    assert [row["muster"] for row in console.get("/musters.json?custodian=shd-1").json()["counts"]] == ["M-5"]


def test_everybody_who_waits_is_told_with_who_can_change_it_and_who_may_override(console: Console) -> None:
    text = text_of(console.get("/eligibility").text)

    assert "900 may go · 3 wait" in text
    assert "can be changed by: clinician" in text
    assert "for one handover two may override it, one of them operation desk" in text
    assert "only the facts can change it · nobody may override it" in text
    assert "nobody has this role: have the registrar appoint somebody" in text


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [("site=HSK-1", ["KHA-4712-M", "KHA-4714-C"]), ("rule=custody.sheet", ["KHA-4712-M"]),
     ("owner=age-panel", ["KHA-4713-A"]), ("site=SHD-1&rule=eligibility.hold", [])],
)  # fmt: skip
def test_the_queue_narrows_by_site_gate_and_owner(console: Console, asked: str, numbers: list[str]) -> None:
    assert [row["number"] for row in console.get(f"/eligibility.json?{asked}").json()["waiting"]] == numbers


def test_what_is_kept_for_a_person_is_told_and_what_is_sealed_is_only_counted(console: Console) -> None:
    number = console.get("/people.json").json()["people"][0]["number"]
    text = text_of(console.get(f"/people/{number}").text)

    assert "doubted by a receiver" in text
    assert "1 description lies sealed to clinicians and inspectors" in text
    assert "He was told nothing yet, and has no receipt." in text
    assert "brother or sister of KHA-4713-A hsk-1/in-hand" in text
    assert "Danger to people This person may try to escape." in text


def test_to_whom_nobody_is_known_health_is_withheld_and_a_complaint_neither_said_nor_denied(console: Console) -> None:
    number = console.get("/people.json").json()["people"][0]["number"]
    page, twin = console.get(f"/people/{number}").text, console.get(f"/people/{number}.json").text

    text = text_of(page)
    assert "a pack goes along: ask health staff — bus-1" in text
    assert "looked at — krk-r" in text
    assert "assault I-karkh-3" in text
    assert "1 line is shown to clinicians and inspectors who have signed in." in text
    assert "Shown to protection officers and inspectors who have signed in." in text
    for secret in ("3/4", "look-injured", "injuries seen", "SELF_HARM", "self-harm", "k.guard"):
        assert secret not in page + twin


def test_after_a_loss_escapes_are_a_bracket_with_claims_beside(console: Console) -> None:
    text = text_of(console.get("/sites/SHD-1").text)

    assert "Inside, seen 10 Elsewhere, seen 30 Dead 1 Not known 1 Escaped between 4 and 79" in text
    assert "1,500" in text
    assert NASTY not in console.get("/sites/SHD-1").text
    assert "last good roll" not in text_of(console.get("/sites/HSK-1").text)


@pytest.mark.parametrize("path", PATHS)
def test_what_somebody_typed_stays_text(console: Console, path: str) -> None:
    assert NASTY not in console.get(path).text


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_twins_its_wall_and_its_letter(console: Console, path: str) -> None:
    assert console.get(f"{path}.json").json()["stamp"]["operation"] == "EXERCISE WILLOW"
    sheet = console.get(f"{path}.csv").text
    assert "EXERCISE" in sheet
    assert "Line(" not in sheet
    page = console.get(f"{path}?wall").text
    assert "data-wall" in page
    assert f'href="{path}' in console.get("/").text


@pytest.mark.parametrize("path", ["/musters?agreed=perhaps", "/musters?colour=red", "/eligibility?page=9"])
def test_what_a_page_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


def test_places_whose_roll_could_not_be_printed_here_are_named_first(console: Console) -> None:
    first, place = console.get("/").text, console.get("/sites/SHD-1").text

    said = text_of(first.partition('id="late-rolls"')[2].partition("</p>")[0])
    assert "shd-1 3 of 240 names and photographs have not come" in said
    assert "hsk-1 not written ahead since its last count" in said
    assert "3 of 240 names and photographs have not come" in text_of(place.partition('id="last-roll"')[2][:1500])
    assert "late-rolls" not in console.get("/?as_of=2026-01-21T20:00Z").text
