"""Holds: standing until lifted by the authority; a child's only after a panel."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.eligibility.holds import Holds
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from tests.eligibility.making import at, move, person, said

HELD = "06:00 hasakah eligibility.held person=D-0001 ground={} authority={}\n"
LIFTED = "08:00 hasakah eligibility.hold-lifted person=D-0001 ground={}\n"
DECIDED = "07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c\n"


def grounds(story: str) -> list[str]:
    return [hold.ground for hold in Holds.of(told(story)).on(person(1))]


def test_a_hold_stands_until_it_is_lifted_and_another_on_the_same_person_stays() -> None:
    story = HELD.format("medical", "clinician") + HELD.format("court", "legal-reviewer") + LIFTED.format("court")

    holds = Holds.of(told(story))

    assert said(holds.objections(move(1, 2)), "ground", "lift_by") == ["D-0001 medical clinician"]


def test_no_hold_for_a_possible_child_is_lifted_without_a_panel() -> None:
    story = HELD.format("possible-child", "age-panel") + LIFTED.format("possible-child")

    holds = Holds.of(told(story))

    assert [hold.ground for hold in holds.on(person(1))] == ["possible-child"]
    assert len(holds.lifted_in_vain) == 1


def test_a_panel_of_three_and_then_the_lifting_free_him() -> None:
    story = HELD.format("age-unknown", "age-panel") + DECIDED

    assert grounds(story) == ["age-unknown"]
    assert grounds(story + LIFTED.format("age-unknown")) == []


def test_two_names_are_no_panel() -> None:
    story = HELD.format("age-unknown", "age-panel") + DECIDED.replace("a,b,c", "a,b,b") + LIFTED.format("age-unknown")

    assert grounds(story) == ["age-unknown"]


def test_a_panel_that_finds_a_child_holds_him() -> None:
    assert grounds(DECIDED.replace("child=no", "child=yes")) == ["possible-child"]


def test_a_doubt_after_the_panel_holds_him_again() -> None:
    story = HELD.format("age-unknown", "age-panel") + DECIDED + LIFTED.format("age-unknown")
    doubt = "09:00 hasakah eligibility.age-doubted person=D-0001 said_by=self\n"
    lifted = "10:00 hasakah eligibility.hold-lifted person=D-0001 ground=possible-child\n"

    assert grounds(story + doubt) == ["possible-child"]
    assert grounds(story + doubt + lifted) == ["possible-child"]


@settings(deadline=None)
@given(st.integers(0, 40))
def test_the_panels_word_and_the_lifting_may_bear_the_same_second(seed: int) -> None:
    story = (
        HELD.format("age-unknown", "age-panel")
        + f"07:00 hasakah eligibility.age-decided person=D-0001 child=no panel=a,b,c basis=n{seed}\n"
        + "07:00 hasakah eligibility.hold-lifted person=D-0001 ground=age-unknown\n"
    )

    holds = Holds.of(in_order(told(story)))

    assert holds.on(person(1)) == ()


def test_a_ground_named_again_stands_since_the_first_time() -> None:
    again = "09:00 hasakah eligibility.held person=D-0001 ground=medical authority=clinician\n"

    (hold,) = Holds.of(told(HELD.format("medical", "clinician") + again)).on(person(1))

    assert hold.since == at("06:00")


def test_what_a_clinician_asked_for_by_an_hour_stays_when_he_lets_him_travel() -> None:
    asked = (
        "06:00 hasakah eligibility.held person=D-0001 ground={} authority=clinician review_by=2026-01-2{}T09:00:00Z\n"
    )
    story = asked.format("medical", 4) + asked.format("stretcher", 3)

    assert Holds.of(told(story)).medical_deadline(person(1)) == at("09:00", day=23)
    assert Holds.of(told(story + LIFTED.format("stretcher"))).medical_deadline(person(1)) == at("09:00", day=23)


def test_a_medical_hold_put_anew_without_an_hour_has_none_and_other_grounds_never_had() -> None:
    asked = "06:00 hasakah eligibility.held person=D-0001 ground={} authority={} review_by=2026-01-24T09:00:00Z\n"
    again = "07:00 hasakah eligibility.held person=D-0001 ground=medical authority=clinician\n"

    anew = Holds.of(told(asked.format("medical", "clinician") + again))
    court = Holds.of(told(asked.format("court", "legal-reviewer")))

    assert anew.medical_deadline(person(1)) is None
    assert court.medical_deadline(person(1)) is None


def test_what_keeps_someone_off_the_lift_does_not_keep_her_out_of_a_protective_lot() -> None:
    story = HELD.format("possible-child", "age-panel") + HELD.format("court", "legal-reviewer")

    holds = Holds.of(told(story))

    assert said(holds.objections(move(1)), "ground") == ["D-0001 court", "D-0001 possible-child"]
    assert said(holds.objections(move(1, kind="protective")), "ground") == ["D-0001 court"]
    assert holds.objections(move(1, stage="arriving")) == []


def test_what_someone_was_ever_held_for_is_remembered() -> None:
    story = HELD.format("court", "legal-reviewer") + LIFTED.format("court")

    holds = Holds.of(told(story))

    assert holds.standing() == {}
    assert holds.grounds_ever(person(1)) == {"court"}


def test_a_doubt_of_the_same_second_as_the_panel_keeps_the_hold() -> None:
    doubt = "07:00 hasakah eligibility.age-doubted person=D-0001 said_by=self\n"

    assert grounds(doubt + DECIDED + LIFTED.format("possible-child")) == ["possible-child"]


def test_a_lifting_before_the_panel_sat_is_not_made_good_by_it() -> None:
    early = LIFTED.format("age-unknown").replace("08:00", "06:30")

    assert grounds(HELD.format("age-unknown", "age-panel") + early + DECIDED) == ["age-unknown"]
