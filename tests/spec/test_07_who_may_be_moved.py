"""Who may be moved: a gate is a reason against, with a name who can lift it, and all are told at once.

Unknown protects: whoever nobody has assessed counts as a child, as a woman, as untried, until somebody looks.
"""

from __future__ import annotations

from musterbook.eligibility.apart import KeepApart, never_with
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.families import Partings
from musterbook.eligibility.holds import Holds
from musterbook.eligibility.overrides import Overrides
from musterbook.terms.people import PersonId
from tests.eligibility.making import HASAKAH, move, people, said
from tests.spec.telling import entries

MAN = "sex=man legal=untried family=no identity=claimed basis=document"
APART = "07:00 hasakah eligibility.kept-apart pair=D-0001,D-0002 reach=carrier because=threats"
HELD = "06:00 hasakah eligibility.held person=D-0001 ground=court authority=legal-reviewer\n"


def brothers(one: PersonId) -> frozenset[PersonId]:
    """D-0001 and D-0002 are linked."""
    return people(1, 2) - {one} if one in people(1, 2) else frozenset()


def test_a_hold_stands_until_its_authority_lifts_it() -> None:
    standing = Holds.of(entries(HELD))
    lifted = Holds.of(entries(f"{HELD}08:00 court eligibility.hold-lifted person=D-0001 ground=court"))

    assert said(standing.objections(move(1)), "ground", "lift_by") == ["D-0001 court legal-reviewer"]
    assert said(lifted.objections(move(1)), "ground") == []


def test_a_possible_child_does_not_board_and_only_a_panel_of_three_can_say_otherwise() -> None:
    held = "06:00 hasakah eligibility.held person=D-0001 ground=possible-child authority=age-panel"
    panel = "07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c"
    lifted = "08:00 hasakah eligibility.hold-lifted person=D-0001 ground=possible-child"

    without = Holds.of(entries(f"{held}\n{lifted}"))
    with_it = Holds.of(entries(f"{held}\n{panel}\n{lifted}"))

    assert said(without.objections(move(1)), "ground") == ["D-0001 possible-child"]
    assert said(with_it.objections(move(1)), "ground") == []


def test_whoever_says_he_is_under_age_is_held_again() -> None:
    holds = Holds.of(
        entries(
            """
            07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c
            09:00 hasakah eligibility.age-doubted person=D-0001 said_by=self
            """
        )
    )

    assert said(holds.objections(move(1)), "ground") == ["D-0001 possible-child"]


def test_a_clearance_is_for_one_destination_and_runs_out() -> None:
    cleared = Clearances.of(
        entries(
            """
            06:00 desk eligibility.cleared person=D-0001 giver=hasakah destination=karkh \
until=2026-01-22T06:00:00+00:00
            """
        )
    )

    assert said(cleared.objections(move(1, hour="12:00"))) == []
    assert said(cleared.objections(move(1, hour="06:01", day=22))) == ["D-0001"]
    assert said(cleared.objections(move(2))) == ["D-0002"]


def test_two_classes_that_never_travel_together_name_whom_it_protects() -> None:
    classes = Classes.of(
        entries(
            f"""
            06:00 hasakah eligibility.assessed person=D-0001 child=no {MAN}
            06:00 hasakah eligibility.assessed person=D-0002 child=yes {MAN}
            """
        )
    )

    found = never_with(move(1, 2), classes)

    assert said(found, "class", "other_class", "other") == ["D-0002 child adult D-0001"]


def test_two_people_kept_apart_do_not_share_a_carrier() -> None:
    apart = KeepApart.of(entries(APART))

    assert said(apart.objections(move(1, 2)), "other") == ["D-0001 D-0002", "D-0002 D-0001"]
    assert said(apart.objections(move(1, 3)), "other") == []


def test_linked_people_are_parted_by_nobodys_oversight() -> None:
    decided = Partings.of(
        entries("06:00 hasakah eligibility.parting-decided people=D-0001,D-0002 because=best-interest")
    )

    left = Partings().objections(move(1, 3), linked=brothers, holder=lambda _: HASAKAH)
    parted = decided.objections(move(1, 3), linked=brothers, holder=lambda _: HASAKAH)

    assert said(left, "other", "lift_by") == ["D-0001 D-0002 protection-officer"]
    assert said(parted, "other") == []


def test_an_override_is_for_one_rule_the_people_named_and_one_handover() -> None:
    given = Overrides.of(
        entries(
            """
            10:00 desk eligibility.overridden rule=eligibility.kept-apart people=D-0001,D-0002 handover=H1 until=14:00
            """
        )
    )
    objections = KeepApart.of(entries(APART)).objections(move(1, 2))

    assert said(given.remaining(objections, move(1, 2, handover="H1"))) == []
    assert said(given.remaining(objections, move(1, 2, handover="H2"))) == ["D-0001", "D-0002"]
    assert said(given.remaining(objections, move(1, 2, handover="H1", hour="14:00"))) == ["D-0001", "D-0002"]
