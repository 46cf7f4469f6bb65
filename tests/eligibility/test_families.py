"""Families: nobody is parted from his own unless somebody decided it."""

from __future__ import annotations

from musterbook.eligibility.families import Partings
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.eligibility.making import CHINOOK, HASAKAH, move, people, person, said

DECIDED = "06:00 hasakah eligibility.parting-decided people=D-0001,D-0002 because=best-interest"


def linked(one: PersonId) -> frozenset[PersonId]:
    family = people(1, 2)
    return family - {one} if one in family else frozenset()


def all_at_hasakah(_: PersonId) -> CustodianId | None:
    return HASAKAH


def test_a_brother_left_with_the_giver_is_an_objection() -> None:
    objections = Partings().objections(move(1, 3), linked=linked, holder=all_at_hasakah)

    assert said(objections, "other", "lift_by") == ["D-0001 D-0002 protection-officer"]


def test_going_together_parts_nobody() -> None:
    assert Partings().objections(move(1, 2), linked=linked, holder=all_at_hasakah) == []
    assert Partings().objections(move(1, aboard=people(2)), linked=linked, holder=all_at_hasakah) == []


def test_who_is_already_elsewhere_is_not_parted_by_this_move() -> None:
    holders = {person(1): HASAKAH, person(2): CHINOOK}

    assert Partings().objections(move(1), linked=linked, holder=holders.get) == []


def test_only_a_decision_about_both_lets_them_be_parted() -> None:
    decided = Partings.of(told(DECIDED))
    about_others = Partings.of(told(DECIDED.replace("D-0002", "D-0003")))

    assert decided.objections(move(1), linked=linked, holder=all_at_hasakah) == []
    assert len(about_others.objections(move(1), linked=linked, holder=all_at_hasakah)) == 1
