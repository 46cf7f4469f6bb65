"""The count by another road."""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.custody.recount import Recount
from musterbook.terms.custodians import Account
from musterbook.terms.people import PersonId

ONE = PersonId("D-0001")


@dataclass(frozen=True)
class WrittenLine:
    people: frozenset[PersonId]
    from_account: Account
    to_account: Account
    entry: str


def test_the_recount_names_a_second_exit_that_balances_perfectly() -> None:
    one = frozenset({ONE})
    lines = [
        WrittenLine(one, Account("nowhere"), Account("hasakah/in-hand"), "e1"),
        WrittenLine(one, Account("hasakah/in-hand"), Account("chinook/in-hand"), "e2"),
        WrittenLine(one, Account("hasakah/in-hand"), Account("bus-7/in-hand"), "e3"),
    ]

    recount = Recount.of(lines)

    (wrong,) = recount.unchained
    assert (wrong.entry, wrong.begins, wrong.last_ended) == ("e3", "hasakah/in-hand", "chinook/in-hand")


def test_the_recount_says_where_the_books_own_count_is_another() -> None:
    lines = [WrittenLine(frozenset({ONE}), Account("nowhere"), Account("hasakah/in-hand"), "e1")]

    recount = Recount.of(lines)

    assert recount.differs_from({Account("hasakah/in-hand"): 1, Account("nowhere"): -1}) == {}
    assert recount.differs_from({Account("hasakah/in-hand"): 2, Account("nowhere"): -1}) == {"hasakah/in-hand": (2, 1)}
