"""Standing: which of the stored entries count, and for each of the others the one reason why it does not.

For each entry, in this order; the first that applies is its reason:

1. `not-understood`: its kind, form or fields are strange to this version.
2. `quarantined`: its log forked, it lies at or beyond the first difference, and nobody adopted it.
3. `not-entitled`, `quarantined` or `waiting`: what the rights room's verdict says.
4. `replayed`: another of those left is the same act and is read before it: links first, then the world's time, the log
   and the place in it. So a copy that was typed in again after what followed the first never takes the first's place.
5. `waiting`: an entry it follows is not here.
6. `blocked`: an entry it follows does not stand, to any depth.

Nothing is ever deleted and nothing vanishes: what stands and what does not are together what is stored.
"""

from __future__ import annotations

import heapq
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol, Self

from musterbook.ledger.chains import ReadingKey, in_order, order_key, reading_key
from musterbook.ledger.entry import Act, Entry, act_json
from musterbook.ledger.facts import Digest, NotUnderstood

AHEAD_MAX: Final = timedelta(minutes=10)
"""How far the world's time of an entry may lie ahead of its arrival before it is flagged."""

Values = Mapping[str, str | int | None]


class Verdict(Protocol):
    """Whether an entry's authors had the right to write it, as the rights room says."""

    @property
    def ok(self) -> bool:
        """Whether it stands, as far as rights go."""
        ...

    @property
    def reason(self) -> str:
        """`not-entitled`, `quarantined` or `waiting`; empty when it stands."""
        ...

    @property
    def rule(self) -> str:
        """The rule that decided."""
        ...

    @property
    def values(self) -> Values:
        """What a sentence about it needs."""
        ...


@dataclass(frozen=True, slots=True)
class _Ok:
    """The verdict on an entry that nobody has anything against."""

    ok: bool = True
    reason: str = ""
    rule: str = ""
    values: Values = field(default_factory=dict)


OK: Final[Verdict] = _Ok()


@dataclass(frozen=True, slots=True)
class NotStanding:
    """An entry that is stored and does not count.

    Attributes:
        entry: the entry.
        reason: waiting, blocked, quarantined, not-entitled, replayed or not-understood.
        rule: the rule, such as `link-missing` or `no-authority`.
        values: what a sentence about it needs; never a person.
    """

    entry: Entry
    reason: str
    rule: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flagged:
    """An entry that stands and whose times are odd: `ahead-of-arrival` or `before-its-parent`, by so many minutes."""

    entry: Entry
    rule: str
    minutes: int


