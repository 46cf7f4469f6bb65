"""Links: which items speak of whom, how sure that is, and who says otherwise.

A contest stands until somebody who did not make the link, and a second person, answer it. Both views stay to be read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from musterbook.evidence.facts import ContestAnswered, LinkContested, LinkedToPerson
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId

GRADE: Final = re.compile(r"[A-F][1-6]")
CLAIMS: Final = ("fact", "assessment")
OUTCOMES: Final = ("kept", "withdrawn")


@dataclass(frozen=True, slots=True)
class Contest:
    """Somebody says that an item does not speak of a person.

    Attributes:
        item: which item.
        person: of whom.
        entry: the contest's entry.
        at: when it was said.
        outcome: kept or withdrawn; empty while nobody who may has answered.
        answer: the entry that answered it; None while it stands.
    """

    item: str
    person: PersonId
    entry: Digest
    at: datetime
    outcome: str = ""
    answer: Entry | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands unanswered."""
        return not self.outcome


class Links:
    """Every link of an item to a person."""

    def __init__(self) -> None:
        self._links: dict[tuple[str, PersonId], list[Entry]] = defaultdict(list)
        self._contests: dict[Digest, Contest] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The links after these entries."""
        links = cls()
        for entry in entries:
            links.add(entry)
        return links

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case LinkedToPerson() as fact:
                self._links[fact.item, fact.person].append(entry)
            case LinkContested() as fact:
                contest = Contest(fact.item, fact.person, entry.digest, entry.happened_at)
                self._contests[entry.digest] = contest
            case ContestAnswered() as fact:
                self._answer(fact, entry)
        return True

    def made(self, item: str, person: PersonId) -> tuple[LinkedToPerson, ...]:
        """What was found of an item and a person, oldest first; facts and assessments side by side, never merged."""
        return tuple(entry.fact for entry in self.findings(item, person) if isinstance(entry.fact, LinkedToPerson))

    def findings(self, item: str, person: PersonId) -> list[Entry]:
        """The entries of the links found since the last contest that was upheld; one withdrawn speaks no more."""
        withdrawn = [one.at for one in self.contests(person, item) if one.outcome == "withdrawn"]
        since = max(withdrawn, default=None)
        found = self._links.get((item, person), [])
        return [entry for entry in found if since is None or entry.happened_at > since]

    def items_of(self, person: PersonId) -> tuple[str, ...]:
        """The items linked to a person, sorted."""
        return tuple(sorted(item for item, one in self._links if one == person and self.made(item, person)))

    def settled(self, item: str, person: PersonId) -> bool:
        """Whether two people found that this item settles who he is, and nobody contests it."""
        return any(one.settles == "yes" for one in self.made(item, person)) and not self.open_contests(person, item)

    def contests(self, person: PersonId, item: str = "") -> tuple[Contest, ...]:
        """Every contest about a person, or about one item and him, answered ones too."""
        return tuple(
            one for one in self._contests.values() if one.person == person and item in ("", one.item)
        )  # fmt: skip

    def open_contests(self, person: PersonId, item: str = "") -> tuple[Contest, ...]:
        """Contests nobody has answered."""
        return tuple(one for one in self.contests(person, item) if one.is_open)

    def contest(self, digest: str) -> Contest | None:
        """The contest whose entry begins with these signs; None when there is none, or several."""
        found = [one for name, one in self._contests.items() if name.startswith(digest)]
        return found[0] if len(found) == 1 else None

    def linkers(self, item: str, person: PersonId) -> frozenset[str]:
        """The officers who signed that the item speaks of him."""
        entries = self._links.get((item, person), ())
        return frozenset(signature.officer for entry in entries for signature in entry.signed)

    def _answer(self, fact: ContestAnswered, entry: Entry) -> None:
        """An answer of whoever made the link, or about another link, leaves the contest open."""
        contest = self._contests.get(fact.contest)
        if contest is None or (contest.item, contest.person) != (fact.item, fact.person):
            return
        if fact.outcome not in OUTCOMES or not contest.is_open:
            return
        if self.linkers(fact.item, fact.person) & {signature.officer for signature in entry.signed}:
            return
        self._contests[fact.contest] = replace(contest, outcome=fact.outcome, answer=entry)
