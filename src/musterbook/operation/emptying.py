"""Emptying: a place is marked empty, and is not while anybody is there; and places that nobody decided about.

Joins custody with eligibility, lift and coordination. A hold is not abandonment: whoever stays behind has an owner and
a next step, and a place that is passed over without a decision is listed until somebody makes one (F12, F36).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.coordination.decisions import Decisions
from musterbook.custody.facts import Emptied
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, canonical, digest_of
from musterbook.lift.manifests import Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.gates import left_behind_at
from musterbook.operation.places import Place
from musterbook.terms.custodians import CustodianId, part_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def mark_empty(book: Book, acting: Acting, site: CustodianId, *, seen_by: Sequence[str]) -> Entry:
    """Write that a place is empty.

    Raises:
        Malformed: not two different people went through it.
        Refused: the book has somebody there still, in hand, in a handover or unaccounted for; everyone is named, with
            what keeps him and who can change it.
    """
    if len(set(seen_by)) < 2:
        raise Malformed.because("site.two-who-looked", site=site)
    objections = still_there(book, site, at=acting.at)
    if objections:
        raise Refused(*objections)
    roll = digest_of(canonical({"site": site, "roll": []}))
    return book.write(acting.draft(Emptied(site=site, seen_by=tuple(seen_by), roll=roll)))


def still_there(book: Book, site: CustodianId, *, at: datetime) -> list[Objection]:
    """Everyone a place still answers for, each with the first thing that keeps him and whose business it is."""
    roll = book.reading(Roll)
    kept = {one.person: one for one in left_behind_at(book, site, at=at)}
    found = []
    for person in sorted(roll.answered_for(site)):
        one = kept.get(person)
        values = {
            "site": site, "where": part_of(roll.where[person]), "ground": one.grounds[0] if one else None,
            "owner": one.owner if one else None,
        }  # fmt: skip
        found.append(Objection("site.not-empty", person, values))
    return found


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A place with people for which no serial runs and nobody decided that none should."""

    place: Place
    people: int
    protective: int


def passed_over(book: Book, now: datetime) -> tuple[PassedOver, ...]:
    """Places from which somebody should be moved, that no serial serves and no decision names, the fullest first.

    A decision is about a place when it says that it affects `site:NAME`, by the name of the place or its custodian.
    """
    roll, manifests, decisions = book.reading(Roll), book.reading(Manifests), book.reading(Decisions)
    served = {one.giver for one in manifests.serials.values() if one.people and not one.scrubbed}
    decided = {what for one in decisions.all() if one.current(now) for what in one.terms.affects}
    found = []
    for place in book.places.sites.values():
        held = roll.answered_for(place.custodian)
        named = {f"site:{place.site}", f"site:{place.custodian}"} & decided
        if place.part == "site" and held and place.custodian not in served and not named:
            protective = sum(one.protective for one in left_behind_at(book, place.custodian, at=now))
            found.append(PassedOver(place, len(held), protective))
    return tuple(sorted(found, key=lambda one: (-one.people, one.place.site)))
