"""Open pairs: prints say that somebody may be entered twice or mixed up, and it is not settled; read before signing.

Joins biometrics with custody and what lies sealed beside the book. A warning for whoever writes a departure or offers a
return, and never a gate: an unsettled pair holds nobody and lets nobody go (biometrics.md section 3, F16). Pairs whose
answer is known stand beside nobody's name: they are left out here, and nothing says which they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.biometrics.adjudication import Adjudication, Pair
from musterbook.biometrics.gallery import Enrolments
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.book import Book
from musterbook.operation.searching_pairs import one_body
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu

WARNED: Final = frozenset({"duplicate", "swap"})
WAITS, UNSETTLED, SAME = "waits", "unsettled", "same"
RULES: Final = {
    ("duplicate", WAITS): "biometrics.open-duplicate-waits",
    ("duplicate", UNSETTLED): "biometrics.open-duplicate-unsettled",
    ("duplicate", SAME): "biometrics.open-duplicate-same",
    ("swap", WAITS): "biometrics.open-swap-waits",
    ("swap", UNSETTLED): "biometrics.open-swap-unsettled",
    ("swap", SAME): "biometrics.open-swap-same",
}


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair that holds somebody and is not at its end.

    Attributes:
        person: of those asked about.
        proposal: its number.
        kind_of: duplicate or swap.
        since: when it was proposed.
        stands: waits (for examiners), unsettled (they do not agree), same (judged so, and nothing done about it yet).
    """

    person: PersonId
    proposal: str
    kind_of: str
    since: datetime
    stands: str

    def warning(self) -> Objection:
        """What whoever signs should read; it stands in nobody's way."""
        values = {"proposal": self.proposal, "since": zulu(self.since)}
        return Objection(RULES[self.kind_of, self.stands], self.person, values)

    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"person": self.person, "proposal": self.proposal, "kind": self.kind_of, "since": zulu(self.since),
                "stands": self.stands}  # fmt: skip


def maybe_open(book: Book, people: Iterable[PersonId]) -> tuple[Pair, ...]:
    """Pairs of duplicate or swap that hold any of these people and are not at their end, known ones among them."""
    wanted = frozenset(people)
    pairs = book.reading(Adjudication).pairs()
    return tuple(one for one in pairs if one.people & wanted and one.fact.kind_of in WARNED and _is_open(book, one))


def open_pairs(beside: BiometricsBeside, people: Iterable[PersonId]) -> tuple[OpenPair, ...]:
    """The same as warnings, by person, those whose answer was known left out.

    Where what was sealed with a pair is not in this copy, the pair is told of: to warn once too often harms nobody.
    """
    wanted = frozenset(people)
    pairs = maybe_open(beside.book, wanted)
    sealed = beside.found(one.fact.evidence for one in pairs)
    return _told([one for one in pairs if not sealed.get(one.fact.evidence, {}).get("seeded")], wanted)


def untold(book: Book, people: Iterable[PersonId]) -> tuple[OpenPair, ...]:
    """Every pair that may be open, in a copy that can open nothing sealed."""
    wanted = frozenset(people)
    return _told(maybe_open(book, wanted), wanted)


def _told(pairs: Iterable[Pair], wanted: frozenset[PersonId]) -> tuple[OpenPair, ...]:
    found = [
        OpenPair(person, one.number, one.fact.kind_of, one.at, one.answer or WAITS)
        for one in pairs
        for person in one.people & wanted
    ]
    return tuple(sorted(found, key=lambda one: (one.person, one.since, one.proposal)))


def _is_open(book: Book, pair: Pair) -> bool:
    """Not found different, and nothing has made an end of it: a merging of the two, a new capture of one of them."""
    if pair.answer == "different":
        return False
    if pair.fact.kind_of == "duplicate" and len(pair.people) == 2:
        one, other = pair.people
        return not one_body(book, one, other)
    sittings = [book.reading(Enrolments).sitting(side) for side in (pair.fact.left, pair.fact.right)]
    current = book.reading(Enrolments).current
    return all(
        one is None or (newest := current(one.person)) is None or newest.number == one.number for one in sittings
    )
