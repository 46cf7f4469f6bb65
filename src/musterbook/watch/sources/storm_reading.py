"""The door for files about storms: told apart by what stands in them, as the door for incidents does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources import agency_tables, atcf, current_storms, hurdat, named_points, wind_text
from musterbook.watch.sources.grid import header_of
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import Opened, opened
from musterbook.watch.storms import Advisory, Place, ProbabilityRow, Track

StormRow = Track | Advisory | agency_tables.TableRow | current_storms.ActiveStorm | Place
"""Whatever a file about storms may hold."""
Reads = Callable[[Opened, datetime], Loaded[StormRow]]


def tells_of_storms(file: Opened) -> bool:
    """Whether it is a file of this door. Ask before GeoJSON is asked: the list of storms that are alive is JSON too."""
    return _way(file) is not None


def read_storms(file: Opened, *, arrived_at: datetime) -> Loaded[StormRow]:
    """The rows of any file about storms; their kind hangs on the dialect.

    An a-deck gives `Advisory`, a b-deck and HURDAT2 `Track`, a bulletin `ProbabilityRow`, the list of storms that are
    alive `ActiveStorm`, a list of named points `Place`, and one of the agency's tables rows that
    `agency_tables.advisories` joins.

    Malformed, naming the file: it is none of these, or cannot be read.
    """
    way = _way(file)
    if way is None:
        raise Malformed(Fault("source.no-storm", file=file.file))
    return way(file, arrived_at)


def read_best_tracks(path: Path, *, arrived_at: datetime) -> Loaded[Track]:
    """The storms of a HURDAT2 file or a b-deck, also packed.

    Malformed, naming the file: it cannot be opened, or holds no storm.
    """
    file = opened(path)
    read = atcf.read_track if atcf.looks_like(file.text) else hurdat.read_tracks
    return read(file, arrived_at=arrived_at)


def read_deck(path: Path, *, arrived_at: datetime) -> Loaded[Advisory]:
    """The agency's own forecasts of an a-deck, also packed; a deck without any gives none and says so.

    Malformed, naming the file: it cannot be opened, or is no deck.
    """
    return atcf.read_official(opened(path), arrived_at=arrived_at)


def read_wind_text(path: Path, *, arrived_at: datetime) -> Loaded[ProbabilityRow]:
    """The chances of the 34-knot wind in a bulletin of wind speed probabilities.

    Malformed, naming the file: it cannot be opened, or is no such bulletin.
    """
    return wind_text.read_rows(opened(path), arrived_at=arrived_at)


def read_current_storms(path: Path, *, arrived_at: datetime) -> Loaded[current_storms.ActiveStorm]:
    """The storms that are alive, and under which links their products lie; nothing is fetched.

    Malformed, naming the file: it cannot be opened, is cut off, or is no such list.
    """
    return current_storms.read_storms(opened(path), arrived_at=arrived_at)


def read_agency_table(path: Path, *, arrived_at: datetime) -> Loaded[agency_tables.TableRow]:
    """One of the agency's tables of advisories; `agency_tables.advisories` makes advisories of their rows.

    Malformed, naming the file: it cannot be opened, or has the columns of none of them.
    """
    return _table(opened(path), arrived_at)


def _way(file: Opened) -> Reads | None:
    """How the file is read; None when it tells of no storm."""
    return next((reads for fits, reads in _WAYS if fits(file.text)), None)


def _deck(file: Opened, arrived_at: datetime) -> Loaded[StormRow]:
    read = atcf.read_track if atcf.is_track(file.text) else atcf.read_official
    return read(file, arrived_at=arrived_at)


def _table(file: Opened, arrived_at: datetime) -> Loaded[agency_tables.TableRow]:
    header = header_of(file.text)
    dialect = agency_tables.dialect_of(header)
    if dialect is None:
        lacking, nearest = agency_tables.lacking(header)
        values = {"lacking": lacking, "nearest": nearest}
        raise Malformed(Fault("source.columns-unknown", file=file.file, row=1, values=values))
    return agency_tables.read_rows(file, header, dialect, arrived_at=arrived_at)


_WAYS: Final[tuple[tuple[Callable[[str], bool], Reads], ...]] = (
    (current_storms.looks_like, lambda file, arrived_at: current_storms.read_storms(file, arrived_at=arrived_at)),
    (atcf.looks_like, _deck),
    (hurdat.looks_like, lambda file, arrived_at: hurdat.read_tracks(file, arrived_at=arrived_at)),
    (lambda text: agency_tables.dialect_of(header_of(text)) is not None, _table),
    (named_points.looks_like, lambda file, arrived_at: named_points.read_points(file, arrived_at=arrived_at)),
    (wind_text.looks_like, lambda file, arrived_at: wind_text.read_rows(file, arrived_at=arrived_at)),
)
"""What a file of each kind looks like, the surest signs first, and how it is read."""
