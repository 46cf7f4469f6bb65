"""What every store on a database writes for sharing: forks and their branches, cosignatures, peers."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.branches import Branched
from musterbook.ledger.chain import Fork
from musterbook.ledger.entry import Entry
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import Checkpoint, read_checkpoint
from musterbook.store.arrival import held_lines, judged, listed_bytes, not_known, proof_of, read_proof
from musterbook.store.growth import Tip, milliseconds
from musterbook.store.kept import Kept
from musterbook.store.peers import Peer, peer_row


class KeepingShared(Kept):
    """The writing half of sharing; the store says how a transaction is made."""

    _writing: threading.RLock
    _keys: dict[str, Ed25519PrivateKey]

    @abstractmethod
    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        """Run a statement in the open transaction."""

    @abstractmethod
    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row in the open transaction."""

    @abstractmethod
    def _alone_in(self, log: str) -> AbstractContextManager[None]:
        """Nobody else writes this log meanwhile."""

    @abstractmethod
    def _keep_log(self, log: str, node: str) -> None:
        """Keep a log's name in the open transaction."""

    @abstractmethod
    def _keep_checkpoint(self, checkpoint: Checkpoint, tip: Tip, *, once: bool = False) -> None:
        """Keep a checkpoint in the open transaction."""

    @abstractmethod
    def _in_one_transaction(self) -> AbstractContextManager[None]:
        """Everything inside, or nothing."""

    @abstractmethod
    def _commit(self, last: Entry | None) -> None:
        """Make the open transaction durable."""

    @abstractmethod
    def _settle(self) -> bool:
        """Find out what became of a COMMIT that failed."""

    @abstractmethod
    def _tip(self, log: str) -> Tip:
        """Where a log goes on."""

    @abstractmethod
    def _keep_turned_away(self, received_at: int, came_from: str, rule: str, raw: bytes) -> None:
        """Keep what was not taken."""

    def keep_cosignatures(self, log: str, size: int, lines: Iterable[str]) -> int:
        """Keep those lines that hold under a checkpoint here; how many were new. Refused as for `append`."""
        with self._writing:
            self._settle()
            at, note = self.newest_note(log, size)
            if at != size or not note:
                return 0
            known = self.cosignatures(log, size)
            strange = not_known(lines, known)  # whoever is met says the same again: each line is checked once
            new = held_lines(self, read_checkpoint(note, log=log), strange) if strange else []
            if new:
                with self._in_one_transaction():
                    for witness, line in new:
                        self._tell(self._says.add_cosignature, (bytes.fromhex(log), size, witness, line))
                self._commit(None)
        return len(self.cosignatures(log, size)) - len(known)

    def keep_fork(self, proof: bytes) -> bool:
        """Keep the proof of a fork if it proves one lower than any known; whether it was kept.

        Raises:
            Malformed, Tampered: it proves nothing.
            Refused: as for `append`.
        """
        said = read_proof(self.operation, proof)
        with self._writing:
            self._settle()
            known = self.forked_at(said.log)
            if known is not None and known <= said.place:
                return False
            with self._in_one_transaction():
                self._set_fork(said.log, said.place, proof)
            self._commit(None)
        return True

    def turn_away(self, rule: str, raw: bytes, *, came_from: str, at: datetime) -> None:
        """Keep what could not even be read as a frame or proof."""
        with self._writing:
            self._settle()
            with self._in_one_transaction():
                self._keep_turned_away(milliseconds(at), came_from, rule, raw)
            self._commit(None)

    def note_peer(self, peer: Peer) -> None:
        """Keep what is known of a node from the last contact."""
        with self._writing:
            self._settle()
            with self._in_one_transaction():
                self._tell(self._shares.set_peer, peer_row(peer))
            self._commit(None)

    def _keep_proved(self, frame: Frame, verdict: Fork, *, received_at: int, came_from: str) -> bool:
        """Keep a fork and the branch that showed it, in the open transaction; False when nothing here proves it."""
        proof = proof_of(self, frame, verdict)
        if proof is None:
            return False
        branches = self.branches(frame.log)
        self._set_fork(frame.log, *proof)
        second = judged(self, self._tip(frame.log), frame, forked_at=proof[0], branches=branches)
        if isinstance(second, Branched):
            self._keep_branch(frame, second, received_at=received_at, came_from=came_from)
        return True

    def _set_fork(self, log: str, place: int, proof: bytes) -> None:
        self._tell(self._shares.set_fork, (bytes.fromhex(log), place, proof))
        self._keys.pop(log, None)

    def _keep_branch(self, frame: Frame, verdict: Branched, *, received_at: int, came_from: str) -> None:
        if not verdict.entries:
            return
        last = bytes.fromhex(verdict.entries[-1].digest)
        self._tell(
            self._shares.add_branch,
            (
                bytes.fromhex(frame.log), last, frame.size, frame.start, frame.note, listed_bytes(frame), received_at,
                came_from,
            ),
        )  # fmt: skip
