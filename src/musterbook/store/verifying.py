"""Verifying a copy from its bytes alone: a store on disk, one in memory, or a `.mbk`. Projections are never read.

For every log, in this order, and each finding names log, place and rule:

1. every entry is canonical and of entry format 1;
2. it says the log and the sequence it stands at, without gap;
3. `prev` is the digest of the entry before;
4. at every checkpoint the root over the entries so far is the one signed;
5. the checkpoint is signed by the log's key, and all are of one operation;
6. nothing stands behind the last checkpoint, and no checkpoint beyond the last entry;
7. cosignatures behind a checkpoint hold;
8. of a log of which only some entries are here, each of them is shown under a checkpoint (`held.check_held`);

then, for a SQLite file, what `SqliteCopies.damage` finds: the seal of a closed file, SQLite's own check of its pages,
and every column that repeats what the bytes say. WHETHER THE OFFICERS' SIGNATURES HOLD, AND WHETHER THEY HAD THE RIGHT,
IS THE ROOM `rights`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol, runtime_checkable

from musterbook.ledger.entry import NO_DIGEST
from musterbook.ledger.facts import Digest
from musterbook.ledger.held import Held, Run, check_held
from musterbook.ledger.signing import Checkpoint, cosignature_lines, read_checkpoint, read_cosignature
from musterbook.ledger.tree import Frontier
from musterbook.store.strict import check_places, digests_of
from musterbook.terms.errors import Malformed, Tampered

PAGE_ENTRIES: Final = 500
"""Entries looked at together, however few of them a checkpoint covers."""

Finding = Tampered | Malformed
"""Something that does not hold, as the error it would be if it were raised."""


Row = tuple[int, bytes, bytes]
"""Sequence, digest (empty where a copy keeps none) and bytes of an entry."""


class Verified(Protocol):
    """What can be verified: logs, the bytes of their entries, and their checkpoints as notes."""

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, in sequence."""
        ...

    def notes(self, log: str, start: int = 0) -> Iterable[str]:
        """Its checkpoints, smallest first."""
        ...


@runtime_checkable
class InFile(Protocol):
    """A copy in a file, whose columns repeat what the bytes say and which can be damaged beneath its contents."""

    def rows(self, log: str, start: int = 0, until: int | None = None) -> Iterator[Row]:
        """Sequence, digest and bytes of each entry of a log, as the columns hold them."""
        ...

    def damage(self) -> Iterator[Finding]:
        """What is wrong with the file itself."""
        ...


@runtime_checkable
class Cosigned(Protocol):
    """A copy that keeps cosignatures beside the notes."""

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned this checkpoint."""
        ...


@runtime_checkable
class InPart(Protocol):
    """A copy that may hold only some entries of some logs."""

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        ...

    def held(self, log: str) -> Sequence[Held]:
        """The places known of such a log, behind its whole beginning."""
        ...

    def runs(self, log: str) -> Sequence[Run]:
        """How they were shown."""
        ...

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ."""
        ...


@dataclass(slots=True)
class Tally:
    """What was gone through; `not_here` counts entries that a partial copy was shown to exist and does not hold."""

    logs: int = 0
    entries: int = 0
    not_here: int = 0
    checkpoints: int = 0
    cosignatures: int = 0


def verify(copy: Verified, tally: Tally | None = None, *, beneath: bool = True) -> Iterator[Finding]:
    """Everything in `copy` that does not hold, log by log; nothing when all of it does.

    Args:
        copy: what to go through.
        tally: counted up on the way.
        beneath: look at the file beneath the contents too, where there is one.
    """
    counted = tally if tally is not None else Tally()
    witnesses = {log[:16]: log for log in copy.logs()}
    operations: set[str] = set()
    try:
        for log in sorted(copy.logs()):
            counted.logs += 1
            if isinstance(copy, InPart) and log in copy.in_part():
                yield from _of_part(copy, log, counted, operations, witnesses)
            else:
                yield from _LogCheck(log, counted, operations, witnesses).findings(copy)
        if len(operations) > 1:
            yield Malformed.because("verify.two-operations", operations=len(operations))
        if beneath and isinstance(copy, InFile):
            yield from copy.damage()
    except (Tampered, Malformed) as found:
        yield found


def _of_part(
    copy: Verified, log: str, tally: Tally, operations: set[str], witnesses: Mapping[str, str]
) -> Iterator[Finding]:
    """A log in part: its whole beginning as always, and what is held behind it by the runs that show it."""
    assert isinstance(copy, InPart), "asked before"
    check = _LogCheck(log, tally, operations, witnesses, whole=sum(1 for _ in copy.bodies(log)))
    yield from check.findings(copy)
    held, runs, notes = copy.held(log), copy.runs(log), dict[int, str]()
    for note in copy.notes(log, check.size + 1):
        tally.checkpoints += 1
        try:
            checkpoint = read_checkpoint(note, log=log)
        except (Tampered, Malformed) as found:
            yield found
            continue
        notes[checkpoint.size] = note
        operations.add(checkpoint.operation)
        yield from check.witnessed(copy, checkpoint, note)
    operation = next(iter(operations), "")
    yield from check_held(
        log, check.tree, held, runs, notes, operation=operation, forked=copy.forked_at(log) is not None
    )
    here = sum(one.body is not None for one in held)
    tally.entries += here
    tally.not_here += max([check.size, *notes]) - check.size - here


