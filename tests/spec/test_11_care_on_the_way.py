"""Care on the way: both sides look at people, what is theirs goes with them, and clocks run while they are aboard.

An injury lies between two signatures. Nothing seen is an answer; no answer is not.
"""

from __future__ import annotations

from musterbook.custody.care.condition import Conditions
from musterbook.custody.care.medicine import Medicine
from musterbook.custody.care.property import Property
from musterbook.custody.care.welfare import Welfare
from musterbook.custody.settings import CustodySettings
from musterbook.eligibility.fitness import Fitness
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from tests.spec.telling import entries, moment

LOOKED = """
06:00 hasakah custody.condition-noted handover=H1 side=giver    by=officer none_seen=D-0001,D-0002
06:10 hasakah custody.offered         handover=H1 people=D-0001,D-0002 receiver=bus-4 serial=S9 mode=road
06:20 hasakah custody.let-go          handover=H1 people=D-0001,D-0002
06:25 bus-4   custody.accepted        handover=H1 people=D-0001,D-0002
06:30 bus-4   custody.condition-noted handover=H1 side=receiver by=officer none_seen=D-0001,D-0002
"""
SEALED = (
    "05:30 hasakah custody.property-sealed bags=D-0001:P-77:clothes+papers:signed:20USD,D-0002:P-78:clothes:refused"
)


def move(hour: str, *, mode: str = "road", seals: str = "") -> Move:
    """D-0001 and D-0002 from hasakah to the bus, as handover H1."""
    return Move(
        frozenset((PersonId("D-0001"), PersonId("D-0002"))), CustodianId("hasakah"), CustodianId("bus-4"),
        moment(hour), handover="H1", mode=mode, seals=frozenset(seals.split()),
    )  # fmt: skip


def why(objections: list[Objection]) -> list[str]:
    """Who is stopped, and why."""
    return [f"{one.person} {one.values.get('why') or one.values.get('seal')}" for one in objections]


def injuries(text: str) -> list[str]:
    """Each injury: whose, who held him between which two looks."""
    found = Conditions.of(entries(text)).injuries()
    return [
        f"{one.person} with {one.holder} {one.before.at:%H:%M} to {one.seen.at:%H:%M}" for one in found if one.before
    ]


def owed(text: str, *, heat: int = 0) -> list[str]:
    """What is owed to the people on the bus: what, by when, to how many."""
    asked = CustodySettings(welfare_minutes=60, heat_minutes=heat)
    return [
        f"{one.what} {one.due_at:%H:%M} {len(one.people)}"
        for one in Welfare.of(entries(text)).due([CustodianId("bus-4")], asked)
    ]


def test_nobody_is_offered_whom_the_giver_has_not_looked_at() -> None:
    one_of_two = "06:00 hasakah custody.condition-noted handover=H1 side=giver by=officer none_seen=D-0001"

    assert why(Conditions.of(entries(one_of_two)).objections(move("07:00"), 12)) == ["D-0002 not-noted"]


def test_an_injury_seen_first_by_the_receiver_came_with_the_giver() -> None:
    text = f"""{LOOKED}
        08:00 bus-4 custody.condition-noted handover=H2 side=giver    by=officer   none_seen=D-0001,D-0002
        08:05 bus-4 custody.offered         handover=H2 people=D-0001,D-0002 receiver=karkh
        08:20 karkh custody.accepted        handover=H2 people=D-0001,D-0002
        08:30 karkh custody.condition-noted handover=H2 side=receiver by=clinician none_seen=D-0001 injured=D-0002:1:w
        """

    assert injuries(text) == ["D-0002 with bus-4 08:00 to 08:30"]


def test_an_injury_the_holder_sees_himself_came_in_his_own_hands() -> None:
    text = f"""{LOOKED}
        08:00 bus-4 custody.condition-noted handover=H2 side=giver by=officer none_seen=D-0001 injured=D-0002:1:w
        """

    assert injuries(text) == ["D-0002 with bus-4 06:30 to 08:00"]


def test_a_receiver_who_does_not_look_owes_the_look() -> None:
    taken = "\n".join(LOOKED.splitlines()[:-1])

    found = Conditions.of(entries(taken)).found(notes_owed=True)

    assert [f"{one.kind} {one.person} {one.owner}" for one in found] == [
        "condition-missing D-0001 bus-4", "condition-missing D-0002 bus-4",
    ]  # fmt: skip
    assert Conditions.of(entries(LOOKED)).found(notes_owed=True) == []


def test_whoever_needs_medicine_goes_with_a_pack_that_somebody_carries() -> None:
    needed = "05:00 hasakah custody.medicine-needed people=D-0001,D-0002"
    packed = "06:00 hasakah custody.medicine-handed packs=D-0001:insulin:6 carrier=bus-4 handover=H1"

    told = Medicine.of(entries(f"{needed}\n{packed}"))

    assert why(told.objections(move("07:00"), 24)) == ["D-0002 not-packed"]


def test_property_goes_with_its_owner_or_is_kept_back_at_a_place() -> None:
    kept = "06:00 hasakah custody.property-kept-back bags=D-0002:P-78 place=hasakah because=too-large"

    assert why(Property.of(entries(SEALED)).objections(move("07:00"))) == ["D-0001 P-77", "D-0002 P-78"]
    assert why(Property.of(entries(f"{SEALED}\n{kept}")).objections(move("07:00", seals="P-77"))) == []


def test_a_bag_that_is_not_found_on_arrival_stays_where_it_was() -> None:
    text = f"""{SEALED}
        06:10 hasakah custody.offered  handover=H1 people=D-0001,D-0002 receiver=bus-4 seals=P-77,P-78
        06:25 bus-4   custody.accepted handover=H1 people=D-0001,D-0002 exceptions=seal-missing::P-78
        """

    told = Property.of(entries(text))

    assert [(one.seal, one.at) for one in told.of_person(PersonId("D-0001"))] == [("P-77", "bus-4")]
    assert [(one.seal, one.at) for one in told.of_person(PersonId("D-0002"))] == [("P-78", "hasakah")]


def test_a_certificate_is_for_a_mode_and_until_an_hour() -> None:
    fit = "05:00 hasakah eligibility.fitness-certified people=D-0001,D-0002 modes=road until=09:00"

    told = Fitness.of(entries(fit))

    assert why(told.objections(move("08:59"), 72)) == []
    assert why(told.objections(move("09:00"), 72)) == ["D-0001 expired", "D-0002 expired"]
    assert why(told.objections(move("08:00", mode="heli"), 72)) == ["D-0001 no-certificate", "D-0002 no-certificate"]


def test_a_look_is_due_an_hour_after_the_doors_shut_and_after_each_look() -> None:
    assert owed(LOOKED) == ["looked-at 07:20 2"]
    assert owed(f"{LOOKED}07:00 bus-4 custody.welfare-given handover=H1 what=looked-at") == ["looked-at 08:00 2"]


def test_in_heat_the_temperature_is_read_each_half_hour_and_so_while_nobody_has_read_it() -> None:
    hot = f"{LOOKED}07:00 bus-4 custody.welfare-given handover=H1 what=temperature-read value=38"
    cool = f"{LOOKED}07:00 bus-4 custody.welfare-given handover=H1 what=temperature-read value=21"

    assert owed(LOOKED, heat=30) == ["temperature-read 06:50 2", "looked-at 07:20 2"]
    assert owed(hot, heat=30) == ["looked-at 07:20 2", "temperature-read 07:30 2"]
    assert owed(cool, heat=30) == ["looked-at 07:20 2", "temperature-read 08:00 2"]
