"""F18: medicine stays behind (15 % of 195 people moved without theirs)."""

from __future__ import annotations

from musterbook.custody.care.medicine import Medicine
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, moment, open_things, told

NEEDS = "05:00 hasakah custody.medicine-needed people=D-0001\n"
PACKED = "05:30 hasakah custody.medicine-handed packs=D-0001:insulin:6 carrier=chinook handover=H1\n"


def stopped(text: str) -> list[str]:
    """Why D-0001 may not go from hasakah to the Chinook at seven."""
    move = Move(
        frozenset((PersonId("D-0001"),)), CustodianId("hasakah"), CustodianId("chinook"), moment("07:00"), handover="H1"
    )
    return [str(one.values["why"]) for one in Medicine.of(entries(text)).objections(move, 24)]


def test_no_pack_no_offer() -> None:
    assert stopped(NEEDS) == ["not-packed"]
    assert stopped(NEEDS + PACKED) == []


def test_a_pack_nobody_carries_is_none_and_so_is_one_for_another_move() -> None:
    assert stopped(NEEDS + PACKED.replace("carrier=chinook", 'carrier=""')) == ["nobody-carries"]
    assert stopped(NEEDS + PACKED.replace("handover=H1", "handover=H0")) == ["another-move"]


def test_medicine_that_did_not_arrive_is_a_discrepancy_of_whoever_gave_him() -> None:
    roll = told(
        f"""
        04:00 hasakah custody.registered person=D-0001
        {NEEDS}{PACKED}
        06:10 hasakah custody.offered    handover=H1 people=D-0001 receiver=chinook
        06:20 chinook custody.accepted   handover=H1 people=D-0001 exceptions=medicine-missing:D-0001
        """
    )

    assert open_things(roll) == ["medicine-missing D-0001"]
    assert [one.owner for one in roll.discrepancies.open] == ["hasakah"]
