"""What one sitting brought: pictures by finger with what was found in them, codes for the missing, faults.

`capture.folder` reads it from a station's folder; `operation.enrolling` seals it. Nothing here knows a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musterbook.biometrics.engines import Enrolment, Image, Made, Points
from musterbook.terms.errors import Fault


@dataclass(frozen=True, slots=True, eq=False)
class FingerTaken:
    """One finger as captured, and what was found in it."""

    position: int
    """ANSI/NIST, 1 to 10, as the station claims it."""
    file: str
    """Below the folder that was read."""
    content: bytes
    """To be sealed: the file as it came; where it does not say its resolution, or is part of a slap, the same pixels as
    PNG, which says all that was told about them."""
    digest: str
    """SHA-256 of `content`."""
    looks: str
    """SHA-256 of what is seen, the same for one picture in two files or two formats."""
    image: Image
    points: Points | None = None
    """None where no extractor is here; none at all where it shows no print."""
    quality: int | None = None
    """0 to 100 (section 6); None where there are no points yet."""
    advice: str = ""
    """A code of `quality.ADVICE`: good, ask-again, flag or no-print; empty where there are no points yet."""
    said: tuple[str, ...] = ()
    """What was done to the picture to read it, codes of `pictures.SAID`."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceTaken:
    """The picture of a face, for people's eyes only."""

    file: str
    content: bytes
    digest: str
    quality: int
    """0 to 100, of light, sharpness and size; whose face it is, and whether it is one, people see."""
    advice: tuple[str, ...] = ()
    """Codes of `face.ADVICE`; empty where nothing is to be mended."""


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """One person's sitting. Bad parts stand in `faults`, good ones are kept beside them."""

    person: str
    """As the station wrote it; whether it is a number of the book is for the operation to see."""
    fingers: tuple[FingerTaken, ...] = ()
    """By position."""
    missing: Mapping[int, str] | None = None
    """Position → a code of `positions.MISSING`."""
    face: FaceTaken | None = None
    faults: tuple[Fault, ...] = ()
    """Each names file and what is wrong; where `refused` is true, nobody may be enrolled from this."""
    refused: bool = False
    """True where a fault is of the person, not of one picture: his prints are also somebody else's."""
    made: Made | None = None
    """Which extractor found the points; None where none is here."""

    def enrolment(self) -> Enrolment:
        """What a search needs of it."""
        found = [one for one in self.fingers if one.points is not None]
        return Enrolment(
            person=self.person,
            fingers={one.position: one.points for one in found if one.points is not None},
            quality={one.position: one.quality or 0 for one in found},
        )

    def ask_again(self) -> tuple[int, ...]:
        """Positions to be captured again while tries are left."""
        return tuple(one.position for one in self.fingers if one.advice in {"ask-again", "flag", "no-print"})
