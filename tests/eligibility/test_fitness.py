"""Who may travel by which mode, as a clinician last said."""

from __future__ import annotations

from datetime import datetime

from musterbook.eligibility.fitness import Fitness
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
FIT = "05:00 hasakah eligibility.fitness-certified people=D-0001 modes=heli until=20:00 conditions=stretcher"


def test_no_certificate_for_the_mode_no_boarding() -> None:
    fitness = Fitness.of(told(FIT))

    assert _why(fitness.objections(_move("heli"), 72)) == {TWO: "no-certificate"}
    assert _why(fitness.objections(_move("fixed"), 72)) == {ONE: "no-certificate", TWO: "no-certificate"}


def test_a_certificate_ends_at_its_hour_or_after_the_longest_the_operation_lets_one_hold() -> None:
    fitness = Fitness.of(told(FIT))

    assert ONE not in _why(fitness.objections(_move("heli", hour=7), 3))
    assert _why(fitness.objections(_move("heli", hour=8), 3))[ONE] == "expired"
    assert _why(fitness.objections(_move("heli", hour=20), 72))[ONE] == "expired"


def test_found_unfit_stays_unless_a_clinician_says_otherwise_even_where_no_certificate_is_asked() -> None:
    unfit = "\n06:00 hasakah eligibility.found-unfit people=D-0001 modes=heli,fixed because=illness"
    again = "\n07:00 hasakah eligibility.fitness-certified people=D-0001 modes=heli until=20:00"

    assert _why(Fitness.of(told(FIT + unfit)).objections(_move("heli"), 0)) == {ONE: "unfit"}
    assert Fitness.of(told(FIT + unfit + again)).objections(_move("heli"), 0) == []
    assert _why(Fitness.of(told(FIT + unfit + again)).objections(_move("fixed"), 0)) == {ONE: "unfit"}


def test_where_no_certificate_is_asked_nobody_needs_one() -> None:
    assert Fitness.of([]).objections(_move("heli"), 0) == []


def test_what_he_needs_on_the_way_and_when_his_certificate_ends_is_told() -> None:
    fitness = Fitness.of(told(FIT))

    assert fitness.conditions(ONE, "heli") == {"stretcher"}
    assert [(f"{until:%H:%M}", person, mode) for until, person, mode in fitness.ending(_at(21))] == [
        ("20:00", ONE, "heli")
    ]


def _move(mode: str, *, hour: int = 7) -> Move:
    return Move(frozenset({ONE, TWO}), CustodianId("hasakah"), CustodianId("chinook"), _at(hour), mode=mode)


def _why(objections: list[Objection]) -> dict[PersonId | None, object]:
    return {one.person: one.values["why"] for one in objections}


def _at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-01-21T{hour:02}:00:00+00:00")
