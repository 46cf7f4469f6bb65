"""Holding: whom the node of a site must hold, and which entries it may have because of that.

Joins the register, which says that a node holds only its people, with custody, lift and eligibility, which say who they
are. The same fold answers at whoever gives and at the site itself, so that neither asks the other whom it holds.

Its people: everybody who was ever on an account of its custodians, is offered to one of them, or is seated on a serial
that one receives, until the node says that it put them out. Beside them, so that gates say there what they say
anywhere: those who belong to them, must be kept apart from them, or are the same person under another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self, TypeVar

from musterbook.custody.facts import Accepted, CountedNotHere, Recovered, Refused, Registered
from musterbook.custody.handovers import Handovers
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Reading
from musterbook.lift.manifests import Manifests
from musterbook.rights.facts import PutOut
from musterbook.terms.custodians import CustodianId, custodian_of, part_of
from musterbook.terms.people import PersonId

R = TypeVar("R", bound=Reading)
Read = Callable[[type[R]], R]

WITHHELD: Final = frozenset(("evidence", "camps"))
"""Rooms of which a site gets nothing but what was done in its own name: no gate of a move asks them."""

TOLD: Final = frozenset(("custody", "eligibility", "coordination", "lift", "watch", "repatriation"))
"""Rooms of which everybody gets what names nobody: agreements, serials, sites, warnings, what a country assured."""

TOLD_OF_RIGHTS: Final = frozenset(("rights.countersigned", "rights.adopted", "rights.account-stated"))
"""Of the kinds that may lie in any log, those that decide what stands."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Whom a node must hold.

    Attributes:
        log: the node's log.
        custodians: for whom it writes.
        people: its people.
        beside: those whom gates about them look at.
        handovers: giver and reference of every handover that was offered to them.
        offers: the entries that offered them.
        serials: every serial that one of them receives.
        missed: acts by which one of its people was missed: a count names who was there, and not him.
        claimed: those of its people who are that by somebody's word alone: never on its custodians' accounts, nor
            offered by who had them. The node hears how that ends; nothing sealed is given to it because of it.
    """

    log: str
    custodians: frozenset[CustodianId]
    people: frozenset[PersonId]
    beside: frozenset[PersonId]
    handovers: frozenset[tuple[CustodianId, str]] = frozenset()
    serials: frozenset[str] = frozenset()
    missed: frozenset[Digest] = frozenset()
    claimed: frozenset[PersonId] = frozenset()
    offers: frozenset[Digest] = frozenset()

    @property
    def everyone(self) -> frozenset[PersonId]:
        """Both."""
        return self.people | self.beside

    def may_have(self, entry: Entry) -> bool:
        """Whether the node may hold an entry, by what it says itself; what keeps it from standing comes besides."""
        if entry.act.by in self.custodians or entry.act.kind in TOLD_OF_RIGHTS:
            return True
        room = entry.act.kind.partition(".")[0]
        if room in WITHHELD:
            return False
        if isinstance(entry.fact, CountedNotHere):
            return entry.fact.log == self.log
        if self._ends_what_was_begun(entry) or entry.digest in self.missed:
            return True
        named = entry.fact.named()
        return not named.isdisjoint(self.everyone) if named else room in TOLD

    def _ends_what_was_begun(self, entry: Entry) -> bool:
        """Whether it goes on with what the node was told of: a handover another answered or took back, a seat given up.

        Whoever it is about is none of its people because of that very entry; without it the node would wait for him.
        """
        handover, serial = getattr(entry.fact, "handover", ""), getattr(entry.fact, "serial", "")
        answers = isinstance(entry.fact, Accepted | Refused) and entry.fact.offer in self.offers
        return answers or (entry.act.by, handover) in self.handovers or serial in self.serials


class PutOuts:
    """Whom the node of each log put out last, and when. A reading."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, PersonId], datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        outs = cls()
        for entry in entries:
            outs.add(entry)
        return outs

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, PutOut):
            self._at.update({(entry.log, person): entry.happened_at for person in entry.fact.people})
        return True

    def at(self, log: str, person: PersonId) -> datetime | None:
        """When the node of this log put someone out; None when it did not."""
        return self._at.get((log, person))


