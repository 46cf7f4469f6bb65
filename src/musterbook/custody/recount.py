"""The recount: the book's postings counted by another road, which shares no code with the posting rules or the roll.

Balanced totals alone prove nothing: a second exit of one person balances perfectly in a bookkeeping program. So each
person's postings are laid end to end, and each must begin where the last one ended, the first one nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from musterbook.terms.custodians import NOWHERE, Account
from musterbook.terms.people import PersonId


class LineRead(Protocol):
    """What the recount needs of a line of the book: whom it moved, and between which accounts."""

    @property
    def people(self) -> frozenset[PersonId]:  # noqa: D102  the fields of a line
        ...

    @property
    def from_account(self) -> Account:  # noqa: D102
        ...

    @property
    def to_account(self) -> Account:  # noqa: D102
        ...

    @property
    def entry(self) -> str:  # noqa: D102
        ...


@dataclass(frozen=True, slots=True)
class Unchained:
    """A posting of someone that does not begin where his last one ended."""

    person: PersonId
    entry: str
    begins: Account
    last_ended: Account


@dataclass(frozen=True, slots=True)
class Recount:
    """What the recount found.

    Attributes:
        totals: people on each account where their last posting ended; `nowhere` is minus everyone.
        people: how many people have postings.
        postings: how many postings there are.
        unchained: every posting that does not chain, in the order of the book.
    """

    totals: Mapping[Account, int]
    people: int
    postings: int
    unchained: tuple[Unchained, ...]

    @classmethod
    def of(cls, lines: Iterable[LineRead]) -> Self:
        """Count every posting of `lines`, which stand in the order of the book."""
        ended: dict[PersonId, Account] = {}
        unchained: list[Unchained] = []
        postings = 0
        for line in lines:
            begins, ends = line.from_account, line.to_account
            for person in line.people:
                postings += 1
                last = ended.get(person, NOWHERE)
                if last != begins:
                    unchained.append(Unchained(person, line.entry, begins, last))
                ended[person] = ends
        totals = Counter(ended.values())
        totals[NOWHERE] -= len(ended)
        return cls(totals, len(ended), postings, tuple(unchained))

    def differs_from(self, counts: Mapping[Account, int] | Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """Accounts where the book's own count is another: account to (book, recount). Empty when all agree."""
        book = {str(account): count for account, count in counts.items() if count}
        here = {str(account): count for account, count in self.totals.items() if count}
        return {
            account: (book.get(account, 0), here.get(account, 0))
            for account in sorted(book.keys() | here.keys())
            if book.get(account, 0) != here.get(account, 0)
        }
