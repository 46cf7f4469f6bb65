"""Invented weeks in which nearly everyone is contested: disputes below disputes, some of them settled."""

from __future__ import annotations

from musterbook.custody.facts import Accepted, Explained, Offered, TakenBack
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import Account, CustodianId, far, in_hand
from musterbook.terms.people import PersonId
from tests.custody.histories import CUSTODIANS, PEOPLE, SEALED, START, Weeks


class Apart(Weeks):
    """Weeks in which nobody hears of anything once everyone is registered."""

    def meet(self, *nodes: CustodianId) -> None:
        if not any(isinstance(entry.fact, Offered) for entry in self.entries):
            super().meet(*nodes)


class Disputed(Weeks):
    """Weeks in which disputes are explained, by one or by two who know nothing of each other, and arise again."""

    def act(self) -> None:
        chance = self.chance.random()
        if chance < 0.25:
            self.settle()
        elif chance < 0.35:
            self.both_take()
        elif chance < 0.4:
            self.register_again()
        else:
            super().act()

    def settle(self) -> None:
        """Somebody explains a dispute as far as he knows it, mostly citing all he knows; sometimes another does too."""
        self.meet(*self.chance.sample(CUSTODIANS, self.chance.choice((2, len(CUSTODIANS)))))
        by, other = self.chance.sample(CUSTODIANS, 2)
        roll = Roll.of(list(self.views[by].entries.values()))
        if not roll.contested:
            return
        person = self.chance.choice(sorted(roll.contested))
        self.say(by, person, roll.heads(person))
        if self.chance.random() < 0.3:
            self.say(other, person, roll.heads(person))
        if self.chance.random() < 0.5:
            self.meet()
            self.dispute(person)

    def dispute(self, person: PersonId) -> None:
        """Whoever has him by the explanation gives him to two who do not know of each other, and takes him back."""
        holder = Roll.of(in_order(self.entries)).holder(person) or self.chance.choice(CUSTODIANS)
        others = self.chance.sample([one for one in CUSTODIANS if one != holder], 2)
        for place, by in enumerate((holder, *others)):
            given = Offered(
                handover=f"H{place}", manifest=SEALED, people=frozenset({person}), receiver=others[0], due_by=START
            )
            offer = self.write(holder, given, self.views[by].chains.heads(person))
            self.views[by].learn([offer])
            taken = Accepted(handover=f"H{place}", offer=offer.digest, people=frozenset({person}))
            self.write(by, taken if by != holder else TakenBack(handover="H0", people=frozenset({person})))

    def say(self, by: CustodianId, person: PersonId, heads: tuple[Digest, ...]) -> None:
        about = [one.id for one in Roll.of(list(self.views[by].entries.values())).discrepancies.about(person)]
        cited = frozenset(heads if self.chance.random() < 0.8 else heads[:1])
        at = self.chance.choice((in_hand(self.chance.choice(CUSTODIANS)), Account("derik"), far("void"), far("merged")))
        name = self.chance.choice(about) if about else "0" * 12
        fact = Explained(discrepancy=name, as_="found", people=frozenset({person}), heads=cited, at=at)
        known = cited & self.views[by].entries.keys()
        self.write(by, fact, set(self.views[by].chains.heads(person)) | known)

    def both_take(self) -> None:
        """Two answer one offer without hearing of each other, and sometimes act upon it."""
        for by in self.chance.sample(CUSTODIANS, 2):
            self.answer(by)
            if self.chance.random() < 0.3:
                self.offer(by)

    def register_again(self) -> None:
        """A person is registered once more by somebody who follows nothing."""
        person = self.chance.choice(PEOPLE)
        self.write(self.chance.choice(CUSTODIANS), self.registered(person), ())


def apart(seed: int, steps: int) -> list[Entry]:
    """A week in which nobody hears of anything."""
    return Apart(seed).run(steps)


def disputed(seed: int, steps: int) -> list[Entry]:
    """A week of disputes below disputes."""
    return Disputed(seed).run(steps)
