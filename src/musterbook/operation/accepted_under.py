"""Accepted under: which agreement each accepted person came under, what that uses of caps, and who came under none.

Joins coordination with custody and eligibility. An acceptance is never refused: one that no agreement covers is written
and opens the discrepancy `accepted-without-agreement`, which whoever took the people explains (casework.md section 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Self
from zoneinfo import ZoneInfo

from musterbook.coordination.agreements import Agreements, Used, count
from musterbook.coordination.scope import Groups
from musterbook.custody.facts import Accepted, ControlLost, ControlRegained, Offered
from musterbook.custody.findings import Found, discrepancy_id
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.places import Part
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

WITHOUT: Final = "accepted-without-agreement"
ON_THE_WAY: Final = ("escort", "staging")
"""Who answers for people on the way; they go on under what let them leave."""


class AcceptedUnder:
    """Everybody accepted, held against the agreements as the book knew them then. A reading.

    Attributes:
        used: how many accepted people count under each agreement on each local day of the giver. Sites that did not
            know of each other may overrun a cap together; whoever is too many counts too, so that it shows.
        without: everyone accepted whom no agreement in force covered, each as a discrepancy. Whoever sets out is judged
            at the hour of the offer, and whoever arrives at the hour of the acceptance. Too many under a cap is another
            thing (`coordination.caps.overruns`).
    """

    def __init__(self, groups: Groups, parts: Mapping[CustodianId, Part], zone: ZoneInfo) -> None:
        self.used: Counter[tuple[str, str]] = Counter()
        self.without: list[Found] = []
        self._agreements, self._classes = Agreements(groups), Classes()
        self._parts, self._zone = parts, zone
        self._offers: dict[Digest, Entry] = {}
        self._from: dict[PersonId, CustodianId] = {}
        self._lost: dict[CustodianId, datetime] = {}

    @classmethod
    def of(
        cls, entries: Iterable[Entry], groups: Groups, parts: Mapping[CustodianId, Part], zone: ZoneInfo
    ) -> Self:  # fmt: skip
        """What these entries say."""
        told = cls(groups, parts, zone)
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if fact.kind.startswith("eligibility."):
            self._classes.add(entry)
        elif fact.kind.startswith("coordination."):
            self._agreements.add(entry)
        elif isinstance(fact, Offered):
            self._offers[entry.digest] = entry
        elif isinstance(fact, Accepted):
            if fact.offer in self._offers:
                self._accepted(self._offers[fact.offer], entry, fact)
        elif isinstance(fact, ControlLost):
            self._lost[CustodianId(fact.site)] = fact.since
        elif isinstance(fact, ControlRegained):
            self._lost.pop(CustodianId(fact.site), None)
        return True

    def _accepted(self, offer: Entry, entry: Entry, fact: Accepted) -> None:
        offered = offer.fact
        assert isinstance(offered, Offered)
        people, arrives = fact.people, not self._on_the_way(entry.by)
        move = self._move(offer, offered, entry, people)
        if not self._on_the_way(offer.by):
            self._from.update(dict.fromkeys(people, offer.by))
            people = self._count(move)
            move = move if arrives else self._at(move, offer.happened_at)
        elif not arrives:
            return
        if people:
            self._judge(offer, entry, replace(move, people=people))

    def _count(self, move: Move) -> frozenset[PersonId]:
        """Count everyone under the agreement he comes under, over its cap where none has room; who comes under none."""
        people = move.people
        without_caps: Used = {}
        for used in (self.used, without_caps):
            judged = self._agreements.judge(replace(move, people=people), self._classes.codes, used, lost=self._lost)
            self.used += count(judged, people, move.day)
            people = frozenset(judged.lacking)
            if not people:
                break
        return people

    def _judge(self, offer: Entry, entry: Entry, move: Move) -> None:
        """Whom of those accepted no agreement covers, caps aside, in the name of whoever they set out from."""
        by_giver: dict[CustodianId, set[PersonId]] = {}
        for person in move.people:
            by_giver.setdefault(self._from.get(person, offer.by), set()).add(person)
        for giver, people in sorted(by_giver.items()):
            asked = replace(move, people=frozenset(people), giver=giver)
            judged = self._agreements.judge(asked, self._classes.codes, lost=self._lost)
            for person, lacks in sorted(judged.lacking.items()):
                entries = tuple(sorted((offer.digest, entry.digest)))
                values = {"handover": move.handover, "because": "; ".join(map(str, lacks)) or None}
                self.without.append(
                    Found(
                        discrepancy_id(WITHOUT, person, entries), WITHOUT, person, entry.by, offer.by, entries,
                        entry.digest, entry.happened_at, values,
                    )
                )  # fmt: skip

    def _move(self, offer: Entry, offered: Offered, entry: Entry, people: frozenset[PersonId]) -> Move:
        """The move as it was made: to whoever took them, where the offer named another."""
        named = CustodianId(offered.destination or offered.receiver)
        end = named if entry.by == offered.receiver else entry.by
        move = Move(
            people=people, giver=offer.by, receiver=entry.by, at=entry.happened_at, kind=offered.move,
            mode=offered.mode, destination=end, handover=offered.handover,
        )  # fmt: skip
        return self._at(move, entry.happened_at)

    def _at(self, move: Move, at: datetime) -> Move:
        return replace(move, at=at, day=at.astimezone(self._zone).date().isoformat())

    def _on_the_way(self, custodian: CustodianId) -> bool:
        return self._parts.get(custodian) in ON_THE_WAY
