"""F16: the wrong man was released; he had the name and the birth of the right one. 262 in one year in one country."""

from __future__ import annotations

from musterbook.custody.facts import Checked
from musterbook.custody.roll import Roll
from musterbook.ledger.spelling import digest_of_words
from musterbook.operation import clearing, departing
from musterbook.operation.book import Book
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId
from tests.operation.making import WILLOW, acting

GATE = {"w.officer": "site-officer", "w.clerk": "register-clerk"}


def release(book: Book, person: PersonId, minutes: int) -> list[object]:
    """Why he is not let go; empty when he went."""
    try:
        departing.depart(
            book, acting(GATE, WILLOW, minutes=minutes), person, outcome="released", papers=digest_of_words("order")
        )
    except Refused as refused:
        return [one.values["why"] for one in refused.objections]
    return []


def test_who_was_found_to_be_another_at_the_gate_is_stopped_and_the_right_one_goes(book: Book) -> None:
    right, wrong = clearing.clearable(book, WILLOW)[-2:]
    clerk = acting("w.clerk/register-clerk", WILLOW, minutes=300)
    checked = Checked(handover="release", people=frozenset((right,)), how="finger", mismatched=frozenset((wrong,)))
    book.write(clerk.draft(checked))

    assert release(book, wrong, 310) == ["mismatched"]
    assert release(book, right, 310) == []
    assert book.reading(Roll).where[right] == "far/released"
    assert book.reading(Roll).where[wrong] == "willow/in-hand"
