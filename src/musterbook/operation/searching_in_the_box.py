"""With what this version searches its own people: its matcher, its codes, its first calibration, LEADER's points.

Joins what may be searched (`searching`) with the search of the room. Made ready once, it serves every sitting of a day:
five milliseconds a person.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from musterbook.biometrics.capture import leader, weights
from musterbook.biometrics.engines import Made
from musterbook.biometrics.matching.calibration import Calibration, shipped
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.in_the_box import search_among
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.searching import Using, searchable_here

LEADER: Final = Made("leader", leader.VERSION, weights.SHA256)
"""Whose points are searched, unless told otherwise."""


def using_in_the_box(
    beside: BiometricsBeside, on: date, *, extractor: Made = LEADER, calibration: Calibration | None = None
) -> Using:
    """Everyone of this operation who may be searched among on a day, ready to be searched.

    Args:
        beside: the book and what lies beside it.
        on: the day by which ages are reckoned.
        extractor: by which engine the points were found.
        calibration: the first one, unless a local one is given.

    Raises:
        Tampered: the parameters of codes are not this version's.
    """
    weighing = calibration or shipped()
    finder = search_among(searchable_here(beside, extractor, on), weighing)
    return Using(finder, Ours(), Digest(weighing.digest), extractor)