class Standing:
    """What stands among all stored entries, in reading order, and what does not.

    Attributes:
        entries: what stands, in reading order.
        unmoved: how many of those that stood before the last `add` are still where they were: what was read of so many
            need not be read again.
    """

    def __init__(
        self,
        verdict: Callable[[Entry], Verdict],
        forks: Mapping[str, int] | None = None,
        adopted: Callable[[Entry], bool] = lambda _: False,
        beyond: Collection[Digest] = (),
    ) -> None:
        self._beyond = beyond
        self._verdict = verdict
        self._forks = dict(forks or {})
        self._adopted = adopted
        self._stored: dict[Digest, Entry] = {}
        self._clear()

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        *,
        verdict: Callable[[Entry], Verdict] = lambda _: OK,
        forks: Mapping[str, int] | None = None,
        adopted: Callable[[Entry], bool] = lambda _: False,
        beyond: Collection[Digest] = (),
    ) -> Self:
        """What stands of `entries`, in whatever order they are given.

        Args:
            entries: everything stored.
            verdict: the rights room's word on one entry; it may rest on others, which its caller has given it.
            forks: for each log that is proved to have forked, the first place where its two views differ.
            adopted: whether two people let an entry beyond such a place stand.
            beyond: entries that are not here because this copy may not hold them, and are shown to be in their logs:
                what follows one of them waits for nothing. One that does not stand is never among them: what hangs
                below it is given with all that keeps it from standing.
        """
        standing = cls(verdict, forks, adopted, beyond)
        standing._stored = {entry.digest: entry for entry in entries}
        standing._fold()
        return standing

    @property
    def not_standing(self) -> Sequence[NotStanding]:
        """Everything stored that does not count, by log and sequence."""
        return sorted(self._not_standing.values(), key=lambda one: _place(one.entry))

    def find(self, digest: Digest) -> Entry | None:
        """The standing entry of that digest."""
        return self._found.get(digest)

    def add(self, entry: Entry) -> bool:
        """Take one more stored entry; False when what stood before is no longer the beginning of what stands now.

        It is taken in either way: after False every reading of what stands must be folded afresh, this one need not.
        Verdicts given before are not asked for again: when one of them may have changed, make a new `Standing.of`.
        """
        stood = self.unmoved = len(self.entries)
        if entry.digest in self._stored:
            return True
        self._stored[entry.digest] = entry
        if self._takes_anothers_place(entry):
            self._clear()
            self._fold()
            self.unmoved = 0
        else:
            self._take(entry)
        self._check()
        return self.unmoved == stood

    def flagged(self, received_at: Mapping[Digest, datetime]) -> list[Flagged]:
        """Standing entries whose times are odd: far ahead of their arrival, or before an entry they follow."""
        flags = []
        for entry in self.entries:
            happened, received = entry.happened_at, received_at.get(entry.digest)
            if received is not None and happened - received > AHEAD_MAX:
                flags.append(Flagged(entry, "ahead-of-arrival", _minutes(happened - received)))
            parents = (self._found[parent].happened_at for parent in entry.act.after if parent in self._found)
            latest = max(parents, default=happened)
            if latest > happened:
                flags.append(Flagged(entry, "before-its-parent", _minutes(latest - happened)))
        return flags

    def _clear(self) -> None:
        self.entries: list[Entry] = []
        self._keys: list[ReadingKey] = []
        self._key_of: dict[Digest, ReadingKey] = {}
        self.unmoved = 0
        self._found: dict[Digest, Entry] = {}
        self._not_standing: dict[Digest, NotStanding] = {}
        self._first: dict[str, Entry] = {}
        self._twin: dict[Digest, Digest] = {}
        self._held_by: dict[Digest, list[Entry]] = {}
        self._awaited: set[Digest] | None = None

    def _fold(self) -> None:
        """Judge everything stored: each by itself, then the replayed, then along the links."""
        left = [entry for entry in self._stored.values() if self._stands_by_itself(entry)]
        repeated: dict[str, list[Entry]] = {}
        for entry in left:
            first = self._first.setdefault(entry.act.id, entry)
            if first is not entry:
                repeated.setdefault(entry.act.id, [first]).append(entry)
        if repeated:
            self._choose(repeated.values())
            left = [entry for entry in left if not self._replays(entry)]
            left = [through_twins(entry, self._twin) for entry in left]
        for entry in in_order(left):
            obstacle = self._obstacle(entry)
            if obstacle is None:
                self._found[entry.digest] = entry
                self.entries.append(entry)
                self._keys.append(self._key_among(entry))
            else:
                self._hold(obstacle)
        self._check()

    def _check(self) -> None:
        assert len(self.entries) + len(self._not_standing) == len(self._stored), "entries vanished"

    def _stands_by_itself(self, entry: Entry) -> bool:
        obstacle = by_itself(entry, self._forks, self._verdict, self._adopted)
        if obstacle is not None:
            self._not_standing[entry.digest] = obstacle
        return obstacle is None

    def _choose(self, repeated: Collection[Sequence[Entry]]) -> None:
        """Which copy of each repeated act counts.

        Copies that follow the same are read in order of log and place. Where some follow what others do not, only the
        reading order of everything stored tells; by any other rule links read through copies could go in a circle.
        """
        if any(one.act.after != several[0].act.after for several in repeated for one in several):
            rank = {entry.digest: place for place, entry in enumerate(in_order(self._stored.values()))}
            self._first |= {each[0].act.id: min(each, key=lambda one: rank[one.digest]) for each in repeated}
            here = self._stored.keys()
            self._awaited = {one for entry in self._stored.values() for one in entry.act.after if one not in here}
        else:
            self._first |= {each[0].act.id: min(each, key=_place) for each in repeated}

    def _replays(self, entry: Entry) -> bool:
        """Step 4; what follows a replayed copy is read as following the copy that stands, where both say the same."""
        first = self._first[entry.act.id]
        if first is entry:
            return False
        if same_words(first.act, entry.act):
            self._twin[entry.digest] = first.digest
        said: Values = {"kind": entry.act.kind, "log": first.log[:16], "seq": first.seq}
        self._not_standing[entry.digest] = NotStanding(entry, "replayed", "replayed", said)
        return True

    def _obstacle(self, entry: Entry) -> NotStanding | None:
        """Steps 5 and 6: the parent, if there is one, that keeps an entry from standing."""
        found = self._found
        for parent in entry.act.after:
            if parent not in found:
                break
        else:
            return None
        lacking = [parent for parent in entry.act.after if parent not in found and parent not in self._beyond]
        if not lacking:
            return None
        missing = next((parent for parent in lacking if parent not in self._stored), None)
        if missing is not None:
            return NotStanding(entry, "waiting", "link-missing", {"kind": entry.act.kind, "missing": missing})
        values = {"kind": entry.act.kind, "parent": lacking[0]}
        return NotStanding(entry, "blocked", "parent-not-standing", values)

    def _hold(self, obstacle: NotStanding) -> None:
        entry = obstacle.entry
        self._not_standing[entry.digest] = obstacle
        for parent in entry.act.after:
            if parent not in self._found:
                self._held_by.setdefault(parent, []).append(entry)

    def _takes_anothers_place(self, entry: Entry) -> bool:
        """Whether another copy of some act may count now than did until now."""
        if self._awaited is not None:
            if entry.digest in self._awaited:
                return True  # it may move the copies that follow it, at whatever distance
            self._awaited |= {one for one in entry.act.after if one not in self._stored}
        first = self._first.get(entry.act.id)
        if first is None or by_itself(entry, self._forks, self._verdict, self._adopted) is not None:
            return False  # a forged copy moves nobody, and costs no more than any other entry
        return first.act.after != entry.act.after or _place(entry) < _place(first)

    def _take(self, entry: Entry) -> None:
        """Judge an entry that is new, and then those that it held back or that waited for it."""
        if self._stands_by_itself(entry):
            self._first.setdefault(entry.act.id, entry)
            if not self._replays(entry):
                self._place(entry)
                return
        self._judge_again(entry.digest)

    def _place(self, entry: Entry) -> None:
        """Steps 5 and 6 for one entry that stands by itself, and then for those it held back, in reading order."""
        ready = [(order_key(entry), entry)]
        while ready:
            one = heapq.heappop(ready)[1]
            if one.digest in self._found:
                continue  # two of its parents came to stand before it was looked at
            one = through_twins(one, self._twin)
            self._not_standing.pop(one.digest, None)
            obstacle = self._obstacle(one)
            if obstacle is None:
                self._insert(one)
            else:
                self._hold(obstacle)
            if obstacle is None or one.digest == entry.digest:
                for child in self._held(one.digest):
                    heapq.heappush(ready, (order_key(child), child))

    def _judge_again(self, digest: Digest) -> None:
        """Those that waited for an entry that has come and does not stand are blocked, or follow its twin."""
        for child in self._held(digest):
            self._place(child)

    def _held(self, digest: Digest) -> list[Entry]:
        """Those that this entry held back, each once."""
        held = {one.digest: one for one in self._held_by.pop(digest, ())}
        return [one for one in held.values() if one.digest not in self._found]

    def _insert(self, entry: Entry) -> None:
        """Put an entry, whose parents all stand, where it belongs in reading order."""
        self._found[entry.digest] = entry
        key = self._key_among(entry)
        place = bisect(self._keys, key)
        self.entries.insert(place, entry)
        self._keys.insert(place, key)
        self.unmoved = min(self.unmoved, place)

    def _key_among(self, entry: Entry) -> ReadingKey:
        """The place in reading order of an entry whose parents all stand."""
        key = reading_key(entry, (self._key_of[parent] for parent in entry.act.after if parent in self._key_of))
        self._key_of[entry.digest] = key
        return key


