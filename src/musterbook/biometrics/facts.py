"""What the room biometrics writes in the book: sittings, galleries, searches, proposals, judgements, identifications.

Pictures, points, weights and reasons are digests of what lies sealed beside the book. A proposal names neither weight
nor band nor whether it was seeded: a figure beside a person's number would be read as guilt (biometrics.md section 3).
"""

from __future__ import annotations

from datetime import datetime

from musterbook.ledger.facts import Digest, Fact, Number, Part
from musterbook.terms.people import PersonId


class Engine(Part):
    """By what points or scores were made: name, version, SHA-256 of its weights (empty: it has none)."""

    name: str
    version: str
    weights: str = ""


class Sample(Part):
    """One picture of a sitting: ANSI/NIST position as text, or face; digest of the salted picture; quality 0 to 100.

    quality: None for what nobody measured, such as a face, or a finger before there were points.
    """

    position: str
    picture: Digest
    quality: int | None = None


class Missing(Part):
    """A position without a picture, and why: amputated, bandaged, worn, refused or not-possible."""

    position: str
    because: str


class Quality(Part):
    """How good a picture is, 0 to 100, by its position."""

    position: str
    quality: int


class Enrolled(Fact, kind="biometrics.enrolled"):
    """One sitting of one person.

    enrolment: its number, such as `E-000017`. station: where, such as `S2`. points: the points of all fingers, sealed;
    None while there is no engine here that finds them. purpose: for what the pictures may be used. until: they are
    destroyed by then. replaces: the enrolment that this one is captured instead of.
    """

    enrolment: str
    person: PersonId
    station: str
    operator: str
    purpose: str
    until: datetime
    samples: tuple[Sample, ...] = ()
    missing: tuple[Missing, ...] = ()
    points: Digest | None = None
    engine: Engine | None = None
    supervised_by: str = ""
    replaces: str = ""


class EnrolmentRefused(Fact, kind="biometrics.enrolment-refused"):
    """A person was not enrolled: refused, injured, under-age or no-equipment; somebody looks again by `review_by`."""

    person: PersonId
    because: str
    review_by: datetime


class PointsFound(Fact, kind="biometrics.points-found", by_node=True):
    """The points of an enrolment's pictures were found later, or again by another engine; the newest count."""

    enrolment: str
    points: Digest
    engine: Engine
    qualities: tuple[Quality, ...] = ()


class Verified(Fact, kind="biometrics.verified", by_node=True):
    """One person at a handover held against his own enrolment; the officer's own `custody.checked` is what counts.

    positions: fingers compared. against: the enrolment. weight: sealed. answer: same, not-same or not-possible.
    attempt: from 1.
    """

    person: PersonId
    handover: str
    against: str
    weight: Digest
    answer: str
    attempt: int
    positions: tuple[int, ...] = ()


class GalleryOpened(Fact, kind="biometrics.gallery-opened"):
    """A closed set of enrolments that may be searched until a day: whose, for what, on which basis, how many people.

    heads: how many people. contents: sealed index of them. lawful_basis: sealed words. volumes: sealed volumes of their
    points, and of pictures where the owner gave any.
    """

    gallery: str
    owner: str
    purpose: str
    lawful_basis: Digest
    heads: int
    contents: Digest
    until: datetime
    volumes: frozenset[Digest] = frozenset()


class GalleryClosed(Fact, kind="biometrics.gallery-closed"):
    """Nobody searches this gallery any more."""

    gallery: str
    because: Digest


class FaceMatchingSet(Fact, kind="biometrics.face-matching-set"):
    """Faces may be compared by a model of the operator's own, or may be no more. switched: on or off.

    matcher: with the digest of all that was stated. licence, trained_on: of its models. scores: digest of the table of
    an evaluation on the operator's own labelled pictures; people, same, different: on how many, pairs of one and two;
    eer, missed, threshold: what it bears, the last two at one false match in 1,000.
    """

    switched: str
    matcher: Engine | None = None
    licence: str = ""
    trained_on: str = ""
    scores: Digest | None = None
    people: int = 0
    same: int = 0
    different: int = 0
    eer: Number | None = None
    missed: Number | None = None
    threshold: Number | None = None


