"""Judging a copy entry by entry: who was entitled, what stands, the roll; memory grows with people, not with entries.

What `ledger.standing` says of a book in memory is said here of one that is read twice: once to see what orders its
entries and bears on the rights of others, once in reading order, each judged, let stand or set aside, and forgotten.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, Protocol, overload

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, digest_of, read_entry_stored
from musterbook.ledger.facts import Digest
from musterbook.ledger.long_order import NOT_HERE, Links, Seen, by_order
from musterbook.ledger.standing import NotStanding, Verdict, by_itself, same_words, through_twins
from musterbook.rights.entitlement import Entitlement

PAGE_ENTRIES: Final = 200
PAGES_KEPT: Final = 64
"""Pages at hand at least, so that logs read side by side are each fetched a page at a time."""


class Bodies(Protocol):
    """What is read: the bytes of logs."""

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log."""
        ...


class Pages(Sequence[Entry]):
    """The entries of a copy by log and sequence, fetched a page at a time.

    Args:
        copy: whose.
        sizes: how many entries each log has.
    """

    def __init__(self, copy: Bodies, sizes: Mapping[str, int]) -> None:
        self._copy = copy
        self._logs = sorted(sizes)
        self._ends = list(accumulate(sizes[log] for log in self._logs))
        self._kept: OrderedDict[tuple[str, int], list[bytes]] = OrderedDict()
        self._most = max(PAGES_KEPT, 3 * len(self._logs))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        """The entry at a place, counted over all logs in order."""
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        number = next(number for number, end in enumerate(self._ends) if at < end)
        seq = at - (self._ends[number - 1] if number else 0)
        return self._read(self._logs[number], seq)

    def __iter__(self) -> Iterator[Entry]:
        for log in self._logs:
            for body in self._copy.bodies(log):
                yield read_entry_stored(body, digest_of(body))

    def _read(self, log: str, seq: int) -> Entry:
        name = log, seq // PAGE_ENTRIES
        page = self._kept.pop(name, None)
        if page is None:
            begins = name[1] * PAGE_ENTRIES
            page = list(self._copy.bodies(log, begins, begins + PAGE_ENTRIES))
            if len(self._kept) >= self._most:
                self._kept.popitem(last=False)
        self._kept[name] = page
        body = page[seq % PAGE_ENTRIES]
        return read_entry_stored(body, digest_of(body))


class InOrder(Sequence[Entry]):
    """Entries by their places, in an order of those; read again each time they are gone through."""

    def __init__(self, pages: Sequence[Entry], places: Sequence[int], twins: Mapping[Digest, Digest]) -> None:
        self._pages, self._places, self._twins = pages, places, twins

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        """The entry that comes so-manieth, or those of a slice."""
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        return through_twins(self._pages[self._places[at]], self._twins)


@dataclass
class Judged:
    """What a copy comes to.

    Attributes:
        stand: how many entries stand.
        aside: how many do not, by reason and rule.
        roll: everyone on his account.
        loose: an entry that stands and follows one that neither stands nor repeats one that does; None, as it must be.
    """

    stand: int
    aside: Counter[str]
    roll: Roll
    loose: Entry | None


def see(pages: Iterable[Entry], judge: Entitlement) -> Seen:
    """The first reading: what orders the entries, and what bears on the rights of others."""
    seen = Seen()
    for entry in pages:
        seen.add(entry)
        judge.note(entry)
    return seen


def judged(
    pages: Sequence[Entry], seen: Seen, links: Links, *, verdict: Callable[[Entry], Verdict], forks: Mapping[str, int]
) -> Judged:
    """The second reading: each entry in reading order, judged, let stand or set aside.

    Args:
        pages: every entry of the copy by log and sequence.
        seen: what the first reading found.
        links: what was made of it.
        verdict: whether an entry's authors were entitled; asked once of each.
        forks: for each log that forked, the first place where its two views differ.
    """
    return _Judging(pages, links, verdict, forks).judged(seen.repeated())


@dataclass
class _Judging:
    pages: Sequence[Entry]
    links: Links
    verdict: Callable[[Entry], Verdict]
    forks: Mapping[str, int]
    twins: dict[int, int] = field(default_factory=dict)
    known: dict[int, NotStanding | None] = field(default_factory=dict)
    aside: Counter[str] = field(default_factory=Counter)

    def judged(self, repeated: Sequence[Sequence[int]]) -> Judged:
        replays = self._replays(repeated)
        self.links.through(self.twins)
        twins = {self.links.digest(one): self.links.digest(first) for one, first in self.twins.items()}
        order = self.links.in_order()
        standing = bytearray(len(self.pages))
        roll: Roll | None = Roll()
        for place in by_order(order):
            entry = self.pages[place]
            obstacle = self._by_itself(place, entry)
            if obstacle is not None:
                self._set_aside(obstacle.reason, obstacle.rule)
            elif place in replays:
                self._set_aside("replayed", "replayed")
            elif self._obstructed(place, standing):
                continue
            else:
                standing[place] = 1
                if roll is not None and not roll.add(through_twins(entry, twins)):
                    roll = None  # what was read may mean something else now: once more, from what stands
        places = [place for place in by_order(order) if standing[place]] if roll is None else []
        found = roll if roll is not None else Roll.of(InOrder(self.pages, places, twins))
        here = bytearray(standing)
        for place in replays:
            here[place] = 1
        loose = self.links.loose(standing, here)
        return Judged(sum(standing), self.aside, found, None if loose == NOT_HERE else self.pages[loose])

    def _by_itself(self, place: int, entry: Entry) -> NotStanding | None:
        if place in self.known:
            return self.known[place]
        return by_itself(entry, self.forks, self.verdict)

    def _replays(self, repeated: Sequence[Sequence[int]]) -> set[int]:
        """Of places that bear the name of one act, those that repeat the one that counts, as `ledger.standing` says."""
        left = [[place for place in group if self._stands_by_itself(place)] for group in repeated]
        if any(self.pages[place].act.after != self.pages[group[0]].act.after for group in left for place in group):
            ranks = self.links.ranks()
            left = [sorted(group, key=lambda place: int(ranks[place])) for group in left]
        for group in left:
            for place in group[1:]:
                if same_words(self.pages[group[0]].act, self.pages[place].act):
                    self.twins[place] = group[0]
        return {place for group in left for place in group[1:]}

    def _stands_by_itself(self, place: int) -> bool:
        self.known[place] = self._by_itself(place, self.pages[place])
        return self.known[place] is None

    def _obstructed(self, place: int, standing: bytearray) -> bool:
        parents = self.links.parents(place)
        if all(parent != NOT_HERE and standing[parent] for parent in parents):
            return False
        missing = NOT_HERE in parents
        self._set_aside(*(("waiting", "link-missing") if missing else ("blocked", "parent-not-standing")))
        return True

    def _set_aside(self, reason: str, rule: str) -> None:
        self.aside[f"{reason} {rule or reason}"] += 1
