"""What stops an offer for want of care: a look by the giver, medicine packed and carried, property that goes along."""

from __future__ import annotations

from datetime import datetime

import musterbook.custody.facts  # noqa: F401  declares the facts the stories tell
from musterbook.custody.care.condition import Conditions
from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ONE, TWO = PersonId("D-0001"), PersonId("D-0002")
HASAKAH, CHINOOK = CustodianId("hasakah"), CustodianId("chinook")


def test_whoever_the_giver_has_not_looked_at_for_this_handover_stays() -> None:
    notes = Conditions.of(
        told("06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer none_seen=D-0001")
    )

    assert _why(notes.objections(_move(), 12)) == {TWO: "not-noted"}


def test_a_look_for_another_handover_or_hours_ago_is_none_for_this_one() -> None:
    notes = Conditions.of(
        told(
            """
            06:00 hasakah custody.condition-noted handover=H0 side=giver by=officer none_seen=D-0001
            01:00 hasakah custody.condition-noted handover=H1 side=giver by=clinician none_seen=D-0002
            """
        )
    )

    assert _why(notes.objections(_move(), 4)) == {ONE: "another-handover", TWO: "too-old"}
    assert notes.objections(_move(), 0) == []


def test_nothing_seen_and_an_injury_are_both_an_answer() -> None:
    notes = Conditions.of(
        told("06:00 hasakah custody.condition-noted handover=S7 side=giver none_seen=D-0001 injured=D-0002:1:w")
    )

    assert notes.objections(_move(serial="S7"), 12) == []


def test_who_needs_medicine_goes_only_with_a_pack_somebody_carries() -> None:
    medicine = Medicine.of(
        told(
            """
            05:00 hasakah custody.medicine-needed people=D-0001,D-0002
            06:00 hasakah custody.medicine-handed packs=D-0001:insulin:6 carrier=chinook handover=H1
            """
        )
    )

    assert _why(medicine.objections(_move(), 24)) == {TWO: "not-packed"}
    assert medicine.objections(_move(), 0) == []


def test_a_pack_without_doses_left_without_carrier_for_another_move_or_of_yesterday_is_none() -> None:
    line = "06:00 hasakah custody.medicine-handed packs=D-0001:insulin:1 carrier={} handover={}"
    given = "07:00 hasakah custody.welfare-given handover=H1 what=medicine-given people=D-0001"
    asked = _move(people={ONE})

    assert _why(Medicine.of(told(line.format("c", "H1") + "\n" + given)).objections(asked, 24)) == {ONE: "empty"}
    assert _why(Medicine.of(told(line.format('""', "H1"))).objections(asked, 24)) == {ONE: "nobody-carries"}
    assert _why(Medicine.of(told(line.format("c", "H0"))).objections(asked, 24)) == {ONE: "another-move"}
    assert _why(Medicine.of(told(line.format("c", "H1"))).objections(asked, 1)) == {ONE: "too-old"}


def test_who_no_longer_needs_medicine_needs_no_pack() -> None:
    medicine = Medicine.of(
        told(
            """
            05:00 hasakah custody.medicine-needed people=D-0001
            06:00 hasakah custody.medicine-needed people=D-0001 needed=no
            """
        )
    )

    assert medicine.objections(_move(people={ONE}), 24) == []
    assert medicine.needed_by == frozenset()


def test_the_next_dose_is_due_until_it_is_given() -> None:
    medicine = Medicine.of(
        told('06:00 hasakah custody.medicine-handed packs=D-0001:insulin:2:"08:00" carrier=chinook handover=H1')
    )
    assert [person for _, person in medicine.due(_at(9))] == [ONE]

    for entry in told(
        "08:00 chinook custody.welfare-given handover=H1 what=medicine-given people=D-0001 next_due=14:00"
    ):
        medicine.add(entry)

    assert medicine.due(_at(9)) == ()
    assert medicine.due(_at(14)) == ((_at(14), ONE),)


SEALED = "05:00 hasakah custody.property-sealed bags=D-0001:P-77:papers+phone:signed:20USD,D-0002:P-78:clothes:refused"


def test_a_sealed_bag_goes_along_or_is_kept_back_or_its_owner_stays() -> None:
    bags = Property.of(
        told(SEALED + "\n06:00 hasakah custody.property-kept-back bags=D-0002:P-78 place=hasakah because=too-large")
    )

    assert [one.values["seal"] for one in bags.objections(_move())] == ["P-77"]
    assert bags.objections(_move(seals=frozenset({"P-77"}))) == []


def test_a_bag_goes_where_its_owner_goes_and_one_not_found_stays_behind() -> None:
    bags = Property.of(
        told(
            SEALED
            + """
            07:00 hasakah custody.offered handover=H1 people=D-0001,D-0002 receiver=chinook seals=P-77,P-78
            07:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 exceptions=seal-missing::P-78
            """
        )
    )

    (first,), (second,) = bags.of_person(ONE), bags.of_person(TWO)
    assert (first.at, first.missing) == (CHINOOK, False)
    assert (second.at, second.missing) == (HASAKAH, True)
    assert bags.seals_of((ONE, TWO), CHINOOK) == {"P-77"}


def test_an_opened_bag_goes_by_its_new_seal_and_one_returned_is_nobodys_burden() -> None:
    bags = Property.of(
        told(
            SEALED
            + """
            06:00 hasakah custody.property-opened person=D-0001 seal=P-77 because=search resealed=P-90
            06:10 hasakah custody.property-returned bags=D-0002:P-78:thumb
            """
        )
    )

    assert [one.values["seal"] for one in bags.objections(_move())] == ["P-90"]
    assert bags.of_person(TWO)[0].returned_mark == "thumb"
    assert [seal for seal, _, _ in bags.of_person(ONE)[0].opened] == ["P-77"]


def test_the_bags_of_a_number_that_was_merged_follow_the_number_that_stands() -> None:
    merged = SEALED + "\n06:00 hasakah custody.merged keeps=D-0001 absorbs=D-0002 because=prints"
    bags = Property.of(told(merged))

    alone = bags.objections(_move(people={ONE}))
    assert [(one.person, one.values["seal"]) for one in alone] == [(ONE, "P-77"), (ONE, "P-78")]
    assert bags.seals_of((ONE,), HASAKAH) == {"P-77", "P-78"}
    assert bags.owners() == {ONE}
    assert [bag.person for bag in bags.of_person(ONE)] == [ONE, TWO]

    for entry in told(
        """
        07:00 hasakah custody.offered handover=H1 people=D-0001 receiver=chinook seals=P-77,P-78
        07:20 chinook custody.accepted handover=H1 people=D-0001
        """
    ):
        bags.add(entry)

    assert bags.seals_of((ONE,), CHINOOK) == {"P-77", "P-78"}

    for entry in told("08:00 hasakah custody.unmerged keeps=D-0001 absorbs=D-0002 because=error"):
        bags.add(entry)

    assert bags.seals_of((ONE,), CHINOOK) == {"P-77"}


def _move(*, people: set[PersonId] | None = None, serial: str = "", seals: frozenset[str] = frozenset()) -> Move:
    named = frozenset(people or {ONE, TWO})
    return Move(named, HASAKAH, CHINOOK, _at(8), handover="H1", serial=serial, seals=seals)


def _why(objections: list[Objection]) -> dict[PersonId | None, object]:
    return {one.person: one.values["why"] for one in objections}


def _at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2026-01-21T{hour:02}:00:00+00:00")
