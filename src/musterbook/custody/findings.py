"""Findings: where the book contradicts itself, each with a name that is the same on every node."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from musterbook.ledger.entry import Entry, canonical
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

NOTHING: Final[Mapping[str, str | int | None]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """A discrepancy as data.

    Attributes:
        id: first 12 hexadecimal digits of SHA-256 over kind, person or custodian, and the contradicting entries.
        kind: one of `settings.CLOCK_MINUTES`.
        person: whom it is about; None when it is about a custodian's count.
        owner: the custodian who has to explain it.
        other: the other party, who signs the explanation with him; None when there is none.
        entries: digests of what contradicts, sorted.
        cause: digest of the entry at which it showed; discrepancies of one cause are shown together.
        at: the world's time of the cause.
        values: what a sentence about it needs.
    """

    id: str
    kind: str
    person: PersonId | None
    owner: CustodianId
    other: CustodianId | None
    entries: tuple[Digest, ...]
    cause: Digest
    at: datetime
    values: Mapping[str, str | int | None] = field(default_factory=dict, hash=False)


def discrepancy_id(kind: str, about: str, entries: Iterable[Digest]) -> str:
    """The name of a discrepancy: of its kind, the person or custodian it is about, and the entries that contradict."""
    said = canonical({"about": about, "entries": sorted(entries), "kind": kind})
    return hashlib.sha256(said).hexdigest()[:12]


class Findings:
    """All discrepancies one fold finds, in the order found, and which of them a later entry dissolved or explained."""

    def __init__(self) -> None:
        self.all: dict[str, Found] = {}
        self.dissolved: dict[str, Digest] = {}
        self.explained: dict[str, Digest] = {}
        self.contested: set[str] = set()
        self.about: dict[PersonId | CustodianId, set[str]] = {}

    def add(
        self,
        kind: str,
        about: PersonId | CustodianId,
        *,
        cause: Entry,
        owner: CustodianId,
        other: CustodianId | None = None,
        entries: Iterable[Digest] = (),
        of_custodian: bool = False,
        values: Mapping[str, str | int | None] = NOTHING,
    ) -> str:
        """Note a discrepancy between `entries` (or of the cause alone); its id. Found again, it is open again."""
        contradicting = tuple(sorted(set(entries) or {cause.digest}))
        name = discrepancy_id(kind, about, contradicting)
        if name not in self.all:
            person = None if of_custodian else PersonId(about)
            self.all[name] = Found(
                name, kind, person, owner, other, contradicting, cause.digest, cause.act.happened_at, values
            )
            self.about.setdefault(about, set()).add(name)
        self.dissolved.pop(name, None)
        return name

    def dissolve(
        self, kinds: Iterable[str], about: PersonId | CustodianId, by: Entry, only: Digest | None = None
    ) -> None:
        """A later entry settles what these kinds said about someone; with `only`, just what names that entry."""
        for name in sorted(self.about.get(about, ())):
            found = self.all[name]
            if found.kind in kinds and name not in self.dissolved and (only is None or only in found.entries):
                self.dissolved[name] = by.digest

    def lose(self, person: PersonId, by: Entry, *, site: CustodianId) -> None:
        """Control of a site is lost with him inside: its custodian has to say where he is."""
        self.add("control-lost", person, cause=by, owner=site, other=by.by if by.by != site else None)

    def regain(self, person: PersonId, by: Digest) -> None:
        """Somebody can point at him again, by this entry: what the loss of a site left open about him is settled."""
        for name in self.about.get(person, ()):
            if self.all[name].kind == "control-lost":
                self.dissolved.setdefault(name, by)

    def lose_again(self, person: PersonId, undone: Digest) -> None:
        """The entry by which he had been regained is undone, so what it settled is open again."""
        for name in self.about.get(person, ()):
            if self.all[name].kind == "control-lost" and self.dissolved.get(name) == undone:
                del self.dissolved[name]

    def explain(self, name: str, by: Entry) -> None:
        """Owner and other party have explained this one; the first explanation counts."""
        if name not in self.contested:
            self.explained.setdefault(name, by.digest)

    def keep_open(self, name: str) -> None:
        """No explanation closes this one: none cites all that is in dispute."""
        self.contested.add(name)
        self.explained.pop(name, None)

    def open_about(self, about: PersonId | CustodianId, kinds: Iterable[str]) -> list[Found]:
        """What is still open about someone, of these kinds, in order of id."""
        return [
            self.all[name]
            for name in sorted(self.about.get(about, ()))
            if self.all[name].kind in kinds and name not in self.dissolved and name not in self.explained
        ]
