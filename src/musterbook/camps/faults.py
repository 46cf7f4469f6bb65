"""What makes a fact of the camps one that nobody should write, and that is read without effect where it was written.

A door asks `faults_of` before it writes; a reading asks `sound` of what lies in the book.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from musterbook.camps import facts as said
from musterbook.camps.choices import ACCESS, COUNT_MOST, PASSAGES, SERVICES, SEXES
from musterbook.camps.days import AGE_MOST, band_of, born_in, day_of
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.terms.errors import Fault
from musterbook.terms.times import written

CLOCKS_APART: Final = timedelta(minutes=10)
DAY: Final = timedelta(days=1)
CELLS_MOST: Final = 20_000
_SHARE: Final = re.compile(r"0(\.\d{1,20})?|1(\.0{1,20})?", re.ASCII)
Bounds = tuple[int, int]
COUNT: Final[Bounds] = (0, COUNT_MOST)


class Shape(NamedTuple):
    """What one kind of fact may say.

    Attributes:
        needed: texts that may not be empty.
        words: fields that hold one of these words.
        numbers: fields and their least and most.
        days: fields that hold a day, which has come.
        seen: moments that cannot lie ahead.
    """

    needed: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]] = {}
    numbers: Mapping[str, Bounds] = {}
    days: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


SHAPES: Final[Mapping[type[Fact], Shape]] = {
    said.Counted: Shape(
        ("camp", "source"), {"access": ACCESS}, {"households": COUNT, "overlap": COUNT}, ("as_of",)
    ),
    said.PassedThrough: Shape(("camp",), {"kind_of": PASSAGES}, {"count": COUNT}, ("from_", "until")),
    said.ControlChanged: Shape(("camp", "source"), seen=("at",)),
    said.GuardsSeen: Shape(("camp", "source"), {}, {"count": COUNT}, seen=("at",)),
    said.AccessChanged: Shape(("camp", "source"), {"access": ACCESS}, seen=("at",)),
    said.ServiceGap: Shape(("camp", "source"), {"kind_of": SERVICES}, {"days": (1, 3660)}, ("from_",)),
    said.ProtectingBodyTold: Shape(("camp", "body"), seen=("at",)),
    said.RegisteredShare: Shape(("camp",), days=("as_of",)),
    said.BoysParted: Shape(("camp",), {}, {"value": COUNT}, ("as_of",)),
    said.Unaccompanied: Shape(("camp",), {}, {"value": COUNT}, ("as_of",)),
}  # fmt: skip


def sound(entry: Entry) -> bool:
    """Whether what an entry says can be so."""
    return not faults_of(entry.fact, entry.written_at)


def faults_of(fact: Fact, now: datetime) -> tuple[Fault, ...]:
    """Everything wrong with a fact that somebody means to write at `now`; nothing for facts of other rooms."""
    shape = SHAPES.get(type(fact))
    if shape is None:
        return ()
    found = [*_shape_faults(fact, shape, now)]
    match fact:
        case said.Counted():
            found += _count_faults(fact)
        case said.PassedThrough(from_=since, until=until) if not found and since > until:
            found.append(Fault("camps.reversed", column="until", values={"before": "from"}))
        case said.ControlChanged(from_=before, to=after) if before == after:
            found.append(Fault("camps.same-hands", column="to", values={"value": after[:40]}))
        case said.RegisteredShare(value=share) if not _SHARE.fullmatch(share):
            found.append(Fault("camps.not-a-share", column="value", values={"value": share[:20]}))
    return tuple(found)


def _shape_faults(fact: Fact, shape: Shape, now: datetime) -> Iterator[Fault]:
    for field in shape.needed:
        if not getattr(fact, field).strip():
            yield Fault("camps.empty", column=_named(field))
    for field, words in shape.words.items():
        if getattr(fact, field) not in words:
            values = {"value": getattr(fact, field)[:40], "choices": ", ".join(words)}
            yield Fault("camps.unknown-choice", column=_named(field), values=values)
    for field, bounds in shape.numbers.items():
        yield from _outside(getattr(fact, field), _named(field), bounds)
    for field in shape.days:
        yield from _day_faults(getattr(fact, field), _named(field), now)
    for field in shape.seen:
        if getattr(fact, field) > now + CLOCKS_APART:
            yield Fault("camps.in-future", column=field, values={"at": written(getattr(fact, field))})


def _count_faults(fact: said.Counted) -> Iterator[Fault]:
    """Cells only where somebody got in, and one count of each cell at most."""
    if fact.access == "none" and (fact.cells or fact.households is not None or fact.overlap is not None):
        yield Fault("camps.counted-without-access", column="access")
    if fact.access != "none" and not fact.cells:
        yield Fault("camps.nothing-counted", column="count")
    if len(fact.cells) > CELLS_MOST:
        values = {"cells": len(fact.cells), "most": CELLS_MOST}
        yield Fault("camps.too-many-cells", column="count", values=values)
        return
    seen: set[tuple[object, ...]] = set()
    for cell in fact.cells:
        yield from cell_faults(cell, as_of=fact.as_of)
        key = (cell.sex, cell.born, cell.age, cell.band, cell.group)
        if key in seen:
            yield Fault("camps.cell-twice", column="count", values={"cell": told(cell)})
        seen.add(key)


def cell_faults(cell: said.Cell, *, as_of: str) -> Iterator[Fault]:
    """Everything wrong with one cell of a count of a day."""
    if cell.sex not in SEXES:
        yield Fault("camps.unknown-choice", column="sex", values={"value": cell.sex[:40], "choices": ", ".join(SEXES)})
    for field in ("count", "low", "high"):
        yield from _outside(getattr(cell, field), field, COUNT)
    least, most = cell.low, cell.high
    if (least is not None and least > cell.count) or (most is not None and most < cell.count):
        yield Fault("camps.range", column="count", values={"low": least, "best": cell.count, "high": most})
    if sum((bool(cell.born), cell.age is not None, bool(cell.band))) > 1:
        yield Fault("camps.two-ages", column="born")
    yield from _outside(cell.age, "age", (0, AGE_MOST))
    if cell.band and band_of(cell.band) is None:
        yield Fault("camps.no-such-band", column="band", values={"value": cell.band[:20]})
    if cell.born:
        days = born_in(cell.born)
        if days is None:
            yield Fault("camps.no-such-birth", column="born", values={"value": cell.born[:20]})
        elif f"{days[0]}" > as_of:
            yield Fault("camps.born-later", column="born", values={"value": cell.born, "at": as_of[:10]})


def told(cell: said.Cell) -> str:
    """Which cell it is: `f 2010-03 third-country`."""
    age = "" if cell.age is None else str(cell.age)
    return " ".join(part for part in (cell.sex, cell.born or cell.band or age, cell.group) if part)


def _outside(value: int | None, field: str, bounds: Bounds) -> Iterator[Fault]:
    least, most = bounds
    if value is not None and not least <= value <= most:
        yield Fault("camps.out-of-bounds", column=field, values={"value": value, "least": least, "most": most})


def _day_faults(text: str, field: str, now: datetime) -> Iterator[Fault]:
    day = day_of(text)
    if day is None:
        yield Fault("camps.no-such-day", column=field, values={"value": text[:20]})
    elif day > (now + DAY).date():
        # It may be tomorrow already where the camp is.
        yield Fault("camps.in-future", column=field, values={"at": text})


def _named(field: str) -> str:
    """A field as the book writes it."""
    return field.rstrip("_")
