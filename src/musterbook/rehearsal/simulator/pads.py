"""Pads: what officers have to write, in order, until a node has said that it is recorded.

An act that was not recorded is tried again under its own id. While it is not known whether one was, nothing else of
that custodian is written: first the node is asked what is there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Final

from musterbook.ledger.entry import Entry, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation.book import Draft
from musterbook.rehearsal.simulator.node import DOWN, WRITTEN, Node
from musterbook.rehearsal.simulator.oracle import Oracle
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import MusterbookError, Tampered

CLOSED: Final = ("book.no-log", "store.no-key")
"""What is said when the log went on elsewhere: the node needs another."""


class Broken(AssertionError):
    """An invariant does not hold."""


def holds(held: bool, number: int, said: str) -> None:  # noqa: FBT001  it reads as a sentence
    """Broken, with the number of the invariant, unless it holds."""
    if not held:
        raise Broken(f"{number}: {said}")


Facts = Callable[[], Sequence[Fact] | None]


@dataclass(slots=True)
class Paper:
    """Acts of one kind and one moment that an officer has to write together.

    Attributes:
        by: in whose name.
        facts: what happened, each time it is tried; None while something it needs is not there yet.
        officers: who signs.
        at: the world's time.
        ids: the acts' ids, by which they count once.
        links: what they follow beside the chains in the copy.
        log: where, if not in the node's own log.
        via: device or paper.
        entries: what they became.
        in_doubt: whether the last try ended without a word.
        denied: whether a try was said not to be recorded.
        offer: the paper of the offer that this one answers, if it answers one.
        doubted: logs in which a try ended without a word. If that disk is lost, who has a copy may still bring it.
    """

    by: CustodianId
    facts: Facts
    officers: tuple[tuple[str, str], ...]
    at: datetime
    ids: list[str] = field(default_factory=list)
    links: Callable[[], set[Digest]] = set
    log: str = ""
    via: str = "device"
    entries: list[Entry] = field(default_factory=list)
    in_doubt: bool = False
    denied: bool = False
    offer: Paper | None = None
    doubted: set[str] = field(default_factory=set)

    @property
    def recorded(self) -> bool:
        """Whether somebody was told that it is recorded."""
        return bool(self.entries)


@dataclass
class Pads:
    """The papers of every custodian.

    Attributes:
        seals: seals at a node what facts name, before they are written there; whether it could.
    """

    oracle: Oracle
    chance: Random
    nodes: Callable[[CustodianId], list[Node]]
    told: Callable[[Entry], None]
    seals: Callable[[Node, Sequence[Fact]], bool] = lambda _node, _facts: True
    _waiting: dict[CustodianId, deque[Paper]] = field(default_factory=dict)
    _at: dict[CustodianId, Node] = field(default_factory=dict)

    def put(self, paper: Paper) -> Paper:
        """One more to write."""
        self._waiting.setdefault(paper.by, deque()).append(paper)
        return paper

    def waiting(self) -> int:
        """How many are not written yet."""
        return sum(map(len, self._waiting.values()))

    def work(self, custodian: CustodianId) -> None:
        """Write what can be written now, in order."""
        papers = self._waiting.get(custodian, deque[Paper]())
        while papers:
            node = self._node(custodian, papers[0])
            if node is None or not self._done(node, papers[0]):
                return
            papers.popleft()

    def waits_for(self, act: str) -> bool:
        """Whether an act of that name is still to be written."""
        return any(act in one.ids for papers in self._waiting.values() for one in papers)

    def stuck(self) -> bool:
        """Whether somebody waits for an offer that is not there."""
        return any(papers and papers[0].facts() is None for papers in self._waiting.values())

    def give_up_on_offers(self) -> None:
        """Nothing can be accepted of which there is no offer, when the giver's node writes nothing any more.

        A giver who himself waits for an offer may yet write his, once that one is given up.
        """
        silent = {by for by, papers in self._waiting.items() if papers and papers[0].facts() is not None}
        for papers in self._waiting.values():
            while papers and papers[0].offer is not None and papers[0].offer.by in silent and papers[0].facts() is None:
                papers.popleft()
                self.oracle.counts["never offered"] += 1

    def work_all(self) -> None:
        """Everybody writes."""
        for custodian in sorted(self._waiting):
            self.work(custodian)

    def _node(self, custodian: CustodianId, paper: Paper) -> Node | None:
        """The laptop it is written on; one in doubt is settled where it was tried."""
        tried = self._at.get(custodian)
        if paper.in_doubt and tried is not None:
            return tried if tried.up else None
        ready = [node for node in self.nodes(custodian) if node.up]
        return self.chance.choice(ready) if ready else None

    def _done(self, node: Node, paper: Paper) -> bool:
        try:
            facts = paper.facts()
        except MusterbookError:
            node.notice_dark()  # what it is to say is read at a node whose disk fails
            return False
        if facts is None:
            return False
        paper.ids = paper.ids or [self._id(paper.at) for _ in facts]
        if paper.in_doubt or paper.denied:
            if not node.settled():
                return False
            try:
                found = [one for act in paper.ids if (one := node.find(act)) is not None]
            except Tampered:
                node.damaged = True  # its keeper begins it anew, and there it is written afresh
                return False
            if paper.denied and not paper.in_doubt and not all(self._brought(paper, one) for one in found):
                raise Broken(f"3: what was said not to be recorded is there: {found[0].act.kind} at {node.name}")
            if found:
                return self._recorded(paper, found)
            paper.in_doubt = False
        return self._tried(node, paper, facts)

    def _brought(self, paper: Paper, entry: Entry) -> bool:
        """Whether an entry came back from who had a copy, of a log whose disk was lost; that disk never denied it."""
        told = any(one.digest == entry.digest for one in self.oracle.promises(entry.log))
        return entry.log in self.oracle.lost_logs and (told or entry.log in paper.doubted)

    def _tried(self, node: Node, paper: Paper, facts: Sequence[Fact]) -> bool:
        self._at[paper.by] = node
        if not self.seals(node, facts):
            return False
        rule, entries = node.write([self._draft(node, paper, *one) for one in zip(facts, paper.ids, strict=True)])
        if rule == WRITTEN:
            return self._recorded(paper, entries)
        self.oracle.counts[f"refused {rule}"] += 1
        paper.in_doubt = rule in (DOWN, "store.not-known-yet")
        paper.denied = not paper.in_doubt
        paper.doubted |= {paper.log or node.log} if paper.in_doubt else set()
        if rule in CLOSED:
            node.overtaken = True
        return False

    def _recorded(self, paper: Paper, entries: list[Entry]) -> bool:
        paper.entries = entries
        for entry in entries:
            self.oracle.acknowledge(entry)
            self.told(entry)
        return True

    def _draft(self, node: Node, paper: Paper, fact: Fact, act: str) -> Draft:
        late = node.clock.ahead
        return Draft(
            paper.by, fact, paper.officers, paper.at + late, max(node.clock.now(), paper.at + late), paper.via,
            tuple(paper.links() | self.oracle.links(paper.by, fact.named())), paper.log, act,
        )  # fmt: skip

    def _id(self, at: datetime) -> str:
        return new_act_id(at, self.chance.randbytes(10))


def again(paper: Paper, fact: Fact, act: str) -> Paper:
    """One act of a paper typed in again, under its own id."""
    return replace(paper, facts=lambda: [fact], ids=[act], entries=[], in_doubt=False, denied=False, doubted=set())
