"""What every store on a database writes alike: acts into logs of ours, frames that arrive, and one rule for COMMIT.

Before a checkpoint is signed, the bytes just inserted are read again inside the open transaction and hashed: a bit
flipped between hashing and storing would otherwise be signed for ever. And a COMMIT that fails is *unknown*, not
failed: the database may have made it durable before it, or the line to it, broke. The rule for that (ledger.md
section 6) stands here, in `_commit` and `_settle`, and nowhere else; each dialect says in `_recovered` how it is known.
"""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Table, bindparam, insert

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Accepted, Fork
from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import Checkpoint, parse_checkpoint, public_of
from musterbook.ledger.tree import Frontier
from musterbook.store.arrival import (
    TURNED_AWAY_BYTES_MAX,
    Verdict,
    held_cosignatures,
    inside,
    judged,
    kept_bytes,
)
from musterbook.store.growth import (
    RUN_ENTRIES_MAX,
    Tip,
    check_in_place,
    check_made,
    checkpoint_of,
    key_needed,
    milliseconds,
    named_digests,
    runs_of,
)
from musterbook.store.keeping_held import KeepingHeld
from musterbook.store.kept import given_columns
from musterbook.store.statements import sql
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

_SAYS = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A COMMIT that failed: what would be there if it had not."""

    log: str
    seq: int
    digest: Digest


class _Whole(AbstractContextManager[None]):
    """A transaction that is given up when anything inside it fails. No generator, as every commit goes through it."""

    __slots__ = ("_begin", "_give_up", "_inside")

    def __init__(self, begin: Callable[[], AbstractContextManager[None]], give_up: Callable[[], None]) -> None:
        self._begin, self._give_up = begin, give_up

    def __enter__(self) -> None:
        try:
            self._inside = self._begin()
            self._inside.__enter__()
        except BaseException:
            self._give_up()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, failed: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            self._inside.__exit__(kind, failed, at)
        except BaseException:
            self._give_up()
            raise
        if failed is not None:
            self._give_up()


class Keeping(KeepingHeld):
    """A store open for writing."""

    _first_part: ClassVar[int] = RUN_ENTRIES_MAX
    """With how many entries of a run it begins: all of them, where nobody else is at work on what it was given."""

    def __init__(self, operation: str) -> None:
        KeepingHeld.__init__(self)
        self._writing = threading.RLock()
        self._keys: dict[str, Ed25519PrivateKey] = {}
        self._tips: dict[str, Tip] = {}
        self._doubt: Doubt | None = None
        known = super().operation
        if known and operation and known != operation:
            raise Refused(Objection("store.other-operation", values={"file": known, "asked": operation}))
        self._operation = known or operation

    @property
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of."""
        return self._operation

    @abstractmethod
    def room_left(self) -> int:
        """Free bytes under the book; `disk` says below which figures to warn and to refuse offers."""

    @abstractmethod
    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        """Run a statement in the open transaction."""

    @abstractmethod
    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row in the open transaction."""

    @abstractmethod
    def _asked(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a question, as the open transaction sees them."""

    @abstractmethod
    def _begin(self) -> AbstractContextManager[None]:
        """A transaction, begun; its errors said plainly. COMMIT is left to `_commit`."""

    @abstractmethod
    def _make_durable(self) -> None:
        """COMMIT the open transaction."""

    def _is_undone(self) -> bool:
        """Whether the database itself says that a COMMIT which failed was never run, so that nothing is in doubt."""
        return False

    @abstractmethod
    def _give_up(self) -> None:
        """Roll back and close the connection that writes."""

    @abstractmethod
    def _recovered(self, doubt: Doubt) -> bool:
        """Whether the entry in doubt is there, once that is certain and durable; Refused while it is not."""

    @contextmanager
    def _alone_in(self, log: str) -> Iterator[None]:
        """Nobody else writes this log meanwhile. A file has one writer for all of its logs anyway."""
        del log
        yield

    def create_log(self, key: Ed25519PrivateKey, node: str) -> str:
        """Open a log of ours under a new private key; its id. The same key again is Refused."""
        log = public_of(key)
        if not self._operation:
            raise Refused(Objection("store.no-operation"))
        with self._writing, self._in_one_transaction():
            if log in self.logs():
                raise Refused(Objection("store.log-exists", values={"log": log[:16]}))
            self._keep_log(log, node)
            self._commit(None)
        return self.hold_key(key)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes any log meanwhile."""
        with ExitStack() as held:
            for log in self.logs():
                held.enter_context(self._alone_in(log))
            yield

    def know_log(self, log: str, node: str) -> None:
        """Keep the name of a log's node before any entry of it comes, as when a whole book is taken over."""
        with self._writing, self._in_one_transaction():
            self._keep_log(log, node)
            self._commit(None)

    def keep_rows(self, table: Table, rows: Sequence[Sequence[object]]) -> None:
        """Keep rows of a table as another store of the same book held them; nothing that is judged comes this way."""
        if rows:
            given: dict[str, Any] = {one.name: bindparam(one.name) for one in given_columns(table)}
            with self._writing, self._in_one_transaction():
                self._tell_many(sql(insert(table).inline().values(given), self._says.dialect), rows)
                self._commit(None)

    def hold_key(self, key: Ed25519PrivateKey) -> str:
        """Write a log of ours from now on with its private key, held in memory only; the log's id."""
        log = public_of(key)
        if log not in self.logs():
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
        """Write acts at the end of a log of ours; returns when all of them are durable, or none is there.

        One transaction, and one checkpoint for every run of `growth.runs_of`: hardly ever more than one.

        Raises:
            Refused: no key, disk full, not recorded, or not known yet whether it was.
            Tampered: what was read back is not what was written; the log takes nothing more.
        """
        key = key_needed(self._keys, log)
        if not acts:
            return []
        with self._writing:
            self._settle()
            tip = self._tip(log)
            made: list[Entry] = []
            keep = partial(self._keep_entries, received_at=milliseconds(at), came_from="")
            with self._in_one_transaction():
                for run in runs_of(tip, acts, take=keep, first=self._first_part):
                    lying = self._bodies_lying(log, run[0].seq)
                    check_made(run)
                    tip = self._signable(run, tip, lying)
                    self._keep_checkpoint(
                        checkpoint_of(tip, key, operation=self._operation, at=at, register=register), tip
                    )
                    made += run
            self._commit(made[-1])
            self._tips[log] = tip
        return made

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> Verdict:
        """Judge a frame and keep it if it is accepted; the verdict of `chain.judge`. All of it or nothing.

        What is turned away is kept beside the book, the newest GiB of it; a gap keeps nothing, as it will come again.

        Raises:
            Malformed: the frame's note is no checkpoint, and this store has no operation yet.
            Refused: the disk is full, not recorded, or not known yet, as for `append`.
        """
        if frame.log in self.in_part():
            return self._ingest_in_part(frame, came_from=came_from, at=at)
        with self._writing, self._alone_in(frame.log):
            self._settle()
            self._operation = self._operation or parse_checkpoint(frame.note, log=frame.log).operation
            forked_at = self.forked_at(frame.log)
            branches = () if forked_at is None else self.branches(frame.log)
            verdict = judged(self, self._tip(frame.log), frame, forked_at=forked_at, branches=branches)
            received_at = milliseconds(at)
            with self._in_one_transaction():
                if isinstance(verdict, Accepted):
                    self._keep_accepted(frame, verdict, received_at=received_at, came_from=came_from)
                elif isinstance(verdict, Branched):
                    self._keep_branch(frame, verdict, received_at=received_at, came_from=came_from)
                elif isinstance(verdict, Fork):
                    if not self._keep_proved(frame, verdict, received_at=received_at, came_from=came_from):
                        self._keep_turned_away(received_at, came_from, "log.forked", kept_bytes(frame))
                elif verdict.rule != "frame.gap":
                    self._keep_turned_away(received_at, came_from, verdict.rule, kept_bytes(frame))
            self._commit(verdict.entries[-1] if isinstance(verdict, Accepted) and verdict.entries else None)
            if isinstance(verdict, Accepted) and verdict.entries:
                self._keys.pop(frame.log, None)  # ours went on elsewhere: we never write in it again
                self._tips[frame.log] = Tip(frame.log, verdict.frontier, verdict.entries[-1].digest)
        return verdict

    def keep_checkpoints(self, log: str, notes: Iterable[str]) -> list[Malformed | Tampered]:
        """Keep checkpoints at sizes we have entries for, if the root is ours; what does not hold of the others.

        Nothing of a log that forked is taken. Refused as for `append`.
        """
        failures, told = list[Malformed | Tampered](), list(notes)
        with self._writing, self._alone_in(log):
            self._settle()
            if self.forked_at(log) is not None or log in self.in_part():
                return failures
            with self._in_one_transaction():
                for one in inside(self, log, told, begun=self._tree_before(log, told), size=self._tip(log).size):
                    if isinstance(one, tuple):
                        self._keep_checkpoint(one[0], Tip(log, one[1]), once=True)
                    else:
                        failures.append(one)
            self._commit(None)
        return failures

    def _tree_before(self, log: str, notes: Iterable[str]) -> Frontier:
        """Our tree at the last checkpoint here at or below the first of these sizes."""
        sizes = [int(line) for note in notes if (line := note.partition("\n")[2].partition("\n")[0]).isdecimal()]
        found = self._all(self._says.checkpoint_below, (bytes.fromhex(log), min([*sizes, 2**62])))
        return Frontier.from_bytes(*found[0]) if found else Frontier()

    def _keep_accepted(self, frame: Frame, verdict: Accepted, *, received_at: int, came_from: str) -> None:
        if frame.log not in self.logs():
            self._keep_log(frame.log, "")
        if verdict.entries:
            self._keep_entries(verdict.entries, received_at=received_at, came_from=came_from)
        if frame.size not in self.sizes(frame.log, frame.size)[:1]:
            self._keep_checkpoint(verdict.checkpoint, Tip(frame.log, verdict.frontier))
        for witness, line in held_cosignatures(self, verdict.checkpoint, frame.note):
            self._tell(self._says.add_cosignature, (bytes.fromhex(frame.log), frame.size, witness, line))

    def _keep_turned_away(self, received_at: int, came_from: str, rule: str, raw: bytes) -> None:
        says = self._says
        self._tell(says.add_turned_away, (received_at, came_from, rule, raw))
        while (self._asked(says.turned_away_bytes)[0][0] or 0) > TURNED_AWAY_BYTES_MAX:
            self._tell(says.drop_oldest_turned_away)

    def _tip(self, log: str) -> Tip:
        if log not in self._tips:
            self._tips[log] = self.tip(log)
        return self._tips[log]

    def _keep_log(self, log: str, node: str) -> None:
        self._tell(self._says.add_log, (bytes.fromhex(log), node, None, f"musterbook/{self._operation}/{log[:16]}"))

    def _keep_entries(self, entries: Sequence[Entry], *, received_at: int, came_from: str) -> None:
        log = bytes.fromhex(entries[0].log)
        raw = bytes.fromhex
        rows = ((log, one.seq, raw(one.digest), one.body, received_at, came_from) for one in entries)
        self._tell_many(self._says.add_entry, rows)

    def _keep_checkpoint(self, checkpoint: Checkpoint, tip: Tip, *, once: bool = False) -> None:
        self._tell(
            self._says.add_checkpoint_once if once else self._says.add_checkpoint,
            (
                bytes.fromhex(checkpoint.log), checkpoint.size, bytes.fromhex(checkpoint.root), checkpoint.note,
                tip.frontier.to_bytes(),
            ),
        )  # fmt: skip

    def _bodies_lying(self, log: str, start: int) -> Callable[[], Sequence[bytes]]:
        """Ask what the open transaction holds of a log from `start` on; what is returned waits for the answer."""
        rows = self._asked(self._says.bodies_from, (bytes.fromhex(log), start))
        return lambda: [body for (body,) in rows]

    def _signable(self, run: Sequence[Entry], tip: Tip, lying: Callable[[], Sequence[bytes]]) -> Tip:
        """The tip behind a run, once what lies in the store is what was judged: then, and not before, it may be signed.

        A log in which something else lies than was written takes nothing more.
        """
        digests = named_digests(run)
        grown = tip.after(digests)  # while a server may still be at work
        try:
            check_in_place(run, digests, lying())
        except Tampered:
            self._keys.pop(tip.log, None)
            raise
        return grown

    def _in_one_transaction(self) -> AbstractContextManager[None]:
        """Everything inside, or nothing: COMMIT is left to `_commit`."""
        return _Whole(self._begin, self._give_up)

    def _commit(self, last: Entry | None) -> None:
        """Make the open transaction durable. An error leaves a doubt, which is settled at once if it can be.

        Without a `last` entry the transaction may be tried again whatever became of it, and nothing is in doubt.

        Raises:
            Refused: `store.not-recorded`: certain; the same act may be tried again under its id.
                `store.not-known-yet`: nothing more may be written until it is known.
        """
        try:
            self._make_durable()
        except BaseException as failed:
            if last is None or self._is_undone():
                self._give_up()
                raise
            _SAYS.warning("commit of log %s at %d failed: %s", last.log[:16], last.seq, type(failed).__name__)
            self._doubt = Doubt(last.log, last.seq, last.digest)
            if not isinstance(failed, Exception):
                raise
            if not self._settle():
                raise Refused(Objection("store.not-recorded", values={"log": last.log[:16], "seq": last.seq})) from None

    def _settle(self) -> bool:
        """Find out what became of a COMMIT that failed: True when it is there (or there was no doubt), False when not.

        Everything in memory is dropped and the store looked at anew. Refused `store.not-known-yet` while it cannot be.
        """
        if self._doubt is None:
            return True
        doubt = self._doubt
        self._tips.clear()
        self._give_up()
        try:
            found = self._recovered(doubt)
        except (MusterbookError, OSError):
            raise Refused(Objection("store.not-known-yet", values={"log": doubt.log[:16], "seq": doubt.seq})) from None
        self._doubt = None
        return found
