"""The small book with officers of biometrics, and engines that are told the truth, for tests of every door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Candidate, Comparison, Enrolment, Made, Points, Shortlist, Template
from musterbook.custody.people import People
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside, biometrics_beside
from musterbook.operation.enrolling import Coming, Station
from musterbook.operation.folder import open_book
from musterbook.terms.people import PersonId
from tests.operation.making import NAMES, TABLES, WILLOW, Cells, acting, open_small_book

OFFICERS = (
    *TABLES["officers"],
    ("w.prints", "willow", "enrolment-operator"), ("h.prints", "harbour", "enrolment-operator"),
    ("x.one", "desk", "examiner"), ("x.two", "desk", "examiner"), ("x.senior", "desk", "senior-examiner"),
    ("w.prints", "desk", "examiner"), ("i.identity", "desk", "identity-officer"), ("k.lists", "desk", "gallery-keeper"),
    ("n.review", "desk", "independent-reviewer"), ("v.inspect", "desk", "inspector"),
)  # fmt: skip
ORACLE = Made("oracle", "1")
STATION = Station("S1")


def points_of(truth: int, *, count: int = 12) -> Points:
    """Points that say whose finger it is to an engine that knows: the first x."""
    x = np.full(count, truth, np.float32)
    rest = np.linspace(0, 1, count, dtype=np.float32)
    return Points(x, 100 * rest, rest, rest, rest, width=300, height=400)


def truth_of(points: Points) -> int:
    """Whose finger it is."""
    return int(points.x[0]) if len(points) else -1


@dataclass(frozen=True, slots=True)
class Known:
    """A template that knows whose finger it is."""

    truth: int
    made: Made = ORACLE


class OracleMatcher:
    """Told the truth by the test: 10 for two of one finger, 0 otherwise."""

    made = ORACLE

    def template(self, points: Points) -> Known:
        return Known(truth_of(points))

    def compare(self, probe: Template, other: Template) -> Comparison:
        assert isinstance(probe, Known)
        assert isinstance(other, Known)
        same = probe.truth == other.truth != -1
        return Comparison(10.0 if same else 0.0, ((0, 0), (1, 1)) if same else ())

    def match_many(self, probe: Template, others: Sequence[Template]) -> NDArray[np.float64]:
        return np.array([self.compare(probe, one).score for one in others])


class OracleFinder:
    """Finds whoever has the most fingers of the probe's; every finger weighs 7."""

    made = ORACLE

    def __init__(self, people: Sequence[Enrolment]) -> None:
        self._people = list(people)
        self.asked = 0

    def find(self, probe: Enrolment, *, most: int) -> Shortlist:
        self.asked += 1
        found = [one for person in self._people if (one := self._held_against(probe, person)) is not None]
        found.sort(key=lambda one: -one.weight)
        return Shortlist(tuple(found[:most]), len(self._people))

    def _held_against(self, probe: Enrolment, other: Enrolment) -> Candidate | None:
        mine = {truth_of(points): position for position, points in probe.fingers.items()}
        theirs = {truth_of(points): position for position, points in other.fingers.items()}
        shared = sorted(mine.keys() & theirs.keys() - {-1})
        if not shared:
            return None
        fingers = tuple((mine[one], theirs[one], 7.0) for one in shared)
        order = "as-claimed" if all(left == right for left, right, _ in fingers) else "hands-exchanged"
        band = "strong" if len(shared) >= 4 else "review"
        return Candidate(other.person, 7.0 * len(shared), fingers, order, band)


@contextmanager
def book_with_prints(folder: Path, *, born: Mapping[str, str] | None = None) -> Iterator[BiometricsBeside]:
    """The small book with officers of biometrics, open for writing, and what lies beside it."""
    changed: dict[str, Cells] = {"officers": OFFICERS}
    if born:
        rows = [list(row) for row in TABLES["people"]]
        for row in rows[1:]:
            row[2] = born.get(row[0], row[2])
        changed["people"] = rows
    open_small_book(folder, changed=changed).close()
    with opened_again(folder) as beside:
        yield beside


@contextmanager
def opened_again(folder: Path) -> Iterator[BiometricsBeside]:
    """The same book, opened once more for writing."""
    place = folder / "willow" / "book"
    book = open_book(place, read_only=False)
    try:
        with biometrics_beside(book, place, writing=True) as beside:
            yield beside
    finally:
        book.close()


def people_of(beside: BiometricsBeside) -> dict[str, PersonId]:
    """The invented people's numbers by their names."""
    assert beside.book.sealed is not None
    known = beside.book.reading(People)
    numbers = {}
    for number in known.numbers():
        one = known.get(number)
        assert one is not None
        assert one.particulars is not None
        clear = beside.book.sealed.open(one.particulars).decode()
        numbers[next(name for name in NAMES if name in clear)] = number
    return numbers


def coming(person: PersonId, body: int, *, fingers: Sequence[int] = (1, 2, 3, 4, 6), impression: int = 0) -> Coming:
    """A sitting of an invented body: pictures that say what they are, and points that say whose."""
    return Coming(
        person,
        pictures={str(one): _picture(one, body, impression, person) for one in fingers},
        points={one: points_of(100 * body + one) for one in fingers},
        qualities={str(one): 60 for one in fingers},
        made=ORACLE,
    )


def _picture(finger: int, body: int, impression: int, person: PersonId) -> bytes:
    """Bytes that no other sitting has."""
    return f"picture of finger {finger} of body {body}, {impression}, for {person}".encode()


def operator(minutes: int, who: str = "w.prints") -> Acting:
    """The enrolment operator at Willow."""
    return acting(f"{who}/enrolment-operator", WILLOW, minutes=minutes)
