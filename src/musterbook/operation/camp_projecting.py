"""Camp projecting: how many of those counted in each camp of a file reach an age, and the table that says so.

Joins camps with tables. Works on any file of counts, without a book; of each camp the newest count is taken.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from musterbook.camps.ageing import METHODS, UNKNOWN, Turning, turning
from musterbook.camps.facts import Counted
from musterbook.operation.camp_files import CampFile
from musterbook.terms.errors import Malformed

HEAD: Final = ("camp", "age", "from", "until", "low", "best", "high", "method")
AGES: Final = range(1, 121)
MONTHS: Final = range(1, 241)


@dataclass(frozen=True, slots=True)
class Projected:
    """What a file's counts say of ages to come.

    Attributes:
        turnings: by camp and age, in the order asked.
        sources: of each camp the source whose count was taken, and others of the same day that were not.
    """

    turnings: tuple[Turning, ...]
    sources: dict[str, tuple[str, ...]]


def projected(read: CampFile, *, ages: Sequence[int], months: int) -> Projected:
    """How many of each camp turn each age in so many months after its newest count.

    Raises:
        Malformed: ages or months out of bounds, or a file without a count that could be projected.
    """
    for name, values, bounds in (("ages", ages, AGES), ("months", (months,), MONTHS)):
        for value in values:
            if value not in bounds:
                raise Malformed.because(
                    "camps.projection-bounds", what=name, value=value, least=bounds[0], most=bounds[-1]
                )
    counts: dict[str, list[Counted]] = defaultdict(list)
    for _, fact in read.facts:
        if isinstance(fact, Counted) and fact.access != "none":
            counts[fact.camp].append(fact)
    if not counts:
        raise Malformed.because("camps.nothing-to-project")
    found: list[Turning] = []
    sources: dict[str, tuple[str, ...]] = {}
    for camp, facts in counts.items():
        newest = _newest(facts)
        best, chosen = surest(facts, ages=ages, months=months)
        found += best
        others = [fact.source for fact in newest]
        others.remove(chosen)
        sources[camp] = (chosen, *others)
    return Projected(tuple(found), sources)


def surest(counts: Sequence[Counted], *, ages: Sequence[int], months: int) -> tuple[list[Turning], str]:
    """How many of one camp turn each age, by the newest of its counts that tells ages best; and that count's source.

    At least one count, none of them without access.
    """
    tried = [(_turnings(fact, ages, months), fact.source) for fact in _newest(counts)]
    return min(tried, key=lambda one: max(_rank(turned) for turned in one[0]))


def _newest(counts: Sequence[Counted]) -> list[Counted]:
    """Those of the newest day."""
    last = max(one.as_of for one in counts)
    return [fact for fact in counts if fact.as_of == last]


def projection_csv(turnings: Sequence[Turning]) -> str:
    """The table `camp, age, from, until, low, best, high, method`; what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for one in turnings:
        figures = ("", "", "") if one.people is None else tuple(map(figure, one.people))
        writer.writerow((one.camp, one.age, one.since, one.until, *figures, one.method))
    return text.getvalue()


def figure(value: float) -> str:
    """A number of people as it is written: whole where it is, with two digits of a part otherwise."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _turnings(fact: Counted, ages: Sequence[int], months: int) -> list[Turning]:
    as_of = date.fromisoformat(fact.as_of)
    return [turning(fact.camp, fact.cells, as_of, age=age, months=months) for age in ages]


def _rank(turned: Turning) -> tuple[int, int]:
    """How sure a projection is: by its least sure method, then by how many have no age."""
    if turned.method == UNKNOWN:
        return len(METHODS), turned.ageless
    return max(METHODS.index(one) for one in turned.method.split("+")), turned.ageless
