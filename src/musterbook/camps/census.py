"""Census: everything the book says of each camp, by camp; a later word of the same thing replaces the earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Self, TypeVar

from musterbook.camps.facts import (
    AccessChanged,
    BoysParted,
    ControlChanged,
    Counted,
    GuardsSeen,
    PassedThrough,
    ProtectingBodyTold,
    RegisteredShare,
    ServiceGap,
    Unaccompanied,
)
from musterbook.camps.faults import sound
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Fact

Said = (
    Counted | PassedThrough | ControlChanged | GuardsSeen | AccessChanged | ServiceGap | ProtectingBodyTold
    | RegisteredShare | BoysParted | Unaccompanied
)  # fmt: skip
T = TypeVar("T", bound=Fact)
KEYS: Final[Mapping[type, tuple[str, ...]]] = {
    Counted: ("as_of", "source", "definition"),
    PassedThrough: ("from_", "until", "kind_of", "other_camp"),
    ControlChanged: ("at",),
    GuardsSeen: ("at", "source"),
    AccessChanged: ("at", "source"),
    ServiceGap: ("from_", "kind_of", "source"),
    ProtectingBodyTold: ("at", "body"),
    RegisteredShare: ("as_of",),
    BoysParted: ("as_of",),
    Unaccompanied: ("as_of",),
}
"""By which fields two words of a kind are of one thing; by the first of them they stand in order."""


class Word(NamedTuple):
    """One thing said of a camp, with the entry that said it and when it was written."""

    fact: Said
    entry: Digest
    written_at: datetime


@dataclass(slots=True)
class Camp:
    """What is said of one camp, by kind."""

    name: str
    words: dict[type, dict[tuple[object, ...], Word]] = field(default_factory=dict)

    def of(self, kind: type[T]) -> list[T]:
        """Every fact of a kind, oldest first."""
        return [word.fact for word in self.words_of(kind) if isinstance(word.fact, kind)]

    def words_of(self, kind: type[Fact]) -> list[Word]:
        """The same with their entries."""
        return [word for _, word in sorted(self.words.get(kind, {}).items(), key=lambda one: (one[0][0], one[1].entry))]

    def newest(self, kind: type[Fact]) -> Word | None:
        """The newest word of a kind."""
        return next(reversed(self.words_of(kind)), None)


class Census:
    """All camps that the book speaks of, by name."""

    def __init__(self) -> None:
        self.camps: dict[str, Camp] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What `entries` say, which stand in reading order."""
        census = cls()
        for entry in entries:
            census.add(entry)
        return census

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Said) and sound(entry):
            camp = self.camps.setdefault(fact.camp, Camp(fact.camp))
            key = tuple(getattr(fact, name) for name in KEYS[type(fact)])
            camp.words.setdefault(type(fact), {})[key] = Word(fact, entry.digest, entry.written_at)
        return True


def people(count: Counted) -> int:
    """Everybody of a count, by best figures."""
    return sum(cell.count for cell in count.cells)
