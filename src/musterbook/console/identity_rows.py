"""What the pages of identity ask of a book: pairs before examiners, what they came to, lists, sittings. No weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.console.signed_acts import ActLine


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair that waits. It says neither whose it is, of which kind, nor whether somebody has answered already.

    wants: examiner or senior.
    """

    pair: str
    at: datetime
    days: int
    wants: str
    entry: str


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One examiner's answer, shown once the pair is settled."""

    examiner: str
    answer: str
    at: datetime
    seconds: int
    capacity: str
    entry: str


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A pair examiners are done with: same, different or unsettled; only now whose it is."""

    pair: str
    kind: str
    answer: str
    at: datetime
    people: tuple[str, ...]
    gallery: str
    judged: tuple[JudgedLine, ...]
    entry: str


@dataclass(frozen=True, slots=True)
class IdentifiedRow:
    """One identification.

    stage: waits (for the identity officer), stands, withdrawn, or unsettled (its pair was not judged the same).
    """

    person: str
    other: str
    gallery: str
    examiner: str
    pair: str
    basis: tuple[str, ...]
    stage: str
    told: bool
    contested: bool
    at: datetime
    days: int
    entry: str
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class GalleryRow:
    """A list of another owner; days: until it may no longer be searched."""

    gallery: str
    owner: str
    purpose: str
    heads: int
    until: datetime
    days: int
    open: bool


@dataclass(frozen=True, slots=True)
class IdentityView:
    """The page at `/identity`."""

    waiting: tuple[PairRow, ...]
    settled: tuple[SettledRow, ...]
    identified: tuple[IdentifiedRow, ...]
    galleries: tuple[GalleryRow, ...]
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One picture of a pair as a data address, its size, and its points that the machine paired, in their order."""

    picture: str
    width: int
    height: int
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class FingerPair:
    """The same finger of both; `position` is the ANSI/NIST number."""

    position: int
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class PairView:
    """The page of one pair. settled: None while it waits; `fingers` only where pictures may be shown."""

    row: PairRow
    settled: SettledRow | None
    identified: tuple[IdentifiedRow, ...]
    acts: tuple[ActLine, ...]
    barred: int
    fingers: tuple[FingerPair, ...] = ()
    no_pictures: str = ""


@dataclass(frozen=True, slots=True)
class RecaptureRow:
    """Somebody to be asked again, for which fingers, worst first."""

    person: str
    enrolment: str
    station: str
    fingers: tuple[int, ...]
    qualities: tuple[int, ...]
    at: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Somebody who was not enrolled, why, and when somebody looks again."""

    person: str
    because: str
    review_by: datetime
    over: bool


@dataclass(frozen=True, slots=True)
class ExpiredRow:
    """A sitting whose pictures are here longer than was promised."""

    enrolment: str
    person: str
    until: datetime
    days: int


@dataclass(frozen=True, slots=True)
class FacesLine:
    """Face matching while it is on: who switched it on, by which matcher, and what it scored on how many people."""

    by: str
    matcher: str
    people: int
    eer: str
    missed: str
    entry: str


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """The page at `/enrolment`.

    missing: fingers without a picture, by reason code. failed: people with a sitting and no finger that can be used.
    """

    enrolled: int
    on_roll: int
    without_points: int
    failed: int
    recapture: tuple[RecaptureRow, ...]
    refused: tuple[RefusedRow, ...]
    expired: tuple[ExpiredRow, ...]
    by_station: tuple[tuple[str, int], ...]
    missing: Mapping[str, int] = field(default_factory=dict)
    acts: tuple[ActLine, ...] = ()
    faces: FacesLine | None = None
