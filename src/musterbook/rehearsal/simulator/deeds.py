"""Deeds: what honest people do with bodies, and the papers they write about it.

Bodies move when they move, whether or not anything can be written. Nobody here lies; a deed is never undone because a
disk was full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from musterbook.custody.facts import (
    Accepted,
    Departed,
    HandoverException,
    LetGo,
    Mustered,
    Offered,
    Registered,
    TakenBack,
)
from musterbook.ledger.facts import Digest
from musterbook.rehearsal.simulator.cast import FACILITY, Cast
from musterbook.rehearsal.simulator.oracle import Oracle
from musterbook.rehearsal.simulator.pads import Facts, Pads, Paper
from musterbook.rehearsal.stage import paper_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

_GIVES: Final = {"site": "site-officer", "escort": "escort-commander", "receiving": "site-officer"}
_TAKES: Final = {"escort": "escort-commander", "receiving": "receiving-officer", "site": "receiving-officer"}
_COUNTS: Final = {
    "site": (("officer", "site-officer"), ("counter", "counting-officer")),
    "receiving": (("officer", "receiving-officer"), ("counter", "counting-officer")),
    "escort": (("officer", "escort-commander"), ("second", "load-master")),
}

After = Callable[[timedelta, Callable[[], None]], None]


@dataclass
class Deeds:
    """What honest people do.

    Attributes:
        particulars: the digest of what a site writes about somebody when it registers him.
        meet: two custodians' nodes stand side by side and exchange what they have, if both are up.
    """

    cast: Cast
    oracle: Oracle
    pads: Pads
    chance: Random
    now: Callable[[], datetime]
    after: After
    meet: Callable[[CustodianId, CustodianId], None]
    unseen: float
    left_behind: float
    late: float
    particulars: Callable[[PersonId], Digest] = paper_of
    _trips: int = field(default=0)
    _musters: int = field(default=0)

    def register(self, site: CustodianId, people: Iterable[PersonId]) -> None:
        """A site registers whom it has."""
        here = sorted(people)
        self.oracle.move(here, site)
        facts = [Registered(person=one, particulars=self.particulars(one), how="opening", place=site) for one in here]
        self._write(site, lambda: facts, ((f"{site}.clerk", "register-clerk"),))

    def trip(self, site: CustodianId, escort: CustodianId, people: frozenset[PersonId]) -> None:
        """A carrier fetches people of a site and brings them to the facility some hours later."""
        here = people & self.oracle.among(site)
        if not here:
            return
        self._hand_over(site, escort, here)
        self.after(timedelta(hours=self.chance.uniform(1, 8)), lambda: self._arrive(escort))

    def muster(self, custodian: CustodianId) -> None:
        """Two counters count whoever is there."""
        present = self.oracle.among(custodian)
        self._musters += 1
        signing = tuple((f"{custodian}.{name}", role) for name, role in _COUNTS[self.cast.part(custodian)])
        fact = Mustered(
            muster=f"M{self._musters}", present=present, counters=tuple(name for name, _ in signing),
            place=custodian,
        )  # fmt: skip
        self._write(custodian, lambda: [fact], signing)

    def release(self, person: PersonId) -> None:
        """The facility lets somebody go home."""
        if self.oracle.where.get(person) != FACILITY:
            return
        self.oracle.move([person], "far/released")
        fact = Departed(person=person, outcome="released", papers=paper_of(f"order {person}"), authority="court")
        signing = ((f"{FACILITY}.officer", "receiving-officer"), (f"{FACILITY}.clerk", "register-clerk"))
        self._write(FACILITY, lambda: [fact], signing)

    def _arrive(self, escort: CustodianId) -> None:
        here = self.oracle.among(escort)
        if here:
            self._hand_over(escort, FACILITY, here)

    def _hand_over(self, giver: CustodianId, receiver: CustodianId, people: frozenset[PersonId]) -> None:
        """Offer, let go, accept; whoever stays behind is missed by the receiver and taken back by the giver."""
        self._trips += 1
        handover = f"{giver}-{self._trips}"
        left = frozenset(one for one in sorted(people) if self.chance.random() < self.left_behind)
        taken = people - left
        giving = ((f"{giver}.officer", _GIVES[self.cast.part(giver)]),)
        offered = Offered(
            handover=handover, manifest=paper_of(f"manifest {handover}"), people=people, receiver=receiver,
            due_by=(self.now() + timedelta(hours=6)).replace(microsecond=0),
        )  # fmt: skip
        offer = self._write(giver, lambda: [offered], giving)
        self._write(giver, lambda: [LetGo(handover=handover, people=people)], giving)
        self.oracle.move(taken, receiver)
        if self.chance.random() >= self.unseen:
            self.meet(receiver, giver)
        if taken:
            self._accept(receiver, handover, offer, taken, left)
        if left:
            back = TakenBack(handover=handover, people=left)
            self._write(giver, lambda: [back], giving)

    def _accept(
        self, receiver: CustodianId, handover: str, offer: Paper, taken: frozenset[PersonId], left: frozenset[PersonId]
    ) -> None:
        """The receiver has the offer's digest from the screen or the printed code of the giver, once it is recorded."""
        missing = tuple(HandoverException(code="missing", person=person) for person in sorted(left))

        def facts() -> list[Accepted] | None:
            if not offer.recorded:
                return None
            return [Accepted(handover=handover, offer=offer.entries[0].digest, people=taken, exceptions=missing)]

        def links() -> set[Digest]:
            return {offer.entries[0].digest}

        taking = ((f"{receiver}.officer", _TAKES[self.cast.part(receiver)]),)
        self._write(receiver, facts, taking, links=links, offer=offer)

    def _write(
        self, by: CustodianId, facts: Facts, officers: tuple[tuple[str, str], ...], *,
        links: Callable[[], set[Digest]] = set, offer: Paper | None = None,
    ) -> Paper:  # fmt: skip
        """Put it on the pad; typed in now, or hours later as it was written on paper."""
        late = self.chance.random() < self.late
        paper = Paper(
            by,
            facts,
            officers,
            self.now().replace(microsecond=0),
            links=links,
            offer=offer,
            via="paper" if late else "device",
        )
        self.pads.put(paper)
        wait = timedelta(hours=self.chance.uniform(1, 10)) if late else timedelta()
        self.after(wait, lambda: self.pads.work(by))
        return paper
