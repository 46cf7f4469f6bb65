"""Repairs: what keepers and the desk do about lost disks, old copies, lost keys and disputes, as ledger.md says.

A node that was set back, destroyed or overtaken opens a new log, and the desk closes the old one where it last saw it.
A lost key is withdrawn from the places the desk has seen. What honest people wrote beyond is adopted by two, and
whoever is in two hands is put where he is by an explanation that cites every head.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.custody.facts import Explained
from musterbook.custody.rivals import Contest
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.signing import public_of
from musterbook.rehearsal.simulator.cast import DESK, EXPLAINERS, REGISTRARS, key_of
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.oracle import Oracle
from musterbook.rehearsal.simulator.pads import Broken, Pads, Paper, again
from musterbook.rights.facts import Adopted, KeyIssued, KeyWithdrawn, NodeClosed, NodeHolds, NodeOpened
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.terms.custodians import Account, CustodianId, in_hand
from musterbook.terms.errors import MusterbookError
from musterbook.terms.people import PersonId

ADOPTED: Final = ("key-withdrawn", "after-close")


@dataclass
class Repairs:
    """What the desk and the keepers do.

    Attributes:
        desk: the desk's node.
        honest: the nodes that are not malicious.
        fresh: the disk a node begins with.
        partial: names of the nodes that hold only their people.
    """

    oracle: Oracle
    pads: Pads
    desk: Node
    honest: Callable[[], list[Node]]
    now: Callable[[], datetime]
    fresh: dict[str, bytes]
    partial: tuple[str, ...] = ()
    _keys: int = field(default=0)
    _gone: set[str] = field(default_factory=set)
    _seen_by: dict[str, dict[str, int]] = field(default_factory=dict)
    _withdrawn_at: dict[str, int] = field(default_factory=dict)

    def set_back(self, node: Node, image: dict[str, bytes]) -> None:
        """An old backup is put in place of a disk; the node opens a new log, as restoring always does."""
        self._disk_lost(node)
        node.lose()
        node.disk.load(image)
        node.restored = False
        self._another_log(node, "restored")
        node.start()
        self._type_in_again(node)

    def restore(self, node: Node, backup: Path) -> None:
        """A new machine is begun from a backup alone, with a key of its own; it writes once the register knows it."""
        self._disk_lost(node)
        node.lose()
        node.disk.load({})
        node.restored = True
        self._another_log(node, "restored")
        if node.start() and node.store is not None:
            ingest_bundle(node.store, backup, at=node.clock.now())
            node.stale = True
        self._type_in_again(node)

    def set_back_with_key(self, node: Node, image: dict[str, bytes]) -> None:
        """A disk image is put back by somebody who does not know better: the node goes on as if nothing had been."""
        self._disk_lost(node)
        self.oracle.careless |= {node.log, *node.old_logs}
        node.lose()
        node.disk.load(image)
        node.start()
        self._type_in_again(node)

    def destroy(self, node: Node) -> None:
        """A laptop is lost; another begins with the register alone and a log of its own."""
        self.set_back(node, self.fresh)

    def renew(self, node: Node, because: str) -> None:
        """A node that is up closes its log and opens another; where its disk lost what it had promised, from paper."""
        if node.log in self.oracle.careless:
            self._gone.add(node.log)
        self._another_log(node, because)
        self._type_in_again(node)

    def look_through_papers(self) -> None:
        """What a disk had that lied or is lost is looked for everywhere, and typed in again where nobody has it.

        Whoever had it when that disk was lost may have lost his own since.
        """
        for node in self.honest():
            self._gone |= (self.oracle.careless | self.oracle.lost_logs) & {node.log, *node.old_logs}
            self._type_in_again(node)

    def withdraw(self, officer: str, custodian: CustodianId) -> None:
        """A key is lost: what it signed stands as far as the desk has seen its custodian's logs; he gets another."""

        def facts() -> Sequence[Fact]:
            store = self.desk.store
            sizes = {log: size for log, (size, _) in store.heads().items()} if store is not None else {}
            logs = {log for node in self.honest() if node.custodian == custodian for log in (node.log, *node.old_logs)}
            heads = {log: size for log, size in sorted(sizes.items()) if log in logs}
            self._seen_by[officer] = heads
            self._withdrawn_at[officer] = sizes.get(self.desk.wiring.register_log, 0)
            lost = public_of(key_of("officer", officer))
            return [
                KeyWithdrawn(officer=officer, key=lost, because="lost", heads=heads),
                KeyIssued(officer=officer, key=public_of(key_of("officer", f"{officer}#2"))),
            ]

        self._register(facts)

    def adopt(self) -> bool:
        """Two people let stand what honest officers say they wrote and what was set aside; whether there was any."""
        if not self._may_act():
            return False
        aside = [one for one in self.desk.book().not_standing() if one.rule in ADOPTED and self._honestly(one.entry)]
        for one in aside:
            if one.rule == "key-withdrawn" and self._was_seen(one.entry):
                raise Broken("7: what a key signed below the places its withdrawal names does not stand")
        found = [one.entry.digest for one in aside]
        self.oracle.counts["adopted"] += len(found)
        if found:
            self._register(lambda: [Adopted(entries=frozenset(found), because="asked by telephone")])
        return bool(found)

    def explain(self) -> bool:
        """Put whoever is in two hands where he is; whether anybody was."""
        if not self._may_act():
            return False
        roll = self.desk.book().reading(Roll)
        for person, contest in sorted(roll.contested.items()):
            self._explain(person, contest, roll.heads(person))
        return bool(roll.contested)

    def _explain(self, person: PersonId, contest: Contest, heads: tuple[Digest, ...]) -> None:
        where = self.oracle.where[person]
        at = Account(where) if where.startswith("far/") else in_hand(CustodianId(where))
        fact = Explained(
            discrepancy=contest.candidates[0], as_="found", people=frozenset({person}), heads=frozenset(heads), at=at,
            because="seen by two",
        )  # fmt: skip
        self.pads.put(Paper(DESK, lambda: [fact], EXPLAINERS, self.now(), links=lambda: set(heads)))

    def _may_act(self) -> bool:
        """Whether there is a desk that can be asked, and is not itself a liar."""
        return self.desk.up and DESK not in self.oracle.liars

    def _was_seen(self, entry: Entry) -> bool:
        """Whether the desk had seen an entry when it withdrew the key under it, and it cites a register before that."""
        seen = self._seen_by.get(entry.signed[0].officer, {})
        return entry.seq < seen.get(entry.log, 0) and entry.act.register[0] < self._withdrawn_at.get(
            entry.signed[0].officer, 0
        )

    def _honestly(self, entry: Entry) -> bool:
        return bool(entry.signed) and all(one in self.oracle.signatures for one in entry.signed)

    def _another_log(self, node: Node, because: str) -> None:
        self._keys += 1
        self.oracle.counts["closed"] += 1
        old, key = node.log, key_of("log", f"{node.name}#{self._keys}")
        try:
            node.open_log(key)
        except MusterbookError:
            node.lose()
        new = node.log
        if node.disk.trouble.lies:
            self.oracle.careless.add(new)

        def facts() -> Sequence[Fact]:
            heads = self.desk.store.heads() if self.desk.store is not None else {}
            size, root = heads.get(old, (0, ""))
            opened = NodeOpened(
                log=new, node=node.name, custodians=frozenset({node.custodian}), previous_log=old, at_size=size,
                at_root=root,
            )  # fmt: skip
            held = [NodeHolds(log=new, holds="its-people")] if node.name in self.partial else []
            return [NodeClosed(log=old, at_size=size, at_root=root, because=because), opened, *held]

        self._register(facts)

    def _register(self, facts: Callable[[], Sequence[Fact]]) -> None:
        self.pads.put(Paper(DESK, facts, REGISTRARS, self.now(), log=self.desk.wiring.register_log))

    def _disk_lost(self, node: Node) -> None:
        """What this disk promised, it does not owe any more; whom it was about may be in doubt."""
        self.oracle.lost_logs |= {node.log, *node.old_logs}
        self._gone |= {node.log, *node.old_logs}

    def _type_in_again(self, node: Node) -> None:
        """What was acknowledged and nobody has who can give it on is typed in again, each act under its own id.

        Who holds only his people cannot give on what others wrote: he could not show what he left out.
        """
        for log in (*node.old_logs, node.log):
            if log not in self._gone:
                continue
            self._gone.discard(log)
            for entry in sorted(self.oracle.promises(log), key=lambda one: (one.seq, one.digest)):
                if not any(self._has(other, entry) for other in self._able()) and not self._is_typed_in(entry):
                    self._again(entry)

    def _able(self) -> list[Node]:
        return [one for one in self.honest() if one.up and one.name not in self.partial]

    def _is_typed_in(self, entry: Entry) -> bool:
        """Whether an act was typed in again and waits, or is in somebody's book: that disk may have been lost too."""
        act = entry.act.id
        if act not in self.oracle.reentered:
            return False
        return self.pads.waits_for(act) or any(self._knows(other, act) for other in self._able())

    def _knows(self, node: Node, act: str) -> bool:
        try:
            return any(one.act.id == act for one in node.book().stored())
        except MusterbookError:
            return False

    def _has(self, node: Node, entry: Entry) -> bool:
        try:
            beside = node.store.branch_entries() if node.store is not None else ()
            here = node.store is not None and entry.digest in set(node.store.digests(entry.log, entry.seq))
            return here or any(one.digest == entry.digest for one in beside)
        except MusterbookError:
            return False

    def _again(self, entry: Entry) -> None:
        oracle = self.oracle
        oracle.touched |= entry.named()
        oracle.reentered.add(entry.act.id)
        oracle.counts["typed in again"] += 1
        officers = tuple((one.officer, one.role) for one in entry.signed)
        parents = set(entry.act.after)
        paper = Paper(entry.by, list, officers, entry.happened_at, links=lambda: parents, via="paper")
        self.pads.put(again(paper, entry.fact, entry.act.id))