class Searched(Fact, kind="biometrics.searched", by_node=True):
    """A gallery was searched for one enrolment.

    asked_by: the officer in whose name. why: intake or request. calibration: digest of the calibration file.
    heads_searched: people compared with. missing: shards that could not be searched; where there is one, nobody may say
    that nothing was found. found: sealed list of what was proposed, so that nobody sees which proposals came otherwise.
    reason: sealed words of a request.
    """

    search: str
    enrolment: str
    gallery: str
    engine: Engine
    calibration: Digest
    heads_searched: int
    found: Digest
    asked_by: str
    why: str = "intake"
    missing: tuple[str, ...] = ()
    reason: Digest | None = None


class Proposed(Fact, kind="biometrics.proposed", by_node=True):
    """A pair put before examiners. The machine writes proposals and nothing else.

    kind_of: duplicate, gallery or swap. left: an enrolment. right: an enrolment, or a reference of `gallery`. evidence:
    sealed weights, band, pairings, and whether it was seeded.
    """

    proposal: str
    kind_of: str
    left: str
    right: str
    evidence: Digest
    gallery: str = ""


class Judged(Fact, kind="biometrics.judged"):
    """One examiner's answer: same, different or unsure. capacity: examiner, or senior for the third answer.

    blind: whether he saw no other answer, weight, band or name. seconds: how long he looked.
    """

    proposal: str
    examiner: str
    answer: str
    reason: Digest
    seconds: int
    blind: bool = True
    capacity: str = "examiner"


class SteppedAside(Fact, kind="biometrics.stepped-aside"):
    """An examiner does not judge a pair, because he knows one of the two."""

    proposal: str
    examiner: str


class InterviewDeclared(Fact, kind="biometrics.interview-declared"):
    """An officer has interviewed a person, and so judges no pair that holds him."""

    person: PersonId
    officer: str


class Identified(Fact, kind="biometrics.identified"):
    """A named examiner finds who a person is, once two examiners have judged a pair the same.

    One of three: other (a number of the book), reference (of a gallery), claimed (sealed words: a claimed identity).
    judgements: their entries. basis: of finger, face, band, papers and kin.
    """

    person: PersonId
    examiner: str
    reason: Digest
    basis: frozenset[str]
    proposal: str
    judgements: frozenset[Digest] = frozenset()
    other: PersonId | None = None
    gallery: str = ""
    reference: str = ""
    claimed: Digest | None = None


class IdentificationAgreed(Fact, kind="biometrics.identification-agreed"):
    """The identity officer, another person than the examiner, agrees: only now the identification stands."""

    identified: Digest
    because: Digest


class IdentificationWithdrawn(Fact, kind="biometrics.identification-withdrawn"):
    """An identification stands no more."""

    identified: Digest
    because: Digest


class IdentificationTold(Fact, kind="biometrics.identification-told"):
    """The person was told what was found of him, and that he may contest it. how: in-person, interpreter or letter."""

    identified: Digest
    person: PersonId
    how: str


class IdentificationContested(Fact, kind="biometrics.identification-contested"):
    """The person, or somebody for him, says that an identification is wrong."""

    identified: Digest
    person: PersonId
    because: Digest


class ContestAnswered(Fact, kind="biometrics.contest-answered"):
    """A reviewer who had no part in an identification answers a contest of it: kept or withdrawn. Both views stay."""

    contest: Digest
    outcome: str
    because: Digest


class SampleDestroyed(Fact, kind="biometrics.sample-destroyed"):
    """Pictures of an enrolment are destroyed by two people; digests and counts stay. points: whether those went too."""

    enrolment: str
    samples: frozenset[Digest]
    authority: Digest
    points: bool = False


class Exported(Fact, kind="biometrics.exported"):
    """A person's prints left in a standard file, by two people: form itl, iso or incits; digest of file; to whom."""

    export: str
    person: PersonId
    form_of: str
    file: Digest
    recipient: str
    because: Digest
