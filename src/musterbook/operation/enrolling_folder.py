"""Enrolling a station's folder: each sitting goes in by itself, and what is wrong is named beside the good ones.

Joins the reading of folders with enrolling. A run that was killed goes on: whoever the station has enrolled since the
hour the folder is for is passed over. Transactions of other services (NUMBER.an2) are read as folders are
(biometrics.md sections 4 and 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from musterbook.biometrics.capture import folder as folders
from musterbook.biometrics.capture.captured import Captured
from musterbook.biometrics.capture.folder import Asked
from musterbook.biometrics.capture.shared import Owner, Seen, note
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.interchange import itl, sent
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of, search_objection
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, Station, check_coming, enrol
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId, read_number

TRANSACTION: Final = ".an2"


@dataclass(frozen=True, slots=True)
class Sat:
    """What became of one person's folder.

    Attributes:
        person: as the station wrote it.
        enrolment: the number of his sitting; empty where there is none, or where it was only tried.
        qualities: 0 to 100 by finger, as far as an engine is here.
        again: fingers to capture again, while tries are left.
        faults: what is wrong with files of his; good ones beside them went in.
        objections: why he was not enrolled.
        passed: he was enrolled at this station before, and nothing was done.
        not_searched: why nobody is looked for by his prints: he may be a child.
    """

    person: str
    enrolment: str = ""
    qualities: Mapping[int, int] | None = None
    again: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    objections: tuple[Objection, ...] = ()
    passed: bool = False
    not_searched: Objection | None = None

    @property
    def rejected(self) -> bool:
        """Nothing of him went in."""
        return not self.passed and bool(self.objections or any(fault.rule in _OF_PERSON for fault in self.faults))


_OF_PERSON: Final = frozenset(
    {"biometrics.no-number", "biometrics.nothing-captured", "capture.same-picture", "capture.same-picture-as",
     "capture.same-picture-enrolled",
     "itl.broken", "itl.too-large", "biometrics.picture-twice", "biometrics.until-past", "biometrics.purpose"}
)  # fmt: skip
"""Faults by which nobody is enrolled from a folder."""


def sitters(folder: Path) -> tuple[Path, ...]:
    """The folders and transactions of people in a station's folder.

    Raises:
        Malformed: `capture.no-folder` or `capture.nobody`.
    """
    files = tuple(sorted(folder.glob(f"*{TRANSACTION}"))) if folder.is_dir() else ()
    try:
        return (*folders.people_of(folder), *files)
    except Malformed:
        if files:
            return files
        raise


@dataclass(frozen=True, slots=True)
class Going:
    """How a folder goes in.

    Attributes:
        beside: the book and what lies beside it.
        acting: the enrolment operator.
        asked: how pictures are read, and by which engine.
        station: where and for what.
        again: whoever is enrolled already gets a sitting that replaces the one he has.
        dry_run: look, and write nothing.
        told: hears what is done, how far and of how many.
    """

    beside: BiometricsBeside
    acting: Acting
    asked: Asked
    station: Station
    again: bool = False
    dry_run: bool = False
    told: Callable[[str, int, int], None] = lambda _what, _done, _of: None


def enrol_folder(going: Going, people: Iterable[Path]) -> Iterator[Sat]:
    """Enrol everybody of `sitters`, one after another; after each, what became of him.

    All pictures are looked at once beforehand: of two people who share one neither is enrolled, nor is who shares one
    with a sitting that is in the book already.
    """
    wanted = tuple(people)
    seen: Seen = {}
    for looks, person, position, enrolment in going.beside.looks():
        seen.setdefault(looks, []).append(Owner(person, position, enrolment))
    for done, place in enumerate(wanted, 1):
        if _is_new(going, place):
            note(seen, captured_of(place, replace(going.asked, extractor=None), {}))
        going.told("looking through", done, len(wanted))
    for place in wanted:
        yield _one(going, place, seen)


def _is_new(going: Going, place: Path) -> bool:
    number = read_number(place.name.removesuffix(TRANSACTION))
    return number is not None and (going.again or going.beside.book.reading(Enrolments).current(number) is None)


def _one(going: Going, place: Path, seen: Seen) -> Sat:
    name = place.name.removesuffix(TRANSACTION)
    number = read_number(name)
    if number is None:
        return Sat(name, faults=(Fault("biometrics.no-number", file=place.name),))
    present = going.beside.book.reading(Enrolments).current(number)
    if present is not None and not going.again:
        return Sat(name, enrolment=present.number, passed=True)
    captured = captured_of(place, going.asked, seen)
    known = age_of(going.beside.book, number, going.acting.at.date())
    sat = Sat(
        name, not_searched=search_objection(known, going.beside.settings, of_others=False),
        qualities={one.position: one.quality for one in captured.fingers if one.quality is not None},
        again=captured.ask_again(), faults=captured.faults,
    )  # fmt: skip
    if captured.refused:
        return sat
    if not captured.fingers and not captured.missing:
        nothing = Fault("biometrics.nothing-captured", file=place.name, values={"person": name})
        return replace(sat, faults=(*sat.faults, nothing))
    return _written(going, _coming(number, captured), sat, present.number if present else "")


def _written(going: Going, coming: Coming, sat: Sat, replaces: str) -> Sat:
    try:
        if going.dry_run:
            check_coming(going.beside, going.acting, coming, going.station, replaces=replaces)
            return sat
        entry = enrol(going.beside, going.acting, coming, going.station, replaces=replaces)
    except Malformed as problem:
        return replace(sat, faults=(*sat.faults, *(replace(one, file=sat.person) for one in problem.faults)))
    except Refused as problem:
        return replace(sat, objections=problem.objections)
    return replace(sat, enrolment=str(getattr(entry.fact, "enrolment", "")))


def _coming(number: PersonId, captured: Captured) -> Coming:
    pictures = {str(one.position): one.content for one in captured.fingers}
    if captured.face is not None:
        pictures["face"] = captured.face.content
    return Coming(
        person=number, pictures=pictures,
        missing={str(position): code for position, code in (captured.missing or {}).items()},
        points={one.position: one.points for one in captured.fingers if one.points is not None},
        qualities={str(one.position): one.quality for one in captured.fingers if one.quality is not None},
        made=captured.made, looks={one.position: one.looks for one in captured.fingers},
    )  # fmt: skip


def captured_of(place: Path, asked: Asked, seen: Seen) -> Captured:
    """A folder or a transaction as a sitting; a transaction that cannot be read is a sitting of nothing but a fault."""
    if place.suffix != TRANSACTION or place.is_dir():
        return folders.read_person(place, asked, seen=seen)
    name = place.name.removesuffix(TRANSACTION)
    try:
        records = itl.read(place.read_bytes())
    except Malformed as problem:
        return Captured(name, faults=tuple(replace(one, file=place.name) for one in problem.faults), refused=True)
    pictures, faults = sent.pictures_of(records, place.name)
    return folders.from_pictures(name, pictures, asked, missing=sent.missing_of(records), seen=seen, faults=faults)
