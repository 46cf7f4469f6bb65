"""With what is searched on this machine: the house's matcher, its codes and the calibration in the box.

Whoever is searched among has points by the same engine as the one who is looked for; two engines' points are never
compared (biometrics.md section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from musterbook.biometrics.engines import Enrolment, Made
from musterbook.biometrics.facts import Engine
from musterbook.biometrics.gallery import Sitting
from musterbook.biometrics.matching.calibration import shipped
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.finder import search_of
from musterbook.biometrics.search.gallery import packed
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.searching import Using, searchable_here
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


def using_here(beside: BiometricsBeside, engine: Engine, on: date) -> Using:
    """Everyone enrolled in this operation with points by this engine, ready to be searched."""
    return _using(searchable_here(beside, made_of(engine), on), engine)


def using_list(others: Mapping[str, Enrolment], engine: Engine) -> Using:
    """The people of another owner's list, ready to be searched."""
    return _using(list(others.values()), engine, others)


def engine_of_sitting(sitting: Sitting) -> Engine:
    """By which engine the points of a sitting were found; Refused while they were not."""
    if sitting.engine is None or sitting.points is None:
        raise Refused(Objection("biometrics.waiting-for-points", values={"enrolment": sitting.number}))
    return sitting.engine


def made_of(engine: Engine) -> Made:
    """An engine of the book as engines name themselves."""
    return Made(engine.name, engine.version, engine.weights)


def _using(people: list[Enrolment], engine: Engine, others: Mapping[str, Enrolment] | None = None) -> Using:
    matcher, coder, calibration = Ours(), built_in(), shipped()
    finder = search_of(packed(people, matcher, coder), matcher, coder, calibration.weights)
    return Using(finder, matcher, Digest(calibration.digest), made_of(engine), others)
