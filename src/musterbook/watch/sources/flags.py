"""Codes for what is odd about a row; a row with any of them is kept and shown with it."""

from __future__ import annotations

from typing import Final

PRECISION_UNKNOWN: Final = "precision-unknown"
DATE_PRECISION_ZERO: Final = "date-precision-zero"
LOW_ABOVE_BEST: Final = "low-above-best"
BEST_ABOVE_HIGH: Final = "best-above-high"
SIDE_UNNAMED: Final = "side-unnamed"
ENDS_BEFORE_START: Final = "ends-before-start"
REPORTED_BEFORE: Final = "reported-before"
"""Its first source, or its time stamp, is older than the incident: the day after its end counts instead."""
IN_FUTURE: Final = "in-future"
NOT_LETHAL: Final = "not-lethal"
"""Nobody died; in UCDP every row counts as lethal, whatever its best figure (watch.md section 8)."""
REVISION: Final = "revision"
STATUS: Final = "status-"
"""Before a code of UCDP Candidate, as `status-clear` or `status-check-dyad`."""
CLEAR: Final = "status-clear"
SUGGESTS_CONTROL: Final = "suggests-control"
SUGGESTS_RELIEF: Final = "suggests-relief"
SUGGESTS_OFFENSIVE: Final = "suggests-offensive"
