"""The roll: who should be where, and who answers for him, read from nothing but the entries.

    roll = Roll.of(entries)
    roll.headcount        {"hasakah": 1, "chinook": 1}
    roll.holder(person)   "chinook"

The roll asserts its invariants while it is read: everyone registered is on exactly one account, the balances sum to
nothing, and each balance is the number of people who stand there, tallied separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.discrepancies import Discrepancies, Notice
from musterbook.custody.facts import ControlLost, ControlRegained, MusterCalled, Noticed, Offered
from musterbook.custody.fold import Fold
from musterbook.custody.musters import Called, Headcount, Musters, Uncounted
from musterbook.custody.posting import RULES, Line, Posting, Rules
from musterbook.custody.rivals import Contest, contests_of
from musterbook.custody.settings import CustodySettings
from musterbook.custody.strands import Strands
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import (
    Account,
    CustodianId,
    custodian_of,
    far,
    handing_over,
    in_hand,
    part_of,
    unaccounted,
)
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

SEARCHED: Final = ("escaped", "released-in-error")
"""Far-side accounts whose people are still sought."""


class Roll:
    """Where everyone is, folded from entries that stand.

    Attributes:
        rivals: every contest about anyone's hands, settled or not.

    Args:
        rules: the posting rules; for tests that take one away.
        whole: how many of the newest lines and offers stay as objects before older ones are packed; for tests.
    """

    def __init__(self, rules: Rules = RULES, *, whole: int | None = None) -> None:
        self.rivals: list[Contest] = []
        self._rules = rules
        self._fold = Fold(whole)
        self._strands = Strands()
        self._disputed: set[PersonId] = set()
        self._unsettled: set[PersonId] = set()
        self._notices: dict[str, Notice] = {}
        self._calls: list[Called] = []
        self._controls: list[Entry] = []

    @classmethod
    def of(cls, entries: Iterable[Entry], *, rules: Rules = RULES, whole: int | None = None) -> Self:
        """The roll of `entries`, which stand in reading order; `rules` and `whole` as above."""
        read = entries if isinstance(entries, Sequence) else list(entries)
        roll = cls(rules, whole=whole)
        for entry in read:
            fact = entry.act.fact
            if isinstance(fact, Offered):
                roll._fold.offers.know(entry, fact)
            roll._strands.add(entry)
        roll._settle_rivals(read)
        for entry in read:
            roll._read(entry)
        return roll

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; False, with nothing changed, when what was read may now mean something else.

        That is so when the entry gives someone away who was given away elsewhere, when it names someone whose hands
        are in dispute, and when it is an offer that an acceptance was waiting for.
        """
        fact = entry.act.fact
        if isinstance(fact, Offered) and entry.digest in self._fold.awaited:
            return False
        if fact.in_chain:
            forks = self._strands.forked_by(entry)
            if forks & (fact.decided() | self._disputed) or fact.named() & self._unsettled:
                return False
        if isinstance(fact, Offered):
            self._fold.offers.know(entry, fact)
        self._strands.add(entry)
        self._read(entry)
        return True

    @property
    def where(self) -> Mapping[PersonId, Account]:
        """Account of each registered person."""
        return self._fold.accounts.where

    @property
    def merged_into(self) -> Mapping[PersonId, PersonId]:
        """Each absorbed number and the one it was merged into, which may have been absorbed itself."""
        return self._fold.merged_into

    @property
    def counts(self) -> dict[Account, int]:
        """People on each account that is not empty; `nowhere` is negative by everyone registered."""
        return {account: count for account, count in sorted(self._fold.accounts.balances.items()) if count}

    @property
    def headcount(self) -> dict[CustodianId, int]:
        """How many people each custodian answers for, in hand, handing over and unaccounted for together."""
        heads: dict[CustodianId, int] = {}
        for account, count in self.counts.items():
            custodian = custodian_of(account)
            if custodian is not None:
                heads[custodian] = heads.get(custodian, 0) + count
        return heads

    @property
    def registered(self) -> int:
        """How many numbers the book knows."""
        return len(self.where)

    @property
    def lines(self) -> Sequence[Line]:
        """Every posting, in order, those of one entry between the same accounts together."""
        return self._fold.accounts.lines

    @property
    def contested(self) -> dict[PersonId, Contest]:
        """Whoever is claimed by several hands and not explained yet, with the account he stays on."""
        return {one.person: replace(one, base=self.where.get(one.person)) for one in self.rivals if one.open}

    @property
    def discrepancies(self) -> Discrepancies:
        """What does not add up."""
        return Discrepancies(self._fold.findings, self._notices)

    @property
    def musters(self) -> Musters:
        """Every count ordered, and every complete one beside the roll."""
        return Musters(tuple(self._calls), tuple(self._fold.comparisons), self._uncounted())

    @property
    def controls(self) -> Sequence[Entry]:
        """Losses of control and their ends, in order."""
        return self._controls

    @property
    def searches(self) -> dict[Account, frozenset[PersonId]]:
        """People outside who are still sought: escaped, and released in error."""
        return {far(outcome): self.on(far(outcome)) for outcome in SEARCHED if self.on(far(outcome))}

    def on(self, account: Account) -> frozenset[PersonId]:
        """Everyone on one account."""
        return frozenset(self._fold.accounts.on(account))

    def answered_for(self, custodian: CustodianId) -> frozenset[PersonId]:
        """Everyone this custodian answers for, wherever they are."""
        return self.on(in_hand(custodian)) | self.on(handing_over(custodian)) | self.on(unaccounted(custodian))

    def holder(self, person: PersonId) -> CustodianId | None:
        """Who answers for someone; None when he is on the far side or the book does not know him."""
        return custodian_of(self.where.get(person, Account("")))

    def history(self, person: PersonId) -> tuple[Posting, ...]:
        """One person's postings, first to last."""
        lines = self._fold.accounts.lines
        return tuple(lines[place].of(person) for place in lines.places(person))

    def held_since(self, person: PersonId) -> Posting | None:
        """The posting by which whoever answers for him now came to do so; None when the book does not know him."""
        line = self._fold.accounts.lines.came_by(person)
        return line.of(person) if line is not None else None

    def confirmed_at(self, person: PersonId) -> datetime | None:
        """When a muster by name or an acceptance last confirmed that someone is there; None when nothing did."""
        return self._fold.confirmed_at.get(person)

    def let_go_in(self, entry: Digest) -> str | None:
        """The reference of the handover a let-go belongs to; None when the entry is none."""
        return self._fold.let_go_by.get(bytes.fromhex(entry))

    def reverses(self, entry: Digest) -> bool:
        """Whether an entry posted somebody back, by agreeing to a correction of what had been the last to move him."""
        return bytes.fromhex(entry) in self._fold.reversed_by

    def accounted_for(
        self, now: datetime, settings: CustodySettings | None = None, *, custodian: CustodianId | None = None
    ) -> Headcount:
        """Three numbers that are always shown together, for one custodian or for all of them.

        Accounted for is whoever is not in suspense and was confirmed in the last `muster_confirm_hours`.
        """
        since = now - timedelta(hours=(settings or CustodySettings()).muster_confirm_hours)
        heads = self.headcount
        custodians = [custodian] if custodian is not None else list(heads)
        suspense = sum(len(self._fold.accounts.on(unaccounted(one))) for one in custodians)
        confirmed = self._fold.confirmed_at
        confirmed_people = sum(
            (at := confirmed.get(person)) is not None and at >= since
            for one in custodians
            for account in (in_hand(one), handing_over(one))
            for person in self._fold.accounts.on(account)
        )
        return Headcount(sum(heads.get(one, 0) for one in custodians), confirmed_people, suspense)

    def heads(self, person: PersonId) -> tuple[Digest, ...]:
        """The newest entries of someone's chain, sorted: what an explanation about him has to cite."""
        return self._strands.heads(person)

    def objections(self, move: Move) -> list[Objection]:
        """Gate `custody.holder`: whom the giver cannot offer, because he does not hold him undisputed and in sight."""
        return [
            Objection("custody.holder", person, {"why": why, "holder": self.holder(person), "giver": move.giver})
            for person in sorted(move.people)
            if (why := self._why_not(person, move.giver)) is not None
        ]

    def check_invariants(self) -> None:
        """Every invariant of custody.md section 6, counted afresh; AssertionError names the one that is broken."""
        self._fold.accounts.check()

    def _uncounted(self) -> tuple[Uncounted, ...]:
        return tuple(
            Uncounted(muster, custodian, tuple(sorted(tally.parts)), tally.facts()[0].parts)
            for (custodian, muster), tally in self._fold.counts.items()
            if not tally.complete
        )

    def _why_not(self, person: PersonId, giver: CustodianId) -> str | None:
        account = self.where.get(person)
        if account is None:
            return "unregistered"
        if self._fold.findings.open_about(person, ("two-hands", "twice-registered")):
            return "two-hands"
        if custodian_of(account) != giver:
            return "not-the-holder"
        return None if part_of(account) == "in-hand" else part_of(account)

    def _settle_rivals(self, entries: Sequence[Entry]) -> None:
        """Find out, before anything posts, whose hands are in dispute."""
        chains, strands = self._strands.of_forked(entries)
        self._fold.chains, self._fold.forked = chains, frozenset(strands)
        for person in sorted(strands):
            contests, deferred = contests_of(person, strands[person], chains, self._fold.offers)
            for one in deferred:
                self._fold.defer(one)
            for contest in contests:
                self.rivals.append(contest)
                self._disputed.add(person)
                if contest.open:
                    self._unsettled.add(person)
                self._fold.know_contest(contest)

    def _read(self, entry: Entry) -> None:
        fold, fact = self._fold, entry.act.fact
        if entry.digest in fold.opening:
            for contest in fold.opening[entry.digest]:
                self._open(contest, entry)
        if isinstance(fact, Noticed):
            self._notice(entry, fact)
        elif isinstance(fact, Offered):
            fold.offers[entry.digest].reached = True
        elif isinstance(fact, ControlLost | ControlRegained):
            self._controls.append(entry)
        elif isinstance(fact, MusterCalled):
            self._calls.append(
                Called(fact.muster, fact.custodian, fact.by, fact.reason, entry.happened_at, fact.due_by, entry.digest)
            )
        self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        """The rules for one entry; then those entries that waited for it, each for the person it concerns."""
        fold = self._fold
        lines = len(fold.accounts.lines)
        for rule in self._rules.get(type(entry.act.fact), ()):
            rule(fold, entry, entry.act.fact)
        for later in fold.after.get(entry.digest, ()):
            fold.only = later.person
            for rule in self._rules.get(type(later.entry.act.fact), ()):
                rule(fold, later.entry, later.entry.act.fact)
            fold.only = None
        fold.regain(lines)

    def _open(self, contest: Contest, entry: Entry) -> None:
        """A contest shows at its first candidate; from here on nothing but its explanation moves him."""
        fold, person = self._fold, contest.person
        if contest.frozen:
            fold.frozen.add(person)
        holder = self.holder(person)
        name = fold.findings.add(
            contest.kind, person, cause=entry, owner=holder or entry.by, entries=contest.candidates,
            other=entry.by if holder != entry.by else None,
        )  # fmt: skip
        if contest.open:
            fold.findings.keep_open(name)

    def _notice(self, entry: Entry, fact: Noticed) -> None:
        """The earliest notice starts each clock; of whom a partial copy does not hold, nothing was shown there."""
        shown: list[tuple[str, tuple[PersonId, ...]]] = [(one.discrepancy, (one.person,)) for one in fact.others]
        if fact.people or not fact.others:
            shown.append((fact.discrepancy, tuple(sorted(fact.people))))
        for name, people in shown:
            known = self._notices.get(name)
            if known is None or (entry.happened_at, entry.digest) < (known.at, known.entry):
                self._notices[name] = Notice(name, fact.kind_of, people, entry.happened_at, entry.digest)


def as_of(entries: Iterable[Entry], moment: datetime) -> list[Entry]:
    """The entries about what had happened by `moment`, in the same order: `Roll.of(as_of(entries, moment))`."""
    return [entry for entry in entries if entry.happened_at <= moment]
