"""A request there is can be asked again: people are named into a number, and what was called off stands once more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.lift.requests import Requests
from musterbook.operation import booking
from musterbook.operation.deeds.about_ways import ask_move
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed
from tests.operation.making import DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book

GUARD, DESKMAN, PLANNER = "w.officer/site-officer", "o.desk/operation-desk", "p.planner/planner"


def test_a_number_gets_its_names_and_what_was_called_off_is_asked_again(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    two = sorted(book.reading(Roll).on(in_hand(WILLOW)))[:2]
    from_, until = MORNING + timedelta(hours=5), MORNING + timedelta(hours=9)
    ask_move(book, acting(GUARD, WILLOW, minutes=1), HARBOUR, from_=from_, until=until, count=2)
    (lot,) = book.reading(Requests).all()
    booking.approve(book, acting(DESKMAN, DESK, minutes=2), lot.reference, capacity="population-desk")
    booking.approve(book, acting(PLANNER, DESK, minutes=3), lot.reference, capacity="carrier")

    def again(minutes: int, request: str) -> tuple[str, list[str]]:
        ask_move(
            book, acting(GUARD, WILLOW, minutes=minutes), HARBOUR, from_=from_, until=until, people=two,
            request=request,
        )  # fmt: skip
        (one,) = book.reading(Requests).all()
        return one.stage, sorted(one.people)

    named = again(4, lot.reference)
    booking.cancel(book, acting(DESKMAN, DESK, minutes=5), lot.reference, because="weather")
    revived = again(6, lot.reference)
    with pytest.raises(Malformed, match=r"way\.no-such"):
        again(7, "M-nobody-1")

    assert named == ("approved", two)
    assert revived == ("requested", two)
    book.close()
