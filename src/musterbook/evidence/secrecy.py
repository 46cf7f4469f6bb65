"""Secrecy: how high a thing, a dossier, what was asked of it and what left of it are marked, and every entry of these.

A whole is as high as the highest of its parts, and as its own banner; a portion that its originator marked otherwise
counts as it is marked now. A mark that nobody can read, and a name that nobody knows, are as high as any: unknown
protects. The traffic light says to whom one may pass a thing on, not how secret it is, and so has no level of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Self

from musterbook.evidence.facts import DossierBuilt, ItemAdded, Packaged, ReleaseAsked
from musterbook.evidence.items import Items
from musterbook.evidence.markings.profile import Level
from musterbook.evidence.markings.reading import read_mark
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact

HIGHEST: Final = int(Level.TS)
ROOM: Final = "evidence."
"""How the kinds begin of which an entry is as high as what it names."""


@lru_cache(maxsize=1024)
def level_of(mark: str) -> int:
    """How high a mark is, of a portion or of a whole: 0 unclassified, 1 restricted, 2 confidential, 3, 4 top secret."""
    read = read_mark(mark, "portion" if mark.lstrip().startswith("(") else "banner")
    return HIGHEST if read.content is None else int(read.content.level)


class Secrecy:
    """The reading: how high everything of evidence is marked."""

    def __init__(self) -> None:
        self._items = Items()
        self._dossiers: dict[str, DossierBuilt] = {}
        self._requests: dict[str, str] = {}
        self._packages: dict[str, tuple[str, str]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The reading of the entries that stand."""
        secrecy = cls()
        for entry in entries:
            secrecy.add(entry)
        return secrecy

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if not entry.act.kind.startswith(ROOM):
            return True
        self._items.add(entry)
        match entry.fact:
            case DossierBuilt() as fact:
                self._dossiers[fact.dossier] = fact
            case ReleaseAsked() as fact:
                self._requests.setdefault(fact.request, fact.dossier)
            case Packaged() as fact:
                self._packages.setdefault(fact.package, (fact.request, fact.banner))
        return True

    def item(self, name: str) -> int:
        """How high a thing is."""
        found = self._items.item(name)
        return HIGHEST if found is None else max(map(level_of, (found.fact.banner, *found.marks)))

    def dossier(self, name: str) -> int:
        """How high a dossier is, as it was last put together and as its things are marked now."""
        found = self._dossiers.get(name)
        return HIGHEST if found is None else max((level_of(found.banner), *map(self.item, found.items)))

    def request(self, name: str) -> int:
        """How high what was asked for is: as its dossier."""
        return self.dossier(self._requests.get(name, ""))

    def package(self, name: str) -> int:
        """How high what left is: as its banner, and as the dossier it is of."""
        request, banner = self._packages.get(name, ("", ""))
        return max(level_of(banner), self.request(request))

    def fact(self, fact: Fact) -> int:
        """How high a fact of evidence is; as high as any where it names nothing.

        What it says itself counts beside what its dossier has become since: the edition before still names its things.
        """
        levels = {"item": self.item, "dossier": self.dossier, "request": self.request, "package": self.package}
        named = ((level, getattr(fact, field, None)) for field, level in levels.items())
        found = [level(name) for level, name in named if isinstance(name, str)]
        found += [level_of(fact.banner)] if isinstance(fact, ItemAdded | DossierBuilt | Packaged) else []
        return max((*found, *map(self.item, _things_in(fact))), default=HIGHEST)


def _things_in(fact: Fact) -> Iterable[str]:
    """The things a fact lists."""
    match fact:
        case DossierBuilt():
            return fact.items
        case Packaged():
            return tuple(one.item for one in fact.items)
        case ItemAdded():
            return fact.derived_from
        case _:
            return ()
