"""What the register says at a position: roots, nodes, keys and grants, and where in each log they stop being good.

Positions, never times: a position is the size of the register an act was written under. What was withdrawn later still
binds by *place*: a withdrawal names for each log how far the registrar had seen it, and only what lies below stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from musterbook.ledger.facts import Fact
from musterbook.ledger.signing import key_id
from musterbook.rights.facts import (
    Granted,
    GrantEnded,
    KeyIssued,
    KeyWithdrawn,
    NodeClosed,
    NodeHolds,
    NodeOpened,
    OfficerEnded,
    OfficerNamed,
    PolicySet,
    RootSet,
)
from musterbook.rights.in_force import rules_under
from musterbook.rights.roles import Rule
from musterbook.terms.custodians import CustodianId

EVERYTHING: Final = "everything"
"""What a node holds unless the register says otherwise; any other word is read as less."""

LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)
"""The hour for questions that do not depend on the hour: no grant had ended by its own date then."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a log: the log, the sequence in it, and the register position the act there cites."""

    log: str
    seq: int
    position: int


@dataclass(frozen=True, slots=True)
class Ending:
    """Since which register position something is no longer good, and how far each log had been seen by then."""

    position: int
    heads: Mapping[str, int]

    def spares(self, place: Place) -> bool:
        """Whether an act at this place is older than the ending: its log had been seen beyond it, its register not."""
        return place.position < self.position and place.seq < self.heads.get(place.log, 0)


@dataclass(slots=True)
class Key:
    """An officer's public key, from the position at which it counts."""

    public_key: str
    short: str
    alg: str
    since: int
    ended: Ending | None = None
    names: frozenset[str] = frozenset()

    def good_at(self, place: Place) -> bool:
        """Whether the key may sign there: issued in the register the act cites, and not withdrawn for that place."""
        return self.since <= place.position and (self.ended is None or self.ended.spares(place))


@dataclass(slots=True)
class Grant:
    """A role for a custodian, from the position at which it counts."""

    officer: str
    role: str
    custodian: CustodianId
    since: int
    until: datetime | None = None
    compartments: frozenset[str] = frozenset()
    level: int = 0
    ended: Ending | None = None

    def counts_at(self, position: int, when: datetime) -> bool:
        """Whether it counts for something written `when` under the register of this size, wherever that lies."""
        begun, over = self.since <= position, self.ended is not None and position >= self.ended.position
        return begun and not over and (self.until is None or when < self.until)

    def good_at(self, place: Place, when: datetime) -> bool:
        """Whether the grant covers an act at this place, which the clerk says was written `when`."""
        in_time = self.until is None or when < self.until
        return in_time and self.since <= place.position and (self.ended is None or self.ended.spares(place))


@dataclass(slots=True)
class Naming:
    """That someone acts for a custodian, from the position at which it counts."""

    custodian: CustodianId
    since: int
    ended: Ending | None = None


@dataclass(slots=True)
class Node:
    """A log the register knows: whose it is, for whom it writes, at which size it was closed, and what it holds.

    `partial`: it may hold only its people.
    """

    log: str
    name: str
    custodians: frozenset[CustodianId]
    since: int
    closed_at: int | None = None
    partial: bool = False


@dataclass(slots=True)
class Roots:
    """A set of root keys by their ids, and how many of them must sign."""

    keys: Mapping[str, str]
    threshold: int
    since: int


