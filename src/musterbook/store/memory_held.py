"""Logs of which a store in memory holds only some entries, as `kept_held` and `keeping_held` do it in a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.ledger.chain import Accepted, TurnedAway
from musterbook.ledger.entry import Entry
from musterbook.ledger.excerpt import Excerpt, Shown
from musterbook.ledger.facts import Digest
from musterbook.ledger.held import Held, Run, as_excerpt, rows_of_excerpt, run_shown, shown_by
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import parse_checkpoint
from musterbook.ledger.tree import Frontier
from musterbook.store.growth import milliseconds, moment
from musterbook.store.rows import entry_of


@dataclass(slots=True)
class Part:
    """What is here of one log in part."""

    places: dict[int, Held] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    trees: dict[int, Frontier] = field(default_factory=dict)


class MemoryHeld(ABC):
    """The half of a store in memory that holds logs in part."""

    operation: str
    _received: dict[Digest, datetime]
    _turned_away: list[tuple[datetime, str, str, bytes]]

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}

    @abstractmethod
    def size_of(self, log: str) -> int:
        """How many entries of a log were shown."""

    @abstractmethod
    def own_logs(self) -> Sequence[str]:
        """Open logs whose keys are here."""

    @abstractmethod
    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ."""

    @abstractmethod
    def _grow_to(self, excerpt: Excerpt, shown: Shown) -> None:
        """Keep the checkpoint of an excerpt, and go on from there."""

    @abstractmethod
    def _whole_to(self, log: str) -> tuple[int, Frontier]:
        """How many entries at a log's beginning are here without gap, and the tree over them."""

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        return frozenset(self._parts)

    def held(self, log: str) -> list[Held]:
        """The places known of a log in part, behind its whole beginning."""
        return [one for _, one in sorted(self._parts[log].places.items())] if log in self._parts else []

    def runs(self, log: str) -> list[Run]:
        """How they were shown."""
        return list(self._parts[log].runs) if log in self._parts else []

    def tree_at(self, log: str, size: int) -> Frontier | None:
        """The tree of a log at a size where a checkpoint of it is here, and at none; None elsewhere."""
        if size == 0:
            return Frontier()
        whole, tree = self._whole_to(log)
        return tree if size == whole else self._parts[log].trees.get(size) if log in self._parts else None

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries of which only digest, log and place may be known here."""
        return {one.digest: (log, one.seq) for log in self._parts for one in self.held(log) if one.body is None}

    def take_excerpt(self, excerpt: Excerpt, *, came_from: str, at: datetime) -> Shown | TurnedAway:
        """Judge an excerpt and keep it if it holds, all of it or nothing; one of what is here whole brings nothing."""
        self.operation = self.operation or parse_checkpoint(excerpt.note, log=excerpt.log).operation
        if excerpt.log in self.own_logs() and excerpt.size <= self.size_of(excerpt.log):
            return TurnedAway("excerpt.own-log")
        verdict = shown_by(self, excerpt, operation=self.operation)
        if isinstance(verdict, Shown) and excerpt.size > self._whole_to(excerpt.log)[0]:
            part = self._parts.setdefault(excerpt.log, Part())
            for one in rows_of_excerpt(excerpt, verdict):
                if one.seq not in part.places or part.places[one.seq].body is None:
                    part.places[one.seq] = one
                    self._received.setdefault(one.digest, moment(milliseconds(at)))
            part.runs.append(run_shown(self, excerpt, verdict))
            if not part.runs[-1].note:
                part.trees[excerpt.size] = verdict.frontier
                self._grow_to(excerpt, verdict)
        elif isinstance(verdict, TurnedAway) and verdict.rule != "excerpt.gap":
            self._turned_away.append((at, came_from, verdict.rule, excerpt.note.encode("utf-8", "surrogatepass")))
        return verdict

    def erase(self, log: str, places: Iterable[int]) -> int:
        """Erase the bytes of entries that may be held no longer; their digests and the proofs stay. How many places."""
        gone = list(places)
        for place in gone:
            self._parts[log].places[place] = self._parts[log].places[place]._replace(body=None)
        return len(gone)

    def _ingest_in_part(self, frame: Frame, *, came_from: str, at: datetime) -> Accepted | TurnedAway:
        """A frame of a log that is here in part is an excerpt that gives everything."""
        verdict = self.take_excerpt(as_excerpt(frame), came_from=came_from, at=at)
        if isinstance(verdict, TurnedAway):
            rule = "frame.gap" if verdict.rule == "excerpt.gap" else verdict.rule
            return TurnedAway(rule, verdict.seq, verdict.have, verdict.signed)
        return Accepted(verdict.entries, verdict.checkpoint, verdict.frontier)

    def _held_entries(self, log: str, start: int | None, until: int | None) -> Iterator[Entry]:
        for one in self.held(log):
            if one.body is not None and (start or 0) <= one.seq < (2**62 if until is None else until):
                yield entry_of(one.digest, one.body)
