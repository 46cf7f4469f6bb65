"""The register: the log that says which nodes, officers, keys and roles there are; only what stands in it counts.

Every question takes a position: the size of the register that an act cites. Each entry of the register is itself judged
under the register it cites, which is never longer than what lies before it; what stands counts from the next size on.
The first root set carries its own threshold of root signatures; roots sign the first registrar and administrator, and
from then on a registrar signs with an administrator or inspector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.signing import signature_holds
from musterbook.ledger.tree import EMPTY_ROOT, Frontier
from musterbook.rights.facts import (
    Countersigned,
    Granted,
    GrantEnded,
    KeyIssued,
    KeyWithdrawn,
    OfficerEnded,
    PolicySet,
    RootSet,
)
from musterbook.rights.grants import LONG_AGO, Grant, Grants, Key, Node
from musterbook.rights.roles import Rule, keeps_machines, moves_people
from musterbook.rights.signatures import CheckedOnce, SignatureCheck, Signer, judge_signatures, real_signers
from musterbook.rights.verdict import OK, Verdict
from musterbook.terms.custodians import CustodianId

REGISTER_KINDS: Final = "rights."
ANY_LOG: Final = frozenset((
    "rights.countersigned", "rights.adopted", "rights.account-stated", "rights.glass-broken", "rights.glass-reviewed",
    "rights.key-destroyed", "rights.put-out",
))  # fmt: skip
"""Kinds of the room that may lie in any log; all others count only in the register."""

ENDINGS: Final = (KeyWithdrawn, GrantEnded, OfficerEnded)
"""Facts that take something away, and say from which place of each log."""

_KEY_DIGITS: Final = {"ed25519": 64, "webauthn-es256": 130}


class Register:
    """Who may do what, at any position of the register."""

    def __init__(self, holds: SignatureCheck = signature_holds) -> None:
        self._holds = holds if isinstance(holds, CheckedOnce) else CheckedOnce(holds)
        self._entries: list[Entry] = []
        self._verdicts: dict[Digest, Verdict] = {}
        self._waiting: dict[Digest, Entry] = {}
        self._seconds: dict[Digest, list[Signer]] = {}
        self._void: frozenset[Digest] = frozenset()
        self._said = Grants()
        self._endings: list[Entry] = []
        self._tree = Frontier()
        self._roots = [EMPTY_ROOT.hex()]

    @classmethod
    def of(cls, entries: Iterable[Entry], *, holds: SignatureCheck = signature_holds) -> Self:
        """The register that the entries of its log make, in whatever order they are given."""
        register = cls(holds)
        ordered = sorted(entries, key=lambda entry: entry.seq)
        while True:
            register._fold(ordered)
            void = register._overtaken()
            if void <= register._void:
                return register
            register._void |= void

    def add(self, entry: Entry) -> bool:
        """Carry on with the next entry of the register's log; False when it reaches back and all must be read again."""
        if self._entries and (entry.log != self.log or entry.seq != self._entries[-1].seq + 1):
            return False
        self._take(entry)
        return not self._overtaken() - self._void

    @property
    def log(self) -> str:
        """The log the register is; empty while it has no entry."""
        return self._said.log

    @property
    def size(self) -> int:
        """How many entries the register has: the position a new act cites."""
        return len(self._entries)

    @property
    def root(self) -> str:
        """Root of the tree over all its entries, hexadecimal: what a new act cites beside the size."""
        return self._roots[-1]

    def root_at(self, size: int) -> str | None:
        """The root when the register had this many entries; None when it never had."""
        return self._roots[size] if 0 <= size < len(self._roots) else None

    @property
    def said(self) -> Grants:
        """Everything that counts, for judging signatures."""
        return self._said

    @property
    def holds(self) -> SignatureCheck:
        """The signature check the register was read with."""
        return self._holds

    def verdict(self, entry: Entry) -> Verdict | None:
        """What became of an entry of the register; None for one it does not have, or that is not the room's."""
        return self._verdicts.get(entry.digest)

    def not_standing(self) -> Mapping[Digest, Verdict]:
        """The register's own entries that do not count, each with its reason."""
        return {digest: verdict for digest, verdict in self._verdicts.items() if not verdict.ok}

    def keys_of(self, officer: str, position: int) -> tuple[Key, ...]:
        """The officer's keys that are good for an act written under the register of this size."""
        issued = self._said.keys.get(officer, [])
        return tuple(
            key for key in issued if key.since <= position and (key.ended is None or position < key.ended.position)
        )

    def may(self, officer: str, role: str, custodian: CustodianId, position: int, *, when: datetime = LONG_AGO) -> bool:
        """Whether the officer holds the role for the custodian there; `when` matters only to grants with an end."""
        return any(
            (grant.role, grant.custodian) == (role, custodian) and grant.counts_at(position, when)
            for grant in self._said.grants.get(officer, ())
        )

    def officers(self, position: int | None = None) -> tuple[tuple[str, CustodianId], ...]:
        """Everyone named, with each custodian he acts for; now, or under the register of some size."""
        at = self.size if position is None else position
        return tuple(sorted({
            (officer, one.custodian)
            for officer, namings in self._said.named.items()
            for one in namings
            if one.since <= at and (one.ended is None or at < one.ended.position)
        }))  # fmt: skip

    def grants_at(self, position: int, *, when: datetime = LONG_AGO) -> tuple[Grant, ...]:
        """Every grant that counts for an act written under the register of this size."""
        return tuple(self._said.standing_grants(position, when))

    def rules_of(self, kind: str, position: int | None = None) -> tuple[Rule, ...]:
        """Every rule of who signs a kind, in the order in which they are tried; now, or at some size."""
        return self._said.rules_of(kind, self.size if position is None else position)

    def rule_for(self, fact: Fact, position: int | None = None) -> Rule | None:
        """The rule that decides who signs this fact; now, or at some size; None when nobody does."""
        return self._said.rule_for(fact, self.size if position is None else position)

    def policy_at(self, position: int | None = None) -> PolicySet | None:
        """The policy set last; by now, or by some size; None when none was and the software's own counts."""
        at = self.size if position is None else position
        return next((one for since, one in reversed(self._said.policies) if since <= at), None)

    def node_of(self, log: str, position: int | None = None) -> Node | None:
        """The node whose log this is, if the register knows it (by `position`, or at all)."""
        node = self._said.nodes.get(log)
        return node if node is not None and (position is None or node.since <= position) else None

    def _fold(self, ordered: Iterable[Entry]) -> None:
        self._entries, self._verdicts, self._waiting, self._seconds, self._said = [], {}, {}, {}, Grants()
        self._tree, self._roots, self._endings = Frontier(), [EMPTY_ROOT.hex()], []
        for entry in ordered:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        """Judge the next entry and let it count, or wait for its second signature."""
        self._said.log = self._said.log or entry.log
        self._entries.append(entry)
        self._tree.append(bytes.fromhex(entry.digest))
        self._roots.append(self._tree.root().hex())
        if not entry.act.kind.startswith(REGISTER_KINDS):
            return
        verdict = self._judge(entry)
        self._verdicts[entry.digest] = verdict
        if isinstance(entry.fact, ENDINGS):
            self._endings.append(entry)
        if verdict.ok:
            self._said.take(entry.fact, self.size)
            if isinstance(entry.fact, Countersigned):
                self._countersign(entry, entry.fact.entry)
        elif verdict.rule == "needs-second-signature":
            self._waiting[entry.digest] = entry

    def _judge(self, entry: Entry) -> Verdict:
        if entry.digest in self._void:
            return Verdict("quarantined", "key-withdrawn", {"kind": entry.act.kind, "officer": entry.signed[0].officer})
        if entry.act.register[0] > entry.seq:
            return Verdict("not-entitled", "old-register", {"kind": entry.act.kind, "position": entry.act.register[0]})
        if not _sound(entry.fact):
            return Verdict("not-entitled", "unsound", {"kind": entry.act.kind})
        verdict = judge_signatures(entry, self._said, self._holds)
        return self._conflict(entry) or verdict if verdict.ok else verdict

    def _conflict(self, entry: Entry) -> Verdict | None:
        """Whoever keeps machines may not move people, nor the other way round: such a grant does not count."""
        fact = entry.fact
        if not isinstance(fact, Granted):
            return None
        clashes = moves_people if keeps_machines(fact.role) else keeps_machines if moves_people(fact.role) else None
        held = (grant for grant in self._said.standing_grants(self.size) if grant.officer == fact.officer)
        other = next((grant.role for grant in held if clashes and clashes(grant.role)), None)
        if other is None:
            return None
        values = {"kind": entry.act.kind, "officer": fact.officer, "role": fact.role, "beside": other}
        return Verdict("not-entitled", "roles-conflict", values)

    def _countersign(self, entry: Entry, digest: Digest) -> None:
        """A second signature given later lets a waiting entry of the register count, from here on."""
        if digest not in self._waiting:
            return
        waiting, seconds = self._waiting[digest], self._seconds.setdefault(digest, [])
        signers = real_signers(entry, self._said, self._holds)
        seconds.extend([] if isinstance(signers, Verdict) else signers)
        verdict = judge_signatures(waiting, self._said, self._holds, countersigners=seconds)
        if verdict.ok:
            verdict = self._conflict(waiting) or OK
        if verdict.rule != "needs-second-signature":
            del self._waiting[digest]
            self._verdicts[digest] = verdict
        if verdict.ok:
            self._said.take(waiting.fact, self.size)

    def _overtaken(self) -> frozenset[Digest]:
        """Entries that counted when they were read, and of which a withdrawal further on says that they were not to.

        Endings go first, the last before all: one that a thief wrote must not take others with it.
        """
        if not any(self._reaches_back(entry) for entry in self._endings):
            return frozenset()
        standing = [entry for entry in self._entries if self._counts(entry)]
        overtaken = [entry for entry in standing if not self._judge_again(entry).ok]
        endings = [entry for entry in overtaken if isinstance(entry.fact, ENDINGS)]
        return frozenset(entry.digest for entry in endings[-1:] or overtaken)

    def _counts(self, entry: Entry) -> bool:
        return entry.digest in self._verdicts and self._verdicts[entry.digest].ok

    def _reaches_back(self, entry: Entry) -> bool:
        """Whether the entry ends something from a place of the register before its own."""
        fact = entry.fact
        return isinstance(fact, ENDINGS) and self._counts(entry) and fact.heads.get(self.log, entry.seq) < entry.seq

    def _judge_again(self, entry: Entry) -> Verdict:
        seconds = self._seconds.get(entry.digest, [])
        return judge_signatures(entry, self._said, self._holds, countersigners=seconds)


def _sound(fact: Fact) -> bool:
    """Whether keys are keys, a threshold can be met and is none too few, and a policy is the one it names."""
    match fact:
        case KeyIssued():
            return _is_key(fact.key, fact.alg)
        case PolicySet():
            return not fact.text or hashlib.sha256(fact.text.encode()).hexdigest() == fact.policy
        case RootSet():
            return 1 <= fact.threshold <= len(fact.keys) and all(_is_key(key, "ed25519") for key in fact.keys)
        case _:
            return True


def _is_key(text: str, alg: str) -> bool:
    return len(text) == _KEY_DIGITS.get(alg, 0) and not set(text) - set("0123456789abcdef")
