"""Out of danger: two named people let named people pass, for one serial of a protective or emergency lot, for hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from musterbook.eligibility.gates import GATES
from musterbook.eligibility.overrides import Overrides
from musterbook.ledger.entry import Entry, Signature, entry_from
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Objection
from tests.eligibility.making import move, person

IN_DANGER = """
    10:00 {by} eligibility.overridden rule={rule} people=D-0001,D-0002 because=shelling in_danger=yes serial=S1 \
handover="" until=2026-01-22T10:00:00+00:00
"""
IN_DANGER_GATES = {
    "custody.authority", "custody.beds", "custody.medicine", "custody.property", "custody.sheet",
    "eligibility.fitness", "eligibility.kept-apart", "eligibility.never-with",
}  # fmt: skip
BEDS = Objection("custody.beds", None, {"lack": "none"})


def signed(text: str, *roles: str) -> list[Entry]:
    """The story, its entries signed in these roles."""
    by = tuple(Signature(f"o.{role}", role, "", "") for role in roles)
    return [entry_from(one.act, log=one.log, seq=one.seq, prev=one.prev, signed=by) for one in told(text)]


def remaining(entries: Sequence[Entry], *objections: Objection, kind: str = "emergency", serial: str = "S1",
              hour: str = "11:00", people: Sequence[int] = (1, 2)) -> list[Objection]:  # fmt: skip
    asked = replace(move(*people, handover="H1", hour=hour), kind=kind, serial=serial)
    return Overrides.of(entries).remaining(objections, asked)


def test_the_gates_that_may_be_passed_in_danger_are_those_of_the_document() -> None:
    assert {rule for rule, gate in GATES.items() if gate.emergency} == IN_DANGER_GATES


def test_it_holds_for_its_serial_in_a_protective_or_emergency_lot_and_six_hours() -> None:
    given = told(IN_DANGER.format(by="hasakah", rule="custody.beds"))

    assert remaining(given, BEDS) == []
    assert remaining(given, BEDS, kind="protective", hour="15:59") == []
    assert remaining(given, BEDS, kind="evacuation") == [BEDS]
    assert remaining(given, BEDS, serial="S2") == [BEDS]
    assert remaining(given, BEDS, hour="16:00") == [BEDS]


def test_it_names_each_person_who_boards() -> None:
    given = told(IN_DANGER.format(by="hasakah", rule="custody.beds"))

    assert remaining(given, BEDS, people=(1, 2, 3)) == [BEDS]


@pytest.mark.parametrize("rule", sorted(set(GATES) - IN_DANGER_GATES))
def test_danger_opens_no_gate_that_nobody_may_open(rule: str) -> None:
    objection = Objection(rule, person(1))

    assert remaining(told(IN_DANGER.format(by="hasakah", rule=rule)), objection) == [objection]


def test_nobody_unfit_is_moved_out_of_danger_without_a_clinician_aboard() -> None:
    story, unfit = (
        IN_DANGER.format(by="hasakah", rule="eligibility.fitness"),
        Objection("eligibility.fitness", person(1)),
    )

    assert remaining(signed(story, "operation-desk", "site-officer"), unfit) == [unfit]
    assert remaining(signed(story, "site-officer", "clinician"), unfit) == []


def test_out_of_danger_is_not_asked_only_the_receivers_own_governor_lets_people_come_without_a_bed() -> None:
    by_receiver = """
        10:00 {by} eligibility.overridden rule=custody.beds people=D-0001,D-0002 handover=H1 because=cold \
until=2026-01-21T14:00:00+00:00
    """
    to_karkh = replace(move(1, 2, handover="H1", hour="11:00"), destination=CustodianId("karkh"))

    assert Overrides.of(told(by_receiver.format(by="karkh"))).remaining([BEDS], to_karkh) == []
    assert Overrides.of(told(by_receiver.format(by="hasakah"))).remaining([BEDS], to_karkh) == [BEDS]
