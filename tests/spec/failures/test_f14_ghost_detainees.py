"""F14: people were held whom no list named."""

from __future__ import annotations

from musterbook.custody.incidents.arrivals import UnexpectedArrivals
from musterbook.terms.custodians import CustodianId
from tests.spec.telling import doubts, entries, told

GHOST = """
06:00 hasakah custody.registered    person=D-0001
07:00 desk    custody.muster-called muster=M1 custodian=hasakah by=name reason=interim due_by=08:00
07:40 hasakah custody.mustered      muster=M1 present=D-0001,D-0666 counters=a,b
"""


def test_a_body_without_a_number_shows_at_the_next_count_by_name() -> None:
    roll = told(GHOST)

    (muster,) = roll.musters.of(CustodianId("hasakah"))

    assert doubts(roll) == ["unregistered D-0666"]
    assert (muster.roll, muster.mustered, sorted(muster.over)) == (1, 2, ["D-0666"])


def test_he_is_registered_as_unexpected_and_the_question_whose_he_was_stays_open() -> None:
    text = f"{GHOST}08:00 hasakah custody.registered person=D-0666 how=unexpected place=cellar"

    assert doubts(told(text)) == []
    assert told(text).headcount == {"hasakah": 2}
    assert [(one.person, one.place) for one in UnexpectedArrivals.of(entries(text)).nobody_knows()] == [
        ("D-0666", "cellar")
    ]
