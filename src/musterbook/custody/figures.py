"""Figures: numbers folded from the book, numbers two custodians agree on, and numbers somebody outside has said.

Only an agreed figure may be printed as *the* number. A claim never moves anyone: it stands beside the book's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from musterbook.custody.facts import FigureAgreed, FigureClaimed, FigureStated
from musterbook.custody.roll import Roll, as_of
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import NOWHERE, Account, CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

EVERYONE = "operation"
"""The scope of a figure about all accounts."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Counts a custodian stated, and who else's copy folds to the same."""

    entry: Digest
    by: CustodianId
    at: datetime
    as_of: datetime
    scope: str
    counts: Mapping[str, int] = field(hash=False)
    agreed_by: tuple[CustodianId, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether it may be printed as the number."""
        return bool(self.agreed_by)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number somebody outside said."""

    entry: Digest
    source: str
    as_of: datetime
    scope: str
    value: int
    note: str
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim beside the book's own number; `book` and `difference` (claimed less book) are None when it has none."""

    claim: Claim
    book: int | None
    difference: int | None


class Figures:
    """Statements and claims of a book, in order."""

    def __init__(self) -> None:
        self._statements: dict[Digest, tuple[Entry, FigureStated]] = {}
        self._agreed: dict[Digest, dict[CustodianId, None]] = {}
        self.claims: list[Claim] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The figures of `entries`, which stand in reading order."""
        figures = cls()
        for entry in entries:
            figures.add(entry)
        return figures

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, FigureStated):
            self._statements[entry.digest] = entry, fact
        elif isinstance(fact, FigureAgreed):
            self._agreed.setdefault(fact.statement, {})[entry.by] = None
        elif isinstance(fact, FigureClaimed):
            self.claims.append(
                Claim(entry.digest, fact.source, fact.as_of, fact.scope, fact.value, fact.note, fact.part_of)
            )
        return True

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement whose parts sum to its whole, with those who agree; its author's own agreement is none."""
        return tuple(
            Statement(
                digest, entry.by, entry.happened_at, fact.as_of, fact.scope, fact.counts,
                tuple(sorted(self._agreed.get(digest, {}).keys() - {entry.by})),
            )
            for digest, (entry, fact) in self._statements.items()
            if parts_sum(fact.counts)
        )  # fmt: skip

    @property
    def not_summing(self) -> tuple[Digest, ...]:
        """The entries of statements whose parts do not sum to their whole: they are no figures."""
        return tuple(digest for digest, (_, fact) in self._statements.items() if not parts_sum(fact.counts))

    def claims_beside(self, entries: Sequence[Entry], claims: Iterable[Claim] | None = None) -> tuple[Beside, ...]:
        """Every claim beside what the book says of the same scope at the same moment.

        Args:
            entries: what stands, in reading order; folded once for each moment somebody claimed something about.
            claims: only these; every one by default.
        """
        wanted = self.claims if claims is None else tuple(claims)
        rolls = {moment: Roll.of(as_of(entries, moment)) for moment in {claim.as_of for claim in wanted}}
        beside = []
        for claim in wanted:
            book = count_in(rolls[claim.as_of], claim.scope)
            beside.append(Beside(claim, book, None if book is None else claim.value - book))
        return tuple(beside)


def state_figure(roll: Roll, *, scope: str = EVERYONE) -> dict[str, int]:
    """The counts a custodian may state: each account of the scope that is not empty, and `total`, their sum.

    Args:
        roll: folded as of the moment the figure is for, `Roll.of(as_of(entries, moment))`.
        scope: `operation`, or the name of one custodian.
    """
    counts = {str(account): count for account, count in roll.counts.items() if _in_scope(account, scope)}
    return {**counts, "total": sum(counts.values())}


def check_figure(counts: Mapping[str, int]) -> None:
    """Malformed when the parts do not sum to the whole (F02): such a figure is not stated."""
    if not parts_sum(counts):
        parts = sum(count for name, count in counts.items() if name != "total")
        raise Malformed.because("figure.parts-do-not-sum", parts=parts, total=counts.get("total"))


def parts_sum(counts: Mapping[str, int]) -> bool:
    """Whether a statement's parts sum to its total and none is negative."""
    parts = [count for name, count in counts.items() if name != "total"]
    return counts.get("total") == sum(parts) and all(count >= 0 for count in parts)


def differing(
    ours: Roll, theirs: Roll, *, scope: str = EVERYONE
) -> dict[PersonId, tuple[Account | None, Account | None]]:
    """Whoever two copies have on different accounts of a scope: number to (ours, theirs), by number (F01)."""
    found = {}
    for person in sorted(ours.where.keys() | theirs.where.keys()):
        here, there = ours.where.get(person), theirs.where.get(person)
        if here != there and any(one is not None and _in_scope(one, scope) for one in (here, there)):
            found[person] = (here, there)
    return found


def count_in(roll: Roll, scope: str) -> int | None:
    """The book's own number for what a claim is about; None when it has no such number.

    A scope is `registered`; `arrived:CUSTODIAN`, all who ever came into his hands; `left:CUSTODIAN`, all who ever left
    his account; an account such as `far/escaped`; or a custodian's name, for all he answers for.
    """
    word, _, custodian = scope.partition(":")
    if scope in ("registered", EVERYONE):
        return roll.registered
    if word == "arrived" and custodian:
        return len(ever_in_hands(roll, CustodianId(custodian)))
    if word == "left" and custodian:
        name = CustodianId(custodian)
        return len(ever_in_hands(roll, name) - roll.answered_for(name))
    if "/" in scope:
        return len(roll.on(Account(scope)))
    return roll.headcount.get(CustodianId(scope))


def ever_in_hands(roll: Roll, custodian: CustodianId) -> frozenset[PersonId]:
    """Everyone who ever came into a custodian's hands."""
    account = in_hand(custodian)
    return frozenset[PersonId]().union(*(line.people for line in roll.lines if line.to_account == account))


def _in_scope(account: Account, scope: str) -> bool:
    return account != NOWHERE and (scope == EVERYONE or account.startswith(f"{scope}/"))
