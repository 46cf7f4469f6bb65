"""Serials blocked: an agreement that ends before a serial leaves is seen before anybody stands at the gate."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from musterbook.lift.facts import Seated
from musterbook.operation import agreeing, negotiating
from musterbook.operation.book import Draft
from musterbook.operation.clearing import clearable
from musterbook.operation.serials_blocked import serials_blocked
from tests.operation.making import BUS, DESK, HARBOUR, MORNING, WILLOW, acting, open_small_book


def test_a_serial_is_named_with_the_agreement_it_waits_for(tmp_path: Path) -> None:
    book = open_small_book(tmp_path)
    leaves = MORNING + timedelta(hours=8)
    seated = Seated(
        serial="S-001", carrier=BUS, people=frozenset(clearable(book, WILLOW)), plan="0" * 64, giver=WILLOW,  # type: ignore[arg-type]  # a digest
        receiver=HARBOUR, leaves_at=leaves, arrives_at=leaves + timedelta(hours=2), seats=40,
    )  # fmt: skip
    book.write(Draft(DESK, seated, (("p.planner", "planner"),), MORNING))
    drafted = serials_blocked(book, at=MORNING)
    for party in ("willow", "harbour"):
        agreeing.sign(book, acting("c.coord/coordinator", DESK, minutes=10), "AGR-01", party)
    signed = serials_blocked(book, at=MORNING)
    negotiating.suspend(
        book, acting("c.coord/coordinator", DESK, minutes=20), "AGR-01", because="storm", party="willow",
        from_=leaves - timedelta(hours=1),
    )  # fmt: skip

    suspended = serials_blocked(book, at=MORNING)
    gone = serials_blocked(book, at=leaves + timedelta(minutes=1))
    book.close()

    people = len(seated.people)
    assert [(row["agreement"], row["lack"], row["people"], row["of"]) for row in drafted] == [
        ("AGR-01", "drafted", people, people)
    ]
    assert signed == []
    assert [(row["serial"], row["lack"]) for row in suspended] == [("S-001", "suspended")]
    assert gone == []
