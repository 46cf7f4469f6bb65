"""With what is searched on this machine: the house's matcher, its codes and a calibration, in one piece or in parts.

Every door asks here. Whoever is searched among has points by the same engine as the one who is looked for; two engines'
points are never compared (biometrics.md section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from musterbook.biometrics.engines import Enrolment, Made
from musterbook.biometrics.facts import Engine
from musterbook.biometrics.gallery import Sitting
from musterbook.biometrics.matching import calibration
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.finder import Parts, Search, search_of
from musterbook.biometrics.search.gallery import Gallery, packed
from musterbook.ledger.facts import Digest
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.listed_people import ListedPeople
from musterbook.operation.searching import Using, searchable_here
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

LOCAL: Final = "local:"
"""So begins an address that means processes of this machine: `local:2`."""
PROCESSES_MAX: Final = 64


def using_here(beside: BiometricsBeside, engine: Engine, on: date) -> Using:
    """Everyone enrolled in this operation with points by this engine, ready to be searched."""
    return _using(searchable_here(beside, made_of(engine), on), engine)


def using_list(others: ListedPeople, engine: Engine) -> Using:
    """The people of another owner's list, ready to be searched."""
    return _using(others.values(), engine, others)


@contextmanager
def using_spread(beside: BiometricsBeside, engine: Engine, on: date, address: str) -> Iterator[Using]:
    """As `using_here`, in parts where an address is given; people, weights and order are the same to the last digit.

    Args:
        beside: the book and what lies beside it.
        engine: by which points were found.
        on: the day by which ages are reckoned.
        address: `local:N` for so many processes of this machine; `auto` or HOST:PORT for a Ray cluster; empty for one
            piece here.

    Raises:
        Malformed: no such address, Ray is not installed, or the cluster may not be joined.
    """
    if not address:
        yield using_here(beside, engine, on)
        return
    gallery = packed(searchable_here(beside, made_of(engine), on), Ours(), built_in())
    with _parts(gallery, address) as parts:
        finder = Search(parts, Ours(), built_in())
        yield Using(finder, Ours(), Digest(calibration.shipped().digest), made_of(engine))


def engine_of_sitting(sitting: Sitting) -> Engine:
    """By which engine the points of a sitting were found; Refused while they were not."""
    if sitting.engine is None or sitting.points is None:
        raise Refused(Objection("biometrics.waiting-for-points", values={"enrolment": sitting.number}))
    return sitting.engine


def made_of(engine: Engine) -> Made:
    """An engine of the book as engines name themselves."""
    return Made(engine.name, engine.version, engine.weights)


@contextmanager
def _parts(gallery: Gallery, address: str) -> Iterator[Parts]:
    weighing = calibration.shipped_bytes()
    if address.startswith(LOCAL):
        from musterbook.biometrics.search.processes import in_processes  # noqa: PLC0415  only where it is asked for

        with in_processes(gallery, weighing, _count(address)) as processes:
            yield processes
        return
    from musterbook.biometrics.search.cluster import spread_over  # noqa: PLC0415  only where it is asked for

    with spread_over(address, gallery, weighing) as spread:
        yield spread


def _count(address: str) -> int:
    said = address.removeprefix(LOCAL)
    if not (said.isascii() and said.isdigit()) or not 1 <= int(said) <= PROCESSES_MAX:
        raise Malformed.because("biometrics.local-processes", address=address, most=PROCESSES_MAX)
    return int(said)


def _using(people: Iterable[Enrolment], engine: Engine, others: ListedPeople | None = None) -> Using:
    matcher, coder, weighing = Ours(), built_in(), calibration.shipped()
    finder = search_of(packed(people, matcher, coder), matcher, coder, weighing.weights)
    return Using(finder, matcher, Digest(weighing.digest), made_of(engine), others)
