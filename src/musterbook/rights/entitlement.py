"""Entitlement: had the authors of an entry the right to write it? Decided from the book alone, on every copy alike.

For each entry, in this order:

1. Its log is known to the register, or the entry waits (`unknown-node`).
2. It lies below the size at which its log was closed (`after-close`).
3. The register it cites is one we have, is ours, and is no older than one its log cited before (`old-register`).
4. Facts about rights lie in the register itself, where they were judged as it was read.
5. Its signatures are real and their roles suffice (`signatures.py`); a second may be given later by countersigning.
6. Nobody accepts with the giver's key.
7. What was set aside under 2 or for want of a right in 5 stands after all when two people adopt it, neither of whom
   signed it. So does what lies where its log forked, unless it is about rights: those are written anew.

LEFT TO THE CALLER: links between entries, repeated act ids, and whether the log itself is whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, NotUnderstood
from musterbook.ledger.signing import signature_holds
from musterbook.rights.facts import Adopted, Countersigned
from musterbook.rights.register import ANY_LOG, ENDINGS, REGISTER_KINDS, Register
from musterbook.rights.signatures import (
    SignatureCheck,
    Signer,
    judge_signatures,
    place_of,
    real_signers,
)
from musterbook.rights.verdict import OK, Verdict
from musterbook.terms.custodians import CustodianId

ADOPTABLE: Final = frozenset(("no-authority", "key-withdrawn", "after-close"))
"""What two people may let stand: a signature that is real, by someone who had no right to give it there any more."""

_ACCEPTANCES: Final = frozenset(("custody.accepted", "custody.refused"))
_REACHES_BACK: Final = frozenset((
    "rights.node-opened", "rights.node-closed", "rights.countersigned", "rights.adopted",
    *(ending.kind for ending in ENDINGS),
))  # fmt: skip


class Entitlement:
    """The judge of a copy of the book: its register, and what it has seen that bears on other entries.

    Args:
        register: who may do what.
        register_log: the log that is the register.
        find: finds an entry by its digest, for a caller who has a copy to look it up in; otherwise every entry that is
            noted is kept for it.
    """

    def __init__(
        self, register: Register, *, register_log: str = "", find: Callable[[Digest], Entry | None] | None = None
    ) -> None:
        self.register = register
        self._log = register_log or register.log
        self._entries: dict[Digest, Entry] = {}
        self._find = find or self._entries.get
        self._keeps = find is None
        self._cited: dict[str, _Cited] = defaultdict(_Cited)
        self._countersigned: dict[Digest, list[Entry]] = defaultdict(list)
        self._adopted: dict[Digest, list[Entry]] = defaultdict(list)
        self._ahead: set[int] = set()
        self._awaiting: dict[Digest, list[Entry]] = defaultdict(list)

    @classmethod
    def of(
        cls, entries: Iterable[Entry], *, register_log: str, holds: SignatureCheck = signature_holds,
        beside: Iterable[Entry] = (),
    ) -> Self:  # fmt: skip
        """The judge of all entries of a copy, in whatever order; `register_log` is the log that is the register.

        Entries `beside` those lie where their logs forked: they bear on nobody's rights; an acceptance among them is
        held against an offer among them.
        """
        known = sorted(entries, key=lambda entry: (entry.log, entry.seq))
        register = Register.of((entry for entry in known if entry.log == register_log), holds=holds)
        judge = cls(register, register_log=register_log)
        judge._entries.update((entry.digest, entry) for entry in beside)
        for entry in known:
            judge.note(entry)
        return judge

    def add(self, entry: Entry) -> bool:
        """Take one more entry, which is the next of its log; False when verdicts given before may change by it.

        The judge has taken it in either way, unless it is the register's own and reaches back: then `of` must read all
        afresh. A caller who gets False asks again for every verdict. Acts that came before the register they cite are
        judged once it is here, and acceptances whose signers may have given once their offer is.
        """
        whole = True
        if entry.log == self._log:
            whole = self.register.add(entry) and self.register.size not in self._ahead
        self.note(entry)
        accepted = self._awaiting.pop(entry.digest, ())
        whole = whole and all(self._giver_signed(one) is None for one in accepted)
        return whole and entry.act.kind not in _REACHES_BACK

    def verdict(self, entry: Entry) -> Verdict:
        """Whether the entry's authors were entitled."""
        verdict = self._judge(entry)
        if verdict.rule in ADOPTABLE and not self._is_registers(entry) and self._adopted_by_others(entry):
            verdict = self._judge(entry, adopted=True)
            return OK if verdict.rule in ADOPTABLE else verdict
        return verdict

    def note(self, entry: Entry) -> None:
        """Remember what an entry means for the right to others; those of a log in its order, before any verdict."""
        if self._keeps:
            self._entries[entry.digest] = entry
        size, root = entry.act.register
        if self.register.root_at(size) == root:
            self._cited[entry.log].note(entry.seq, size)
        elif size > self.register.size:
            self._ahead.add(size)
        offer = getattr(entry.fact, "offer", Digest("")) if entry.act.kind in _ACCEPTANCES and self._keeps else None
        if offer is not None and offer not in self._entries:
            self._awaiting[offer].append(entry)
        match entry.fact:
            case Countersigned(entry=digest):
                self._countersigned[digest].append(entry)
            case Adopted(entries=digests):
                for digest in digests:
                    self._adopted[digest].append(entry)

    def _judge(self, entry: Entry, *, adopted: bool = False) -> Verdict:
        """By itself; one that was adopted as if its log were open: whoever signed it must be real all the same."""
        kind = entry.act.kind
        if isinstance(entry.fact, NotUnderstood):
            return OK
        if self._is_registers(entry):
            return self.register.verdict(entry) or OK
        if kind.startswith(REGISTER_KINDS) and kind not in ANY_LOG:
            return Verdict("not-entitled", "not-in-register", _of(entry))
        if entry.log != self._log:
            node = self.register.node_of(entry.log)
            if node is None:
                return Verdict("waiting", "unknown-node", _of(entry))
            if node.closed_at is not None and entry.seq >= node.closed_at and not adopted:
                return Verdict("quarantined", "after-close", {**_of(entry), "at_size": node.closed_at})
        return self._judge_position(entry) or self._judge_authors(entry)

    def _is_registers(self, entry: Entry) -> bool:
        """Whether the register judged it as it was read: a fact about rights in the register's own log."""
        return entry.log == self._log and entry.act.kind.startswith(REGISTER_KINDS)

    def _judge_position(self, entry: Entry) -> Verdict | None:
        """The register cited is one we have, is ours, and did not go back; None when all is well."""
        size, root = entry.act.register
        have = self.register.size
        if size > have:
            return Verdict("waiting", "register-behind", {**_of(entry), "position": size, "have": have})
        if self.register.root_at(size) != root:
            return Verdict("not-entitled", "other-register", {**_of(entry), "position": size, "have": have})
        before = self._cited[entry.log].before(entry.seq)
        if size < before:
            said = {**_of(entry), "position": size, "have": have, "before": before}
            return Verdict("not-entitled", "old-register", said)
        return None

    def _judge_authors(self, entry: Entry) -> Verdict:
        said, holds = self.register.said, self.register.holds
        verdict = judge_signatures(entry, said, holds, countersigners=self._countersigners(entry))
        if entry.act.kind in _ACCEPTANCES and verdict.rule in {"", "no-authority"}:
            return self._giver_signed(entry) or verdict
        return verdict

    def _countersigners(self, entry: Entry) -> list[Signer]:
        """Those who signed under this entry later, in acts that stand by themselves."""
        found: list[Signer] = []
        for later in self._countersigned.get(entry.digest, ()):
            signers = real_signers(later, self.register.said, self.register.holds)
            if not isinstance(signers, Verdict) and self._judge(later).ok:
                found.extend(signers)
        return found

    def adopted(self, entry: Entry) -> bool:
        """Whether two people who did not sign it let an entry of a log that forked stand.

        Never one about rights: what bears on others' rights must lie where every copy reads the same.
        """
        return not entry.act.kind.startswith(REGISTER_KINDS) and self._adopted_by_others(entry)

    def _adopted_by_others(self, entry: Entry) -> bool:
        """Whether two people who did not sign the entry let it stand."""
        party = {one.officer for one in entry.signed}
        return any(
            self._judge(adoption).ok and not party & {one.officer for one in adoption.signed}
            for adoption in self._adopted.get(entry.digest, ())
        )

    def _giver_signed(self, entry: Entry) -> Verdict | None:
        """Nobody may accept for the receiver with a key that gave, or with none but the giver's rights."""
        offer = self._find(getattr(entry.fact, "offer", Digest("")))
        if offer is None:
            return None
        gave = {one.key for one in offer.signed}
        for one in entry.signed:
            answers_for = self._custodians_of(one.officer, entry)
            if one.key in gave or (offer.by in answers_for and entry.by not in answers_for):
                values = {"kind": entry.act.kind, "officer": one.officer, "role": one.role, "giver": offer.by}
                return Verdict("not-entitled", "giver-signed-acceptance", values)
        return None

    def _custodians_of(self, officer: str, entry: Entry) -> set[CustodianId]:
        """Everyone for whom the officer had any role when he wrote the entry."""
        held = self.register.said.grants.get(officer, [])
        return {grant.custodian for grant in held if grant.good_at(place_of(entry), entry.written_at)}


def _of(entry: Entry) -> dict[str, str | int | None]:
    """What every sentence about an entry's right to stand needs."""
    return {"kind": entry.act.kind, "log": entry.log[:16]}


class _Cited:
    """The register positions that the entries of one log cite, so that one who goes back is found.

    Kept are the entries that cite a later position than all before them.
    """

    def __init__(self) -> None:
        self._seqs: list[int] = []
        self._highest: list[int] = []
        self._noted = -1

    def note(self, seq: int, position: int) -> None:
        """The entry at `seq` cites `position`; entries are noted in the order of the log."""
        if seq <= self._noted:
            return
        self._noted = seq
        if not self._highest or position > self._highest[-1]:
            self._seqs.append(seq)
            self._highest.append(position)

    def before(self, seq: int) -> int:
        """The highest position cited before `seq`."""
        place = bisect_left(self._seqs, seq)
        return self._highest[place - 1] if place else 0
