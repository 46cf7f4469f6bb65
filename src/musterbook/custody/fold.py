"""The fold's state: what the posting rules read and write while the book is read entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.custody.accounts import Accounts
from musterbook.custody.facts import Corrected, CorrectionAgreed, Mustered
from musterbook.custody.findings import Findings
from musterbook.custody.lines import Lines
from musterbook.custody.offers import Offers
from musterbook.custody.rivals import Contest, Deferred
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Chains
from musterbook.terms.custodians import Account, CustodianId, custodian_of, part_of
from musterbook.terms.people import PersonId

NOBODY: frozenset[PersonId] = frozenset()


@dataclass(slots=True)
class Count:
    """The parts of one muster that have come so far, and whom the custodian had when the first was read."""

    parts: dict[int, Entry] = field(default_factory=dict)
    in_hand: frozenset[PersonId] = NOBODY

    def entries(self) -> list[Entry]:
        """The parts in order."""
        return [self.parts[part] for part in sorted(self.parts)]

    @property
    def complete(self) -> bool:
        """Whether every part is there."""
        return bool(self.parts) and len(self.parts) >= self.facts()[0].parts

    def facts(self) -> list[Mustered]:
        """What each part says, in order."""
        return [entry.fact for entry in self.entries() if isinstance(entry.fact, Mustered)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One complete muster beside the roll as it stood then.

    Attributes:
        muster: its reference.
        custodian: whose people were counted.
        at: the world's time of its last part.
        entries: digests of its parts, in order.
        by: `name` or `number`.
        roll: how many the custodian had in hand and should have found.
        mustered: how many were counted; by name those on his roll and those over, known absences not among them.
        missing: on the roll, not counted and not known to be elsewhere; empty by number.
        over: counted and not on his roll; empty by number.
        back: in suspense or in a handover before, and counted; they are in hand again.
        confirmed: whether two counters stand for it, so that it confirms those present.
        present: everyone counted by name.
        lines: how many lines the book had when it was compared.
    """

    muster: str
    custodian: CustodianId
    at: datetime
    entries: tuple[Digest, ...]
    by: str
    roll: int
    mustered: int
    missing: frozenset[PersonId]
    over: frozenset[PersonId]
    back: frozenset[PersonId]
    confirmed: bool
    present: frozenset[PersonId]
    lines: int

    @property
    def difference(self) -> int:
        """Counted less expected: negative when people are missing."""
        return self.mustered - self.roll


@dataclass(frozen=True, slots=True)
class Claim:
    """An acceptance that waits for the entry that gave someone to its giver."""

    entry: Entry
    offer: Digest
    giver: CustodianId


class Fold:
    """Accounts, findings and everything that rules need to remember between entries.

    Args:
        whole: how many of the newest lines and offers stay as objects; as `lines` and `offers` say when None.
    """

    def __init__(self, whole: int | None = None) -> None:
        lines = Lines() if whole is None else Lines(whole=whole, chunk=max(1, whole))
        self.accounts = Accounts(lines)
        self.findings = Findings()
        self.offers = Offers() if whole is None else Offers(whole=whole)
        self.awaited: set[Digest] = set()
        self.waiting: dict[PersonId, list[Claim]] = {}
        self.let_go: set[PersonId] = set()
        self.counts: dict[tuple[CustodianId, str], Count] = {}
        self.merged_from: dict[PersonId, Account] = {}
        self.merged_into: dict[PersonId, PersonId] = {}
        self.corrections: dict[Digest, list[tuple[Entry, Corrected]]] = {}
        self.agreements: dict[Digest, list[tuple[Entry, CorrectionAgreed]]] = {}
        self.comparisons: list[Comparison] = []
        self.confirmed_at: dict[PersonId, datetime] = {}
        self.let_go_by: dict[bytes, str] = {}
        self.reversed_by: set[bytes] = set()
        self.frozen: set[PersonId] = set()
        self.silent: dict[Digest, set[PersonId]] = {}
        self.strangers: dict[Digest, set[PersonId]] = {}
        self.resolvers: dict[Digest, set[PersonId]] = {}
        self.deferred: dict[Digest, set[PersonId]] = {}
        self.after: dict[Digest, list[Deferred]] = {}
        self.only: PersonId | None = None
        self.opening: dict[Digest, list[Contest]] = {}
        self.chains = Chains()
        self.forked: frozenset[PersonId] = frozenset()

    def know_contest(self, contest: Contest) -> None:
        """Several hands claim someone: which entries are silent about him, and which explains it."""
        for digest in contest.silent:
            self.silent.setdefault(digest, set()).add(contest.person)
        for digest in contest.strangers:
            self.strangers.setdefault(digest, set()).add(contest.person)
        if contest.resolver:
            self.resolvers.setdefault(contest.resolver, set()).add(contest.person)
        if contest.candidates:
            self.opening.setdefault(contest.shows, []).append(contest)

    def defer(self, one: Deferred) -> None:
        """An entry takes effect for someone only after another."""
        self.deferred.setdefault(one.entry.digest, set()).add(one.person)
        self.after.setdefault(one.until, []).append(one)

    def free(self, entry: Entry, people: AbstractSet[PersonId]) -> AbstractSet[PersonId]:
        """Those of `people` for whom this entry has its ordinary effect."""
        if self.only is not None:
            return people & {self.only}
        digest = entry.digest
        if digest in self.deferred:
            people = people - self.deferred[digest]
        if digest in self.silent:
            people = people - self.silent[digest]
        if digest in self.strangers:
            people = people - self.strangers[digest]
        return people

    def strange(self, entry: Entry, people: AbstractSet[PersonId]) -> AbstractSet[PersonId]:
        """Those of `people` whom the author of this entry could give to nobody, though it rivals others."""
        return NOBODY if self.only else people & self.strangers.get(entry.digest, NOBODY)

    def grouped(
        self, people: AbstractSet[PersonId]
    ) -> Iterator[tuple[Account | None, CustodianId | None, set[PersonId]]]:
        """`people` by the account they are on, with who answers for it, in the order of the accounts' names."""
        if people:
            groups = self.accounts.by_account(people)
            for account in sorted(groups, key=lambda one: one or ""):
                yield account, custodian_of(account) if account else None, groups[account]

    def regain(self, since: int) -> None:
        """Whom a line from number `since` on takes out of suspense somebody can point at again."""
        for line in self.accounts.lines[since:]:
            if part_of(line.from_account) == "unaccounted" != part_of(line.to_account):
                for person in self.with_findings(line.people):
                    self.findings.regain(person, line.entry)

    def knew(self, person: PersonId, later: Entry, earlier: Digest) -> bool:
        """Whether the writer of `later` had got `earlier`, which was read before it, about someone both name."""
        if person not in self.forked or later.digest not in self.chains.chain(person):
            return True
        return self.chains.follows(person, later.digest, earlier)

    def with_findings(self, people: AbstractSet[PersonId]) -> list[PersonId]:
        """Those of `people` something was found about, sorted."""
        about = self.findings.about
        return sorted(person for person in people if person in about) if about else []

    def first_entry(self, person: PersonId) -> Digest:
        """The entry that brought someone into the book."""
        lines = self.accounts.lines
        return lines[lines.places(person)[0]].entry