@dataclass(slots=True)
class Grants:
    """Everything the standing entries of a register have said so far. `take` says one more."""

    log: str = ""
    roots: list[Roots] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, list[Key]] = field(default_factory=dict)
    grants: dict[str, list[Grant]] = field(default_factory=dict)
    named: dict[str, list[Naming]] = field(default_factory=dict)
    policies: list[tuple[int, PolicySet]] = field(default_factory=list)

    def take(self, fact: Fact, position: int) -> None:
        """What `fact` says counts from `position` on: the size of the register that includes it."""
        match fact:
            case RootSet():
                self.roots.append(Roots({key_id(key): key for key in fact.keys}, fact.threshold, position))
            case NodeOpened():
                self._open(fact, position)
            case NodeHolds() if fact.log in self.nodes:
                self.nodes[fact.log].partial = fact.holds != EVERYTHING
            case NodeClosed():
                self._close(fact.log, fact.at_size)
            case OfficerNamed():
                self.named.setdefault(fact.officer, []).append(Naming(fact.custodian, position))
            case KeyIssued():
                issued = Key(fact.key, key_id(fact.key), fact.alg, position, names=fact.names)
                self.keys.setdefault(fact.officer, []).append(issued)
            case Granted():
                self._grant(fact, position)
            case PolicySet():
                self.policies.append((position, fact))
            case KeyWithdrawn() | GrantEnded() | OfficerEnded():
                self._end(fact, position)

    def rules_of(self, kind: str, position: int) -> tuple[Rule, ...]:
        """Every rule of who signs a kind, in the order in which they are tried, by the policy in force there."""
        set_then = next((one for since, one in reversed(self.policies) if since <= position), None)
        return rules_under(set_then, kind)

    def rule_for(self, fact: Fact, position: int) -> Rule | None:
        """The rule that decided who signs this fact; None when nobody does: the node writes it, or it is strange."""
        return next((rule for rule in self.rules_of(fact.kind, position) if rule.fits(fact)), None)

    def roots_at(self, position: int) -> Roots | None:
        """The root keys that count at a position; None before any were set."""
        return next((one for one in reversed(self.roots) if one.since <= position), None)

    def key(self, officer: str, short: str, position: int) -> Key | None:
        """The officer's key with this id, if the register had issued it by `position`; withdrawn ones too."""
        for key in reversed(self.keys.get(officer, ())):
            if key.short == short and key.since <= position:
                return key
        return None

    def custodians_for(self, officer: str, role: str, place: Place, when: datetime) -> frozenset[CustodianId]:
        """Every custodian for whom the officer may act in the role at a place."""
        held = self.grants.get(officer, ())
        return frozenset([grant.custodian for grant in held if grant.role == role and grant.good_at(place, when)])

    def standing_grants(self, position: int, when: datetime = LONG_AGO) -> Iterable[Grant]:
        """Every grant that counts for an act written `when` under the register of this size."""
        for held in self.grants.values():
            yield from (grant for grant in held if grant.counts_at(position, when))

    def _open(self, fact: NodeOpened, position: int) -> None:
        if fact.log not in self.nodes:
            self.nodes[fact.log] = Node(fact.log, fact.node, fact.custodians, position)
        if fact.previous_log:
            self._close(fact.previous_log, fact.at_size)

    def _close(self, log: str, at_size: int) -> None:
        """A log is closed once; two closings that differ leave the lower size."""
        node = self.nodes.get(log)
        if node is not None:
            node.closed_at = at_size if node.closed_at is None else min(node.closed_at, at_size)

    def _grant(self, fact: Granted, position: int) -> None:
        self.grants.setdefault(fact.officer, []).append(
            Grant(fact.officer, fact.role, fact.custodian, position, fact.until, fact.compartments, fact.level)
        )

    def _end(self, fact: KeyWithdrawn | GrantEnded | OfficerEnded, position: int) -> None:
        """The register itself was seen whole by whoever wrote the ending into it, unless he names a lower size."""
        ending = Ending(position, {self.log: position - 1, **fact.heads})
        for one in self._ended_by(fact):
            if one.ended is None:
                one.ended = ending

    def _ended_by(self, fact: KeyWithdrawn | GrantEnded | OfficerEnded) -> list[Key | Grant | Naming]:
        if isinstance(fact, KeyWithdrawn):
            return [key for key in self.keys.get(fact.officer, ()) if fact.key in (key.public_key, key.short)]
        held = [grant for grant in self.grants.get(fact.officer, ()) if grant.custodian == fact.custodian]
        if isinstance(fact, GrantEnded):
            return [grant for grant in held if grant.role == fact.role]
        return [*held, *(one for one in self.named.get(fact.officer, ()) if one.custodian == fact.custodian)]
