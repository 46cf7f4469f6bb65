"""A station's folder read into sittings: NUMBER/POSITION.png, NUMBER/face.jpg, NUMBER/missing.toml.

Section 4 of biometrics.md. One bad picture costs that picture, one bad person that person; everything wrong is named
with its file and what to do. People come one by one, so a folder of thousands is never in memory at once.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from musterbook.biometrics.capture import face as faces
from musterbook.biometrics.capture import pictures, quality, slaps
from musterbook.biometrics.capture.captured import Captured, FaceTaken, FingerTaken
from musterbook.biometrics.capture.shared import Seen, shared_pictures
from musterbook.biometrics.engines import Extractor, Image, Points
from musterbook.biometrics.interchange.sent import FACE as FACE_OF_OTHERS
from musterbook.biometrics.interchange.sent import Picture
from musterbook.biometrics.positions import FINGERS, MISSING, NAMES, SLAPS
from musterbook.terms.errors import Fault, Malformed

FACE: Final = "face"
MISSING_FILE: Final = "missing.toml"
BYTES_OF_MISSING_MAX: Final = 10_000
LEFT_BY_WINDOWS: Final = frozenset({"thumbs", "desktop"})
_TRY: Final = re.compile(r"(?<=[\da-z])-[2-9]$", re.IGNORECASE)
_BY_NAME: Final = {name: position for position, name in NAMES.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a folder is read.

    Attributes:
        dpi: where pictures do not say it, or are not to be believed.
        dark_background: whether ridges are bright on a dark ground; None asks where it looks so.
        positions: which fingers are to be there, or said missing.
        extractor: None where none is on this machine: pictures are read, points wait.
    """

    dpi: int | None = None
    dark_background: bool | None = None
    positions: Collection[int] = FINGERS
    extractor: Extractor | None = None


@dataclass(slots=True)
class _Sitting:
    """One person's folder while it is read."""

    person: str
    fingers: dict[int, FingerTaken] = field(default_factory=dict)
    face: FaceTaken | None = None
    missing: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    more: dict[int, list[FingerTaken]] = field(default_factory=lambda: defaultdict(list))
    tried: set[int] = field(default_factory=set)


