"""A store in memory: for tests, rehearsals of one process, and reading a `.mbk` without leaving anything behind.

It passes the same tests as `store.sqlite`; nothing in it survives the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Accepted, Fork, TurnedAway
from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.excerpt import Excerpt, Shown
from musterbook.ledger.facts import Digest
from musterbook.ledger.held import tree_before
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import Checkpoint, head_of, parse_checkpoint, public_of
from musterbook.ledger.tree import Frontier, Tree
from musterbook.store import arrival
from musterbook.store.arrival import Verdict, held_lines, kept_bytes, not_known
from musterbook.store.growth import (
    Tip,
    check_in_place,
    check_made,
    checkpoint_of,
    key_needed,
    milliseconds,
    moment,
    named_digests,
    runs_of,
)
from musterbook.store.memory_held import MemoryHeld
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection


@dataclass(slots=True)
class _Kept:
    """One log."""

    node: str
    tip: Tip
    entries: list[Entry] = field(default_factory=list)
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)
    cosignatures: dict[int, dict[str, str]] = field(default_factory=dict)
    forked_at: int | None = None
    fork: bytes = b""
    branches: list[Frame] = field(default_factory=list)


class MemoryStore(MemoryHeld):
    """Logs in memory. `operation` is the name every checkpoint is of."""

    def __init__(self, *, operation: str = "") -> None:
        MemoryHeld.__init__(self)
        self.operation = operation
        self._kept: dict[str, _Kept] = {}
        self._keys: dict[str, Ed25519PrivateKey] = {}
        self._received: dict[Digest, datetime] = {}
        self._turned_away: list[tuple[datetime, str, str, bytes]] = []

    def close(self) -> None:
        """Nothing to close; here so that any store can be."""

    def room_left(self) -> int:
        """Memory has no disk guard: always enough."""
        return 2**62

    def create_log(self, key: Ed25519PrivateKey, node: str) -> str:
        """Open a log of ours under a new private key; its id. The same key again is Refused."""
        log = public_of(key)
        if not self.operation:
            raise Refused(Objection("store.no-operation"))
        if log in self._kept:
            raise Refused(Objection("store.log-exists", values={"log": log[:16]}))
        self._kept[log] = _Kept(node, Tip(log, Frontier()))
        return self.hold_key(key)

    def hold_key(self, key: Ed25519PrivateKey) -> str:
        """Write a log of ours from now on with its private key; the log's id."""
        log = public_of(key)
        if log not in self._kept:
            raise Refused(Objection("store.unknown-log", values={"log": log[:16]}))
        self._keys[log] = key
        return log

    def own_logs(self) -> Sequence[str]:
        """Open logs whose keys are here, in order of opening."""
        return list(self._keys)

    def append(
        self,
        log: str,
        acts: Sequence[tuple[Act, Sequence[Signature]]],
        *,
        at: datetime,
        register: tuple[int, str],
    ) -> list[Entry]:
        """Write acts at the end of a log of ours: all or none."""
        key = key_needed(self._keys, log)
        kept = self._kept[log]
        tip, checkpoints = kept.tip, list[Checkpoint]()
        made: list[Entry] = []
        for run in runs_of(tip, acts, take=made.extend):
            check_made(run)
            digests = named_digests(run)
            check_in_place(run, digests, [one.body for one in run])
            tip = tip.after(digests)
            checkpoints.append(checkpoint_of(tip, key, operation=self.operation, at=at, register=register))
        self._keep(kept, tip, made, checkpoints, at)
        return made

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> Verdict:
        """Judge a frame and keep it if it is accepted; the verdict of `chain.judge`. All of it or nothing."""
        if frame.log in self._parts:
            return self._ingest_in_part(frame, came_from=came_from, at=at)
        self.operation = self.operation or parse_checkpoint(frame.note, log=frame.log).operation
        kept = self._kept.get(frame.log) or _Kept("", Tip(frame.log, Frontier()))
        verdict = arrival.judged(self, kept.tip, frame, forked_at=kept.forked_at, branches=kept.branches)
        match verdict:
            case Accepted():
                self._kept[frame.log] = kept
                self._accept(kept, frame, verdict, at)
            case Branched(entries=entries):
                self._keep_branch(kept, frame, entries, at)
            case Fork() if proof := arrival.proof_of(self, frame, verdict):
                self._keep_fork(frame.log, *proof)
                second = arrival.judged(self, kept.tip, frame, forked_at=kept.forked_at, branches=kept.branches)
                if isinstance(second, Branched):
                    self._keep_branch(kept, frame, second.entries, at)
            case Fork():
                self._turned_away.append((at, came_from, "log.forked", kept_bytes(frame)))
            case TurnedAway(rule=rule) if rule != "frame.gap":
                self._turned_away.append((at, came_from, rule, kept_bytes(frame)))
        return verdict

    def turn_away(self, rule: str, raw: bytes, *, came_from: str, at: datetime) -> None:
        """Keep what could not even be read as a frame or proof."""
        self._turned_away.append((at, came_from, rule, raw))

    def keep_cosignatures(self, log: str, size: int, lines: Iterable[str]) -> int:
        """Keep those lines that hold under a checkpoint here; how many were new."""
        kept = self._kept.get(log)
        checkpoint = kept.checkpoints.get(size) if kept is not None else None
        if kept is None or checkpoint is None:
            return 0
        before = kept.cosignatures.get(size, {})
        after = dict(held_lines(self, checkpoint, not_known(lines, before.values()))) | before
        kept.cosignatures[size] = after
        return len(after) - len(before)

    def keep_fork(self, proof: bytes) -> bool:
        """Keep the proof of a fork if it proves one lower than any known; whether it was kept.

        Raises:
            Malformed, Tampered: it proves nothing.
        """
        said = arrival.read_proof(self.operation, proof)
        known = self.forked_at(said.log)
        if known is not None and known <= said.place:
            return False
        self._keep_fork(said.log, said.place, proof)
        return True

    def keep_checkpoints(self, log: str, notes: Iterable[str]) -> list[Malformed | Tampered]:
        """Keep checkpoints at sizes we have entries for, if the root is ours; what does not hold of the others."""
        kept, failures = self._kept.get(log), list[Malformed | Tampered]()
        if kept is None or kept.forked_at is not None or log in self._parts:
            return failures
        for one in arrival.inside(self, log, notes, begun=Frontier(), size=kept.tip.size):
            if isinstance(one, tuple):
                kept.checkpoints.setdefault(one[0].size, one[0])
            else:
                failures.append(one)
        kept.checkpoints = dict(sorted(kept.checkpoints.items()))
        return failures

    def logs(self) -> dict[str, str]:
        """Every log here, with the name of its node as far as known."""
        return {log: kept.node for log, kept in self._kept.items()}

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries by log and sequence: of every log, or of one, from `start` up to but not with `until`."""
        for one in sorted(self._kept) if log is None else (log,):
            yield from self._kept[one].entries[start:until] if one in self._kept else ()
            yield from self._held_entries(one, start, until)

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, in sequence."""
        return (entry.body for entry in self._whole(log, start, until))

    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[Digest]:
        """The digests of the entries of a log, in sequence."""
        return (entry.digest for entry in self._whole(log, start, until))

    def received_at(self, entries: Iterable[Digest]) -> Mapping[Digest, datetime]:
        """When this store took the entries in, by its own clock; those not here are left out."""
        return {digest: self._received[digest] for digest in entries if digest in self._received}

    def heads(self) -> dict[str, tuple[int, str]]:
        """Size and root (hexadecimal) of every log that has entries; of one that forked, up to where its views part."""
        heads = {log: self._head_of(log, kept) for log, kept in sorted(self._kept.items())}
        return {log: (size, root) for log, (size, root) in heads.items() if size}

    def size_of(self, log: str) -> int:
        """How many entries of a log are here; of one that forked, of the branch that came first."""
        return self._kept[log].tip.size if log in self._kept else 0

    def root_at(self, log: str, size: int) -> str | None:
        """The root of a log when it had so many entries; None when they are not here."""
        kept = self._kept.get(log)
        if kept is None or not 0 < size <= kept.tip.size:
            return None
        if size == kept.tip.size:
            return kept.tip.frontier.root().hex()
        if size > len(kept.entries):
            tree = self.tree_at(log, size)
            return None if tree is None else tree.root().hex()
        frontier = Frontier()
        frontier.extend([bytes.fromhex(digest) for digest in self.digests(log, 0, size)])
        return frontier.root().hex()

    def head(self) -> Digest:
        """The head of the book, by which two copies are compared."""
        return head_of(self.heads())

    def checkpoints(self, log: str, start: int = 0) -> Iterator[Checkpoint]:
        """The checkpoints of a log from size `start` on, smallest first."""
        if log in self._kept:
            yield from (one for size, one in self._kept[log].checkpoints.items() if size >= start)

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """The same as signed notes."""
        return (one.note for one in self.checkpoints(log, start))

    def sizes(self, log: str, start: int = 0, most: int | None = None) -> list[int]:
        """The sizes of a log at which it has a checkpoint, from `start` on; the first `most`, or all."""
        return [one.size for one in self.checkpoints(log, start)][:most]

    def newest_note(self, log: str, most: int) -> tuple[int, str]:
        """Size and note of the newest checkpoint at or below a size; (0, "") when there is none."""
        below = [one for one in self.checkpoints(log) if one.size <= most]
        return (below[-1].size, below[-1].note) if below else (0, "")

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned this checkpoint, in order of witness."""
        lines = self._kept[log].cosignatures.get(size, {}) if log in self._kept else {}
        return [lines[witness] for witness in sorted(lines)]

    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""
        return self._tree(log).inclusion(seq, size)

    def consistency(self, log: str, smaller: int, size: int) -> list[bytes]:
        """The proof that a log at a size begins with the log at a smaller one."""
        return self._tree(log).consistency(smaller, size)

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        return {log: kept.fork for log, kept in self._kept.items() if kept.fork}

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ, once that is proved."""
        return self._kept[log].forked_at if log in self._kept else None

    def branches(self, log: str) -> list[Frame]:
        """The frames of a forked log beside the branch that came first."""
        return list(self._kept[log].branches) if log in self._kept else []

    def parted(self) -> list[tuple[str, int, str]]:
        """What is known of forks, sorted: log, place, and the last digest of each frame of its other branches."""
        return arrival.parted({log: (one.forked_at or 0, one.branches) for log, one in self._kept.items() if one.fork})

    def branch_entries(self) -> Iterator[Entry]:
        """The entries of such frames, each once; those of the branch that came first are among `entries`."""
        for log in sorted(self._kept):
            yield from arrival.entries_beside(self, self.branches(log), log, self.forked_at(log) or 0)

    def turned_away(self) -> list[tuple[datetime, str, str, bytes]]:
        """What was not taken in: when, from whom, by which rule, and its bytes; oldest first."""
        return list(self._turned_away)

    def tip(self, log: str) -> Tip:
        """Where a log goes on."""
        return self._kept[log].tip if log in self._kept else Tip(log, Frontier())

    def _whole(self, log: str, start: int = 0, until: int | None = None) -> Sequence[Entry]:
        return self._kept[log].entries[start:until] if log in self._kept else ()

    def _whole_to(self, log: str) -> tuple[int, Frontier]:
        frontier = Frontier()
        frontier.extend([bytes.fromhex(one.digest) for one in self._whole(log)])
        return frontier.size, frontier

    def _grow_to(self, excerpt: Excerpt, shown: Shown) -> None:
        kept = self._kept.setdefault(excerpt.log, _Kept("", Tip(excerpt.log, Frontier())))
        if excerpt.size > kept.tip.size:
            self._keys.pop(excerpt.log, None)
            kept.tip = Tip(excerpt.log, shown.frontier)
        kept.checkpoints = dict(sorted((kept.checkpoints | {excerpt.size: shown.checkpoint}).items()))
        lines = dict(arrival.held_cosignatures(self, shown.checkpoint, excerpt.note))
        kept.cosignatures[excerpt.size] = kept.cosignatures.get(excerpt.size, {}) | lines

    def _head_of(self, log: str, kept: _Kept) -> tuple[int, str]:
        tree = tree_before(self, log, kept.forked_at) if kept.forked_at and log in self._parts else None
        size = self._agreed_size(kept)
        return (tree.size, tree.root().hex()) if tree else (size, self.root_at(log, size) or "")

    def _agreed_size(self, kept: _Kept) -> int:
        agreed = kept.tip.size if kept.forked_at is None else min(kept.forked_at, kept.tip.size)
        return self.newest_note(kept.tip.log, agreed)[0] if kept.tip.log in self._parts else agreed

    def _keep_fork(self, log: str, place: int, proof: bytes) -> None:
        kept = self._kept.setdefault(log, _Kept("", Tip(log, Frontier())))
        if kept.forked_at is None or place < kept.forked_at:
            kept.forked_at, kept.fork = place, proof
        self._keys.pop(log, None)

    def _keep_branch(self, kept: _Kept, frame: Frame, entries: Sequence[Entry], at: datetime) -> None:
        if entries:
            kept.branches.append(frame)
            self._received |= {one.digest: moment(milliseconds(at)) for one in entries}

    def _keep(
        self, kept: _Kept, tip: Tip, entries: Sequence[Entry], checkpoints: Sequence[Checkpoint], at: datetime
    ) -> None:
        kept.tip = tip
        kept.entries += entries
        kept.checkpoints |= {one.size: one for one in checkpoints}
        self._received |= {one.digest: moment(milliseconds(at)) for one in entries}

    def _accept(self, kept: _Kept, frame: Frame, verdict: Accepted, at: datetime) -> None:
        if verdict.entries:
            self._keys.pop(frame.log, None)  # ours went on elsewhere: we never write in it again
            tip = Tip(frame.log, verdict.frontier, verdict.entries[-1].digest)
            self._keep(kept, tip, verdict.entries, (), at)
        kept.checkpoints = dict(sorted((kept.checkpoints | {frame.size: verdict.checkpoint}).items()))
        lines = dict(arrival.held_cosignatures(self, verdict.checkpoint, frame.note))
        kept.cosignatures[frame.size] = kept.cosignatures.get(frame.size, {}) | lines

    def _tree(self, log: str) -> Tree:
        return Tree(bytes.fromhex(digest) for digest in self.digests(log))
