"""What reading one file gives: its good rows, the bad ones by place, and how far its knowledge reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from musterbook.terms.errors import Fault
from musterbook.watch.forecast import Because, because
from musterbook.watch.incidents import Incident
from musterbook.watch.sources.opening import Opened

Row = TypeVar("Row", covariant=True)  # noqa: PLC0105  a row is only ever given out, and its kind is all its name says


@dataclass(frozen=True, slots=True)
class Loaded(Generic[Row]):
    """One file, read.

    Attributes:
        file: its name.
        dialect: one of `reading.DIALECTS`.
        digest: SHA-256 of the file as it came.
        arrived_at: when this copy got it.
        rows: the good ones, in the order of the file.
        quarantined: bad rows by file, physical line (the first one, where a row has several), column and rule.
        warnings: what is odd about the file as a whole, or about many of its rows at once.
        known_through: the last day of which the file tells; None for files that do not run by days.
    """

    file: str
    dialect: str
    digest: str
    arrived_at: datetime
    rows: tuple[Row, ...]
    quarantined: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    known_through: date | None = None


def loaded_of(
    file: Opened,
    dialect: str,
    rows: tuple[Row, ...],
    *,
    arrived_at: datetime,
    bad: Iterable[Fault] = (),
    warnings: Iterable[Fault] = (),
    known_through: date | None = None,
) -> Loaded[Row]:
    """What was read of `file`: its own warnings before `warnings`, its bad rows by line."""
    return Loaded(
        file.file, dialect, file.digest, arrived_at, rows,
        quarantined=tuple(sorted(bad, key=lambda fault: fault.row or 0)), warnings=(*file.warnings, *warnings),
        known_through=known_through,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placing:
    """How many rows take part in distances, as `muster watch load` prints it."""

    read: int
    placed: int
    kept_out: int
    quarantined: int


def placing(loaded: Loaded[Incident]) -> Placing:
    """Rows read, placed, too imprecise for distances, and quarantined."""
    placed = sum(one.placed for one in loaded.rows)
    good, bad = len(loaded.rows), len({(fault.file, fault.row) for fault in loaded.quarantined})
    return Placing(read=good + bad, placed=placed, kept_out=good - placed, quarantined=bad)


def told(loaded: Loaded[Incident]) -> Because:
    """The same as a sentence is made of: `1,727 rows read: 1,427 placed, 300 too imprecise for distances, …`."""
    rows, through = placing(loaded), loaded.known_through
    return because(
        "watch.loaded", read=rows.read, placed=rows.placed, kept_out=rows.kept_out, quarantined=rows.quarantined,
        through=None if through is None else through.isoformat(),
    )  # fmt: skip


def known_through(rows: tuple[Incident, ...], *, arrived_at: datetime) -> date | None:
    """The last day on which any incident starts; days after the file's arrival are misprints and do not count.

    When every row lies after the arrival (an exercise in another year), they all count.
    """
    starts = [one.start for one in rows]
    return max((day for day in starts if day <= arrived_at.date()), default=max(starts, default=None))
