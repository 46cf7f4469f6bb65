"""An outside search system behind a folder: transactions are put in, its answers are taken out, whenever they come.

Section 5 of biometrics.md, after MOSIP's separation of its ABIS: putting somebody into their gallery never searches,
and a search never puts anybody in. Whoever carries the files is not our business; a search asked twice is asked once.

    FOLDER/insert/REFERENCE.an2     somebody their gallery is to hold
    FOLDER/search/NUMBER.an2        somebody to be looked for
    FOLDER/answers/NUMBER.csv       reference,score and, where they say it, position: one row for each person they found

An answer without rows says that they found nobody. Their scores have a scale of their own: they order the list, and no
band of ours is put on them but *review*.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.biometrics.engines import Candidate, Shortlist
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

INSERT, SEARCH, ANSWERS = "insert", "search", "answers"
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
_ROWS_MOST: Final = 10_000
_BYTES_MOST: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class DropFolder:
    """The folder an outside system reads from and writes to."""

    place: Path

    def insert(self, reference: str, transaction: bytes) -> bool:
        """Hand over somebody for their gallery; False if this very transaction was handed over before.

        Raises:
            Refused: another transaction stands under this reference.
        """
        return self._put(INSERT, reference, transaction)

    def ask(self, search: str, transaction: bytes) -> bool:
        """Ask them to look for somebody; False if this very search was asked before.

        Raises:
            Refused: another transaction stands under this number.
        """
        return self._put(SEARCH, search, transaction)

    def waiting(self) -> tuple[str, ...]:
        """Searches asked and not answered, by number."""
        asked = {file.stem for file in (self.place / SEARCH).glob("*.an2")}
        answered = {file.stem for file in (self.place / ANSWERS).glob("*.csv")}
        return tuple(sorted(asked - answered))

    def answer(self, search: str, *, most: int) -> Shortlist | None:
        """Their answer, the highest score first; None while there is none.

        Raises:
            Malformed: the answer cannot be read, with a fault for each bad row.
        """
        file = self.place / ANSWERS / f"{_safe(search)}.csv"
        if not file.is_file():
            return None
        if file.stat().st_size > _BYTES_MOST:
            raise Malformed(Fault("drop.too-long", file=file.name))
        found, faults = _read(file)
        if faults:
            raise Malformed.of(faults)
        ranked = sorted(found, key=lambda one: (-one.weight, str(one.person)))
        return Shortlist(tuple(ranked[:most]), searched=0)

    def _put(self, where: str, number: str, transaction: bytes) -> bool:
        """Whole or not at all: written beside and renamed, so that nobody reads half a file."""
        folder = self.place / where
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{_safe(number)}.an2"
        if file.is_file():
            if file.read_bytes() == transaction:
                return False
            raise Refused(Objection("drop.another-under-this-number", values={"number": number}))
        half = file.with_suffix(".half")
        with half.open("wb") as out:
            out.write(transaction)
            out.flush()
            os.fsync(out.fileno())
        half.replace(file)
        return True


def _safe(number: str) -> str:
    """A number that names a file in its folder and nothing else.

    Raises:
        Malformed: it has other signs than letters, figures, and - _ . in their middle.
    """
    if not number or len(number) > 100 or number.startswith(".") or not set(number) <= _LETTERS:
        raise Malformed(Fault("drop.bad-number"))
    return number


def _read(file: Path) -> tuple[list[Candidate], list[Fault]]:
    found: list[Candidate] = []
    faults: list[Fault] = []
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as text:
        for row, cells in enumerate(csv.DictReader(text), 2):
            if row > _ROWS_MOST + 1:
                faults.append(Fault("drop.too-long", file=file.name, row=row))
                break
            candidate = _candidate(cells)
            if candidate is None:
                faults.append(Fault("drop.bad-row", file=file.name, row=row))
            else:
                found.append(candidate)
    return found, faults


def _candidate(cells: dict[str | None, str | None]) -> Candidate | None:
    reference, score = (cells.get("reference") or "").strip(), _number(cells.get("score"))
    position = cells.get("position") or ""
    if not reference or score is None:
        return None
    fingers = ((int(position), int(position), score),) if position in {str(n) for n in range(1, 11)} else ()
    return Candidate(reference, score, fingers, band="review")


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None
