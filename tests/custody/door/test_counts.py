"""Counts at a door: closed first, opened later, and never believed when number and salt are not what was signed."""

from __future__ import annotations

import pytest

from musterbook.custody.door import facts as _kinds  # noqa: F401  read, its kinds are known
from musterbook.custody.door.counts import DoorCounts, sealed_count
from musterbook.ledger.facts import Digest
from musterbook.ledger.notation import told
from musterbook.terms.custodians import CustodianId

OFFER, RECEIVER = Digest("a" * 64), CustodianId("chinook")
FIRST, SECOND = (sealed_count(salt, counted) for salt, counted in (("0f", 8), ("1e", 9)))
COUNTED = f"""
06:20 chinook  custody.door-counted  handover=H1 offer={OFFER} sealed={FIRST}
06:25 chinook  custody.door-counted  handover=H1 offer={OFFER} sealed={SECOND} shown=yes
"""


def opened(by: str, *counts: tuple[Digest, int, str]) -> str:
    said = ",".join(f"{sealed}:{counted}:{salt}" for sealed, counted, salt in counts)
    return f"{COUNTED}\n06:40 {by}  custody.door-counts-opened  handover=H1 offer={OFFER} counts={said}\n"


def made(text: str) -> list[tuple[int | None, bool, bool]]:
    return [(one.counted, one.shown, one.false) for one in DoorCounts.of(told(text)).made(OFFER, RECEIVER)]


def test_a_count_is_in_the_book_before_anybody_can_know_its_number() -> None:
    assert made(COUNTED) == [(None, False, False), (None, True, False)]
    assert DoorCounts.of(told(COUNTED)).made(Digest("b" * 64), RECEIVER) == ()


def test_counts_are_opened_in_any_order_and_each_by_who_made_it() -> None:
    assert made(opened("chinook", (SECOND, 9, "1e"), (FIRST, 8, "0f"))) == [(8, False, False), (9, True, False)]
    assert made(opened("hasakah", (SECOND, 9, "1e"))) == [(None, False, False), (None, True, False)]


@pytest.mark.parametrize(("counted", "salt"), [(10, "1e"), (9, "1f")])
def test_an_opening_that_is_not_what_was_signed_is_said_to_be_false(counted: int, salt: str) -> None:
    assert made(opened("chinook", (SECOND, counted, salt)))[1] == (None, True, True)


def test_what_another_than_the_receiver_wrote_of_an_offer_is_no_count_of_it() -> None:
    other = sealed_count("2d", 7)
    written = f"{opened('chinook', (FIRST, 8, '0f'))}06:50 hasakah  custody.door-counted  handover=H1 offer={OFFER}"
    false = f"06:55 hasakah  custody.door-counts-opened  handover=H1 offer={OFFER} counts={other}:9:2d"

    assert made(f"{written} sealed={other}\n{false}\n") == [(8, False, False), (None, True, False)]
