"""Pages of the call and of agreements over HTTP: who owes an answer first, dissent, stages, what waits for what."""

from __future__ import annotations

import re

import pytest

from tests.console.asking import Console, console_on
from tests.console.invented_call import NASTY
from tests.console.test_pages import text_of

PATHS = ("/coordination", "/agreements", "/agreements/matrix", "/agreements/AGR-09")


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def test_who_has_not_answered_stands_before_everything_else(console: Console) -> None:
    text = text_of(console.get("/coordination").text)

    order = ("Who has not answered", "Agenda as of now", "Roll of the last call", "Decisions", "Actions, by owner")
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    assert "Action ACT-002" in text
    assert "3 d 0 h late principals" in text
    assert "muster call agree --agency UNX --call CALL-004 --key u.lead" in text


def test_one_agency_can_look_at_its_own_alone(console: Console) -> None:
    page = console.get("/coordination?agency=UNX").text

    waits = page[page.index("call-waits") : page.index("Agenda as of now")]
    assert "Minutes of CALL-004" in waits
    assert "ACT-002" not in waits


def test_dissent_and_what_nothing_followed_are_told_with_the_decision(console: Console) -> None:
    text = text_of(console.get("/coordination").text)

    assert "MOI does not concur: nobody asked us" in text
    assert re.search(r"AGR-09 without effect", text)
    assert "superseded by DEC-003" not in text
    assert "superseded by DEC-003" in text_of(console.get("/coordination?decisions=all").text)


def test_actions_done_and_seen_are_shown_when_asked_for(console: Console) -> None:
    shown = {which: "ACT-000" in console.get(f"/coordination?actions={which}").text for which in ("overdue", "all")}

    assert shown == {"overdue": False, "all": True}
    assert "ACT-000" not in console.get("/coordination").text


def test_an_act_that_nobody_may_sign_has_no_command(console: Console) -> None:
    text = text_of(console.get("/coordination").text)

    assert "Write a decision about a gate or an agreement No officer of this operation may sign this" in text
    assert "muster decide" not in text


def test_serials_that_wait_stand_before_the_agreements_and_what_they_wait_for_is_named(console: Console) -> None:
    text = text_of(console.get("/agreements").text)

    assert text.index("S-044") < text.index("Notices due") < text.index("Every agreement")
    assert "AGR-09 suspended 60 of 62" in text
    assert "none comes near there is no agreement 3 of 40" in text


def test_a_cap_that_was_overrun_is_told_and_not_only_coloured(console: Console) -> None:
    page = console.get("/agreements").text

    assert "2,100/2,000" in text_of(page)
    assert 'aria-label="2,100 of 2,000 fullest day"' in page


def test_an_agreement_that_cannot_be_read_says_that_it_covers_nobody(console: Console) -> None:
    assert "so it covers nobody" in text_of(console.get("/agreements/AGR-11").text)


def test_a_page_of_an_agreement_says_why_it_is_suspended_and_who_signs(console: Console) -> None:
    text = text_of(console.get("/agreements/AGR-09").text)

    assert "Duty overdue: visit" in text
    assert "Suspended by sdf" in text
    assert "muster agreement revoke AGR-09 --because REASON --key c.coord" in text
    assert "A second key beside it: o.desk, as operation desk." in text


def test_the_matrix_narrows_to_a_pair_and_to_those_whom_nothing_covers(console: Console) -> None:
    rows = console.get("/agreements/matrix.json?from=hsk-1&to=krk-r&covered=no").json()["matrix"]

    assert [(row["people"], row["agreements"]) for row in rows] == [(140, [])]


@pytest.mark.parametrize("path", PATHS)
def test_what_somebody_typed_stays_text(console: Console, path: str) -> None:
    assert NASTY not in console.get(path).text


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_its_twins_and_its_wall(console: Console, path: str) -> None:
    assert console.get(f"{path}.json").json()["stamp"]["operation"] == "EXERCISE WILLOW"
    sheet = console.get(f"{path}.csv").text
    assert "EXERCISE" in sheet
    assert "Line(" not in sheet
    assert "Row(" not in sheet
    assert "data-wall" in console.get(f"{path}?wall").text


@pytest.mark.parametrize(
    "path", ["/coordination?colour=red", "/coordination?actions=some", "/agreements?stage=new",
             "/agreements/matrix?covered=perhaps", "/agreements/matrix?page=9"],
)  # fmt: skip
def test_what_a_page_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


def test_an_agreement_there_is_none_of_is_not_there(console: Console) -> None:
    assert console.get("/agreements/AGR-99").status_code == 404
