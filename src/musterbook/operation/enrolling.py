"""Enrolling: a sitting goes in, pictures sealed and entry written together; they are destroyed when their day comes.

Joins biometrics with custody, eligibility and what lies sealed beside the book. A person is on the register before he
sits down; nobody under six gives prints; where the engine is missing, pictures are kept and points are found later
(biometrics.md sections 3, 5, 9 and 12).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from musterbook.biometrics.engines import Made, Points
from musterbook.biometrics.facts import (
    Engine,
    Enrolled,
    EnrolmentRefused,
    Missing,
    PointsFound,
    Quality,
    Sample,
    SampleDestroyed,
)
from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.biometrics.kept_points import read_points, write_points
from musterbook.biometrics.positions import FINGERS, MISSING, SLAPS
from musterbook.custody.people import People
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of, refuse_prints
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

PURPOSES: Final = ("identity", "tracing", "prosecution")
"""For what prints may be used; the person is told which."""

REFUSALS: Final = ("refused", "injured", "under-age", "no-equipment")
POSITIONS: Final = frozenset({*map(str, FINGERS), *map(str, SLAPS), "face", "iris-left", "iris-right"})
LOOK_AGAIN: Final = timedelta(days=14)

Finding = Callable[[int, bytes], tuple[Points, int]]
"""Finds the points of a finger's picture, and its quality 0 to 100: what an extractor makes of position and content."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One person's sitting as it comes from a station.

    Attributes:
        person: his number in the book.
        pictures: the files as captured, by position.
        missing: code by position.
        points: by finger; empty where no engine was there.
        qualities: 0 to 100 by position.
        made: by which engine the points were found.
        looks: by finger what is seen in its picture, as a digest, so that the same one is known when it comes again.
    """

    person: PersonId
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[int, Points] = field(default_factory=dict)
    qualities: Mapping[str, int] = field(default_factory=dict)
    made: Made | None = None
    looks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Station:
    """Where, by whom watched, for what and how long.

    Attributes:
        name: such as `S2`.
        purpose: one of `PURPOSES`.
        supervised_by: a second officer.
        until: when the pictures are destroyed; the settings' days from now when None.
    """

    name: str
    purpose: str = "identity"
    supervised_by: str = ""
    until: datetime | None = None


def enrol(
    beside: BiometricsBeside, acting: Acting, coming: Coming, station: Station, *, replaces: str = ""
) -> Entry:  # fmt: skip
    """Seal one sitting and write it. A killed machine leaves both or neither once the book is opened again.

    Args:
        beside: the book and what lies beside it.
        acting: the enrolment operator.
        coming: what was captured.
        station: where and for what.
        replaces: the number of the sitting this one is made instead of.

    Raises:
        Malformed: a position, a missing code or the purpose is not one of ours, or the same picture comes twice.
        Refused: nobody has that number, he is too young, or the operator may not enrol.
    """
    check_coming(beside, acting, coming, station, replaces=replaces)
    kept: list[Digest] = []
    number = next_enrolment(beside, acting)
    try:
        samples = []
        for position, content in sorted(coming.pictures.items()):
            kept.append(beside.keep_picture(content))
            samples.append(Sample(position=position, picture=kept[-1], quality=coming.qualities.get(position)))
        points = beside.keep_points(number, write_points(coming.points)) if coming.made else None
        beside.keep_looks(number, coming.person, coming.looks)
        fact = sitting_written(
            beside, acting, coming, station, number=number, samples=samples, points=points, replaces=replaces
        )
        return beside.book.write(acting.draft(fact))
    except BaseException:
        beside.destroy(number, kept, points=True)
        raise


def sitting_written(
    beside: BiometricsBeside, acting: Acting, coming: Coming, station: Station,
    *, number: str, samples: Iterable[Sample], points: Digest | None, replaces: str = "",
) -> Enrolled:  # fmt: skip
    """What is written of a sitting whose pictures and points are sealed."""
    return Enrolled(
        enrolment=number, person=coming.person, station=station.name, operator=acting.officers[0][0],
        purpose=station.purpose, until=station.until or acting.at + beside.settings.retention,
        samples=tuple(samples), points=points, engine=engine_of(coming.made) if coming.made else None,
        missing=tuple(Missing(position=one, because=code) for one, code in sorted(coming.missing.items())),
        supervised_by=station.supervised_by, replaces=replaces,
    )  # fmt: skip


def check_coming(
    beside: BiometricsBeside, acting: Acting, coming: Coming, station: Station,
    *, replaces: str = "", points_alone: bool = False,
) -> None:  # fmt: skip
    """All that stands against a sitting, before anything is sealed; `points_alone`: it may come without a picture."""
    faults = [_fault(coming, "biometrics.position", position=one) for one in coming.pictures if one not in POSITIONS]
    faults += [
        _fault(coming, "biometrics.missing-code", position=one, code=code)
        for one, code in coming.missing.items()
        if code not in MISSING or one not in POSITIONS or one in coming.pictures
    ]
    seen: dict[bytes, str] = {}
    for position, content in sorted(coming.pictures.items()):
        if content in seen:
            faults.append(_fault(coming, "biometrics.picture-twice", position=position, other=seen[content]))
        seen.setdefault(content, position)
    if station.purpose not in PURPOSES:
        faults.append(_fault(coming, "biometrics.purpose", purpose=station.purpose, known=", ".join(PURPOSES)))
    if station.until is not None and station.until <= acting.at:
        faults.append(_fault(coming, "biometrics.until-past", station=station.name))
    if not (coming.pictures or coming.missing or (points_alone and coming.points)):
        faults.append(_fault(coming, "biometrics.nothing-captured"))
    if faults:
        raise Malformed.of(faults)
    one = beside.book.reading(People).get(coming.person)
    if one is None or one.registered is None:
        raise Refused(Objection("biometrics.nobody", coming.person))
    if replaces:
        old = beside.book.reading(Enrolments).sitting(replaces)
        if old is None or old.person != coming.person:
            raise Refused(Objection("biometrics.replaces-another", coming.person, {"enrolment": replaces}))
    refuse_prints(age_of(beside.book, coming.person, acting.at.date()), beside.settings)


def refuse(
    beside: BiometricsBeside, acting: Acting, person: PersonId, *, because: str, review_by: datetime | None = None
) -> Entry:  # fmt: skip
    """Write that somebody was not enrolled, and when it is looked at again.

    Raises:
        Malformed: the reason is none of `REFUSALS`.
    """
    if because not in REFUSALS:
        raise Malformed.because("biometrics.refusal", because=because, known=", ".join(REFUSALS))
    fact = EnrolmentRefused(person=person, because=because, review_by=review_by or acting.at + LOOK_AGAIN)
    return beside.book.write(acting.draft(fact))


def reindex(
    beside: BiometricsBeside, acting: Acting, made: Made, find: Finding,
    *, progress: Callable[[int, int], None] | None = None,
) -> list[Entry]:  # fmt: skip
    """Find the points of every sitting that has none by this engine; one entry each, so that a killed run goes on.

    The officer is in the register of consultations once, for all of them.
    """
    engine = engine_of(made)
    waiting = beside.book.reading(Enrolments).waiting_for_points(engine)
    if not waiting:
        return []
    officer = acting.officers[0][0] if acting.officers else ""
    beside.consult(officer, "all waiting pictures", "points are found by the machine", page="reindex", at=acting.at)
    written: list[Entry] = []
    for place, sitting in enumerate(waiting, start=1):
        written += _found_later(beside, acting, sitting, engine, find)
        if progress is not None:
            progress(place, len(waiting))
    return written


def destroy(
    beside: BiometricsBeside, acting: Acting, enrolment: str, *, authority: str, positions: Iterable[str] = ()
) -> Entry:  # fmt: skip
    """Two people destroy pictures of a sitting, all of them and its points when no position is named.

    The entry is written first: where the machine is killed between, the rest is destroyed when the book is next opened.

    Raises:
        Malformed: there is no such sitting, or no such picture of it.
    """
    sitting = known_sitting(beside, enrolment)
    wanted = sorted(set(positions)) or sorted(sitting.pictures)
    for position in wanted:
        if position not in sitting.pictures:
            raise Malformed.because("biometrics.no-such-picture", enrolment=enrolment, position=position)
    gone, whole = frozenset(sitting.pictures[one] for one in wanted), len(wanted) == len(sitting.pictures)
    fact = SampleDestroyed(
        enrolment=enrolment, samples=gone, authority=beside.words(enrolment, authority), points=whole
    )
    entry = beside.book.write(acting.draft(fact))
    beside.destroy(enrolment, gone, points=whole)
    return entry


def known_sitting(beside: BiometricsBeside, enrolment: str) -> Sitting:
    """One sitting; Malformed when there is none of that number."""
    sitting = beside.book.reading(Enrolments).sitting(enrolment)
    if sitting is None:
        raise Malformed.because("biometrics.no-such-enrolment", enrolment=enrolment)
    return sitting


def points_of(beside: BiometricsBeside, sittings: Iterable[Sitting]) -> dict[str, dict[int, Points]]:
    """The points of sittings by their number, as far as they are here and not destroyed."""
    wanted = {one.points: one.number for one in sittings if one.points is not None}
    return {wanted[digest]: read_points(clear) for digest, clear in beside.apart.open_many(wanted).items()}


def engine_of(made: Made) -> Engine:
    """An engine as the book names it."""
    return Engine(name=made.name, version=made.version, weights=made.weights)


def next_enrolment(beside: BiometricsBeside, acting: Acting) -> str:
    """The next number of a sitting, such as `E-karkh-17`: each custodian counts his own, without asking anyone."""
    return next_enrolments(beside, acting, 1)[0]


def next_enrolments(beside: BiometricsBeside, acting: Acting, count: int) -> list[str]:
    """The next numbers of so many sittings."""
    taken, head = set(beside.book.reading(Enrolments).numbers()), f"E-{acting.by}-"
    first = 1 + sum(one.startswith(head) for one in taken)
    free = (number for place in itertools.count(first) if (number := f"{head}{place}") not in taken)
    return list(itertools.islice(free, count))


def _found_later(
    beside: BiometricsBeside, acting: Acting, sitting: Sitting, engine: Engine, find: Finding
) -> list[Entry]:  # fmt: skip
    """The points of one sitting; nothing where its pictures are not in this copy."""
    fingers: dict[int, Points] = {}
    qualities: list[Quality] = []
    for position in sorted(sitting.fingers):
        digest = sitting.pictures[str(position)]
        if not beside.blobs.has(digest):
            return []
        fingers[position], quality = find(position, beside.picture(digest))
        qualities.append(Quality(position=str(position), quality=quality))
    fact = PointsFound(
        enrolment=sitting.number, points=beside.keep_points(sitting.number, write_points(fingers)), engine=engine,
        qualities=tuple(qualities),
    )  # fmt: skip
    return [beside.book.write(Acting(acting.by, (), acting.at).draft(fact))]


def _fault(coming: Coming, rule: str, **values: str) -> Fault:
    return Fault(rule, values={"person": coming.person, **values})