def people_of(folder: Path) -> tuple[Path, ...]:
    """The folders of people in a station's folder, in the order of their names.

    Raises:
        Malformed: `capture.no-folder` or `capture.nobody`.
    """
    if not folder.is_dir():
        raise Malformed(Fault("capture.no-folder", file=folder.name))
    found = tuple(sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")))
    if not found:
        raise Malformed(Fault("capture.nobody", file=folder.name))
    return found


def read(folder: Path, asked: Asked | None = None, *, before: Seen | None = None) -> Iterator[Captured]:
    """Everybody in a station's folder, one after another.

    Args:
        folder: holds a folder for each person.
        asked: how it is read.
        before: what pictures of earlier folders looked like; goes on to be filled.

    Raises:
        Malformed: `capture.no-folder` or `capture.nobody`.
    """
    seen: Seen = {} if before is None else before
    for one in people_of(folder):
        yield read_person(one, asked or Asked(), seen=seen)


def read_person(folder: Path, asked: Asked, *, seen: Seen | None = None) -> Captured:
    """One person's sitting from his folder; all that is wrong with it stands in its faults."""
    sitting = _Sitting(folder.name)
    sitting.faults += _said_missing(sitting, folder / MISSING_FILE)
    for file in sorted(folder.iterdir(), key=lambda one: (len(one.stem), one.name)):
        if file.stem.lower() not in LEFT_BY_WINDOWS and not file.name.startswith("."):
            _take(sitting, file, asked)
    return _finished(sitting, asked, {} if seen is None else seen)


def read_file(file: Path, asked: Asked) -> Captured:
    """One picture alone, as its folder and name say whose and which it is."""
    sitting = _Sitting(file.parent.name)
    _take(sitting, file, asked)
    return _finished(sitting, replace(asked, positions=()), {})


def from_pictures(
    person: str, sent: Iterable[Picture], asked: Asked, *, missing: Mapping[int, str], seen: Seen,
    faults: Iterable[Fault] = (),
) -> Captured:  # fmt: skip
    """One person's sitting from a transaction; its records say the resolution, and `asked` only where they are silent.

    Args:
        person: as the sender wrote it.
        sent: the pictures.
        asked: how they are read.
        missing: fingers said to be missing.
        seen: what pictures of others looked like; goes on to be filled.
        faults: what was wrong with others of its pictures.
    """
    sitting = _Sitting(person, missing=dict(missing), faults=list(faults))
    for one in sent:
        if one.position == FACE_OF_OTHERS:
            _take_face(sitting, one.file, one.content)
        else:
            _add(sitting, one.position, one.file, one.content, replace(asked, dpi=one.dpi or asked.dpi))
    return _finished(sitting, asked, seen)


def position_of(stem: str) -> int | None:
    """The position a file's name says: 1 to 10, 13 to 15, or a finger's name; `2-3` is a third try of finger 2."""
    stem = _TRY.sub("", stem)
    if stem.isascii() and stem.isdigit() and len(stem) <= 2:
        number = int(stem)
        return number if number in FINGERS or number in SLAPS else None
    return _BY_NAME.get(stem.lower().replace("_", "-"))


def _take(sitting: _Sitting, file: Path, asked: Asked) -> None:
    where = f"{sitting.person}/{file.name}"
    if file.name == MISSING_FILE:
        return
    if file.is_symlink() or not file.is_file():
        sitting.faults.append(Fault("capture.not-a-file", file=where))
        return
    position = position_of(file.stem)
    if file.suffix.lower() not in pictures.SUFFIXES or (position is None and file.stem.lower() != FACE):
        sitting.faults.append(Fault("capture.unknown-file", file=where))
        return
    content = file.read_bytes() if file.stat().st_size <= pictures.BYTES_MAX else bytes(pictures.BYTES_MAX + 1)
    if position is None:
        _take_face(sitting, where, content)
    else:
        _add(sitting, position, where, content, asked, again=_TRY.search(file.stem) is not None)


def _take_face(sitting: _Sitting, where: str, content: bytes) -> None:
    try:
        picture = pictures.read(content)
    except Malformed as problem:
        sitting.faults += pictures.in_file(problem, where)
        return
    judged = faces.judged(picture)
    sitting.face = FaceTaken(where, content, sha256(content).hexdigest(), judged.shown, judged.advice)


def _add(sitting: _Sitting, position: int, where: str, content: bytes, asked: Asked, *, again: bool = False) -> None:
    if position in sitting.tried and not again:
        sitting.faults.append(Fault("capture.position-twice", file=where, values={"position": position}))
        return
    sitting.tried.add(position)
    try:
        image, picture = pictures.read_finger(
            content, position=position, dpi=asked.dpi, dark_background=asked.dark_background
        )
        if position in SLAPS:
            _cut(sitting, image, where)
            return
    except Malformed as problem:
        sitting.faults += pictures.in_file(problem, where)
        return
    said = picture.said
    if not picture.says_all:
        content, said = slaps.png(image), (*said, "resolution-written-in")
    digest = sha256(content).hexdigest()
    taken = FingerTaken(position, where, content, digest, picture.looks, image, said=said)
    if position in sitting.fingers:
        sitting.more[position].append(taken)
    else:
        sitting.fingers[position] = taken


def _cut(sitting: _Sitting, image: Image, where: str) -> None:
    """The fingers of a slap, each where nobody captured it by itself."""
    for one in slaps.cut(image, absent=frozenset(sitting.missing)):
        if one.position in sitting.fingers:
            continue
        content = slaps.png(one)
        digest, looks = sha256(content).hexdigest(), pictures.Picture(one.pixels, one.dpi).looks
        taken = FingerTaken(one.position, where, content, digest, looks, one, said=("cut-from-slap",))
        sitting.fingers[one.position] = taken


def _said_missing(sitting: _Sitting, file: Path) -> Iterator[Fault]:
    where = f"{sitting.person}/{file.name}"
    if not file.is_file():
        return
    content = file.read_bytes() if file.stat().st_size <= BYTES_OF_MISSING_MAX else b"\xff"
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # of which TOML's and Unicode's own faults are kinds
        yield Fault("capture.missing-unreadable", file=where)
        return
    for name, code in told.items():
        position = position_of(name)
        if position not in FINGERS:
            yield Fault("capture.missing-position", file=where, column=name[:20])
        elif not isinstance(code, str) or code not in MISSING:
            choices = ", ".join(sorted(MISSING))
            yield Fault("capture.missing-code", file=where, column=name, values={"choices": choices})
        else:
            sitting.missing[position or 0] = code


def _finished(sitting: _Sitting, asked: Asked, seen: Seen) -> Captured:
    person = sitting.person
    for position in sorted(sitting.missing.keys() & sitting.fingers.keys()):
        del sitting.missing[position]  # the picture is there; that it is called missing is to be mended
        where = sitting.fingers[position].file
        sitting.faults.append(Fault("capture.missing-and-there", file=where, values={"position": position}))
    unsaid = [one for one in asked.positions if one not in sitting.fingers and one not in sitting.missing]
    unsaid = [one for one in unsaid if one not in sitting.tried]
    if unsaid:
        said = ", ".join(map(str, unsaid))
        sitting.faults.append(Fault("capture.position-unsaid", file=person, values={"positions": said}))
    for position, tries in sitting.more.items():
        sitting.fingers[position] = _best([sitting.fingers[position], *tries], asked.extractor)
    shared = shared_pictures(person, sitting.fingers, seen)
    sitting.faults += shared
    made = asked.extractor.made if asked.extractor is not None else None
    fingers = [_with_points(one, sitting.faults, asked.extractor) for _, one in sorted(sitting.fingers.items())]
    return Captured(
        person, tuple(fingers), dict(sorted(sitting.missing.items())), sitting.face, tuple(sitting.faults),
        refused=bool(shared), made=made,
    )  # fmt: skip


def _best(tries: Sequence[FingerTaken], extractor: Extractor | None) -> FingerTaken:
    """Of several tries the one of the best quality; the last where no engine is here to say."""
    if extractor is None:
        return tries[-1]
    found = [_with_points(one, [], extractor) for one in tries]
    best = max(range(len(found)), key=lambda place: (found[place].quality or 0, place))
    return tries[best]


def _with_points(one: FingerTaken, faults: list[Fault], extractor: Extractor | None) -> FingerTaken:
    if extractor is None:
        return one
    try:
        points = extractor.points(one.image)
    except Malformed as problem:
        faults += pictures.in_file(problem, one.file)
        return one
    judged = quality.judged(one.image, points)
    if judged.hint:
        faults.append(Fault(judged.hint, file=one.file, values={"quality": judged.shown}))
    kept = quality.usable(points, judged)
    return replace(one, points=kept, quality=judged.shown, advice=judged.advice)


def finding(extractor: Extractor) -> Callable[[int, bytes], tuple[Points, int]]:
    """What makes points and quality of a kept picture, for those who find points later."""

    def found(position: int, content: bytes) -> tuple[Points, int]:
        image, _ = pictures.read_finger(content, position=position)
        points = extractor.points(image)
        judged = quality.judged(image, points)
        return quality.usable(points, judged), judged.shown

    return found
