"""What the parts of a search agree on: picture, points, template, comparison, shortlist; and who makes them.

Section 5 of biometrics.md. An engine is known by name, version and the digest of its weights; templates of two
different engines are never compared. Points lie at 500 dpi whatever the picture's own resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from musterbook.terms.people import PersonId

DPI: Final = 500
"""Dots per inch in which points, templates and every length of the matcher are told."""


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One picture of one finger as captured: grey, 0 black to 255 white, rows from the top."""

    pixels: NDArray[np.uint8]
    """Height x width."""
    dpi: int
    position: int = 0
    """ANSI/NIST finger number as claimed; 0 where nobody said."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The minutiae of one finger, best first or in any order; arrays of one length."""

    x: NDArray[np.float32]
    """Pixels at 500 dpi, from the left."""
    y: NDArray[np.float32]
    """Pixels at 500 dpi, from the top."""
    direction: NDArray[np.float32]
    """Radians, counter-clockwise with y up (the sense of ISO/IEC 19794-2)."""
    ending: NDArray[np.float32]
    """How probably a ridge ends here, 0 to 1; 0.5 where it is not known."""
    confidence: NDArray[np.float32]
    """0 to 1."""
    width: int
    """Of the picture, in pixels at 500 dpi."""
    height: int

    def __len__(self) -> int:
        """How many there are."""
        return len(self.x)

    def best(self, confidence_min: float) -> Points:
        """Those at least this sure, the surest first."""
        order = np.argsort(-self.confidence, kind="stable")
        kept = order[self.confidence[order] >= confidence_min]
        return Points(
            self.x[kept], self.y[kept], self.direction[kept], self.ending[kept], self.confidence[kept],
            self.width, self.height,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """By what something was made: engine, version, and the SHA-256 of its weights (empty: it has none)."""

    name: str
    version: str
    weights: str = ""


class Template(Protocol):
    """What an engine makes of the points of one finger; thrown away freely, made again from the points."""

    @property
    def made(self) -> Made:
        """By what it makes what it makes."""
        ...


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two templates are, and which points were paired to say so."""

    score: float
    pairs: tuple[tuple[int, int], ...] = ()
    """Places in the points of the left and of the right template."""
    rotation: float = 0.0
    """Radians by which the left is turned to lie on the right."""
    overlap: float = 0.0
    """Points of the two that fall inside each other's print, geometric mean."""


class Extractor(Protocol):
    """Finds the points of a picture."""

    @property
    def made(self) -> Made:
        """By what it makes what it makes."""
        ...

    def points(self, image: Image) -> Points:
        """The points of it, none where it shows no print.

        Raises:
            Malformed: the picture cannot be one of a finger (size, resolution), or the engine answered nonsense.
        """


class Matcher(Protocol):
    """Compares two fingers."""

    @property
    def made(self) -> Made:
        """By what it makes what it makes."""
        ...

    def template(self, points: Points) -> Template:
        """What it compares instead of the points."""
        ...

    def compare(self, probe: Template, other: Template) -> Comparison:
        """Their score; the same whichever comes first.

        Raises:
            Refused: `biometrics.another-engine` where one was made by another engine, version or weights.
        """

    def match_many(self, probe: Template, others: Sequence[Template]) -> NDArray[np.float64]:
        """The scores alone, one for each of the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Enrolment:
    """What a search knows of one person: points by position, never a name."""

    person: PersonId | str
    """A number of the book, or the reference of a gallery's owner."""
    fingers: dict[int, Points]
    """By ANSI/NIST position 1 to 10."""
    quality: dict[int, int]
    """0 to 100 by position."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person a search brings back."""

    person: PersonId | str
    weight: float
    """Natural-log likelihood ratio, summed over the fingers compared."""
    fingers: tuple[tuple[int, int, float], ...]
    """Position of the probe, position of the other, weight of the two."""
    order: str = "as-claimed"
    """`as-claimed`, `hands-exchanged` or `neighbours-exchanged`: how positions were paired to find it."""
    band: str = "nothing"
    """`nothing`, `review` or `strong` (section 9); orders a queue, confirms nobody."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a search of a gallery answers."""

    candidates: tuple[Candidate, ...]
    """Highest weight first."""
    searched: int
    """People of the gallery who were compared with."""
    missing: tuple[str, ...] = ()
    """Shards that could not be searched; where there is one, nobody may say that nothing was found."""


class Finder(Protocol):
    """Searches a gallery for one person."""

    @property
    def made(self) -> Made:
        """By what it makes what it makes."""
        ...

    def find(self, probe: Enrolment, *, most: int) -> Shortlist:
        """The people most like this one, at most so many."""
        ...
