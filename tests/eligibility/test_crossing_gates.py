"""Before a change of authority: fear heard, refoulement assessed, women escorted, asylum; blocked and passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from musterbook.eligibility.asked import MAY_BE_OFF, GatesAsked
from musterbook.eligibility.asylum import Asylum
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.escorting import Escorts
from musterbook.eligibility.fears import Fears
from musterbook.eligibility.refoulement import Refoulement
from musterbook.ledger.notation import told
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.eligibility.making import at, move

MAN = PersonId("D-0001")
NOON = at("12:00")


def noon(*, handover: str = "H1", serial: str = "") -> Move:
    return replace(move(1, hour="12:00", handover=handover), serial=serial)


ASSESSED = (
    "09:00 desk eligibility.refoulement-assessed person=D-0001 to=iraq outcome={} until=2026-12-31T00:00:00+00:00"
)


def refoulement(story: str, to: str = "iraq") -> list[str | int | None]:
    return [one.values["lack"] for one in Refoulement.of(told(story)).objections(noon(), to=to)]


@pytest.mark.parametrize(
    ("story", "lack"),
    [
        ("", "not-assessed"), (ASSESSED.format("risk"), "risk"), (ASSESSED.format("unknown"), "unknown"),
        (ASSESSED.format("perhaps"), "unknown"),
        (ASSESSED.format("no-risk").replace("to=iraq", "to=usa"), "not-assessed"),
        (ASSESSED.format("no-risk").replace("2026-12-31T00", "2026-01-21T12"), "expired"),
        (f"{ASSESSED.format('no-risk')}\n{ASSESSED.format('risk')}", "risk"),
        (f"{ASSESSED.format('risk')}\n{ASSESSED.format('no-risk')}", "risk"),
    ],
)  # fmt: skip
def test_sg01_missing_unknown_risk_or_expired_blocks(story: str, lack: str) -> None:
    assert refoulement(story) == [lack]


def test_sg01_no_risk_in_the_hands_of_that_authority_passes_for_ninety_days_at_most() -> None:
    passes = ASSESSED.format("no-risk")

    assert refoulement(passes) == []
    assert refoulement(f"day 2025-10-23\n{passes}") == ["expired"]
    assert refoulement(f"day 2025-10-24\n{passes}") == []


HEARD = "09:00 desk eligibility.fear-heard person=D-0001 heard=yes asked_at=09:00 interpreter=arabic answer=none"
PUT_OFF = "09:00 desk eligibility.fear-heard person=D-0001 heard=deferred deferred_until=2026-02-21T09:00:00+00:00"


@pytest.mark.parametrize(
    ("story", "lack"),
    [
        ("", "not-asked"), (HEARD.replace(" interpreter=arabic", ""), "not-asked"),
        (HEARD.replace(" answer=none", ""), "not-asked"), (HEARD.replace("heard=yes", "heard=no"), "not-asked"),
        (PUT_OFF, "put-off"),
    ],
)  # fmt: skip
def test_sg02_nobody_asked_him_in_his_language_blocks(story: str, lack: str) -> None:
    assert [one.values["lack"] for one in Fears.of(told(story)).objections(noon())] == [lack]


def test_sg02_whoever_was_asked_passes() -> None:
    assert Fears.of(told(HEARD)).objections(noon()) == []
    assert Fears.of(told(f"{PUT_OFF}\n{HEARD.replace('09:00 desk', '10:00 desk')}")).owed(NOON) == ()


def test_sg02_an_interview_is_put_off_seventy_two_hours_at_most_and_only_once() -> None:
    (owed,) = Fears.of(told(f"{PUT_OFF}\n{PUT_OFF.replace('09:00 desk', '11:00 desk')}")).owed(NOON)

    assert owed.due_at == at("09:00", 24)


WOMAN = """\
08:00 hasakah eligibility.assessed person=D-0001 child=no sex={} legal=untried family=no identity=seen basis=document"""
COUNTED = "09:00 hasakah eligibility.escorts-counted handover=H1 women={} men=4 women_search={}"


@pytest.mark.parametrize(
    ("sex", "counted", "lack"),
    [
        ("woman", "", ["not-counted"]), ("unknown", "", ["not-counted"]), ("man", "", []),
        ("woman", COUNTED.format(0, "yes"), ["none"]), ("woman", COUNTED.format(1, "no"), ["no-search"]),
        ("woman", COUNTED.format(1, "yes"), []),
        ("woman", COUNTED.format(1, "yes").replace("H1", "H2"), ["not-counted"]),
    ],
)  # fmt: skip
def test_sg06_a_woman_wants_a_woman_to_escort_and_to_search_her(sex: str, counted: str, lack: list[str]) -> None:
    entries = told(f"{WOMAN.format(sex)}\n{counted}")

    found = Escorts.of(entries).objections(noon(handover="H1"), Classes.of(entries))

    assert [one.values["lack"] for one in found] == lack


def test_sg06_a_count_for_the_serial_holds_for_its_handovers_and_somebody_unknown_is_a_woman() -> None:
    entries = told(COUNTED.format(2, "yes").replace("H1", "S-1"))

    assert Escorts.of(entries).objections(noon(handover="H1", serial="S-1"), Classes.of(entries)) == []
    assert len(Escorts.of(entries).objections(noon(handover="H1"), Classes.of(entries))) == 1


CLAIM = "09:00 hasakah eligibility.asylum-claimed person=D-0001"


def test_sg26_a_claim_is_open_until_a_reviewer_ends_it_and_granted_never_ends() -> None:
    ended = "\n10:00 desk eligibility.asylum-claimed person=D-0001 outcome={}"

    assert Asylum.of(told(CLAIM)).asks(MAN, NOON)
    assert Asylum.of(told(CLAIM + ended.format("granted"))).asks(MAN, NOON)
    assert not Asylum.of(told(CLAIM + ended.format("refused"))).asks(MAN, NOON)
    assert not Asylum.of(told(CLAIM + ended.format("withdrawn"))).open(NOON)
    assert Asylum.of(told(f"{CLAIM}{ended.format('refused')}\n{CLAIM.replace('09:00', '11:00')}")).asks(MAN, NOON)


OFF = "06:00 desk eligibility.gate-set rule={} asked=no because=storm"


@pytest.mark.parametrize("rule", MAY_BE_OFF)
def test_a_gate_that_is_off_says_why_and_is_on_again_by_another_fact(rule: str) -> None:
    off = OFF.format(rule)

    assert [(one.rule, one.because) for one in GatesAsked.of(told(off)).off()] == [(rule, "storm")]
    assert GatesAsked.of(told(f"{off}\n07:00 desk eligibility.gate-set rule={rule} asked=yes because=over")).asks(rule)
    assert GatesAsked.of(told(f"{off}\n06:00 desk eligibility.gate-set rule={rule} asked=yes because=over")).asks(rule)


@pytest.mark.parametrize("rule", ["custody.holder", "eligibility.child", "eligibility.never-with", "repatriation.case"])
def test_no_other_gate_can_be_turned_off(rule: str) -> None:
    asked = GatesAsked.of(told(OFF.format(rule)))

    assert asked.asks(rule)
    assert asked.off() == ()
