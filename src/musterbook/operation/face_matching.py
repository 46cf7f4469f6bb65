"""Face matching switched on and off by two, and two faces held against each other; never a search, never of a child.

Joins biometrics with eligibility and what lies sealed beside the book. Off until an evaluation of the stated matcher on
labelled pictures of the operator's own is at hand; what is found is never above *review* and written nowhere but in the
register of consultations: people look (biometrics.md section 11, decision 0799).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.biometrics.evaluation import scores_file
from musterbook.biometrics.face_matching import FaceMatching
from musterbook.biometrics.faces.matcher import FaceMatcher, Stated
from musterbook.biometrics.faces.measuring import PEOPLE_MIN, measured
from musterbook.biometrics.facts import Engine, FaceMatchingSet
from musterbook.biometrics.gallery import Enrolments
from musterbook.eligibility.ages import ADULT_YEARS
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Number
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_ages import age_of
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

REVIEW, NOTHING, NO_FACE = "review", "nothing", "no-face"
WEIGHTS: Final = "weights"
"""The line of a table of scores that names what was stated."""


def switch_on(beside: BiometricsBeside, acting: Acting, stated: Stated, scores: Path) -> Entry:
    """Switch it on; two people sign.

    Args:
        beside: the book and what lies beside it.
        acting: the keeper and a second person.
        stated: the matcher and its models.
        scores: what `biometrics evaluate --faces` wrote of this very matcher.

    Raises:
        Malformed: it is no table of scores.
        Refused: it was measured with another matcher, or on too few people.
    """
    told = scores_file.read(scores)
    if told.told.get(WEIGHTS) != stated.digest:
        raise Refused(Objection("faces.measured-otherwise", values={"file": scores.name}))
    found = measured(told)
    if found is None:
        raise Refused(Objection("faces.too-few", values={"file": scores.name, "least": PEOPLE_MIN}))
    name, _, version = told.told.get("matcher", stated.matcher).partition(" ")
    fact = FaceMatchingSet(
        switched="on", matcher=Engine(name=name, version=version, weights=stated.digest), licence=stated.licences,
        trained_on=stated.trained_on, scores=Digest(hashlib.sha256(scores.read_bytes()).hexdigest()),
        people=found.people, same=found.same, different=found.different, eer=Number(f"{found.eer:.6f}"),
        missed=Number(f"{found.missed:.6f}"), threshold=Number(f"{found.threshold:.6f}"),
    )  # fmt: skip
    return beside.book.write(acting.draft(fact))


def switch_off(beside: BiometricsBeside, acting: Acting) -> Entry:
    """Switch it off; two people sign.

    Raises:
        Refused: it is off.
    """
    if beside.book.reading(FaceMatching).on is None:
        raise Refused(Objection("faces.off"))
    return beside.book.write(acting.draft(FaceMatchingSet(switched="off")))


@dataclass(frozen=True, slots=True)
class Held:
    """What two faces held against each other come to: review (look closely), nothing, or no-face; never more."""

    answer: str


def hold_face(
    beside: BiometricsBeside, acting: Acting, person: PersonId, content: bytes, matcher: FaceMatcher, *, reason: str
) -> Held:  # fmt: skip
    """Hold a picture just taken against the one of a person's sitting; written down before it is opened.

    Raises:
        Refused: it is off or another matcher was measured, he may be a child, he has no picture of his face, or nobody
            asks.
    """
    on = beside.book.reading(FaceMatching).on
    if on is None or on.matcher is None or on.matcher.weights != matcher.made.weights:
        raise Refused(Objection("faces.off"))
    if age_of(beside.book, person, acting.at.date()).may_be_under(ADULT_YEARS):
        raise Refused(Objection("faces.no-children", person, {"years": ADULT_YEARS}))
    sitting = beside.book.reading(Enrolments).current(person)
    if sitting is None or "face" not in sitting.pictures:
        raise Refused(Objection("faces.no-picture", person))
    officer = acting.officers[0][0] if acting.officers else ""
    beside.consult(officer, sitting.number, reason, page="face", at=acting.at)
    faces = [matcher.template(one) for one in (content, beside.picture(sitting.pictures["face"]))]
    if faces[0] is None or faces[1] is None:
        return Held(NO_FACE)
    threshold = float(on.threshold) if on.threshold is not None else float("inf")
    return Held(REVIEW if matcher.score(faces[0], faces[1]) >= threshold else NOTHING)
