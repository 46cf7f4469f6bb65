"""Classes: codes from assessments, panels and doubts, and the gate for children."""

from __future__ import annotations

import pytest

from musterbook.eligibility.classes import UNKNOWN, Classes
from musterbook.ledger.notation import told
from tests.eligibility.making import ADULT, move, person, said


def child_of(story: str) -> str:
    return Classes.of(told(story)).codes(person(1)).child


def test_nobody_has_assessed_him_so_he_is_everything_that_is_protected() -> None:
    codes = Classes.of([]).codes(person(1))

    assert codes == UNKNOWN
    assert codes.may_be_child
    assert codes.may_be_woman
    assert codes.may_be_family
    assert codes.may_be_untried


@pytest.mark.parametrize("basis", ["unknown", "decided", "strange", ""])
def test_an_assessment_without_a_basis_that_bears_it_leaves_the_age_unknown(basis: str) -> None:
    story = f'06:00 hasakah eligibility.assessed person=D-0001 child=no sex=man legal=x family=no basis="{basis}"'

    assert child_of(story) == "unknown"


def test_codes_strange_to_us_are_unknown() -> None:
    story = "06:00 hasakah eligibility.assessed person=D-0001 child=nope sex=men legal=free family=none basis=document"

    codes = Classes.of(told(story)).codes(person(1))

    assert (codes.child, codes.sex, codes.legal, codes.family) == ("unknown", "unknown", "unknown", "unknown")


def test_a_panel_of_three_goes_before_an_assessment_and_two_do_not() -> None:
    assessed = f"06:00 hasakah eligibility.assessed person=D-0001 child=unknown {ADULT}\n"
    by_two = "07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,B"
    by_three = "07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c"

    assert child_of(assessed + by_two) == "unknown"
    assert child_of(assessed + by_three) == "no"


def test_a_later_assessment_does_not_undo_a_panel() -> None:
    story = f"""
        07:00 hasakah eligibility.age-decided person=D-0001 child=yes panel=a,b,c
        08:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}
    """

    assert child_of(story) == "yes"


def test_someone_who_says_under_eighteen_reopens_what_was_decided_until_a_panel_sits_again() -> None:
    story = f"""
        06:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}
        07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c
        08:00 hasakah eligibility.age-doubted person=D-0001 said_by=self
        09:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}
    """

    again = "\n10:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c"

    assert child_of(story) == "unknown"
    assert child_of(story + again) == "no"


def test_the_child_gate_stops_children_and_possible_children_and_lets_a_protective_lot_pass() -> None:
    classes = Classes.of(told(f"""
        06:00 hasakah eligibility.assessed person=D-0001 child=no {ADULT}
        06:00 hasakah eligibility.assessed person=D-0002 child=yes {ADULT}
        06:00 hasakah eligibility.assessed person=D-0003 child=unknown {ADULT}
    """))  # fmt: skip

    assert said(classes.objections(move(1, 2, 3, 4)), "child") == ["D-0002 yes", "D-0003 unknown", "D-0004 unknown"]
    assert len(classes.objections(move(1, 2, stage="returning"))) == 1
    assert classes.objections(move(1, 2, stage="arriving")) == []
    assert classes.objections(move(2, 3, kind="protective")) == []
    assert len(classes.objections(move(2, 3, kind="emergency"))) == 2


def test_a_doubt_about_a_known_child_leaves_him_a_child() -> None:
    story = f"""
        06:00 hasakah eligibility.assessed person=D-0001 child=yes {ADULT}
        07:00 hasakah eligibility.age-doubted person=D-0001 said_by=self
    """

    assert child_of(story) == "yes"


def test_a_doubt_of_the_same_second_as_the_panel_wins() -> None:
    story = """
        07:00 hasakah eligibility.age-doubted person=D-0001 said_by=self
        07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c
    """

    assert child_of(story) == "unknown"
