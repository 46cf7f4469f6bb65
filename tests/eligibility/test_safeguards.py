"""Safeguards about persons: each row whose gate is one of eligibility's has a story that blocks and one that passes."""

from __future__ import annotations

from musterbook.eligibility.apart import never_with
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.families import Partings
from musterbook.eligibility.grounds import AUTHORITY, grounds_of
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.settings import EVERYONE, EligibilitySettings
from musterbook.ledger.notation import told
from musterbook.terms.people import PersonId
from tests.eligibility.making import ADULT, HASAKAH, move, people

MAN = f"08:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}"
BOY = f"08:00 hasakah eligibility.assessed person=D-0002 child=yes {ADULT}"
UNKNOWN = f"08:00 hasakah eligibility.assessed person=D-0002 child=unknown {ADULT}"
PANEL = "09:00 desk eligibility.age-decided person=D-0002 child=no basis=decided panel=a,b,c"


def classes(*lines: str) -> Classes:
    return Classes.of(told("\n".join(lines)))


def test_sg04_a_child_or_possible_child_is_blocked_and_a_panel_or_a_protective_lot_passes() -> None:
    assert len(classes(BOY).objections(move(2))) == 1
    assert len(classes(UNKNOWN).objections(move(2))) == 1
    assert len(classes().objections(move(2))) == 1

    assert classes(UNKNOWN, PANEL).objections(move(2)) == []
    assert classes(BOY).objections(move(2, kind="protective")) == []


def test_sg05_a_family_is_not_parted_unless_a_protection_officer_decides() -> None:
    linked = {PersonId("D-0001"): people(2), PersonId("D-0002"): people(1)}

    def parted(*lines: str, numbers: tuple[int, ...] = (1,)) -> int:
        partings = Partings.of(told("\n".join(lines)))
        said = partings.objections(
            move(*numbers), linked=lambda person: linked.get(person, ()), holder=lambda _: HASAKAH
        )
        return len(said)

    assert parted() == 1

    assert parted(numbers=(1, 2)) == 0
    assert parted("09:00 desk eligibility.parting-decided people=D-0001,D-0002 because=agreed") == 0


def test_sg06_a_woman_never_rides_with_unrelated_men_and_women_ride_together() -> None:
    woman = MAN.replace("sex=man", "sex=woman")
    other = woman.replace("D-0001", "D-0003")
    man = MAN.replace("D-0001", "D-0004")

    def together(*lines: str, numbers: tuple[int, ...]) -> int:
        said = never_with(move(*numbers), classes(*lines), linked=lambda _: (), settings=EligibilitySettings())
        return len(said)

    assert together(woman, man, numbers=(1, 4)) > 0

    assert together(woman, other, numbers=(1, 3)) == 0


def test_sg07_who_is_not_of_the_operations_population_or_unknown_is_held_until_the_authority_lifts_it() -> None:
    woman = classes(MAN.replace("sex=man", "sex=woman")).codes(PersonId("D-0001"))
    unknown = classes().codes(PersonId("D-0009"))
    man = classes(MAN).codes(PersonId("D-0001"))

    assert [one.code for one in grounds_of(woman)] == ["sex-not-this-operation"]
    assert {"age-unknown", "sex-unknown", "family-member"} <= {one.code for one in grounds_of(unknown)}

    assert grounds_of(man) == ()
    assert grounds_of(woman, EligibilitySettings(population=EVERYONE)) == ()


def _held(ground: str, *lines: str) -> int:
    placed = f"08:00 desk eligibility.held person=D-0001 ground={ground} authority={AUTHORITY[ground]}"
    return len(Holds.of(told("\n".join([placed, *lines]))).objections(move(1)))


def test_sg13_a_hold_for_want_of_an_assurance_blocks_until_its_authority_lifts_it() -> None:
    ground = "death-penalty-no-assurance"
    lifted = f"09:00 desk eligibility.hold-lifted person=D-0001 ground={ground} reviewer=k.desk because=assured"

    assert _held(ground) == 1
    assert AUTHORITY[ground] == "repatriation-desk"

    assert _held(ground, lifted) == 0


def test_sg17_an_open_contest_of_identity_blocks_until_it_is_answered() -> None:
    lifted = "09:00 desk eligibility.hold-lifted person=D-0001 ground={} reviewer=l.legal because=answered"

    assert (_held("contest-open"), _held("identity-disputed")) == (1, 1)

    assert _held("contest-open", lifted.format("contest-open")) == 0
    assert _held("contest-open", lifted.format("identity-disputed")) == 1
