"""Whose fingers a number has in a rehearsal: simulated points for nearly everyone, kept pictures for whom it is about.

Two numbers of one man have one body. Points of pictures were found by LEADER and the others are simulated; the book
calls both by one engine of the rehearsal, so that they are compared with each other and never with a real print
(decision 0790).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from musterbook.biometrics.engines import Enrolment, Made, Points
from musterbook.biometrics.positions import other_hand
from musterbook.biometrics.synthesis.points import finger
from musterbook.operation.enrolling import Coming
from musterbook.operation.lists_of_others import Other
from musterbook.rehearsal.prints_kept import kept_prints
from musterbook.terms.people import PersonId

ENGINE: Final = "rehearsal"
VERSION: Final = "1"
MISSING_SHARE: Final = 0.02
"""Judged: of all fingers, those that cannot be captured."""
WHY_MISSING: Final = ("bandaged", "bandaged", "worn", "amputated")


@dataclass(slots=True)
class Bodies:
    """The bodies of one rehearsal.

    Attributes:
        seed: of everything drawn.
        fingers: which fingers a sitting captures.
        kept: number of the book → the invented person whose kept pictures he has.
        same: number → the number whose body it is, for those who have two.
    """

    seed: int
    fingers: Sequence[int]
    kept: dict[PersonId, int] = field(default_factory=dict)
    same: dict[PersonId, PersonId] = field(default_factory=dict)

    @property
    def made(self) -> Made:
        """The rehearsal's engine: what it is made of is the file of kept prints."""
        return Made(ENGINE, VERSION, kept_prints().digest)

    def body(self, person: PersonId) -> PersonId:
        """The number by which his body is known here."""
        return self.same.get(person, person)

    def coming(
        self, person: PersonId, *, press: int = 0, body: PersonId | None = None, exchanged: bool = False
    ) -> Coming:  # fmt: skip
        """A sitting: of his own fingers, or of another's body where two were mixed up, or with his hands exchanged."""
        whose = self.body(body or person)
        taken = kept_prints().presses[self.kept[whose], press] if whose in self.kept else None
        missing = self._missing(whose) if taken is None else {}
        points = self.points(whose, press=press)
        pictures = {} if taken is None else taken.pictures
        quality = {} if taken is None else taken.quality
        turn = other_hand if exchanged else int
        return Coming(
            person, {str(turn(one)): content for one, content in pictures.items()},
            {str(turn(one)): why for one, why in missing.items()},
            {turn(one): found for one, found in points.items() if one not in missing},
            {str(turn(one)): quality[one] for one in pictures}, self.made,
        )  # fmt: skip

    def points(self, body: PersonId, *, press: int) -> dict[int, Points]:
        """The points of a press: those of kept pictures where there are any, simulated for the other fingers."""
        number = int.from_bytes(hashlib.sha256(body.encode()).digest()[:6])
        taken = kept_prints().presses[self.kept[body], press].points if body in self.kept else {}
        return {one: taken[one] if one in taken else finger(self.seed, number, one, press) for one in self.fingers}

    def listed(self, reference: str, body: PersonId | None = None) -> Other:
        """Somebody on a list of others: a second press of somebody's fingers, or of nobody's here and no picture."""
        points = self.points(body or PersonId(reference), press=1)
        taken = kept_prints().presses[self.kept[body], 1].pictures if body in self.kept else {}
        return Other(Enrolment(reference, points, dict.fromkeys(points, 50)), taken)

    def _missing(self, body: PersonId) -> Mapping[int, str]:
        chance = Random(f"missing/{self.seed}/{body}")
        return {one: chance.choice(WHY_MISSING) for one in self.fingers if chance.random() < MISSING_SHARE}
