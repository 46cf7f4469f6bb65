"""What every store on a database writes of logs that it holds in part (`held.py`)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime

from musterbook.ledger.chain import Accepted, TurnedAway
from musterbook.ledger.excerpt import Excerpt, Shown
from musterbook.ledger.held import as_excerpt, rows_of_excerpt, run_shown, shown_by
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import parse_checkpoint
from musterbook.store.arrival import held_cosignatures, listed_bytes
from musterbook.store.growth import Tip, milliseconds
from musterbook.store.keeping_shared import KeepingShared


class KeepingHeld(KeepingShared):
    """Logs in part, for writing."""

    _operation: str
    _tips: dict[str, Tip]

    @abstractmethod
    def own_logs(self) -> Sequence[str]:
        """Open logs whose keys are here."""

    def take_excerpt(self, excerpt: Excerpt, *, came_from: str, at: datetime) -> Shown | TurnedAway:
        """Judge an excerpt and keep it if it holds, all of it or nothing; one of what is here whole brings nothing.

        Raises:
            Malformed: its note is no checkpoint, and this store has no operation yet.
            Refused: the disk is full, not recorded, or not known yet, as for `append`.
        """
        with self._writing, self._alone_in(excerpt.log):
            self._settle()
            self._operation = self._operation or parse_checkpoint(excerpt.note, log=excerpt.log).operation
            if excerpt.log in self.own_logs() and excerpt.size <= self.size_of(excerpt.log):
                return TurnedAway("excerpt.own-log")  # taken in part it could not be given on any more
            verdict = shown_by(self, excerpt, operation=self._operation)
            if isinstance(verdict, Shown) and self._is_whole_to(excerpt.log, excerpt.size):
                return verdict
            with self._in_one_transaction():
                if isinstance(verdict, Shown):
                    self._keep_shown(excerpt, verdict, received_at=milliseconds(at), came_from=came_from)
                elif verdict.rule != "excerpt.gap":
                    raw = excerpt.note.encode("utf-8", "surrogatepass") + b"\x00"
                    frame = Frame(excerpt.log, excerpt.start, excerpt.size, "", tuple(excerpt.bodies.values()))
                    self._keep_turned_away(milliseconds(at), came_from, verdict.rule, raw + listed_bytes(frame))
            self._commit(None)
            if isinstance(verdict, Shown) and excerpt.size > self._tip(excerpt.log).size:
                self._keys.pop(excerpt.log, None)  # ours went on elsewhere: we never write in it again
            self._tips.pop(excerpt.log, None)
        return verdict

    def _is_whole_to(self, log: str, size: int) -> bool:
        """Whether the first so many entries of a log are here without gap: what lies in its table always is."""
        return bool(self._all(self._says.digest_at, (bytes.fromhex(log), size - 1)))

    def erase(self, log: str, places: Iterable[int]) -> int:
        """Erase the bytes of entries that may be held no longer; their digests and the proofs stay. How many places."""
        rows = [(bytes.fromhex(log), place) for place in places]
        if rows:
            with self._writing:
                self._settle()
                with self._in_one_transaction():
                    self._tell_many(self._shares.erase_body, rows)
                self._commit(None)
                self._sweep()
        return len(rows)

    def _sweep(self) -> None:
        """Overwrite the pages on which something lay that was erased; a server does that in its own time."""

    def _ingest_in_part(self, frame: Frame, *, came_from: str, at: datetime) -> Accepted | TurnedAway:
        """A frame of a log that is here in part is an excerpt that gives everything."""
        verdict = self.take_excerpt(as_excerpt(frame), came_from=came_from, at=at)
        if isinstance(verdict, TurnedAway):
            rule = "frame.gap" if verdict.rule == "excerpt.gap" else verdict.rule
            return TurnedAway(rule, verdict.seq, verdict.have, verdict.signed)
        return Accepted(verdict.entries, verdict.checkpoint, verdict.frontier)

    def _keep_shown(self, excerpt: Excerpt, shown: Shown, *, received_at: int, came_from: str) -> None:
        log = bytes.fromhex(excerpt.log)
        if excerpt.log not in self.logs():
            self._keep_log(excerpt.log, "")
        self._tell_many(
            self._shares.add_excerpt,
            ((log, one.seq, bytes.fromhex(one.digest), one.body, received_at, came_from)
             for one in rows_of_excerpt(excerpt, shown)),
        )  # fmt: skip
        run = run_shown(self, excerpt, shown)
        self._tell(self._shares.add_shown, (log, excerpt.size, *run.packed()))
        if run.note:
            return
        self._keep_checkpoint(shown.checkpoint, Tip(excerpt.log, shown.frontier), once=True)
        for witness, line in held_cosignatures(self, shown.checkpoint, excerpt.note):
            self._tell(self._says.add_cosignature, (log, excerpt.size, witness, line))