def by_itself(
    entry: Entry,
    forks: Mapping[str, int],
    verdict: Callable[[Entry], Verdict],
    adopted: Callable[[Entry], bool] = lambda _: False,
) -> NotStanding | None:
    """Steps 1 to 3: what keeps an entry from standing, whatever it follows; None when nothing does.

    Args:
        entry: the entry.
        forks: for each log that forked, the first place where its two views differ.
        verdict: the rights room's word; asked last, because it is dear.
        adopted: whether two people let an entry beyond such a place stand.
    """
    if isinstance(entry.fact, NotUnderstood):
        said: Values = {"kind": entry.fact.said_kind, "form": entry.fact.said_form}
        return NotStanding(entry, "not-understood", "needs-newer-software", said)
    if entry.seq >= forks.get(entry.log, entry.seq + 1) and not adopted(entry):
        fork: Values = {"kind": entry.act.kind, "log": entry.log[:16], "from": forks[entry.log]}
        return NotStanding(entry, "quarantined", "log-forked", fork)
    found = verdict(entry)
    return None if found.ok else NotStanding(entry, found.reason, found.rule, found.values)


def same_words(one: Act, other: Act) -> bool:
    """Whether two acts say the same in the same name, whenever they were written down and whatever they follow."""
    said, again = act_json(one), act_json(other)
    return all(said[name] == again[name] for name in ("by", "kind", "fact"))


def through_twins(entry: Entry, twins: Mapping[Digest, Digest]) -> Entry:
    """An entry that follows replayed copies, as following those that stand for them."""
    if not twins or twins.keys().isdisjoint(entry.act.after):
        return entry
    after = tuple(sorted({twins.get(parent, parent) for parent in entry.act.after}))
    return entry._replace(act=replace(entry.act, after=after))


def _place(entry: Entry) -> tuple[str, int, Digest]:
    """Where an entry lies. Two at one place of one log are a fork: between those the digest decides, on every copy."""
    return entry.log, entry.seq, entry.digest


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
