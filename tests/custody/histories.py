"""Invented histories of nodes that know only part of the book: lost, late, doubled, contradicting and mis-clocked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from musterbook.custody.facts import (
    Accepted,
    ControlLost,
    ControlRegained,
    Corrected,
    CorrectionAgreed,
    Departed,
    Explained,
    HandoverException,
    LetGo,
    Merged,
    Mustered,
    Noticed,
    Offered,
    Recovered,
    Refused,
    Registered,
    TakenBack,
    Unmerged,
    Withdrawn,
)
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import NO_DIGEST, Act, Entry, entry_from, new_act_id
from musterbook.ledger.facts import Digest, Fact
from musterbook.ledger.notation import NO_REGISTER
from musterbook.ledger.reading import Chains
from musterbook.terms.custodians import Account, CustodianId, far, in_hand
from musterbook.terms.people import PersonId

START = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
CUSTODIANS = tuple(CustodianId(name) for name in ("hasakah", "derik", "chinook", "bus-7", "karkh"))
PEOPLE = tuple(PersonId(f"D-{number:04}") for number in range(1, 9))
SEALED = Digest("ab" * 32)


@dataclass
class View:
    """What one node knows: its entries, and everyone's chain among them."""

    entries: dict[Digest, Entry] = field(default_factory=dict)
    chains: Chains = field(default_factory=Chains)

    def learn(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.digest not in self.entries:
                self.entries[entry.digest] = entry
                self.chains.add(entry)


class Weeks:
    """Writes entries as careless nodes would, with a seeded chance and a clock that may lie."""

    def __init__(self, seed: int, *, clock: Callable[[int], timedelta] | None = None, gentle: bool = False) -> None:
        self.chance = random.Random(seed)
        self.entries: list[Entry] = []
        self.views = {custodian: View() for custodian in CUSTODIANS}
        self.clock = clock
        self.gentle = gentle

    def run(self, steps: int) -> list[Entry]:
        for person in PEOPLE:
            self.write(CUSTODIANS[self.chance.randrange(2)], self.registered(person))
        self.meet()
        for _ in range(steps):
            if self.chance.random() < 0.3:
                self.meet(*self.chance.sample(CUSTODIANS, 2))
            self.act()
        return self.entries

    def act(self) -> None:
        by = self.chance.choice(CUSTODIANS)
        acts = [self.offer, self.let_go, self.answer, self.answer, self.offer]
        acts += [self.take_back, self.refuse, self.count, self.leave, self.control, self.merge]
        if not self.gentle:
            # These depend on what the writer reads in his copy, or on whether someone was in suspense.
            acts += [self.recover, self.correct, self.explain, self.strange]
        self.chance.choice(acts)(by)

    def write(self, by: CustodianId, fact: Fact, after: Iterable[Digest] | None = None) -> Entry:
        view = self.views[by]
        place = len(self.entries)
        chance = timedelta(minutes=self.chance.randrange(-30, 30))
        shift = self.clock(place) if self.clock else chance
        at = START + timedelta(minutes=5 * place) + shift
        follows = view.chains.heads_of(fact.named()) if after is None else tuple(sorted(after))
        act = Act(new_act_id(at, self.chance.randbytes(10)), by, fact, follows, NO_REGISTER, at, at)
        entry = entry_from(act, log="0" * 64, seq=place, prev=NO_DIGEST, signed=())
        self.entries.append(entry)
        view.learn([entry])
        return entry

    def meet(self, *nodes: CustodianId) -> None:
        """These nodes (all, when none are named) exchange what they have, in the order it was written."""
        who = nodes or CUSTODIANS
        together = set().union(*(self.views[node].entries for node in who))
        for node in who:
            self.views[node].learn(entry for entry in self.entries if entry.digest in together)

    def some(self, most: int = 4) -> frozenset[PersonId]:
        return frozenset(self.chance.sample(PEOPLE, self.chance.randint(1, most)))

    def known(self, by: CustodianId, *kinds: type[Fact]) -> list[Entry]:
        return [entry for entry in self.views[by].entries.values() if isinstance(entry.fact, kinds)]

    def held(self, by: CustodianId) -> list[PersonId]:
        """Whom this node thinks it holds: accepted or registered by it, carelessly."""
        got: set[PersonId] = set()
        for entry in self.known(by, Registered, Accepted, Recovered):
            got = got | entry.fact.decided() if entry.by == by else got - entry.fact.decided()
        return sorted(got)

    def registered(self, person: PersonId) -> Registered:
        return Registered(person=person, particulars=SEALED, how="opening")

    def offer(self, by: CustodianId) -> None:
        held = self.held(by)
        careful = held and self.chance.random() < 0.85
        people = frozenset(self.chance.sample(held, self.chance.randint(1, len(held)))) if careful else self.some()
        receiver = self.chance.choice([one for one in CUSTODIANS if one != by])
        self.write(
            by,
            Offered(
                handover=f"H{self.chance.randrange(6)}", manifest=SEALED, people=people, receiver=receiver,
                due_by=START + timedelta(hours=9),
            ),
        )  # fmt: skip

    def let_go(self, by: CustodianId) -> None:
        mine = [entry for entry in self.known(by, Offered) if entry.by == by]
        if mine:
            fact = self.chance.choice(mine).fact
            assert isinstance(fact, Offered)
            self.write(by, LetGo(handover=fact.handover, people=fact.people))

    def answer(self, by: CustodianId) -> None:
        offers = self.known(by, Offered) or [entry for entry in self.entries if isinstance(entry.fact, Offered)]
        if self.chance.random() < 0.3:
            offers = [entry for entry in self.entries if isinstance(entry.fact, Offered)]
        named = [entry for entry in offers if isinstance(entry.fact, Offered) and entry.fact.receiver == by]
        offers = named or offers
        if not offers:
            return
        offer = self.chance.choice(offers)
        fact = offer.fact
        assert isinstance(fact, Offered)
        people = set(fact.people)
        exceptions = []
        for person in sorted(fact.people):
            if self.chance.random() < 0.15:
                people.discard(person)
                code = self.chance.choice(("missing", "refused", "unfit", "wrong-person", "dead", "", "injury-found"))
                if code:
                    exceptions.append(HandoverException(code=code, person=person))
        if self.chance.random() < 0.1:
            people |= self.some(1)
        if by != offer.by or self.chance.random() < 0.05:
            self.write(
                by,
                Accepted(
                    handover=fact.handover, offer=offer.digest, people=frozenset(people), exceptions=tuple(exceptions)
                ),
            )

    def take_back(self, by: CustodianId) -> None:
        mine = [entry for entry in self.known(by, Offered) if entry.by == by]
        if mine:
            fact = self.chance.choice(mine).fact
            assert isinstance(fact, Offered)
            people = frozenset(self.chance.sample(sorted(fact.people), self.chance.randint(1, len(fact.people))))
            self.write(by, TakenBack(handover=fact.handover, people=people))

    def refuse(self, by: CustodianId) -> None:
        offers = self.known(by, Offered)
        if offers:
            offer = self.chance.choice(offers)
            fact = offer.fact
            assert isinstance(fact, Offered)
            if self.chance.random() < 0.5:
                self.write(by, Refused(handover=fact.handover, offer=offer.digest, because="no_space"))
            else:
                self.write(offer.by, Withdrawn(handover=fact.handover, because="weather"))

    def count(self, by: CustodianId) -> None:
        if self.chance.random() < 0.3:
            self.write(by, Mustered(muster="N", counted=self.chance.randrange(6), counters=("a", "b")))
            return
        present = frozenset(one for one in self.held(by) if self.chance.random() < 0.8)
        if self.chance.random() < 0.2:
            present |= self.some(2)
        parts = self.chance.choice((1, 1, 2))
        name, counters = f"M{self.chance.randrange(3)}", self.chance.choice((("a", "b"), ("a", "b"), ("a",), ()))
        for part in range(1, parts + 1):
            chosen = frozenset(sorted(present)[part - 1 :: parts])
            self.write(by, Mustered(muster=name, present=chosen, counters=counters, part=part, parts=parts))

    def leave(self, by: CustodianId) -> None:
        held = self.held(by) or list(PEOPLE)
        outcome = self.chance.choice(("released", "escaped", "deceased", "repatriated"))
        self.write(by, Departed(person=self.chance.choice(held), outcome=outcome, papers=SEALED))

    def recover(self, by: CustodianId) -> None:
        person = self.chance.choice(PEOPLE)
        self.write(by, Recovered(person=person, from_account=far("escaped"), how="recaptured"))

    def control(self, by: CustodianId) -> None:
        if self.chance.random() < 0.3:
            self.write(by, ControlLost(site=self.chance.choice(CUSTODIANS[:2]), since=START, because="attack"))
        else:
            self.write(by, ControlRegained(site=self.chance.choice(CUSTODIANS[:2])))

    def merge(self, by: CustodianId) -> None:
        keeps, absorbs = self.chance.sample(PEOPLE, 2)
        kind = self.chance.choice((Merged, Unmerged))
        self.write(by, kind(keeps=keeps, absorbs=absorbs, because="same body"))

    def correct(self, by: CustodianId) -> None:
        mine = [entry for entry in self.known(by, Accepted, LetGo, Departed) if entry.by == by]
        theirs = self.known(by, Corrected)
        if theirs and self.chance.random() < 0.6:
            corrected = self.chance.choice(theirs)
            fact = corrected.fact
            assert isinstance(fact, Corrected)
            named = self.chance.choice((corrected.digest, fact.entry))
            self.write(by, CorrectionAgreed(entry=named, people=fact.people))
        elif mine:
            entry = self.chance.choice(mine)
            people = entry.fact.named()
            if people:
                self.write(by, Corrected(entry=entry.digest, people=people, because="wrong list"))

    def explain(self, by: CustodianId) -> None:
        view = self.views[by]
        roll = Roll.of(list(view.entries.values()))
        found = roll.discrepancies.open
        if not found:
            return
        one = self.chance.choice(found)
        if self.chance.random() < 0.3:
            people = frozenset({one.person}) if one.person else frozenset()
            self.write(by, Noticed(discrepancy=one.id, kind_of=one.kind, people=people))
        elif one.person is None:
            self.write(by, Explained(discrepancy=one.id, as_="miscounted"))
        else:
            at = self.chance.choice((in_hand(self.chance.choice(CUSTODIANS)), far("void"), Account("")))
            heads = frozenset(roll.heads(one.person))
            self.write(
                by,
                Explained(discrepancy=one.id, as_="found", people=frozenset({one.person}), heads=heads, at=at),
            )

    def strange(self, by: CustodianId) -> None:
        """A second registration, an acceptance of no known offer, or an act that follows nothing."""
        chance = self.chance.random()
        if chance < 0.3:
            self.write(by, self.registered(self.chance.choice(PEOPLE)))
        elif chance < 0.6:
            self.write(by, Accepted(handover="H9", offer=SEALED, people=self.some()))
        elif chance < 0.8:
            self.write(by, TakenBack(handover="H1", people=self.some()), after=())
        else:
            self.write(by, LetGo(handover="H1", people=self.some() | {PersonId("D-9999")}))


def history(seed: int, steps: int = 40) -> list[Entry]:
    """A careless history, in the order it was written."""
    return Weeks(seed).run(steps)


def snapshot(roll: Roll) -> dict[str, object]:
    """Everything a reader can see of a roll, in a form that can be compared."""
    found = roll.discrepancies
    return {
        "where": dict(sorted(roll.where.items())),
        "counts": roll.counts,
        "contested": roll.contested,
        "found": found.all,
        "open": [one.id for one in found.open],
        "dissolved": dict(sorted(found.dissolved.items())),
        "explained": dict(sorted(found.explained.items())),
        "musters": roll.musters.compared,
        "lines": list(roll.lines),
    }
