"""Pages of the lift over HTTP: runs side by side, a change tried and judged, manifests, rules, counts for a monitor."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from musterbook.console.commands import can_be_signed
from musterbook.console.leaving import LEAVES
from musterbook.console.pages.compare import CHANGES_SHOWN
from musterbook.operation.adopting import Difference
from musterbook.terms.times import zulu
from musterbook.words.pages import known
from tests.console.asking import Console, console_on
from tests.console.invented import NOW, InventedSource
from tests.console.invented_lift import ADOPTED, OTHER, problem, proposals
from tests.console.test_pages import text_of


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


@pytest.fixture(scope="module")
def planned(console: Console) -> str:
    return next(one.serial for one in console.source.situation().serials if one.stage == "planned")


def test_every_run_stands_beside_the_others_and_the_plan_now_is_marked(console: Console) -> None:
    text = text_of(console.get("/plan").text)

    for digest, found in proposals().items():
        assert digest[:8] in text
        assert known(f"plan.by.{found.planner}") in text
    assert text.count("the plan now") >= 1
    assert "gap 40 %" in text


def test_the_plan_now_needs_no_command_and_another_run_gives_the_exact_one(console: Console) -> None:
    now, other = console.get("/plan").text, console.get(f"/plan?run={OTHER[:16]}").text

    assert "muster plan adopt" not in now
    assert f"muster plan adopt {OTHER[:12]} --because REASON" in other
    assert "site-1 at Thu 22 Jan 12:00Z: it must be empty by then; never fetched: 3 [R18]" in other


def test_another_run_can_be_drawn_beside_the_one_read(console: Console) -> None:
    alone, beside = console.get("/plan").text, console.get(f"/plan?beside={OTHER[:16]}").text

    assert 'class="curve c-beside"' not in alone
    assert beside.count('class="curve c-beside"') == 2
    assert "c-bound" in alone


@pytest.mark.parametrize("path", ["/plan?run=ffff", "/plan?by=colour", "/plan?hours=many", "/plan/why?vehicle=NONE",
                                  "/board?hours=0", "/manifests?stage=soon"])  # fmt: skip
def test_what_a_page_of_the_lift_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


def test_bars_by_carrier_and_by_place_are_of_the_same_serials(console: Console) -> None:
    pages = [console.get(f"/plan?by={by}&hours=0").text for by in ("carrier", "place")]

    found = [set(re.findall(r"serial=([\w-]+%2F\d+)[^>]*#serial\" aria-label", page)) for page in pages]
    assert found[0] == found[1] != set()


def test_a_change_is_judged_before_the_command_to_sign_it_is_shown(console: Console, planned: str) -> None:
    row = next(one for one in console.source.situation().serials if one.serial == planned)
    soon, late = (zulu(row.leaves_at + timedelta(hours=hours)) for hours in (1, 3))

    good = text_of(console.get(f"/board?serial={planned}&act=slip&leaves={soon}").text)
    bad = text_of(console.get(f"/board?serial={planned}&act=slip&leaves={late}").text)

    assert "No rule is broken and no gate objects" in good
    assert f"muster serial slip {planned}" in good
    assert "One rule would be broken" in bad
    assert "the site is shut" in bad
    assert "1.25 more weighted people" not in bad
    assert "1.2 more weighted people" in bad


def test_an_act_without_a_command_is_said_to_have_none() -> None:
    class Unsigned(InventedSource):
        signs = False

    console = console_on(Unsigned(600))
    serial = next(one.serial for one in console.source.situation().serials if one.stage == "planned")

    text = text_of(console.get(f"/board?serial={serial}&act=scrub").text)

    assert "has no command for it" in text
    assert "muster serial" not in text


def test_only_verbs_of_the_front_page_can_be_signed() -> None:
    assert can_be_signed("plan adopt")
    assert not can_be_signed("serial teleport")


def test_what_has_left_and_what_is_past_cannot_be_changed(console: Console, planned: str) -> None:
    done = next(one.serial for one in console.source.situation().serials if one.stage == "done")

    left = console.get(f"/board?serial={done}").text
    past = console.get(f"/board?serial={planned}&as_of={zulu(NOW - timedelta(hours=1))}").text

    assert "<form" not in left[left.index('id="move"') : left.index('id="list"')]
    assert "A past moment is read only" in text_of(past)


def test_a_manifest_says_who_how_many_under_which_digest_and_whom_a_gate_stops(console: Console, planned: str) -> None:
    answer, told = console.get(f"/serials/{planned}"), console.get(f"/serials/{planned}.json").json()
    people = [one for one in console.source.people() if one.serial == planned]

    assert [seat["number"] for seat in told["manifest"]["seats"]] == [one.number for one in people]
    assert "d4" * 32 in answer.text
    text = text_of(answer.text)
    assert "a hold stands one person" in text
    assert "held: medical [eligibility.hold]" in text
    assert console.get("/serials/S-999").status_code == 404


def test_a_manifest_of_those_who_have_left_is_neither_issued_nor_closed_any_more(console: Console) -> None:
    one = {row.stage: row.serial for row in console.source.situation().serials}
    offered = {stage: "act=issue" in console.get(f"/serials/{serial}").text for stage, serial in one.items()}

    assert offered["planned"]
    assert not offered["done"]


def test_names_are_on_no_manifest_of_a_real_operation() -> None:
    console = console_on(InventedSource(600, exercise=False))
    serial = next(one.serial for one in console.source.situation().serials if one.stage == "planned")

    text = console.get(f"/serials/{serial}").text

    assert "al-Wahmi" not in text
    assert "Names are sealed" in text


def test_why_not_is_answered_by_trying(console: Console) -> None:
    site = next(node.id for node in problem().nodes if node.kind == "site")

    asked = console.get(f"/plan/why?vehicle=BUS-1&site={site}&at=211215ZJAN26")
    told = console.get(f"/plan/why.json?vehicle=BUS-1&site={site}&at=211215ZJAN26").json()

    assert asked.status_code == 200
    assert told["plan"] == ADOPTED
    assert told["answer"]["question"]["vehicle"] == "BUS-1"
    text = text_of(asked.text)
    assert any(words in text for words in ("Yes, it could", "No, as things stand", "Nobody is left"))


@pytest.mark.parametrize("path", ["/people?colour=red", "/nowhere.json"])
def test_the_address_of_a_problem_is_a_page(console: Console, path: str) -> None:
    said = json.loads(console.get(path, accept="application/json").text)

    page = console.get(said["type"])

    assert page.status_code == 200
    assert said["title"] in page.text


def test_a_rule_is_said_in_all_its_forms_and_names_nobody(console: Console) -> None:
    text = text_of(console.get("/problems/eligibility.clearance").text)

    assert "⟨destination⟩" in text
    assert "ended at ⟨until⟩" in text
    assert "{" not in text
    assert console.get("/problems/nobody-wrote-this").status_code == 404


def test_counts_for_a_monitor_name_nobody(console: Console) -> None:
    answer = console.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    assert "musterbook_entries 18204" in answer.text
    assert 'musterbook_serials{stage="planned"}' in answer.text
    assert re.search(r'musterbook_answers_total\{code="2xx"\} \d+', answer.text)
    assert not any(one.number in answer.text or one.name in answer.text for one in console.source.people())
    assert console.get("/metrics", host="evil.example").status_code == 421


@pytest.mark.parametrize(
    "path", ["day?width=900", "day-list?width=900", "gantt?width=900", "runs?width=900", "chart?width=400&chart=loss",
             "chart?width=300&chart=0"],
)  # fmt: skip
def test_a_drawing_can_be_asked_for_alone(console: Console, path: str) -> None:
    answer = console.get(f"/fragments/{path}")

    assert answer.status_code == 200
    assert "<svg" in answer.text or "<table" in answer.text
    assert "<html" not in answer.text


def test_a_change_tried_on_another_list_than_was_seen_is_stale_and_nothing_is_tried(
    console: Console, planned: str
) -> None:
    seen = "d4" * 6

    fresh = console.get(f"/board?serial={planned}&act=scrub&seen={seen}")
    stale = console.get(f"/board?serial={planned}&act=scrub&seen={'0' * 12}")

    assert (fresh.status_code, stale.status_code) == (200, 412)
    assert 'class="judged' in fresh.text
    assert 'class="judged' not in stale.text
    assert "has changed since you looked" in text_of(stale.text)
    assert f'name="seen" value="{seen}"' in stale.text


def test_a_run_is_held_beside_the_plan_now_and_says_what_it_changes(console: Console) -> None:
    now, other = (text_of(console.get(f"/plan?run={digest[:16]}").text) for digest in (ADOPTED, OTHER))

    assert "Side by side" not in now
    assert f"What {OTHER[:8]} changes against {ADOPTED[:8]}" in other
    for figure in ("at their sites", "under way", "Gap to that", "Last set-down", "Cost"):
        assert figure in other
    assert "serials are kept" in other or "One serial is kept" in other


def test_two_runs_can_be_compared_whichever_is_read(console: Console) -> None:
    one = text_of(console.get(f"/plan?run={ADOPTED[:16]}&beside={OTHER[:16]}").text)

    assert f"What {OTHER[:8]} changes against {ADOPTED[:8]}" in one


def test_a_serial_with_people_whom_a_gate_would_stop_has_a_dot_and_says_so(console: Console) -> None:
    now, past = (console.get(f"/plan?hours=0{at}").text for at in ("", f"&as_of={zulu(NOW - timedelta(hours=1))}"))

    (bar,) = re.findall(r'aria-label="([^"]*)"[^>]*>\s*<rect[^>]*>\s*<circle class="stops"', now)
    assert bar.endswith("planned. 2 people would be stopped at a gate; the manifest says who and why.")
    assert "a gate would stop people of one serial" in text_of(now)
    assert 'class="stops"' not in past


def test_changes_that_have_no_room_are_counted_with_where_they_begin_and_can_be_unfolded() -> None:
    every = console_on().source.beside(OTHER, ADOPTED)
    assert every is not None
    changed = replace(every.altered[0], frozen=False)
    many = tuple(replace(changed, serial=f"bus-1/{number}") for number in range(CHANGES_SHOWN + 3))

    class Changing(InventedSource):
        def beside(self, *_: object) -> Difference | None:
            return Difference(many, 0)

    page = console_on(Changing(600)).get(f"/plan?beside={OTHER[:16]}").text

    serial = changed.change.before or changed.change.after
    assert serial is not None
    assert f"3 more serials change: 3 from {serial.origin}" in text_of(page)
    assert all(f">{one.serial}<" in page for one in many)


def test_where_a_carrier_was_last_stands_on_the_board_with_what_is_wrong(console: Console) -> None:
    text = text_of(console.get("/board").text)

    assert "Where carriers are" in text
    assert "35.1234 40.5678" in text
    assert "21 km off its way" in text
    assert "silent for 33 min" in text
    assert "Where carriers are" not in text_of(console.get("/board?as_of=211100ZJAN26").text), "of now alone"


def test_lists_say_in_which_formats_they_leave_and_only_verbs_there_are(console: Console) -> None:
    text = text_of(console.get("/board").text)

    assert "For one reader, signed" in text
    assert "muster export plan --to READER" in text
    verbs = [" ".join(verb.split()[:2]) for rows in LEAVES.values() for _, verb in rows]
    assert [verb for verb in verbs if not can_be_signed(verb)] == []
    assert "For one reader" not in text_of(console.get("/board?as_of=211100ZJAN26").text)
