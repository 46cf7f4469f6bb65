"""The oracle: what is so, whoever says otherwise. Nodes never ask it; deeds tell it.

It knows where each body physically is, every signature an honest officer really made, and what each node promised when
it acknowledged an act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.operation.remembering import MadeHere
from musterbook.rights.signatures import SignatureCheck
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


@dataclass(slots=True)
class Oracle:
    """Physical truth, and promises.

    Attributes:
        where: body → the custodian whose people he is among, or a far-side account's name such as `far/released`.
        signatures: every signature made by an honest officer's own hand.
        promised: log → place → each entry whose act was acknowledged in it.
        overwritten: entries that were acknowledged, and in whose place their node, set back with its key, wrote others.
        lost_logs: logs whose disk was destroyed, lied or was set back: what they promised is not owed by that disk.
        touched: people a liar wrote about or had, and those whom a lost disk's acts named: for them a discrepancy is
            owed and not the truth.
        last: custodian and body → the newest act of that custodian about him, as its officers remember it.
        counts: what was met, by name.
        reentered: ids of acts typed in again from paper, which may stand in two logs.
        liars: custodians whose keeper lies; whoever comes into their hands is touched.
        acknowledged: ids of the acts somebody was told are recorded.
        careless: logs that may fork although their node is honest: the disk lied, or was set back with its key.
    """

    where: dict[PersonId, str] = field(default_factory=dict)
    signatures: set[Signature] = field(default_factory=set)
    promised: dict[str, dict[int, Entry]] = field(default_factory=dict)
    overwritten: list[Entry] = field(default_factory=list)
    lost_logs: set[str] = field(default_factory=set)
    touched: set[PersonId] = field(default_factory=set)
    last: dict[tuple[CustodianId, PersonId], Digest] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    reentered: set[str] = field(default_factory=set)
    liars: frozenset[str] = frozenset()
    acknowledged: set[str] = field(default_factory=set)
    careless: set[str] = field(default_factory=set)

    def acknowledge(self, entry: Entry) -> None:
        """A node said that this is recorded."""
        promised = self.promised.setdefault(entry.log, {})
        if entry.seq in promised:
            self.overwritten.append(promised[entry.seq])
        promised[entry.seq] = entry
        self.acknowledged.add(entry.act.id)
        for person in entry.named() if entry.fact.in_chain else ():
            self.last[entry.by, person] = entry.digest

    def promises(self, log: str) -> list[Entry]:
        """Everything acknowledged in a log, and also what another was written in place of."""
        return [*self.promised.get(log, {}).values(), *(entry for entry in self.overwritten if entry.log == log)]

    def among(self, place: str) -> frozenset[PersonId]:
        """Every body at a custodian's."""
        return frozenset(person for person, where in self.where.items() if where == place)

    def move(self, people: Iterable[PersonId], place: str) -> None:
        """Bodies go somewhere."""
        for person in people:
            if {place, self.where.get(person)} & self.liars:
                self.touched.add(person)
            self.where[person] = place

    def links(self, custodian: CustodianId, people: Iterable[PersonId]) -> set[Digest]:
        """What a custodian's officers remember of their own newest acts about these people."""
        return {self.last[custodian, person] for person in people if (custodian, person) in self.last}


class Hand(MadeHere):
    """Signs for honest officers, and tells the oracle of each signature."""

    def __init__(self, oracle: Oracle, holds: SignatureCheck) -> None:
        super().__init__(holds)
        self._oracle = oracle

    def sign(self, act: Act, *, log: str, officer: str, role: str, key: Ed25519PrivateKey) -> Signature:
        """An officer's signature under an act that is to be written in `log`."""
        signature = super().sign(act, log=log, officer=officer, role=role, key=key)
        self._oracle.signatures.add(signature)
        return signature