def _bare_rows(bodies: Iterator[bytes]) -> Iterator[Row]:
    """Rows of a copy that has no columns beside the bytes."""
    return ((seq, b"", body) for seq, body in enumerate(bodies))


class _LogCheck:
    """Goes through one log once."""

    def __init__(
        self, log: str, tally: Tally, operations: set[str], witnesses: Mapping[str, str], *, whole: int | None = None
    ) -> None:
        self._log = log
        self._whole = whole
        self._tally = tally
        self._operations = operations
        self._witnesses = witnesses
        self._frontier = Frontier()
        self._prev = NO_DIGEST  # of the last entry looked at
        self._ahead: list[bytes] = []
        self._found: dict[int, list[Finding]] = {}

    def findings(self, copy: Verified) -> Iterator[Finding]:
        rows = copy.rows(self._log) if isinstance(copy, InFile) else _bare_rows(copy.bodies(self._log))
        for note in copy.notes(self._log):
            if self._whole is not None and self._frontier.size >= self._whole:
                break
            self._tally.checkpoints += 1
            try:
                checkpoint = read_checkpoint(note, log=self._log)
            except (Tampered, Malformed) as found:
                yield self._at(found, self._frontier.size)
                continue
            self._operations.add(checkpoint.operation)
            yield from self._run(rows, checkpoint.size)
            yield from self._root(checkpoint)
            yield from self.witnessed(copy, checkpoint, note)
        before = self._frontier.size
        yield from self._run(rows, None)
        if self._frontier.size > before:
            yield Tampered("verify.unsigned-entries", log=self._log[:16], seq=before)

    def _run(self, rows: Iterator[Row], size: int | None) -> Iterator[Finding]:
        """Steps 1 to 3 for the entries up to a size."""
        while size is None or self._frontier.size < size:
            if not self._ahead and not self._look_ahead(rows):
                return
            seq = self._frontier.size
            taken = len(self._ahead) if size is None else min(len(self._ahead), size - seq)
            self._frontier.extend(self._ahead[:taken])
            del self._ahead[:taken]
            self._tally.entries += taken
            if self._found:
                for place in range(seq, seq + taken):
                    yield from self._found.pop(place, ())

    def _look_ahead(self, rows: Iterator[Row]) -> bool:
        """Check the next page of entries at once and keep their digests and findings; False when there is none."""
        page = list(islice(rows, PAGE_ENTRIES))
        if not page:
            return False
        begun, end = self._frontier.size, self._frontier.size + len(page)
        bodies = [body for _, _, body in page]
        if set(map(type, bodies)) != {bytes}:
            for seq, body in enumerate(bodies, begun):
                if type(body) is not bytes:
                    self._note(seq, Tampered("verify.column", log=self._log[:16], seq=seq))
            bodies = [body if type(body) is bytes else str(body).encode() for body in bodies]
        self._ahead = digests_of(bodies)
        for seq, found in check_places(bodies, self._ahead, log=self._log, seq=begun, prev=self._prev).items():
            self._note(seq, self._at(found, seq))
        kept = [digest or raw for (_, digest, _), raw in zip(page, self._ahead, strict=True)]
        if kept != self._ahead or [seq for seq, _, _ in page] != list(range(begun, end)):
            for seq, (kept_seq, digest, _), raw in zip(range(begun, end), page, self._ahead, strict=True):
                if kept_seq != seq or (digest and digest != raw):
                    self._note(seq, Tampered("verify.column", log=self._log[:16], seq=seq))
        self._prev = Digest(self._ahead[-1].hex())
        return True

    def _note(self, seq: int, found: Finding) -> None:
        self._found.setdefault(seq, []).append(found)

    def _root(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        if checkpoint.size != self._frontier.size:
            yield Tampered("verify.entries-missing", log=self._log[:16], size=checkpoint.size, got=self._frontier.size)
        elif checkpoint.root != self._frontier.root().hex():
            yield Tampered("verify.root", log=self._log[:16], size=checkpoint.size)

    @property
    def size(self) -> int:
        """How many entries were gone through."""
        return self._frontier.size

    @property
    def tree(self) -> Frontier:
        """The tree over them."""
        return self._frontier

    def witnessed(self, copy: Verified, checkpoint: Checkpoint, note: str) -> Iterator[Finding]:
        """Step 7."""
        kept = copy.cosignatures(self._log, checkpoint.size) if isinstance(copy, Cosigned) else ()
        for line in (*cosignature_lines(note), *kept):
            self._tally.cosignatures += 1
            witness = self._witnesses.get(line.split(" ")[1].rpartition("/")[2] if line.count(" ") == 2 else "")
            try:
                if witness is not None:
                    read_cosignature(line, checkpoint, witness=witness)
            except (Tampered, Malformed) as found:
                yield self._at(found, checkpoint.size)

    def _at(self, found: Finding, seq: int) -> Finding:
        """The same finding with its place."""
        if isinstance(found, Malformed):
            return Malformed.because(found.faults[0].rule, log=self._log[:16], seq=seq)
        return Tampered(found.rule, log=self._log[:16], seq=seq)
