"""All readings a page may need of one book at one instant, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Self, TypeVar

from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.identities import Identities
from musterbook.camps.census import Census
from musterbook.coordination import facts as _coordination_facts  # noqa: F401  read, its kinds are known
from musterbook.custody.diversions import Diversions
from musterbook.custody.people import People
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.holds import Holds
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Reading
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Progress, Runs
from musterbook.operation.situation import Situation, situation
from musterbook.terms.people import PersonId

R = TypeVar("R", bound=Reading)


class Mentions:
    """Which entries name whom, and which follow which: for a person's page and for an entry's."""

    def __init__(self) -> None:
        self.of_person: dict[PersonId, list[Entry]] = {}
        self.after: dict[Digest, list[Digest]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The mentions in `entries`."""
        mentions = cls()
        for entry in entries:
            mentions.add(entry)
        return mentions

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        for person in entry.named():
            self.of_person.setdefault(person, []).append(entry)
        for parent in entry.act.after:
            self.after.setdefault(parent, []).append(entry.digest)
        return True


class Readings:
    """One book as of one instant. With `as_of` everything is folded afresh; without, the book's warm readings serve."""

    def __init__(self, book: Book, now: datetime, as_of: datetime | None = None) -> None:
        self.book = book
        self.as_of = as_of
        self.now = as_of or now
        self.situation: Situation = situation(book, now, as_of=as_of)
        self.roll = self.situation.roll
        self.handovers = self.situation.handovers

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """What stands, in reading order."""
        return self.book.entries() if self.as_of is None else self.book.as_of(self.as_of)

    @cached_property
    def manifests(self) -> Manifests:
        """Who is seated on which serial."""
        return self._read(Manifests)

    @cached_property
    def diversions(self) -> Diversions:
        """Serials that go elsewhere than their manifest names."""
        return self._read(Diversions)

    @cached_property
    def progress(self) -> Progress:
        """Serials as planned and as told."""
        return self._read(Progress)

    @cached_property
    def runs(self) -> Runs:
        """Plans proposed and adopted."""
        return self._read(Runs)

    @cached_property
    def people(self) -> People:
        """What was written about each number."""
        return self._read(People)

    @cached_property
    def holds(self) -> Holds:
        """Every hold that stands."""
        return self._read(Holds)

    @cached_property
    def clearances(self) -> Clearances:
        """Who is cleared to where."""
        return self._read(Clearances)

    @cached_property
    def census(self) -> Census:
        """What is said of each camp."""
        return self._read(Census)

    @cached_property
    def enrolments(self) -> Enrolments:
        """Whose prints were taken."""
        return self._read(Enrolments)

    @cached_property
    def identities(self) -> Identities:
        """Who was found to be whom."""
        return self._read(Identities)

    @cached_property
    def mentions(self) -> Mentions:
        """Which entries name whom."""
        return self._read(Mentions)

    def _read(self, kind: type[R]) -> R:
        return self.book.reading(kind) if self.as_of is None else kind.of(self.entries)
