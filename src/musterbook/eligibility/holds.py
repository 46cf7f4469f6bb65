"""Holds: prohibitions that stand until the authority lifts them.

A hold on someone who may be a child is lifted only where a panel of three has decided that he is none, and comes back
by itself when someone says he is under eighteen, or when a panel decides that he is a child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.eligibility.classes import NEVER, is_panel
from musterbook.eligibility.facts import AgeDecided, AgeDoubted, Held, HoldLifted
from musterbook.eligibility.gates import gate
from musterbook.eligibility.grounds import AUTHORITY, CHILD_GROUNDS, CLASS_GROUNDS, CLINICIAN
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Hold:
    """A prohibition that stands.

    Attributes:
        person: whom it is about.
        ground: its code.
        authority: the role that may lift it.
        since: when it was placed.
        review_by: when it must be looked at, if it says so.
        entry: the entry that placed it.
    """

    person: PersonId
    ground: str
    authority: str
    since: datetime
    review_by: datetime | None
    entry: Digest


class Holds:
    """Every hold that stands, and the attempts to lift one that did not."""

    def __init__(self) -> None:
        self._standing: dict[PersonId, dict[str, Hold]] = {}
        self._adult: set[PersonId] = set()
        self._doubted: dict[PersonId, datetime] = {}
        self._tried: dict[PersonId, dict[str, datetime]] = {}
        self._ever: dict[PersonId, set[str]] = {}
        self._medical: dict[PersonId, dict[str, datetime]] = {}
        self.lifted_in_vain: list[Digest] = []
        """Entries that lifted a child's hold before any panel had decided: by themselves they lift nothing."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The holds after these entries."""
        holds = cls()
        for entry in entries:
            holds.add(entry)
        return holds

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Held() as fact:
                authority = fact.authority or AUTHORITY.get(fact.ground, "")
                self._place(entry, fact.person, fact.ground, authority, fact.review_by)
            case HoldLifted() as fact:
                self._lift(entry, fact)
            case AgeDecided() as fact if is_panel(fact.panel):
                self._decide(entry, fact)
            case AgeDoubted() as fact:
                self._doubted[fact.person] = entry.happened_at
                self._is_possible_child(entry, fact.person)
        return True

    def on(self, person: PersonId) -> tuple[Hold, ...]:
        """The holds on a person, by ground."""
        held = self._standing.get(person)
        return tuple(hold for _, hold in sorted(held.items())) if held else ()

    def standing(self) -> Mapping[PersonId, tuple[Hold, ...]]:
        """Everyone held, with the holds on him."""
        return {person: self.on(person) for person, holds in self._standing.items() if holds}

    def grounds_ever(self, person: PersonId) -> frozenset[str]:
        """Every ground on which the person was ever held."""
        return frozenset(self._ever.get(person, ()))

    def medical_deadline(self, person: PersonId) -> datetime | None:
        """The earliest hour by which a clinician's hold, standing or lifted, says he must be looked at; None without.

        A hold that is lifted lets someone travel; that he is to be looked at by then holds all the same.
        """
        return min(self._medical[person].values(), default=None) if person in self._medical else None

    def objections(self, move: Move) -> list[Objection]:
        """`eligibility.hold`: any hold that stands, one objection each.

        A hold that keeps someone off this lift for what he or she is (child, woman, family) does not keep him or her
        out of a protective lot, which exists to move exactly these people.
        """
        line = gate("eligibility.hold")
        if not line.asked(move):
            return []
        return [
            Objection(line.rule, person, {"ground": hold.ground, "lift_by": hold.authority})
            for person in sorted(move.people & self._standing.keys())
            for hold in self.on(person)
            if move.kind != "protective" or hold.ground not in CLASS_GROUNDS
        ]

    def _place(self, entry: Entry, person: PersonId, ground: str, authority: str, review_by: datetime | None) -> None:
        """A ground named again keeps the day since which it stands, and takes the newer review."""
        holds = self._standing.setdefault(person, {})
        before = holds.get(ground)
        since = before.since if before else entry.happened_at
        holds[ground] = Hold(person, ground, authority, since, review_by, entry.digest)
        self._ever.setdefault(person, set()).add(ground)
        if AUTHORITY.get(ground) == CLINICIAN:
            asked = self._medical.setdefault(person, {})
            asked.pop(ground, None)
            if review_by is not None:
                asked[ground] = review_by

    def _lift(self, entry: Entry, fact: HoldLifted) -> None:
        if fact.ground in CHILD_GROUNDS and fact.person not in self._adult:
            self._tried.setdefault(fact.person, {})[fact.ground] = entry.happened_at
            self.lifted_in_vain.append(entry.digest)
            return
        self._standing.get(fact.person, {}).pop(fact.ground, None)

    def _decide(self, entry: Entry, fact: AgeDecided) -> None:
        """A panel's word. Where it and the lifting bear the same second, either may be read first."""
        if fact.child != "no":
            self._is_possible_child(entry, fact.person)
        elif entry.happened_at > self._doubted.get(fact.person, NEVER):
            self._adult.add(fact.person)
            for ground, tried_at in self._tried.pop(fact.person, {}).items():
                if tried_at == entry.happened_at:
                    self._standing.get(fact.person, {}).pop(ground, None)

    def _is_possible_child(self, entry: Entry, person: PersonId) -> None:
        self._adult.discard(person)
        self._place(entry, person, "possible-child", AUTHORITY["possible-child"], None)
