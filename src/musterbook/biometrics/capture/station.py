"""A station's folder while people sit: each new picture is answered at once, and three tries are asked for at most.

Section 4 of biometrics.md: quality within a second of the finger, one plain sentence, three tries, the best is kept. A
try is a file of its own, `2.png`, `2-2.png`, `2-3.png`; whoever enrols the folder later takes the best of them. Nothing
is written anywhere, so the station needs neither book nor key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from musterbook.biometrics.capture.captured import FingerTaken
from musterbook.biometrics.capture.folder import FACE, MISSING_FILE, Asked, read_file
from musterbook.biometrics.capture.quality import Quality, next_step
from musterbook.terms.errors import Fault

Stamp = tuple[int, int]
"""Bytes and time of a file: what two looks must agree on before it is read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the operator is told of one picture.

    Attributes:
        person: the folder.
        position: the finger; 0 where the file says none.
        file: below the station's folder.
        quality: 0 to 100; None where nothing could be measured.
        tries: how many of this finger were read by now.
        next: again, keep, keep-marked; mend where the file could not be used.
        best: file of the best try.
        fault: the sentence, where there is something to mend.
    """

    person: str
    position: int
    file: str
    quality: int | None
    tries: int
    next: str
    best: str = ""
    fault: Fault | None = None


class Station:
    """A folder that is looked at again and again; what is in it already is answered first."""

    def __init__(self, folder: Path, asked: Asked) -> None:
        self._folder, self._asked = folder, asked
        self._seen: dict[Path, Stamp] = {}
        self._answered: dict[Path, Stamp] = {}
        self._tries: dict[tuple[str, int], dict[str, Quality]] = defaultdict(dict)

    def look(self) -> Iterator[Answer]:
        """Answer every picture that is new or changed since it was answered, and whole: two looks found it alike."""
        for file in sorted(self._folder.glob("*/*")):
            stamp = _stamp(file)
            if stamp is None or file.name == MISSING_FILE or self._answered.get(file) == stamp:
                continue
            if self._seen.get(file) != stamp:
                self._seen[file] = stamp
                continue
            self._answered[file] = stamp
            yield from self._answers(file)

    def _answers(self, file: Path) -> Iterator[Answer]:
        captured = read_file(file, self._asked)
        where = f"{file.parent.name}/{file.name}"
        hints = {fault.file: fault for fault in captured.faults}
        if file.stem.lower() == FACE and captured.face is not None:
            yield Answer(file.parent.name, 0, where, captured.face.quality, 1, "keep", where)
        elif not captured.fingers:
            yield Answer(file.parent.name, 0, where, None, 1, "mend", fault=next(iter(captured.faults), None))
        for one in captured.fingers:
            yield self._finger(file.parent.name, where, one, hints.get(one.file))

    def _finger(self, person: str, where: str, one: FingerTaken, hint: Fault | None) -> Answer:
        tries = self._tries[person, one.position]
        shown = one.quality or 0
        tries[where] = Quality(shown, shown / 2, one.advice or "good")
        step, best = next_step(list(tries.values()))
        fault = hint if step == "again" else None
        return Answer(person, one.position, where, one.quality, len(tries), step, list(tries)[best], fault)


def _stamp(file: Path) -> Stamp | None:
    """None where it is no file, a hidden one, or just going."""
    try:
        said = file.stat()
    except OSError:
        return None
    return (said.st_size, said.st_mtime_ns) if file.is_file() and not file.name.startswith(".") else None
