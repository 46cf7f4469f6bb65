"""Gallery: who was enrolled and can be searched, by which engine; which lists of others may be searched until when.

A sitting counts until another replaces it or its pictures are destroyed. Points found later, by an engine that was not
there at the sitting, count instead of those of the sitting (biometrics.md sections 3 and 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.biometrics.facts import (
    Engine,
    Enrolled,
    EnrolmentRefused,
    GalleryClosed,
    GalleryOpened,
    PointsFound,
    SampleDestroyed,
)
from musterbook.biometrics.positions import FINGERS
from musterbook.biometrics.settings import DEFAULT, BiometricSettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

OPERATION: Final = "operation"
"""The gallery of everyone enrolled in this book; it is always open and nobody opens it."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One enrolment as it stands.

    Attributes:
        fact: what was written of it.
        entry: by which entry.
        at: when.
        by: the custodian who held him.
        operators: operator, supervisor, and whoever signed.
        points: sealed points that count; None while there are none, or when they were destroyed.
        engine: by which engine they were found.
        qualities: 0 to 100 by finger, as far as measured.
        destroyed: pictures that are gone.
    """

    fact: Enrolled
    entry: Digest
    at: datetime
    by: CustodianId
    operators: frozenset[str]
    points: Digest | None
    engine: Engine | None
    qualities: Mapping[int, int]
    destroyed: frozenset[Digest] = frozenset()

    @property
    def number(self) -> str:
        """Such as `E-karkh-17`."""
        return self.fact.enrolment

    @property
    def person(self) -> PersonId:
        """Whose."""
        return self.fact.person

    @property
    def pictures(self) -> Mapping[str, Digest]:
        """The pictures still there, by position."""
        return {one.position: one.picture for one in self.fact.samples if one.picture not in self.destroyed}

    @property
    def fingers(self) -> frozenset[int]:
        """Positions 1 to 10 with a picture that is still there."""
        return frozenset(int(name) for name in self.pictures if name in _FINGERS)

    def recapture(self, settings: BiometricSettings = DEFAULT) -> tuple[int, ...]:
        """Fingers to ask for again, worst first."""
        poor = [(quality, finger) for finger, quality in self.qualities.items() if quality < settings.recapture_below]
        return tuple(finger for _, finger in sorted(poor) if finger in self.fingers)


class Enrolments:
    """Every sitting in the book."""

    def __init__(self) -> None:
        self._sittings: dict[str, Entry] = {}
        self._of_person: dict[PersonId, list[str]] = defaultdict(list)
        self._later: dict[str, PointsFound] = {}
        self._destroyed: dict[str, set[Digest]] = defaultdict(set)
        self._points_gone: set[str] = set()
        self._replaced: set[str] = set()
        self.refused: dict[PersonId, EnrolmentRefused] = {}
        self.enrolled_twice: list[Entry] = []

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The sittings after these entries."""
        enrolments = cls()
        for entry in entries:
            enrolments.add(entry)
        return enrolments

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Enrolled() as fact:
                self._add_sitting(fact, entry)
            case EnrolmentRefused() as fact:
                self.refused[fact.person] = fact
            case PointsFound() as fact:
                self._later[fact.enrolment] = fact
            case SampleDestroyed() as fact:
                self._destroyed[fact.enrolment] |= fact.samples
                if fact.points:
                    self._points_gone.add(fact.enrolment)
        return True

    def sitting(self, number: str) -> Sitting | None:
        """One sitting by its number, replaced or not."""
        entry = self._sittings.get(number)
        if entry is None:
            return None
        assert isinstance(entry.fact, Enrolled)
        fact, later = entry.fact, self._later.get(number)
        qualities = {one.position: one.quality for one in fact.samples if one.quality is not None}
        qualities |= {one.position: one.quality for one in (later.qualities if later else ())}
        gone = number in self._points_gone
        return Sitting(
            fact, entry.digest, entry.happened_at, entry.by, _operators(fact, entry),
            None if gone else later.points if later else fact.points,
            None if gone else later.engine if later else fact.engine,
            {int(name): quality for name, quality in qualities.items() if name in _FINGERS},
            frozenset(self._destroyed.get(number, ())),
        )  # fmt: skip

    def of_person(self, person: PersonId) -> tuple[Sitting, ...]:
        """His sittings, oldest first, replaced ones too."""
        found = (self.sitting(number) for number in self._of_person.get(person, ()))
        return tuple(one for one in found if one is not None)

    def current(self, person: PersonId) -> Sitting | None:
        """The newest sitting of a person that was not replaced and has points or pictures left."""
        for number in reversed(self._of_person.get(person, ())):
            one = self.sitting(number)
            if one is not None and number not in self._replaced and (one.points or one.pictures):
                return one
        return None

    def people(self) -> tuple[PersonId, ...]:
        """Everyone with a sitting that counts, sorted."""
        return tuple(sorted(person for person in self._of_person if self.current(person) is not None))

    def numbers(self) -> tuple[str, ...]:
        """The numbers of all sittings, in the book's order."""
        return tuple(self._sittings)

    def searchable(self, engine: Engine) -> dict[PersonId, Sitting]:
        """Whoever can be searched among those enrolled here by this engine: the sitting that counts of each."""
        found = ((person, self.current(person)) for person in self.people())
        return {person: one for person, one in found if one is not None and one.points and one.engine == engine}

    def waiting_for_points(self, engine: Engine) -> tuple[Sitting, ...]:
        """Sittings that count, have pictures of fingers, and no points by this engine: what `reindex` works off."""
        found = (self.current(person) for person in self.people())
        return tuple(one for one in found if one and one.fingers and (one.engine != engine or not one.points))

    def recapture(self, settings: BiometricSettings = DEFAULT) -> dict[PersonId, tuple[int, ...]]:
        """Who should be asked again for which fingers, worst first."""
        found = ((person, self.current(person)) for person in self.people())
        wanted = {person: one.recapture(settings) for person, one in found if one is not None}
        return {person: fingers for person, fingers in wanted.items() if fingers}

    def expired(self, now: datetime) -> tuple[Sitting, ...]:
        """Sittings whose pictures or points are here longer than was promised, longest first."""
        found = (self.sitting(number) for number in self._sittings)
        over = [one for one in found if one and one.fact.until <= now and (one.pictures or one.points)]
        return tuple(sorted(over, key=lambda one: (one.fact.until, one.number)))

    def pictured(self, picture: Digest) -> Sitting | None:
        """The sitting a picture belongs to."""
        for number, entry in self._sittings.items():
            if isinstance(entry.fact, Enrolled) and any(one.picture == picture for one in entry.fact.samples):
                return self.sitting(number)
        return None

    def _add_sitting(self, fact: Enrolled, entry: Entry) -> None:
        if fact.enrolment in self._sittings:
            self.enrolled_twice.append(entry)
            return
        self._sittings[fact.enrolment] = entry
        self._of_person[fact.person].append(fact.enrolment)
        if fact.replaces:
            self._replaced.add(fact.replaces)


class Galleries:
    """Lists of other owners: what they are for, and until when they may be searched."""

    def __init__(self) -> None:
        self._opened: dict[str, GalleryOpened] = {}
        self._closed: set[str] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The galleries after these entries."""
        galleries = cls()
        for entry in entries:
            galleries.add(entry)
        return galleries

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case GalleryOpened() as fact:
                self._opened.setdefault(fact.gallery, fact)
            case GalleryClosed() as fact:
                self._closed.add(fact.gallery)
        return True

    def gallery(self, name: str) -> GalleryOpened | None:
        """One gallery by name, closed ones too."""
        return self._opened.get(name)

    def is_open(self, name: str, now: datetime) -> bool:
        """Whether it may be searched now: it was opened, nobody closed it, and its day has not come."""
        one = self._opened.get(name)
        return one is not None and name not in self._closed and now < one.until

    def names(self) -> tuple[str, ...]:
        """All of them, sorted."""
        return tuple(sorted(self._opened))


_FINGERS: Final = frozenset(str(one) for one in FINGERS)


def _operators(fact: Enrolled, entry: Entry) -> frozenset[str]:
    """Whoever had a part in a sitting."""
    return frozenset({fact.operator, fact.supervised_by, *(one.officer for one in entry.signed)} - {""})
