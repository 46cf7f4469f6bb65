"""Files of others read into people of a list: folders of pictures, ANSI/NIST-ITL transactions, ISO and INCITS points.

Whoever came with points alone can be compared and not judged by eye. Nobody here becomes a person of the book
(biometrics.md sections 4 and 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from musterbook.biometrics.capture import folder as folders
from musterbook.biometrics.capture.captured import Captured
from musterbook.biometrics.capture.folder import Asked
from musterbook.biometrics.engines import Enrolment, Points
from musterbook.biometrics.interchange import itl, minutiae, sent
from musterbook.biometrics.positions import FINGERS
from musterbook.operation.lists_of_others import Other
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection

POINTS_MAGIC: Final = b"FMR\0"


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One file or folder.

    Attributes:
        reference: the owner's, which is the name of the file or folder without its ending.
        other: who came with it; None where nothing of it can be compared.
        faults: what is wrong with it; good parts beside them are kept.
    """

    reference: str
    other: Other | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def can_be_judged(self) -> bool:
        """Whether examiners have a picture to look at."""
        return self.other is not None and bool(self.other.pictures)


def read_others(places: Iterable[Path], asked: Asked) -> Iterator[Read]:
    """Each in turn, so that a long list is never in memory at once.

    Raises:
        Refused: pictures came, and no engine is here that finds their points.
    """
    known: set[str] = set()
    for place in places:
        reference = place.name if place.is_dir() else place.stem
        if reference in known:
            yield Read(reference, faults=(Fault("biometrics.reference-twice", file=place.name),))
            continue
        known.add(reference)
        try:
            yield _read(place, reference, asked)
        except Malformed as problem:
            yield Read(reference, faults=tuple(replace(one, file=place.name) for one in problem.faults))
        except OSError:
            yield Read(reference, faults=(Fault("capture.not-a-file", file=place.name),))


def _read(place: Path, reference: str, asked: Asked) -> Read:
    if place.is_dir():
        return _of_pictures(reference, folders.read_person(place, asked, seen={}), asked)
    raw = place.read_bytes()
    if raw.startswith(POINTS_MAGIC):
        _, views = minutiae.read(raw)
        points = {view.position: view.points for view in views if view.position in FINGERS}
        return _of_points(reference, points, {view.position: view.quality for view in views}, place.name)
    records = itl.read(raw)
    pictures, faults = sent.pictures_of(records, place.name)
    if not pictures:
        found = _of_points(reference, sent.points_of(records), {}, place.name)
        return replace(found, faults=(*faults, *found.faults))
    missing = sent.missing_of(records)
    captured = folders.from_pictures(reference, pictures, asked, missing=missing, seen={}, faults=faults)
    return _of_pictures(reference, captured, asked)


def _of_pictures(reference: str, captured: Captured, asked: Asked) -> Read:
    if captured.fingers and asked.extractor is None:
        raise Refused(Objection("biometrics.list-needs-engine", values={"gallery": reference}))
    found = captured.enrolment()
    if captured.refused or not found.fingers:
        return Read(reference, faults=captured.faults or (Fault("biometrics.no-prints", file=reference),))
    pictures = {one.position: one.content for one in captured.fingers}
    return Read(reference, Other(found, pictures), captured.faults)


def _of_points(reference: str, points: dict[int, Points], quality: dict[int, int], file: str) -> Read:
    if not points:
        return Read(reference, faults=(Fault("biometrics.no-prints", file=file),))
    return Read(reference, Other(Enrolment(reference, points, {one: quality.get(one, 0) for one in points})))
