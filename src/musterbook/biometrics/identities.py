"""Identities: who was found to be whom, by which examiner, agreed by whom, and whether it stands.

An identification stands when a pair was judged the same, a named examiner wrote it with reasons, another person agreed,
and nobody withdrew it; a contest that was upheld withdraws it. It changes nobody's custody, eligibility or evidence
(biometrics.md sections 1, 3 and 9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.biometrics.adjudication import Adjudication
from musterbook.biometrics.facts import (
    ContestAnswered,
    IdentificationAgreed,
    IdentificationContested,
    IdentificationTold,
    IdentificationWithdrawn,
    Identified,
)
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId

BASES: Final = ("finger", "face", "band", "papers", "kin")
OUTCOMES: Final = ("kept", "withdrawn")


@dataclass(frozen=True, slots=True)
class Contest:
    """Somebody says that an identification is wrong; outcome is kept or withdrawn, empty while it is open."""

    entry: Digest
    identified: Digest
    at: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Identification:
    """One identification as it is now.

    Attributes:
        fact: who was found to be whom, on what.
        entry: its entry, which a merging cites.
        at: when.
        settled: whether examiners had judged the pair the same.
        agreed: the agreement of another person; None while nobody gave it.
        withdrawn: the entry that withdrew it; None while it was not.
        told: whether the person was told.
        contests: what was said against it.
    """

    fact: Identified
    entry: Digest
    at: datetime
    settled: bool
    agreed: Digest | None = None
    withdrawn: Digest | None = None
    told: bool = False
    contests: tuple[Contest, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it may be relied on."""
        return self.settled and self.agreed is not None and self.withdrawn is None

    @property
    def people(self) -> frozenset[PersonId]:
        """The numbers it speaks of."""
        return frozenset(one for one in (self.fact.person, self.fact.other) if one is not None)


class Identities:
    """Every identification in the book."""

    def __init__(self) -> None:
        self._pairs = Adjudication()
        self._found: dict[Digest, tuple[Entry, bool]] = {}
        self._agreed: dict[Digest, list[Entry]] = defaultdict(list)
        self._withdrawn: dict[Digest, Digest] = {}
        self._told: set[Digest] = set()
        self._contests: dict[Digest, Entry] = {}
        self._answered: dict[Digest, list[Entry]] = defaultdict(list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The identifications after these entries."""
        identities = cls()
        for entry in entries:
            identities.add(entry)
        return identities

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        self._pairs.add(entry)
        match entry.fact:
            case Identified() as fact:
                self._found[entry.digest] = entry, self._is_settled(fact)
            case IdentificationAgreed() as fact:
                self._agreed[fact.identified].append(entry)
            case IdentificationWithdrawn() as fact:
                self._withdrawn.setdefault(fact.identified, entry.digest)
            case IdentificationTold() as fact:
                self._told.add(fact.identified)
            case IdentificationContested():
                self._contests[entry.digest] = entry
            case ContestAnswered() as fact:
                self._answered[fact.contest].append(entry)
        return True

    def identification(self, start: str) -> Identification | None:
        """The one whose entry begins with these signs; None when there is none, or several."""
        found = [digest for digest in self._found if digest.startswith(start)] if start else []
        return self._one(found[0]) if len(found) == 1 else None

    def all(self) -> tuple[Identification, ...]:
        """Every identification, in the book's order."""
        return tuple(self._one(digest) for digest in self._found)

    def of_person(self, person: PersonId) -> tuple[Identification, ...]:
        """Those that speak of this number, in the book's order."""
        return tuple(one for one in self.all() if person in one.people)

    def standing(self, person: PersonId) -> tuple[Identification, ...]:
        """Those of this number that may be relied on."""
        return tuple(one for one in self.of_person(person) if one.stands)

    def waiting(self) -> tuple[Identification, ...]:
        """Those that wait for the identity officer."""
        return tuple(one for one in self.all() if one.settled and one.agreed is None and one.withdrawn is None)

    def not_told(self) -> tuple[Identification, ...]:
        """Those that stand and whose person nobody has told."""
        return tuple(one for one in self.all() if one.stands and not one.told)

    def contest(self, start: str) -> Contest | None:
        """The contest whose entry begins with these signs; None when there is none, or several."""
        found = [digest for digest in self._contests if digest.startswith(start)] if start else []
        return self._contest(found[0]) if len(found) == 1 else None

    def took_part(self, identified: Digest) -> frozenset[str]:
        """Every officer who judged, found or agreed: none of them answers a contest of it."""
        known = self._found.get(identified)
        if known is None:
            return frozenset()
        entry, _ = known
        assert isinstance(entry.fact, Identified)
        pair = self._pairs.pair(entry.fact.proposal)
        judges = {one.examiner for one in pair.judgements} if pair else set[str]()
        signers = {one.officer for each in (entry, *self._agreed[identified]) for one in each.signed}
        return frozenset({entry.fact.examiner, *judges, *signers})

    def _is_settled(self, fact: Identified) -> bool:
        """Whether the pair was judged the same by then, and is a pair of his."""
        pair = self._pairs.pair(fact.proposal)
        return pair is not None and pair.answer == "same" and fact.person in pair.people

    def _one(self, digest: Digest) -> Identification:
        entry, settled = self._found[digest]
        assert isinstance(entry.fact, Identified)
        contests = tuple(
            self._contest(one)
            for one, said in self._contests.items()
            if isinstance(said.fact, IdentificationContested) and said.fact.identified == digest
        )
        upheld = next((one.entry for one in contests if one.outcome == "withdrawn"), None)
        return Identification(
            entry.fact, digest, entry.happened_at, settled, self._agreement(digest, entry.fact),
            self._withdrawn.get(digest, upheld), digest in self._told, contests,
        )  # fmt: skip

    def _agreement(self, digest: Digest, fact: Identified) -> Digest | None:
        """The first agreement of somebody else than the examiner."""
        for entry in self._agreed.get(digest, ()):
            if fact.examiner not in {one.officer for one in entry.signed}:
                return entry.digest
        return None

    def _contest(self, digest: Digest) -> Contest:
        entry = self._contests[digest]
        assert isinstance(entry.fact, IdentificationContested)
        apart = self.took_part(entry.fact.identified)
        for answer in self._answered.get(digest, ()):
            said = answer.fact
            assert isinstance(said, ContestAnswered)
            if said.outcome in OUTCOMES and not apart & {one.officer for one in answer.signed}:
                return Contest(digest, entry.fact.identified, entry.happened_at, said.outcome)
        return Contest(digest, entry.fact.identified, entry.happened_at)
