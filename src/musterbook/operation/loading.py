"""Loading: a file of incidents, control areas or storms is read, its rows kept under its digest, and the book told.

Joins watch with the store. The rows come first and the fact after them: what is interrupted between the two leaves rows
that nobody counts, and the same file loaded again writes the fact that was missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.incident_store import area_row, incident_row
from musterbook.operation.wind_rows import wind_rows
from musterbook.store.incidents import IncidentStore, KeptFile, WindRow
from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.control import Area
from musterbook.watch.facts import FileLoaded
from musterbook.watch.files_loaded import STORM, FilesLoaded
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import atcf, current_storms, geojson, hurdat
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import Opened, opened
from musterbook.watch.sources.reading import read_opened
from musterbook.watch.sources.revisions import plain_country
from musterbook.watch.sources.storm_reading import StormRow, read_storms, tells_of_storms

CONTROL: Final = "control"
"""The source and dialect of control areas."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read and not kept yet.

    Attributes:
        fact: what the book will say of it.
        file: what the store will say of it.
        incidents: its good rows.
        areas: its ground.
        winds: what it says of storms.
        faults: rows that could not be read, and what is odd about the file.
    """

    fact: FileLoaded
    file: KeptFile
    incidents: tuple[Incident, ...]
    areas: tuple[Area, ...]
    faults: tuple[Fault, ...]
    winds: tuple[WindRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedHere:
    """What became of a file; `entry` is None where the book knew it already and nothing changed."""

    read: Read
    entry: Entry | None
    others: tuple[Fault, ...] = ()


def read_file(path: Path, *, wanted: str = "", arrived_at: datetime) -> Read:
    """Read a file, told apart by what stands in it; nothing is kept yet.

    Args:
        path: incidents of UCDP or ACLED, control areas as GeoJSON, or an agency's advisories; plain, gzip or zip.
        wanted: what the analyst says it is: ucdp, acled, control, storm, or a dialect; empty: look.
        arrived_at: when this copy got it.

    Malformed, naming the file: it cannot be opened or read, is of another kind than was asked for, or holds no good
    row.
    """
    file = opened(path)
    kind = STORM if tells_of_storms(file) else CONTROL if geojson.looks_like(file.text) else ""
    if wanted and kind != (wanted if wanted in {STORM, CONTROL} else ""):
        values = {"found": kind or "a table", "wanted": wanted}
        raise Malformed(Fault("source.other-dialect", file=file.file, values=values))
    read = _read_as(kind, file, wanted, arrived_at)
    if not read.incidents and not read.areas and not read.winds:
        raise Malformed.of([*read.faults, Fault("source.nothing", file=file.file)])
    return read


def load(book: Book, store: IncidentStore, read: Read, acting: Acting) -> LoadedHere:
    """Keep what was read and tell the book; of a file that was loaded before nothing changes.

    A source that is not the first to tell of a country is named: it does not count there.
    """
    others = tuple(_others(store, read))
    store.keep(
        read.file, (incident_row(one) for one in read.incidents), (area_row(one) for one in read.areas), read.winds
    )  # fmt: skip
    known = {fact.file for fact, _ in book.reading(FilesLoaded).all}
    if read.fact.file in known:
        return LoadedHere(read, None, others)
    return LoadedHere(read, book.write(acting.draft(read.fact)), others)


def _read_as(kind: str, file: Opened, wanted: str, arrived_at: datetime) -> Read:
    if kind == STORM:
        return _storms(file, arrived_at)
    return _areas(file, arrived_at) if kind == CONTROL else _incidents(file, wanted, arrived_at)


def _storms(file: Opened, arrived_at: datetime) -> Read:
    """Advisories and chances. Where a storm went, and under which links it is told of, warns of nothing: Malformed."""
    found = read_storms(file, arrived_at=arrived_at)
    winds = tuple(wind_rows(found.rows))
    if not winds and found.dialect in {hurdat.DIALECT, atcf.TRACK}:
        raise Malformed.of([*found.quarantined, Fault("source.storm-past", file=file.file)])
    if not winds and found.dialect == current_storms.DIALECT:
        raise Malformed(Fault("source.storm-links", file=file.file, values={"links": _links(found.rows)}))
    return _read(found, STORM, (), (), winds)


def _links(rows: tuple[StormRow, ...]) -> str | None:
    """What to fetch: the links of the products that can be loaded."""
    storms = [row for row in rows if isinstance(row, current_storms.ActiveStorm)]
    links = [link for storm in storms for product in storm.products if product.readable for link in product.links]
    return ", ".join(links) or None


def _incidents(file: Opened, wanted: str, arrived_at: datetime) -> Read:
    found = read_opened(file, dialect=wanted or None, arrived_at=arrived_at)
    sources = sorted({row.source for row in found.rows})
    source = sources[0] if sources else found.dialect.partition("-")[0]
    return _read(found, source, found.rows, ())


def _areas(file: Opened, arrived_at: datetime) -> Read:
    found = geojson.read_features(file, arrived_at=arrived_at)
    ground = tuple(one.area for one in found.rows if isinstance(one, geojson.Ground) and one.kind == CONTROL)
    return _read(found, CONTROL, (), ground)


def _read(
    found: Loaded[object],
    source: str,
    incidents: tuple[Incident, ...],
    areas: tuple[Area, ...],
    winds: tuple[WindRow, ...] = (),
) -> Read:
    """What store and book will say of a file: rows that take part in distances are the good ones."""
    placed = sum(one.placed for one in incidents)
    through = "" if found.known_through is None else found.known_through.isoformat()
    fact = FileLoaded(
        source=source, dialect=found.dialect, file=Digest(found.digest), rows_good=placed + len(areas) + len(winds),
        rows_kept_out=len(incidents) - placed,
        rows_quarantined=len({(one.file, one.row) for one in found.quarantined}), known_through=through,
    )  # fmt: skip
    file = KeptFile(Digest(found.digest), found.file, source, found.dialect, found.arrived_at, through)
    return Read(fact, file, incidents, areas, (*found.quarantined, *found.warnings), winds)


def _others(store: IncidentStore, read: Read) -> list[Fault]:
    """Countries of this file of which another source told first."""
    first: dict[str, str] = {}
    for file in store.files():
        if file.digest != read.file.digest:
            for country, source in store.countries(file.digest):
                first.setdefault(plain_country(country), source)
    here = sorted({plain_country(row.country) for row in read.incidents})
    return [
        Fault("source.told-before", file=read.file.name, values={"country": one, "source": first[one]})
        for one in here
        if first.get(one, read.file.source) != read.file.source
    ]
