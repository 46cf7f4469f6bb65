"""Dossiers: items about one person as they were last put together, and what stands against giving them away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.evidence.facts import ChildJusticeReviewed, DossierBuilt
from musterbook.evidence.links import Links
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId

RECRUITED: Final = ("yes", "no", "unknown")
REVIEWS: Final = ("release", "withhold")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier as it was last built.

    Attributes:
        fact: its items in order, banner and holes.
        entry: the entry that built it.
        built_at: when.
        editions: how often it was built.
        review: what an adviser on justice for children said of this edition: release, withhold, or empty.
    """

    fact: DossierBuilt
    entry: Digest
    built_at: datetime
    editions: int
    review: str = ""

    @property
    def name(self) -> str:
        """Such as `D-77`."""
        return self.fact.dossier

    @property
    def person(self) -> PersonId:
        """Whom it is about."""
        return self.fact.person

    def wants_child_review(self, purpose: str) -> bool:
        """Whether an adult's prosecution would be built on one who was, or may have been, a child when recruited.

        Unknown is no permission: only a `no` needs no review.
        """
        return purpose == "prosecution" and self.fact.recruited_as_child != "no" and self.review != "release"


class Dossiers:
    """Every dossier in the book; the last edition counts, and a review speaks of the edition before it."""

    def __init__(self) -> None:
        self._built: dict[str, list[Entry]] = defaultdict(list)
        self._reviews: dict[Digest, str] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The dossiers after these entries."""
        dossiers = cls()
        for entry in entries:
            dossiers.add(entry)
        return dossiers

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case DossierBuilt() as fact:
                self._built[fact.dossier].append(entry)
            case ChildJusticeReviewed() as fact if fact.dossier in self._built:
                self._reviews[self._built[fact.dossier][-1].digest] = fact.outcome
        return True

    def names(self) -> tuple[str, ...]:
        """The names of all dossiers, sorted."""
        return tuple(sorted(self._built))

    def dossier(self, name: str) -> Dossier | None:
        """One dossier by its name."""
        editions = self._built.get(name)
        if not editions:
            return None
        last = editions[-1]
        assert isinstance(last.fact, DossierBuilt)
        review = self._reviews.get(last.digest, "")
        return Dossier(last.fact, last.digest, last.happened_at, len(editions), review)

    def items_at(self, name: str, at: datetime) -> tuple[str, ...]:
        """What was in a dossier at a moment: the items of the last edition built until then."""
        built = [entry for entry in self._built.get(name, ()) if entry.happened_at <= at]
        fact = built[-1].fact if built else None
        return fact.items if isinstance(fact, DossierBuilt) else ()


def standing_of(dossier: Dossier, links: Links) -> str:
    """How a dossier's identity stands: contested, confirmed (two people found so), or claimed."""
    if any(links.open_contests(dossier.person, item) for item in dossier.fact.items):
        return "contested"
    settled = any(links.settled(item, dossier.person) for item in dossier.fact.items)
    return "confirmed" if settled else "claimed"