class TakenOver:
    """Whom each custodian wrote that he registered, accepted or found, and when last: posted or not. A reading.

    Where another says so too nobody is posted, or the other is; he must hear how that ends.
    """

    def __init__(self) -> None:
        self._at: dict[CustodianId, dict[PersonId, datetime]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        taken = cls()
        for entry in entries:
            taken.add(entry)
        return taken

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, Registered | Accepted | Recovered):
            at = self._at.setdefault(entry.act.by, {})
            at.update({person: max(entry.happened_at, at.get(person, entry.happened_at)) for person in entry.named()})
        return True

    def by(self, custodian: CustodianId) -> dict[PersonId, datetime]:
        """Person → when."""
        return self._at.get(custodian, {})


def holding_of(read: Read[Any], log: str, custodians: frozenset[CustodianId]) -> Holding:
    """Whom the node of a log must hold.

    Args:
        read: gives a reading of everything that stands.
        log: the node's log, in which it says whom it put out.
        custodians: for whom it writes.
    """
    people = _on_their_accounts(read(Roll), read(PutOuts), log, custodians)
    said: set[PersonId] = set()
    for custodian in custodians:
        for person, at in read(TakenOver).by(custodian).items():
            out = read(PutOuts).at(log, person)
            if out is None or at > out:
                said.add(person)
    handovers: Handovers = read(Handovers)
    offered = [one for one in handovers.all() if one.receiver in custodians]
    had = _ever_had(read(Roll), {one.giver for one in offered})
    for one in offered:
        if one.stage not in ("refused", "withdrawn"):
            people |= one.outstanding & had[one.giver]
            said |= one.outstanding
    manifests: Manifests = read(Manifests)
    coming = {name: serial for name, serial in manifests.serials.items() if serial.receiver in custodians}
    for serial in coming.values():
        people |= serial.people
    held = frozenset(people | said)
    begun = frozenset((one.giver, one.reference) for one in offered)
    missed = frozenset(
        line.entry
        for line in read(Roll).lines
        if part_of(line.to_account) == "unaccounted" and not held.isdisjoint(line.people)
    )
    return Holding(
        log, custodians, held, _beside(read, held), begun, frozenset(coming), missed, held - people,
        frozenset(one.offer for one in offered),
    )  # fmt: skip


def _ever_had(roll: Roll, custodians: set[CustodianId]) -> dict[CustodianId, set[PersonId]]:
    """Custodian → everyone who was ever on an account of his."""
    had: dict[CustodianId, set[PersonId]] = {one: set() for one in custodians}
    for line in roll.lines if custodians else ():
        for custodian in (custodian_of(line.from_account), custodian_of(line.to_account)):
            if custodian in had:
                had[custodian] |= line.people
    return had


def _on_their_accounts(
    roll: Roll, outs: PutOuts, log: str, custodians: frozenset[CustodianId]
) -> set[PersonId]:  # fmt: skip
    """Everyone who was on an account of theirs since he was put out last."""
    people: set[PersonId] = set()
    for line in roll.lines:
        if custodian_of(line.from_account) in custodians or custodian_of(line.to_account) in custodians:
            for person in line.people:
                out = outs.at(log, person)
                if out is None or line.at > out:
                    people.add(person)
    return people


def _beside(read: Read[Any], held: frozenset[PersonId]) -> frozenset[PersonId]:
    """Whom gates about these people look at besides: one step, and every number of one body."""
    known: People = read(People)
    into = read(Roll).merged_into
    beside = {link.other for person in known.linked & held if (one := known.get(person)) for link in one.links}
    beside |= {person for person in known.linked if (one := known.get(person)) and _links_into(one.links, held)}
    for order in read(KeepApart).orders():
        beside |= set(order.pair) if not held.isdisjoint(order.pair) else set()
    bodies: dict[PersonId, set[PersonId]] = {}
    for number in (*into.keys(), *into.values()):
        stands = number
        while stands in into:
            stands = into[stands]
        bodies.setdefault(stands, {stands}).add(number)
    for body in bodies.values():
        beside |= body if not held.isdisjoint(body) else set()
    return frozenset(beside - held)


def _links_into(links: Iterable[Any], held: frozenset[PersonId]) -> bool:
    return any(link.other in held for link in links)
