"""Known by prints: when somebody was enrolled and from what, and who he was found to be; no score, nothing that waits.

Read from biometrics alone. A pair that waits for examiners is told nowhere beside a number: whoever judges it must not
know whose it is (biometrics.md sections 1 and 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from musterbook.biometrics.gallery import Enrolments, Sitting
from musterbook.biometrics.identities import Identification, Identities
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A sitting that counts.

    Attributes:
        number: such as `E-willow-17`.
        at: when.
        by: the custodian who held him, and the station.
        fingers: how many have a picture that is still here.
        missing: how many were said to be missing.
        face: whether there is a picture of his face.
        points: whether they were found, so that he can be compared.
        entry: by which entry.
    """

    number: str
    at: datetime
    by: str
    fingers: int
    missing: int
    face: bool
    points: bool
    entry: Digest


@dataclass(frozen=True, slots=True)
class FoundToBe:
    """An identification that stands: another number, or whose list he is on under which reference.

    Attributes:
        other: the other number, a reference of a list, or empty for a claimed identity, which is sealed.
        gallery: the list; empty for a number of this book.
        at: when it was found.
        told: whether he was told.
        contested: whether somebody says it is wrong, and nobody answered yet.
        entry: by which entry.
    """

    other: str
    gallery: str
    at: datetime
    told: bool
    contested: bool
    entry: Digest


@dataclass(frozen=True, slots=True)
class KnownByPrints:
    """What the book holds of one person's prints."""

    enrolled: Enrolment | None
    earlier: int
    found: tuple[FoundToBe, ...]

    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        one = self.enrolled
        return {
            "enrolled": None if one is None else {
                "enrolment": one.number, "at": zulu(one.at), "by": one.by, "fingers": one.fingers,
                "missing": one.missing, "face": one.face, "points": one.points, "entry": one.entry,
            },
            "earlier_sittings": self.earlier,
            "identified": [
                {"other": each.other, "gallery": each.gallery, "at": zulu(each.at), "told": each.told,
                 "contested": each.contested, "entry": each.entry}
                for each in self.found
            ],
        }  # fmt: skip


def known_by_prints(enrolments: Enrolments, identities: Identities, person: PersonId) -> KnownByPrints:
    """One person as these readings know him."""
    current, sittings = enrolments.current(person), enrolments.of_person(person)
    return KnownByPrints(
        None if current is None else _enrolment(current),
        len(sittings) - (current is not None),
        tuple(_found(one, person) for one in identities.standing(person)),
    )


def _enrolment(one: Sitting) -> Enrolment:
    return Enrolment(
        one.number, one.at, f"{one.by}/{one.fact.station}", len(one.fingers), len(one.fact.missing),
        "face" in one.pictures, one.points is not None, one.entry,
    )  # fmt: skip


def _found(one: Identification, person: PersonId) -> FoundToBe:
    other = one.fact.reference if one.fact.gallery else next(iter(sorted(one.people - {person})), "")
    contested = any(not contest.outcome for contest in one.contests)
    return FoundToBe(str(other), one.fact.gallery, one.at, one.told, contested, one.entry)
