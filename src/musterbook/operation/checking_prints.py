"""Checking prints at a handover: two fingers against his own, once more, then ten, then people.

Joins biometrics with custody. The comparison is written by the machine and says nothing by itself; what counts is the
officer's own `custody.checked`. A mismatch can stop an offer, never an acceptance (biometrics.md section 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.biometrics.engines import Matcher, Points
from musterbook.biometrics.facts import Verified
from musterbook.biometrics.gallery import Enrolments
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import points_of
from musterbook.operation.handing_over import check_identities
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

ATTEMPTS: Final = 3
"""Two fingers, the same two captured again, all ten; after that people decide."""

SAME, NOT_SAME, NOT_POSSIBLE = "same", "not-same", "not-possible"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to, and what to do next.

    Attributes:
        verified: its entry.
        answer: same, not-same or not-possible.
        next: nothing, capture-again, ten-fingers or people.
    """

    verified: Entry
    answer: str
    next: str


def verify(
    beside: BiometricsBeside, acting: Acting, person: PersonId, fingers: Mapping[int, Points], matcher: Matcher,
    *, handover: str = "", attempt: int = 1,
) -> Compared:  # fmt: skip
    """Hold fingers just captured against the person's own sitting.

    Two are the same man where the better of the compared fingers scores at least the settings' line.

    Raises:
        Refused: he was never enrolled, or nobody asks.
    """
    sitting = beside.book.reading(Enrolments).current(person)
    if sitting is None:
        raise Refused(Objection("biometrics.not-enrolled", person))
    officer = acting.officers[0][0] if acting.officers else ""
    beside.consult(officer, sitting.number, f"comparison at handover {handover}", page="verify", at=acting.at)
    own = points_of(beside, [sitting]).get(sitting.number, {})
    common = sorted(own.keys() & fingers.keys())
    scores = {one: matcher.compare(matcher.template(fingers[one]), matcher.template(own[one])).score for one in common}
    answer = NOT_POSSIBLE if not common else SAME if max(scores.values()) >= beside.settings.verify_score else NOT_SAME
    told = {str(one): f"{score:.3f}" for one, score in scores.items()}
    fact = Verified(
        person=person, handover=handover, positions=tuple(common), against=sitting.number, answer=answer,
        weight=beside.keep_found(f"verified:{sitting.number}:{handover}:{attempt}", told), attempt=attempt,
    )  # fmt: skip
    by_node = Acting(acting.by, (), acting.at, written_at=acting.written_at)
    return Compared(beside.book.write(by_node.draft(fact)), answer, _next(answer, attempt))


def write_check(beside: BiometricsBeside, acting: Acting, person: PersonId, compared: Compared, handover: str) -> Entry:
    """The officer's own word on a comparison: checked by finger, matched or not.

    Raises:
        Refused: nothing was compared, or there are tries left before anybody may say that he is another.
    """
    if compared.answer == NOT_POSSIBLE or (compared.answer == NOT_SAME and compared.next != "people"):
        raise Refused(Objection("biometrics.not-yet-checked", person, {"next": compared.next}))
    mismatched = [] if compared.answer == SAME else [person]
    return check_identities(beside.book, acting, handover, [person], how="finger", mismatched=mismatched)


def _next(answer: str, attempt: int) -> str:
    if answer == SAME:
        return "nothing"
    if answer == NOT_POSSIBLE or attempt >= ATTEMPTS:
        return "people"
    return "capture-again" if attempt == 1 else "ten-fingers"
