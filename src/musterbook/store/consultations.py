"""The register of consultations: who opened which sealed thing, when and why; one chain for each node, beside the book.

`consultations.db`, or a table apart where the book lies in PostgreSQL (`postgres_beside.py`), is never merged into the
book and never in a copy (ledger.md sections 3 and 10). A line is appended and durable before anything opens: if that
fails, the opening fails. Each line holds the digest of the one before, so a line taken out shows. Why someone looked is
sealed; the line has its digest. The newest line of each day is under a checkpoint signed by the node: whoever was sent
one sees when lines at the end are taken out.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from musterbook.ledger.canonical import canonical
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Tampered

NAME: Final = "consultations.db"
FIRST: Final = Digest("0" * 64)
_TABLE: Final = """create table if not exists consultation (
    seq integer primary key, at text not null, officer text not null, subject text not null, why text not null,
    page text not null, prev text not null, digest text not null) strict"""
_NOTES: Final = (
    "create table if not exists note (day text primary key, size integer not null, note text not null) strict"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the register says to its database, in the database's dialect."""

    begin: str
    last: str
    add: str
    note: str
    lines: str
    notes: str
    notes_by_day: str


_SQLITE: Final = Said(
    begin="begin immediate",
    last="select seq, digest from consultation order by seq desc limit 1",
    add="insert into consultation values (?, ?, ?, ?, ?, ?, ?, ?)",
    note="insert or replace into note values (?, ?, ?)",
    lines="select * from consultation order by seq",
    notes="select size, note from note order by size",
    notes_by_day="select day, size, note from note order by size",
)

Sign = Callable[[int, Digest, str], str]
"""A node's checkpoint over so many lines, of which the last has this digest, at an hour."""


class Asked(Protocol):
    """A connection as both drivers have it."""

    def execute(self, statement: Any, values: Any = (), /) -> Any:  # noqa: ANN401  rows of either driver
        """Run a statement; its rows can be fetched from what this returns."""
        ...


@dataclass(frozen=True, slots=True)
class Consultation:
    """One opening.

    Attributes:
        seq: from 0, without a gap.
        at: when, as RFC 3339.
        officer: who.
        subject: which item, dossier or person.
        why: digest of the sealed reason.
        page: through which door: a command or a page.
        prev: digest of the line before.
    """

    seq: int
    at: str
    officer: str
    subject: str
    why: Digest
    page: str
    prev: Digest

    @property
    def digest(self) -> Digest:
        """SHA-256 of the line's canonical form."""
        return Digest(hashlib.sha256(b"musterbook/consultation/1\x00" + canonical(asdict(self))).hexdigest())


class Consultations:
    """The register in a book's folder; `sign` makes its checkpoints, and without one there is none."""

    _says: Said = _SQLITE

    def __init__(self, folder: Path, sign: Sign | None = None) -> None:
        self._path = folder / NAME
        self._sign = sign

    def append(self, *, at: str, officer: str, subject: str, why: Digest, page: str) -> Consultation:
        """Write one line; durable when this returns."""
        return self.append_all(at=at, officer=officer, subjects=[subject], why=why, page=page)[0]

    def append_all(
        self, *, at: str, officer: str, subjects: Sequence[str], why: Digest, page: str
    ) -> list[Consultation]:  # fmt: skip
        """Write one line for each subject of one opening; all are durable when this returns, or none is there."""
        lines: list[Consultation] = []
        with self._open() as base:
            base.execute(self._says.begin)
            last = base.execute(self._says.last).fetchone()
            seq, prev = (last[0] + 1, Digest(last[1])) if last else (0, FIRST)
            for subject in subjects:
                line = Consultation(seq, at, officer, subject, why, page, prev)
                base.execute(self._says.add, (seq, at, officer, subject, why, page, prev, line.digest))
                lines.append(line)
                seq, prev = seq + 1, line.digest
            if self._sign is not None and lines:
                note = self._sign(seq, prev, at)
                base.execute(self._says.note, (at[:10], seq, note))
            base.execute("commit")
        return lines

    def lines(self, *, officer: str = "", subject: str = "") -> list[Consultation]:
        """The lines, oldest first, of one officer or about one subject where these are named.

        Raises:
            Tampered: a line was changed, taken out or put in.
        """
        if not self._is_there():
            return []
        with self._open() as base:
            rows = base.execute(self._says.lines).fetchall()
        prev, lines = FIRST, []
        for place, row in enumerate(rows):
            line = Consultation(*row[:-1])
            if (line.seq, line.prev, line.digest) != (place, prev, row[-1]):
                raise Tampered("consultations.chain", seq=place)
            prev = line.digest
            lines.append(line)
        return [one for one in lines if officer in ("", one.officer) and subject in ("", one.subject)]

    def notes(self) -> list[tuple[int, str]]:
        """The checkpoints kept, oldest first: over how many lines, and the signed note. None is checked here."""
        if not self._is_there():
            return []
        with self._open() as base:
            return [(size, note) for size, note in base.execute(self._says.notes)]

    def notes_by_day(self) -> list[tuple[str, int, str]]:
        """The same, each with its day."""
        if not self._is_there():
            return []
        with self._open() as base:
            return [(day, size, note) for day, size, note in base.execute(self._says.notes_by_day)]

    def keep(self, lines: Iterable[Consultation], notes: Iterable[tuple[str, int, str]]) -> None:
        """Keep lines and checkpoints that another register of this book held, as they are; all of them or none."""
        with self._open() as base:
            base.execute(self._says.begin)
            for one in lines:
                base.execute(self._says.add, (*asdict(one).values(), one.digest))
            for note in notes:
                base.execute(self._says.note, note)
            base.execute("commit")

    def _is_there(self) -> bool:
        return self._path.is_file()

    @contextmanager
    def _open(self) -> Iterator[Asked]:
        """A connection of its own, closed at the end; what was not committed is gone then."""
        base = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        try:
            base.execute("pragma journal_mode = wal")
            base.execute("pragma synchronous = full")
            base.execute(_TABLE)
            base.execute(_NOTES)
            yield base
        finally:
            base.close()
