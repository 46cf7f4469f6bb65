"""What was written about one number."""

from __future__ import annotations

import pytest

from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People, milestone
from musterbook.custody.roll import Roll
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.custody.stories import LET_GO, OFFERED

ONE, TWO, THREE = PersonId("D-0001"), PersonId("D-0002"), PersonId("D-0003")
ROLES = {
    CustodianId("hasakah"): "site",
    CustodianId("chinook"): "escort",
    CustodianId("karkh"): "receiving",
    CustodianId("kharab"): "staging",
}


def test_the_newest_band_answers_and_the_old_one_says_it_was_replaced() -> None:
    people = People.of(
        told(
            """
            06:00 hasakah custody.registered person=D-0001 band=B-1
            07:00 hasakah custody.banded     person=D-0001 band=B-2 replaces=B-1
            """
        )
    )

    assert people.of_band("B-2") == (ONE, True)
    assert people.of_band("B-1") == (ONE, False)
    assert people.of_band("B-9") is None


def test_a_link_is_seen_from_both_and_ends_when_it_was_a_mistake() -> None:
    linked = "06:00 hasakah custody.linked person=D-0001 other=D-0002 relation=parent-of source=self\n"

    people = People.of(told(linked))
    unlinked = People.of(
        told(linked + "07:00 hasakah custody.unlinked person=D-0001 other=D-0002 relation=parent-of because=mistake")
    )

    parent, child = people.get(ONE), people.get(TWO)
    assert parent is not None
    assert child is not None
    assert [(one.other, one.relation) for one in parent.links] == [(TWO, "parent-of")]
    assert [(one.other, one.relation) for one in child.links] == [(ONE, "child-of")]
    assert [one.links for number in (ONE, TWO) if (one := unlinked.get(number))] == [[], []]
    assert people.linked == {ONE, TWO}
    assert unlinked.linked == set()


def test_merged_numbers_keep_answering_through_any_number_of_mergings() -> None:
    merged = """
        06:00 desk custody.merged keeps=D-0002 absorbs=D-0001 because=one-body
        07:00 desk custody.merged keeps=D-0003 absorbs=D-0002 because=one-body
        """

    people = People.of(told(merged))
    parted = People.of(told(merged + "08:00 desk custody.unmerged keeps=D-0003 absorbs=D-0002 because=two-bodies"))

    assert people.kept(ONE) == THREE
    assert parted.kept(ONE) == TWO


def test_numbers_merged_in_a_circle_still_answer() -> None:
    people = People.of(
        told(
            """
            06:00 desk custody.merged keeps=D-0002 absorbs=D-0001 because=one-body
            07:00 desk custody.merged keeps=D-0001 absorbs=D-0002 because=one-body
            """
        )
    )

    assert people.kept(ONE) in (ONE, TWO)


@pytest.mark.parametrize(
    ("story", "word"),
    [
        ("06:00 hasakah custody.registered person=D-0001", "registered"),
        (OFFERED, "offered"),
        (LET_GO, "handing-over"),
        (LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002", "with-escort"),
        (LET_GO + "06:20 kharab custody.accepted handover=H1 people=D-0001,D-0002", "staging"),
        (LET_GO + "06:20 karkh custody.accepted handover=H1 people=D-0001,D-0002", "received"),
        (LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0002", "unaccounted"),
        (OFFERED + "06:20 hasakah custody.departed person=D-0001 outcome=released", "departed"),
        ("", None),
    ],
)
def test_the_milestone_is_the_furthest_word_the_book_has(story: str, word: str | None) -> None:
    entries = in_order(told(story))

    assert milestone(ONE, Roll.of(entries), ROLES, Handovers.of(entries)) == word
