"""F33: illness or injury is discovered on arrival, and nobody can say where it came from."""

from __future__ import annotations

from musterbook.custody.care.condition import Conditions
from musterbook.eligibility.fitness import Fitness
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, moment

FIT = "05:00 hasakah eligibility.fitness-certified people=D-0001 modes=road,heli until=20:00\n"
ILL = "05:30 hasakah eligibility.found-unfit people=D-0001 modes=heli because=infectious\n"


def stopped(text: str, mode: str) -> list[str]:
    """Why D-0001 may not go by this mode at seven."""
    move = Move(
        frozenset((PersonId("D-0001"),)), CustodianId("hasakah"), CustodianId("chinook"), moment("07:00"), mode=mode
    )
    return [str(one.values["why"]) for one in Fitness.of(entries(text)).objections(move, 72)]


def test_no_certificate_no_boarding() -> None:
    assert stopped("", "heli") == ["no-certificate"]
    assert stopped(FIT, "heli") == []
    assert stopped(FIT, "fixed") == ["no-certificate"]


def test_found_unfit_by_a_clinician_only_a_clinician_lets_him_go() -> None:
    again = "06:00 hasakah eligibility.fitness-certified people=D-0001 modes=heli until=20:00\n"

    assert stopped(FIT + ILL, "heli") == ["unfit"]
    assert stopped(FIT + ILL, "road") == []
    assert stopped(FIT + ILL + again, "heli") == []


def test_what_the_receiver_sees_first_has_a_place_a_time_and_an_owner() -> None:
    notes = Conditions.of(
        entries(
            """
            06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer none_seen=D-0001 place=gate-1
            06:10 hasakah custody.offered         handover=H1 people=D-0001 receiver=chinook
            06:20 chinook custody.accepted        handover=H1 people=D-0001
            06:25 chinook custody.condition-noted handover=H1 side=receiver by=clinician injured=D-0001:2:w place=ramp
            """
        )
    )

    (found,) = notes.found(notes_owed=True)
    (injury,) = notes.injuries()
    assert (found.kind, found.owner, found.other) == ("injury-found", "hasakah", "chinook")
    assert injury.before is not None
    assert (f"{injury.before.at:%H:%M}", injury.before.place) == ("06:00", "gate-1")
    assert (f"{injury.seen.at:%H:%M}", injury.seen.place) == ("06:25", "ramp")
