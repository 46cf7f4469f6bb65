"""The situation: totals, places, serials, handovers and what is open, read from the book at one instant.

Joins custody, lift and the kept tables. Every page, command and frame shows these numbers and no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.findings import Found
from musterbook.custody.fold import Comparison
from musterbook.custody.handovers import Handovers
from musterbook.custody.lastroll import lost_now
from musterbook.custody.musters import Headcount
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.agreeing import discrepancies_at, discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.places import Part, Place
from musterbook.terms.custodians import CustodianId, custodian_of, handing_over, in_hand, part_of, unaccounted


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of people at one instant.

    `roll` is everyone a custodian answers for, and the sum of `sites`, `escorts`, `staging`, `received` (all in hand),
    `handing_over` and `unaccounted`. `far_side` are gone. `discrepancies` counts open ones, not people.
    """

    roll: int
    sites: int
    escorts: int
    staging: int
    received: int
    handing_over: int
    unaccounted: int
    far_side: int
    discrepancies: int
    answered_for: int
    accounted_for: int


@dataclass(frozen=True, slots=True)
class AtPlace:
    """One place and what its custodian answers for there."""

    place: Place
    in_hand: int
    handing_over: int
    unaccounted: int
    expected: int
    discrepancies: int
    lost: bool
    last_muster: Comparison | None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a duty officer looks at first.

    Attributes:
        operation, marking, exercise: whose account this is.
        as_of: the instant.
        head, entries: digest over all logs, and how many entries stand.
        totals: counts of people.
        places: every place of the table sites.
        manifests: every serial.
        discrepancies: what the book contradicts itself about.
        roll, handovers: the readings the numbers came from.
    """

    operation: str
    marking: str
    exercise: bool
    as_of: datetime
    head: str
    entries: int
    totals: Totals
    places: tuple[AtPlace, ...]
    manifests: tuple[Manifest, ...]
    discrepancies: Discrepancies
    roll: Roll
    handovers: Handovers

    def told(self) -> dict[str, Any]:
        """The situation as JSON: counts and places, nobody by number."""
        return {
            "operation": self.operation, "marking": self.marking, "as_of": self.as_of.isoformat(),
            "head": self.head, "entries": self.entries, "totals": asdict(self.totals),
            "sites": [
                {"site": one.place.site, "name": one.place.name, "role": one.place.part, "in_hand": one.in_hand,
                 "handing_over": one.handing_over, "unaccounted": one.unaccounted, "expected": one.expected,
                 "capacity": one.place.capacity, "discrepancies": one.discrepancies, "lost": one.lost}
                for one in self.places
            ],
            "discrepancies": [
                {"id": one.id, "kind": one.kind, "owner": one.owner, "since": one.at.isoformat()}
                for one in self.discrepancies.open
            ],
        }  # fmt: skip


def situation(book: Book, now: datetime, *, as_of: datetime | None = None) -> Situation:
    """The situation now, or as it stood in the world at `as_of`, folded afresh."""
    if as_of is None:
        entries: Sequence[Entry] = book.entries()
        discrepancies = discrepancies_of(book, now)
        roll, handovers, manifests = book.reading(Roll), book.reading(Handovers), book.reading(Manifests)
    else:
        entries = book.as_of(as_of)
        roll, handovers, manifests = Roll.of(entries), Handovers.of(entries), Manifests.of(entries)
        discrepancies = discrepancies_at(book, roll, entries)
    moment = as_of or now
    parts = book.places.parts
    return Situation(
        operation=book.settings.name, marking=book.settings.marking, exercise=book.settings.exercise, as_of=moment,
        head=book.head(), entries=len(entries),
        totals=totals_of(
            roll, parts, roll.accounted_for(moment, book.settings.custody), discrepancies=len(discrepancies.open)
        ),
        places=tuple(_at(place, roll, handovers, discrepancies) for place in book.places.sites.values()),
        manifests=tuple(manifests.serials.values()), discrepancies=discrepancies, roll=roll, handovers=handovers,
    )  # fmt: skip


def totals_of(roll: Roll, parts: Mapping[CustodianId, Part], headcount: Headcount, *, discrepancies: int) -> Totals:
    """Everyone counted once, by where the roll has him and what his custodian is to the move."""
    sums = {"site": 0, "escort": 0, "staging": 0, "receiving": 0, "handing-over": 0, "unaccounted": 0, "far": 0}
    for account, count in roll.counts.items():
        custodian, part = custodian_of(account), part_of(account)
        if custodian is None:
            sums["far"] += count if part else 0
        elif part == "in-hand":
            kind = parts.get(custodian, "site")
            sums["site" if kind == "other" else kind] += count
        else:
            sums[part] += count
    return Totals(
        roll=sum(sums.values()) - sums["far"], sites=sums["site"], escorts=sums["escort"], staging=sums["staging"],
        received=sums["receiving"], handing_over=sums["handing-over"], unaccounted=sums["unaccounted"],
        far_side=sums["far"], discrepancies=discrepancies, answered_for=headcount.answered_for,
        accounted_for=headcount.accounted_for,
    )  # fmt: skip


def open_discrepancies(book: Book, now: datetime | None = None) -> tuple[Found, ...]:
    """What nobody has explained and nothing has dissolved; at an hour, also who is not back."""
    return discrepancies_of(book, now).open


def _at(place: Place, roll: Roll, handovers: Handovers, discrepancies: Discrepancies) -> AtPlace:
    custodian, counts = place.custodian, roll.counts
    musters = roll.musters.of(custodian)
    return AtPlace(
        place=place, in_hand=counts.get(in_hand(custodian), 0), handing_over=counts.get(handing_over(custodian), 0),
        unaccounted=counts.get(unaccounted(custodian), 0), expected=len(handovers.still_to_arrive(custodian)),
        discrepancies=len(discrepancies.of_owner(custodian)), lost=custodian in lost_now(roll),
        last_muster=musters[-1] if musters else None,
    )  # fmt: skip
