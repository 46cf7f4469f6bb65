"""Items: every piece of evidence with its marks as they now stand, its redactions and what its source agreed to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

from musterbook.evidence.facts import (
    Channel,
    ConsentNoted,
    ConsentWithdrawn,
    ItemAdded,
    PortionRemarked,
    Redacted,
    RedactionChecked,
)
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

PURPOSES: Final = ("prosecution", "identification", "tracing", "protection", "intelligence")
"""What a release may be asked for, and what a source may agree to."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence.

    Attributes:
        fact: as it came in; of two additions under one name the first counts.
        entry: the entry that added it.
        marks: portion marks in order, as their originator last marked them.
    """

    fact: ItemAdded
    entry: Entry
    marks: tuple[str, ...]

    @property
    def name(self) -> str:
        """Such as `IT-0042`."""
        return self.fact.item


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted item: what it was made from, by whom, and what the check said.

    Attributes:
        source: the item it was made from.
        into: the redacted item.
        redactors: officers who signed the redaction.
        regions: digest of the sealed regions it was made with.
        checks: every check by somebody else, oldest first, each clean or not.
    """

    source: str
    into: str
    redactors: frozenset[str]
    regions: Digest
    checks: tuple[bool, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether the newest check by another found every channel clean."""
        return bool(self.checks) and self.checks[-1]


class Items:
    """Every item in the book. Only an originator of an item marks its portions otherwise; the rest is kept apart."""

    def __init__(self) -> None:
        self.added_twice: list[Entry] = []
        self.not_by_originator: list[Entry] = []
        self._items: dict[str, Entry] = {}
        self._marks: dict[str, dict[int, str]] = defaultdict(dict)
        self._redactions: dict[str, Redaction] = {}
        self._of_content: dict[Digest, list[str]] = defaultdict(list)
        self._agreed: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._asked: set[str] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The items after these entries."""
        items = cls()
        for entry in entries:
            items.add(entry)
        return items

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case ItemAdded() as fact:
                self._add_item(fact, entry)
            case PortionRemarked() as fact:
                self._remark(fact, entry)
            case Redacted() as fact:
                who = frozenset(one.officer for one in entry.signed)
                self._redactions[fact.into] = Redaction(fact.item, fact.into, who, fact.regions)
            case RedactionChecked() as fact:
                self._check(fact, entry)
            case ConsentNoted() as fact:
                self._asked.add(fact.item)
                self._agreed[fact.item] |= {(land, use) for land in fact.countries for use in fact.uses}
            case ConsentWithdrawn() as fact:
                self._asked.add(fact.item)
                self._agreed[fact.item] = {
                    (land, use)
                    for land, use in self._agreed[fact.item]
                    if (fact.countries and land not in fact.countries) or (fact.uses and use not in fact.uses)
                }
        return True

    def __contains__(self, name: str) -> bool:
        """Whether an item of that name was added."""
        return name in self._items

    def names(self) -> tuple[str, ...]:
        """The names of all items, sorted."""
        return tuple(sorted(self._items))

    def item(self, name: str) -> Item | None:
        """One item by its name."""
        entry = self._items.get(name)
        if entry is None:
            return None
        fact = entry.fact
        assert isinstance(fact, ItemAdded)
        again = self._marks.get(name, {})
        return Item(fact, entry, tuple(again.get(one.n, one.mark) for one in fact.portions))

    def of_content(self, content: Digest) -> tuple[str, ...]:
        """Every acquisition of the same bytes."""
        return tuple(self._of_content.get(content, ()))

    def redaction(self, name: str) -> Redaction | None:
        """How an item was redacted from another; None when it was not."""
        return self._redactions.get(name)

    def redactions_of(self, name: str) -> tuple[Redaction, ...]:
        """What was made of an item by redaction."""
        return tuple(one for one in self._redactions.values() if one.source == name)

    def source_was_asked(self, name: str) -> bool:
        """Whether anybody wrote what the source of an item, or of what it was made from, agreed to."""
        return any(one in self._asked for one in self.line_of(name))

    def source_agrees(self, name: str, *, country: str, use: str) -> bool:
        """Whether every source asked, of the item and of what it was made from, agrees to this use in this country."""
        asked = [one for one in self.line_of(name) if one in self._asked]
        return bool(asked) and all((country, use) in self._agreed[one] for one in asked)

    def line_of(self, name: str) -> tuple[str, ...]:
        """The item and everything it was made from, nearest first; a ring is walked once."""
        line, ahead = [name], [name]
        while ahead:
            item = self.item(ahead.pop(0))
            for source in sorted(item.fact.derived_from) if item else ():
                if source not in line:
                    line.append(source)
                    ahead.append(source)
        return tuple(line)

    def _add_item(self, fact: ItemAdded, entry: Entry) -> None:
        if fact.item in self._items:
            self.added_twice.append(entry)
            return
        self._items[fact.item] = entry
        self._of_content[fact.content].append(fact.item)

    def _remark(self, fact: PortionRemarked, entry: Entry) -> None:
        item = self.item(fact.item)
        if item is None or str(entry.by) not in item.fact.originators:
            self.not_by_originator.append(entry)
            return
        self._marks[fact.item][fact.portion] = fact.mark

    def _check(self, fact: RedactionChecked, entry: Entry) -> None:
        """A check counts when somebody else than the redactor made it and named no channel that was found open."""
        one = self._redactions.get(fact.item)
        if one is None or one.redactors & {signature.officer for signature in entry.signed}:
            return
        clean = fact.clean and bool(fact.channels) and all(is_clean(channel) for channel in fact.channels)
        self._redactions[fact.item] = replace(one, checks=(*one.checks, clean))


def is_clean(channel: Channel) -> bool:
    """Whether a channel lets an item go: it was clean, or was not run and says why; without a why it counts as found.

    Source: casework.md section 10.
    """
    return channel.verdict == "clean" or (channel.verdict == "not-run" and bool(channel.where.strip()))
