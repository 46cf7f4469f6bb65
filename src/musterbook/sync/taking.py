"""Taking in what another copy gave: judged, kept, and cosigned when it is consistent with all we saw before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Accepted, Fork, TurnedAway
from musterbook.ledger.entry import Entry
from musterbook.ledger.excerpt import Excerpt, Shown
from musterbook.ledger.forks import read_fork_proof
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import (
    Checkpoint,
    cosignature_lines,
    make_cosignature,
    parse_checkpoint,
)
from musterbook.sync.copies import Identity, Meets
from musterbook.sync.exchange import Have
from musterbook.terms.errors import Malformed, Tampered

UNWANTED: Final = "sync.excerpt-unwanted"


@dataclass(slots=True)
class Takes:
    """Takes frames, proofs and cosignatures into a copy.

    Attributes:
        copy: where to.
        identity: whose log cosigns; None for a copy that writes no log, which cosigns nothing.
        came_from: carrier and sender, for the store's lists.
        at: when, by this node's clock.
        whole: whether this node holds everything: then it takes whole logs only, because with an excerpt it would hold
            that log in part from then on.
        new: entries that were not here before, in the order in which they came.
        frames: how many frames were taken; `known` of them brought nothing new.
        turned_away: for each log, the rule by which its last frame was not taken.
        forked: logs that are now known to have forked, or from further below, and were not before.
        unlike: logs of which a signed excerpt came that does not fit what is here: their views may have parted.
    """

    copy: Meets
    identity: Identity | None
    came_from: str
    at: datetime
    whole: Callable[[], bool] = lambda: False
    new: list[Entry] = field(default_factory=list)
    frames: int = 0
    known: int = 0
    turned_away: dict[str, str] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)
    unlike: set[str] = field(default_factory=set)

    def take(self, frame: Frame) -> Accepted | Branched | TurnedAway | Fork | Malformed:
        """Judge one frame and keep it if it is accepted."""
        self.frames += 1
        try:
            verdict = self.copy.ingest(frame, came_from=self.came_from, at=self.at)
        except Malformed as wrong:
            self.turned_away[frame.log] = wrong.faults[0].rule
            return wrong
        assert isinstance(verdict, Accepted | Branched | TurnedAway | Fork), "a store answers with a verdict"
        match verdict:
            case Accepted(entries=entries, checkpoint=checkpoint):
                self.new += entries
                self.known += not entries
                if entries:
                    self._cosign(checkpoint)
            case Branched(entries=entries):
                self.known += not entries
            case TurnedAway(rule=rule):
                self.turned_away[frame.log] = rule
            case Fork(log=log):
                self.forked.add(log)
        return verdict

    def take_excerpt(self, excerpt: Excerpt) -> Shown | TurnedAway | Malformed:
        """Judge an excerpt and keep it if it holds."""
        self.frames += 1
        if self.whole():
            self.turned_away[excerpt.log] = UNWANTED
            return TurnedAway(UNWANTED)
        try:
            verdict = self.copy.take_excerpt(excerpt, came_from=self.came_from, at=self.at)
        except Malformed as wrong:
            self.turned_away[excerpt.log] = wrong.faults[0].rule
            return wrong
        assert isinstance(verdict, Shown | TurnedAway), "a store answers with a verdict"
        if isinstance(verdict, TurnedAway):
            self.turned_away[excerpt.log] = verdict.rule
            if verdict.signed and verdict.rule == "excerpt.root":
                self.unlike.add(excerpt.log)
            return verdict
        self.new += verdict.entries
        self.known += not verdict.entries
        self._cosign(verdict.checkpoint)
        return verdict

    def prove(self, proof: bytes) -> bool:
        """Keep the proof of a fork; False when it proves nothing new or nothing at all."""
        try:
            kept = self.copy.keep_fork(proof)
        except (Malformed, Tampered) as wrong:
            rule = wrong.rule if isinstance(wrong, Tampered) else wrong.faults[0].rule
            self.copy.turn_away(rule, proof, came_from=self.came_from, at=self.at)
            return False
        self.forked |= {read_fork_proof(proof).log} if kept else set()
        return kept

    def hear(self, have: Have) -> int:
        """Keep the cosignatures in what another has, as far as we have the checkpoints they stand under."""
        heard = 0
        for theirs in have.logs:
            lines = cosignature_lines(theirs.note) if theirs.note else []
            if not lines or theirs.forked is not None:
                continue
            try:
                size = parse_checkpoint(theirs.note, log=theirs.log).size
            except Malformed:
                continue
            heard += self.copy.keep_cosignatures(theirs.log, size, lines)
        return heard

    def _cosign(self, checkpoint: Checkpoint) -> None:
        """Our word that we saw this checkpoint and that it extends all we saw: only ever of what was accepted."""
        if self.identity is None or checkpoint.log == self.identity.log:
            return
        if self.copy.forked_at(checkpoint.log) is not None:
            return
        line = make_cosignature(self.identity.key, checkpoint, seconds=int(self.at.timestamp())).line
        self.copy.keep_cosignatures(checkpoint.log, checkpoint.size, [line])
