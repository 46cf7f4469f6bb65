"""Everything an analyst has, in one file or a folder of them: each is told apart by what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.control import Area
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import flags, geojson
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import opened
from musterbook.watch.sources.reading import read_opened
from musterbook.watch.sources.site_list import Listed

ENDINGS: Final = frozenset({".csv", ".tsv", ".txt", ".json", ".geojson", ".gz", ".zip"})
"""Of the files of a folder that are looked into; others are named and left out."""

NOT_OURS: Final = frozenset({"source.columns-unknown", "source.not-json", "source.no-features"})
"""What a file in a folder may be and be left out. One that is damaged is refused: what it holds is not known."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one file or folder holds.

    Attributes:
        loads: of incidents, by the names of their files.
        areas: ground in somebody's hands, by day.
        left_out: files that hold nothing of ours, as faults.
    """

    loads: tuple[Loaded[Incident], ...]
    areas: tuple[Area, ...]
    left_out: tuple[Fault, ...]

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is odd about the files as a whole."""
        return tuple(one for load in self.loads for one in load.warnings)

    @property
    def quarantined(self) -> tuple[Fault, ...]:
        """Rows that could not be read."""
        return tuple(one for load in self.loads for one in load.quarantined)


def gather(path: Path, *, arrived_at: datetime, sites: Iterable[Listed] = ()) -> Gathered:
    """The incidents and areas of a file, or of all files of a folder and the folders in it.

    Args:
        path: a file (CSV or GeoJSON, also packed), or a folder of them.
        arrived_at: when this copy got them; must carry its offset.
        sites: a drawing that lies far from all of them is warned about.

    Malformed: a file is missing, damaged or only a pointer (`opening.opened`); or nothing at all was found.
    """
    places = [(one.lat, one.lon) for one in sites]
    loads: list[Loaded[Incident]] = []
    areas: list[Area] = []
    left_out: list[Fault] = []
    for one in _files(path):
        if path.is_dir() and one.suffix.lower() not in ENDINGS:
            left_out.append(Fault("source.other-ending", file=one.name))
            continue
        try:
            found = _read(one, arrived_at, places)
        except Malformed as wrong:
            if not path.is_dir() or not {fault.rule for fault in wrong.faults} <= NOT_OURS:
                raise
            left_out += wrong.faults
            continue
        if isinstance(found, Loaded):
            loads.append(found)
        else:
            areas += found
    if not loads and not areas:
        raise Malformed.of([*left_out, Fault("source.nothing", file=path.name)])
    return Gathered(tuple(loads), tuple(areas), tuple(left_out))


def each_once(loads: Iterable[Loaded[Incident]]) -> tuple[tuple[Incident, ...], int]:
    """The rows of all files, each once, and how many were left out because they say something else of the same id.

    Without a store nobody knows which file came first, so of one id the row known first counts, on every day (of two
    known at once that of the first file by name): a later figure would otherwise be known too early.
    """
    kept: dict[tuple[str, str], Incident] = {}
    revised = 0
    for row in sorted((row for load in loads for row in load.rows), key=lambda row: row.known_at):
        first = kept.setdefault((row.source, row.id), row)
        revised += first.digest != row.digest
    return tuple(kept.values()), revised


def lethal(rows: Iterable[Incident]) -> tuple[Incident, ...]:
    """Those that count as lethal: all of UCDP, and of ACLED those in which somebody died (watch.md section 14)."""
    return tuple(row for row in rows if flags.NOT_LETHAL not in row.flags)


def _files(path: Path) -> Iterator[Path]:
    """The file, or those of a folder in the order of their names; what begins with a dot is no file of an analyst."""
    if not path.is_dir():
        yield path
        return
    for one in sorted(path.rglob("*")):
        if one.is_file() and not any(part.startswith(".") for part in one.relative_to(path).parts):
            yield one


def _read(path: Path, arrived_at: datetime, places: list[tuple[float, float]]) -> Loaded[Incident] | list[Area]:
    file = opened(path)
    if not geojson.looks_like(file.text):
        return read_opened(file, arrived_at=arrived_at)
    drawn = geojson.read_features(file, arrived_at=arrived_at, sites=places)
    if drawn.quarantined:
        raise Malformed.of(drawn.quarantined)
    return [one.area for one in drawn.rows if isinstance(one, geojson.Ground) and one.kind == "control"]
