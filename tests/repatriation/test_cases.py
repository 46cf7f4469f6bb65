"""Cases: stages are the facts present; what is missing comes longest first; one handover closes every case."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.notation import told
from musterbook.repatriation.assurances import assurances
from musterbook.repatriation.case import End
from musterbook.repatriation.cases import Cases
from musterbook.repatriation.letters import letters
from musterbook.repatriation.missing import missing
from musterbook.repatriation.stages import COUNTRY_STAGES, STAGES
from musterbook.terms.people import PersonId
from tests.repatriation.making import OPENED, PARTS, at, case, cases, ready

SHARED = Path(__file__).parents[2] / "../shared/data/casework/stages.toml"
MAN = PersonId("D-0001")


def test_there_are_25_stages_of_a_case_and_11_of_a_country() -> None:
    assert (len(STAGES), len(COUNTRY_STAGES)) == (25, 11)


def test_the_stages_are_those_of_the_design() -> None:
    if not SHARED.is_file():
        pytest.skip("the shared table of stages is not beside this copy")
    shared = tomllib.loads(SHARED.read_text("utf-8"))

    assert {name: one["brings"] for name, one in shared["case"].items() if name not in _NARROWER} == {
        name: one.kind + (f" {one.field}={one.value}" if one.field else "")
        for name, one in STAGES.items()
        if name not in _NARROWER
    }
    assert tuple(shared["country"]["order"]) == COUNTRY_STAGES


_NARROWER = ("contact-cleared",)
"""Only consent clears contact: a refusal is a fact and no stage."""


def test_a_stage_is_the_set_of_facts_present_in_whatever_order_they_came() -> None:
    assert list(case(ready()).stages()) == [
        "nationality-claimed", "contact-cleared", "notified", "accepted", "identity-confirmed", "basis-set",
        "rights-assessed", "papers", "evidence-agreed", "scheduled",
    ]  # fmt: skip


def test_a_reply_is_pending_from_the_first_letter_nobody_answered() -> None:
    waiting = case(ready(without="accepted"))
    asked_again = case(ready() + "\n10:00 desk repatriation.notified case=C1 channel=embassy letter_kind=reminder")
    thanked = case(ready() + "\n10:00 desk repatriation.notified case=C1 channel=embassy letter_kind=thanks")

    assert waiting.stages()["reply-pending"] == at("2026-01-21 08:20")
    assert asked_again.stages()["reply-pending"] == at("2026-01-21 10:00")
    assert "reply-pending" not in thanked.stages()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_return_is_missed_when_it_is_not_there(part: str) -> None:
    stages = {
        "contact": "contact-cleared", "told": "notified", "accepted": "accepted", "identity": "identity-confirmed",
        "basis": "basis-set", "rights": "rights-assessed", "papers": "papers", "evidence": "evidence-agreed",
        "day": "scheduled",
    }  # fmt: skip

    assert [one.stage for one in missing(case(ready(without=part)), at())] == [stages[part]]
    assert missing(case(ready()), at()) == ()


def test_what_takes_longest_comes_first() -> None:
    found = missing(case(OPENED + "\n09:00 host repatriation.host-held case=C1 authority=court"), at())

    assert [one.stage for one in found] == [
        "host-held", "accepted", "identity-confirmed", "papers", "rights-assessed", "basis-set", "evidence-agreed",
        "scheduled", "contact-cleared", "notified",
    ]  # fmt: skip
    assert [one.lead_days for one in found] == sorted((one.lead_days for one in found), reverse=True)


def test_an_assurance_is_missing_only_where_the_assessment_asks_for_it() -> None:
    wants = {"rights": PARTS["rights"].replace("no-risk", "needs-assurance needs=death-penalty,monitoring")}
    given = "\n10:00 desk repatriation.assured case=C1 kind_of=monitoring"

    assert [one.why for one in missing(case(ready(instead=wants)), at())] == ["death-penalty", "monitoring"]
    assert [one.why for one in missing(case(ready(instead=wants) + given), at())] == ["death-penalty"]
    assert [(one.kind, one.needed, one.in_force) for one in assurances([case(ready(instead=wants) + given)], at())] == [
        ("death-penalty", True, False), ("monitoring", True, True),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["received", "died"])
def test_one_handover_closes_every_case_of_a_man_with_two_countries(kind: str) -> None:
    both = cases(ready() + "\n08:00 desk repatriation.case-opened case=C2 person=D-0001 country=TUN")
    ends = (End(kind, at("2026-01-22"), "FRA" if kind == "received" else ""),)

    linked = both.of_person(MAN)

    assert [one.name for one in linked] == ["C1", "C2"]
    assert [one.is_open() for one in linked] == [True, True]
    assert [one.is_open(ends) for one in linked] == [False, False]
    assert [kind in one.stages(ends) for one in linked] == [True, kind == "died"]


def test_someone_who_escaped_has_a_case_that_stays_open() -> None:
    escaped = (End("escaped", at("2026-01-22")),)

    assert case(ready()).is_open(escaped)
    assert "escaped" in case(ready()).stages(escaped)


def test_a_case_closed_or_withdrawn_wants_nothing() -> None:
    assert missing(case(OPENED + "\n09:00 desk repatriation.case-withdrawn case=C1 because=wrong-country"), at()) == ()
    assert missing(case(OPENED + "\n09:00 desk repatriation.case-closed case=C1 because=done"), at()) == ()


def test_a_fact_read_before_its_case_is_opened_waits_for_it() -> None:
    entries = told(ready())

    late = Cases.of([*entries[1:], entries[0]]).case("C1")

    assert late is not None
    assert late.stages() == case(ready()).stages()


def test_a_name_belongs_to_whoever_opened_it_first() -> None:
    twice = case(OPENED + "\n09:00 desk repatriation.case-opened case=C1 person=D-0002 country=TUN")

    assert (twice.person, twice.country) == (MAN, "FRA")


def test_what_is_unsound_has_no_effect() -> None:
    one_factor = {"identity": "08:40 desk repatriation.identity-confirmed case=C1 factors=document"}

    assert [one.stage for one in missing(case(ready(instead=one_factor)), at())] == ["identity-confirmed"]


def test_letters_say_which_of_them_nobody_has_answered() -> None:
    story = ready() + "\n10:00 desk repatriation.notified case=C1 channel=embassy letter_kind=identifiers"

    assert [(one.kind, one.answered_at) for one in letters(cases(story).all())] == [
        ("first-notice", at("2026-01-21 08:30")), ("identifiers", None),
    ]  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.permutations(ready().strip().splitlines()), st.integers(0, 10))
def test_carried_on_or_folded_afresh_the_cases_are_the_same(lines: list[str], cut: int) -> None:
    entries = told("\n".join(lines))
    carried = Cases.of(entries[:cut])
    for entry in entries[cut:]:
        assert carried.add(entry)

    fresh = Cases.of(entries)

    assert [one.stages() for one in carried.all()] == [one.stages() for one in fresh.all()]
    assert [missing(one, at()) for one in carried.all()] == [missing(one, at()) for one in fresh.all()]
