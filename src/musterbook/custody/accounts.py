"""Accounts: where the book has each person, and the two separate tallies that must always agree about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from musterbook.custody.lines import Line, Lines, Posting
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import NOWHERE, Account, CustodianId, custodian_of
from musterbook.terms.people import PersonId

__all__ = ["Accounts", "Line", "Posting"]


class Accounts:
    """The accounts of a fold.

    `where` has each registered person on exactly one account. `balances` is arithmetic (minus here, plus there);
    `members` is who stands on each account. They are kept apart on purpose, so that each proves the other.
    """

    def __init__(self, lines: Lines | None = None) -> None:
        self.where: dict[PersonId, Account] = {}
        self.balances: dict[Account, int] = {NOWHERE: 0}
        self.members: dict[Account, set[PersonId]] = {}
        self.lines = lines if lines is not None else Lines()

    def post(self, people: AbstractSet[PersonId], from_: Account, to: Account, entry: Entry) -> None:
        """Move everyone in `people`, all of whom are on `from_`, to another account."""
        if not people or from_ == to:
            return
        self.where.update(dict.fromkeys(people, to))
        if from_ != NOWHERE:
            self.members[from_] -= people
        self.members.setdefault(to, set()).update(people)
        self.balances[from_] = self.balances.get(from_, 0) - len(people)
        self.balances[to] = self.balances.get(to, 0) + len(people)
        self.lines.append(Line(frozenset(people), from_, to, entry.digest, entry.act.happened_at))
        assert from_ == NOWHERE or self.balances[from_] == len(self.members[from_]), "a balance is not its people"
        assert self.balances[to] == len(self.members[to]), "a balance is not its people"

    def on(self, account: Account) -> AbstractSet[PersonId]:
        """Everyone on `account`, as it stands; copy it before the fold goes on."""
        return self.members.get(account, frozenset())

    def by_account(self, people: Iterable[PersonId]) -> dict[Account | None, set[PersonId]]:
        """`people` by the account each is on; None for those the book does not know."""
        people = people if isinstance(people, (set, frozenset)) else set(people)
        accounts = set(map(self.where.get, people))
        if len(accounts) == 1:
            return {accounts.pop(): set(people)}
        sorted_out: dict[Account | None, set[PersonId]] = {}
        for person in people:
            sorted_out.setdefault(self.where.get(person), set()).add(person)
        return sorted_out

    def last_line(self, person: PersonId) -> Line | None:
        """The newest line that moved this person."""
        places = self.lines.places(person)
        return self.lines[places[-1]] if places else None

    def last_entries(
        self, people: AbstractSet[PersonId], *, out_of: CustodianId | None = None
    ) -> dict[PersonId, Digest]:
        """For each of `people` the newest entry that moved him; with `out_of`, by which this one lost him."""
        found: dict[PersonId, Digest] = {}
        for person in people:
            for place in reversed(self.lines.places(person)):
                line = self.lines[place]
                if out_of is None or (custodian_of(line.from_account) == out_of != custodian_of(line.to_account)):
                    found[person] = line.entry
                    break
        return found

    def last_custodian(self, person: PersonId) -> CustodianId | None:
        """The custodian who last answered for someone, whoever does now."""
        held = (custodian_of(self.lines[place].from_account) for place in reversed(self.lines.places(person)))
        return next((one for one in held if one), None)

    def check(self) -> None:
        """Every invariant of custody.md section 6, counted afresh; AssertionError names the one that is broken."""
        counted = Counter(self.where.values())
        assert sum(self.balances.values()) == 0, "the balances do not sum to nothing"
        for account, balance in self.balances.items():
            if account == NOWHERE:
                assert balance == -len(self.where), "nowhere does not balance everyone registered"
            else:
                assert balance >= 0, "an account is overdrawn"
                assert balance == counted[account] == len(self.members[account]), "a balance is not its people"
        assert NOWHERE not in counted, "someone registered is nowhere"
        assert sum(counted.values()) == len(self.where), "someone is on two accounts"
