"""Where on a blank form stands what a scan of it is found by: marks in the corners, the code, and boxes to tick.

Printing and reading both look here. Millimetres from the upper left corner of an A4 page, whichever way it is written.
"""

from __future__ import annotations

from typing import Final

PAGE_MM: Final = (210.0, 297.0)
CORNERS_MM: Final = ((8.5, 8.5), (201.5, 8.5), (201.5, 288.5), (8.5, 288.5))
"""Middles of the black discs: upper left, upper right, lower right, lower left."""
DISC_MM: Final = 5.0
CODE_MM: Final = 24.0
"""Width of the code with its quiet edge."""
CODE_TOP_MM: Final = 20.0
CODE_LEFT_MM: Final = (173.0, 13.0)
"""Left edge of the code: on forms written from the left, and from the right."""
QUIET_MODULES: Final = 2
TICKS_TOP_MM: Final = 47.0
TICK_MM: Final = 5.0
TICKS_LEFT_MM: Final = (13.0, 75.0, 137.0)
"""Left edges of the boxes, in order."""


def tick_places(many: int) -> tuple[tuple[float, float], ...]:
    """The upper left corners of so many boxes."""
    return tuple((left, TICKS_TOP_MM) for left in TICKS_LEFT_MM[:many])
