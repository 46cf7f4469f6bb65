"""Apart: classes never together, and people kept apart by order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.eligibility.apart import NEVER_WITH, KeepApart, never_with
from musterbook.eligibility.classes import Classes, Codes
from musterbook.eligibility.settings import EligibilitySettings
from musterbook.ledger.notation import told
from musterbook.terms.moves import Move, MoveStage
from musterbook.terms.people import PersonId
from tests.eligibility.making import move, people, person, said

CODES = """
    06:00 hasakah eligibility.assessed person=D-0001 child=no  sex=man     legal=untried   family=no  basis=document
    06:00 hasakah eligibility.assessed person=D-0002 child=yes sex=man     legal=untried   family=no  basis=document
    06:00 hasakah eligibility.assessed person=D-0003 child=no  sex=woman   legal=untried   family=no  basis=document
    06:00 hasakah eligibility.assessed person=D-0004 child=no  sex=man     legal=sentenced family=no  basis=document
    06:00 hasakah eligibility.assessed person=D-0005 child=no  sex=man     legal=untried   family=yes basis=document
    06:00 hasakah eligibility.assessed person=D-0006 child=no  sex=man     legal=security  family=no  basis=document
"""
CLASSES = Classes.of(told(CODES))


def clashes(moved: Move) -> list[str]:
    return said(never_with(moved, CLASSES), "class", "other_class", "other")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 6), []),
        ((1, 2), ["D-0002 child adult D-0001"]),
        ((1, 3), ["D-0003 woman man D-0001"]),
        ((1, 5), ["D-0005 family man of this operation D-0001"]),
        ((1, 4), ["D-0001 untried sentenced D-0004"]),
        ((4, 6), []),
    ],
)
def test_each_pair_of_classes_names_the_protected(numbers: tuple[int, ...], expected: list[str]) -> None:
    assert clashes(move(*numbers)) == expected


def test_whoever_nobody_has_assessed_is_kept_from_everybody_he_might_need_protection_from() -> None:
    assert clashes(move(4, 9)) == [
        "D-0009 child adult D-0004",
        "D-0009 woman man D-0004",
        "D-0009 family man of this operation D-0004",
        "D-0009 untried sentenced D-0004",
    ]


def test_who_would_join_a_child_already_aboard_is_named() -> None:
    assert clashes(move(1, 6, aboard=people(2))) == ["D-0001 child adult D-0002", "D-0006 child adult D-0002"]


def test_a_child_who_would_join_adults_is_named_and_they_are_not() -> None:
    assert clashes(move(2, aboard=people(1, 6))) == ["D-0002 child adult D-0001"]


@pytest.mark.parametrize("stage", ["boarding", "arriving", "returning"])
def test_the_gate_is_asked_at_every_stage(stage: MoveStage) -> None:
    assert len(clashes(move(1, 2, stage=stage))) == 1


def test_a_child_rides_with_a_parent_and_not_with_that_parents_neighbour() -> None:
    def linked(one: PersonId) -> frozenset[PersonId]:
        return people(1, 2) - {one}

    assert never_with(move(1, 2), CLASSES, linked=linked) == []
    assert said(never_with(move(1, 2, 6), CLASSES, linked=linked), "other") == ["D-0002 D-0006"]


def test_families_ride_with_men_where_everyone_is_evacuated() -> None:
    everyone = EligibilitySettings(population="everyone")

    assert never_with(move(1, 5), CLASSES, settings=everyone) == []
    assert len(never_with(move(1, 2), CLASSES, settings=everyone)) == 1


FIELDS = st.builds(
    Codes, child=st.sampled_from(["yes", "no", "unknown"]), sex=st.sampled_from(["man", "woman", "unknown"]),
    legal=st.sampled_from(["untried", "sentenced", "security", "unknown"]),
    family=st.sampled_from(["yes", "no", "unknown"]), basis=st.just("document"),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=6), st.integers(0, 5))
def test_the_answer_by_classes_is_the_answer_pair_by_pair(codes: list[Codes], aboard: int) -> None:
    lines = [
        f"06:00 x eligibility.assessed person=D-{n:04} child={c.child} sex={c.sex} legal={c.legal} "
        f"family={c.family} basis=document"
        for n, c in enumerate(codes)
    ]
    moved, already = people(*range(aboard, len(codes))), people(*range(min(aboard, len(codes))))
    asked = move(*range(aboard, len(codes)), aboard=already)

    said_of = {(one.person, one.values["class"]) for one in never_with(asked, Classes.of(told("\n".join(lines))))}

    by_number = {PersonId(f"D-{n:04}"): c for n, c in enumerate(codes)}
    expected = set()
    for rule in NEVER_WITH:
        for one, other in itertools.permutations(by_number, 2):
            if rule.is_protected(by_number[one]) and rule.is_other(by_number[other]):
                if one in moved:
                    expected.add((one, rule.protected))
                elif other in moved:
                    expected.add((other, rule.protected))
    assert said_of == expected


@settings(deadline=None)
@given(FIELDS)
def test_what_is_unknown_protects_as_much_as_what_is_known(codes: Codes) -> None:
    blank = Codes(basis="document")
    for rule in NEVER_WITH:
        assert rule.is_protected(blank)
        assert not (rule.is_protected(codes) and rule.is_other(codes))


ORDER = "06:00 hasakah eligibility.kept-apart pair=D-0001,D-0002 reach={} because=FEUD\n"


@pytest.mark.parametrize(
    ("reach", "boarding", "arriving"),
    [
        ("cell", 0, 0), ("landing", 0, 0), ("wing", 0, 0), ("holding", 0, 2), ("carrier", 2, 2), ("serial", 2, 2),
        ("site", 2, 2), ("camp", 2, 2),
    ],
)  # fmt: skip
def test_an_order_binds_from_its_reach_up(reach: str, boarding: int, arriving: int) -> None:
    apart = KeepApart.of(told(ORDER.format(reach)))

    assert len(apart.objections(move(1, 2))) == boarding
    assert len(apart.objections(move(1, 2, stage="arriving"))) == arriving


def test_an_order_binds_who_joins_the_other_aboard() -> None:
    apart = KeepApart.of(told(ORDER.format("carrier")))

    assert said(apart.objections(move(1, 3, aboard=people(2))), "other", "reach") == ["D-0001 D-0002 carrier"]
    assert apart.objections(move(1, 3)) == []


def test_an_order_ends_and_may_be_given_again() -> None:
    ended = ORDER.format("carrier") + "07:00 hasakah eligibility.keep-apart-ended pair=D-0001,D-0002\n"
    again = ended + ORDER.format("site").replace("06:00", "08:00")

    assert KeepApart.of(told(ended)).objections(move(1, 2)) == []
    assert [order.reach for order in KeepApart.of(told(again)).orders_about(person(1))] == ["site"]


def test_an_order_of_the_same_second_as_its_ending_stands() -> None:
    story = ORDER.format("carrier") + "06:00 hasakah eligibility.keep-apart-ended pair=D-0001,D-0002\n"

    assert len(KeepApart.of(told(story)).orders()) == 1
