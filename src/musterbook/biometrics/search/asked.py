"""Who is looked for: one person's fingers as templates and codes, and the orders in which they may have been captured.

Made from points as they are packed in a gallery, so that a person found in one scores with himself as with anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.engines import Enrolment, Matcher, Template
from musterbook.biometrics.positions import FINGERS, HANDS_EXCHANGED
from musterbook.biometrics.search.codes import LENGTH, Coder, Described
from musterbook.biometrics.search.gallery import can_be_compared, restored, shrunk, whole_numbers

AS_CLAIMED: Final = "as-claimed"
HANDS: Final = "hands-exchanged"
NEIGHBOURS: Final = "neighbours-exchanged"
SAME: Final[Mapping[int, int]] = {n: n for n in FINGERS}
CODED_FINGERS_MIN: Final = 6
"""With fewer fingers in common a code finds too few mates, and everybody is compared (section 9)."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One person to look for."""

    probe: Enrolment
    templates: Mapping[int, Template]
    """Of the fingers that have anything to compare."""
    quality: Mapping[int, int]
    code: NDArray[np.int8]
    """1,280 whole numbers."""
    orders: Mapping[int, int]
    """Position in the gallery by position claimed."""
    order: str = AS_CLAIMED

    @property
    def person(self) -> str:
        """His number, or the reference of a gallery's owner."""
        return str(self.probe.person)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which positions of the gallery are compared with."""
        found = np.zeros(len(FINGERS), np.bool_)
        for position in self.templates:
            found[self.orders[position] - 1] = True
        return found

    def with_hands_exchanged(self) -> Asked:
        """The same person as if right had been captured as left."""
        code = np.roll(self.code.reshape(len(FINGERS), LENGTH), len(FINGERS) // 2, axis=0).reshape(-1)
        return Asked(self.probe, self.templates, self.quality, code, HANDS_EXCHANGED, HANDS)


def asked(probe: Enrolment, matcher: Matcher, coder: Coder | None) -> Asked:
    """What is looked for of an enrolment."""
    templates: dict[int, Template] = {}
    code = np.zeros((len(FINGERS), LENGTH), np.int8)
    for position, points in sorted(probe.fingers.items()):
        template = matcher.template(restored(*shrunk(points)))
        if not can_be_compared(template):
            continue
        templates[position] = template
        if coder is not None and hasattr(template, "near"):
            code[position - 1] = whole_numbers(coder.code(cast("Described", template)))
    quality = {position: min(100, max(0, probe.quality.get(position, 0))) for position in templates}
    return Asked(probe, templates, quality, code.reshape(-1), SAME)
