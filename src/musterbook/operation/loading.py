"""Loading: a file of incidents or of control areas is read, its rows kept under its digest, and the book told of it.

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
from musterbook.store.incidents import IncidentStore, KeptFile
from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.control import Area
from musterbook.watch.facts import FileLoaded
from musterbook.watch.files_loaded import FilesLoaded
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import geojson
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.opening import Opened, opened
from musterbook.watch.sources.reading import read_opened
from musterbook.watch.sources.revisions import plain_country

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
        faults: rows that could not be read, and what is odd about the file.
    """

    fact: FileLoaded
    file: KeptFile
    incidents: tuple[Incident, ...]
    areas: tuple[Area, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class LoadedHere:
    """What became of a file; `entry` is None where the book knew it already and nothing changed."""

    read: Read
    entry: Entry | None
    others: tuple[Fault, ...] = ()


def read_file(path: Path, *, wanted: str = "", arrived_at: datetime) -> Read:
    """Read a file, told apart by what stands in it; nothing is kept yet.

    Args:
        path: incidents of UCDP or ACLED, or control areas as GeoJSON; plain, gzip or zip.
        wanted: what the analyst says it is: ucdp, acled, control, or a dialect; empty: look.
        arrived_at: when this copy got it.

    Malformed, naming the file: it cannot be opened or read, is of another kind than was asked for, or holds no good
    row.
    """
    file = opened(path)
    drawn = geojson.looks_like(file.text)
    if wanted and drawn != (wanted == CONTROL):
        found = CONTROL if drawn else "a table"
        raise Malformed(Fault("source.other-dialect", file=file.file, values={"found": found, "wanted": wanted}))
    read = _areas(file, arrived_at) if drawn else _incidents(file, wanted, arrived_at)
    if not read.incidents and not read.areas:
        raise Malformed.of([*read.faults, Fault("source.nothing", file=file.file)])
    return read


def load(book: Book, store: IncidentStore, read: Read, acting: Acting) -> LoadedHere:
    """Keep what was read and tell the book; of a file that was loaded before nothing changes.

    A source that is not the first to tell of a country is named: it does not count there.
    """
    others = tuple(_others(store, read))
    store.keep(
        read.file, (incident_row(one) for one in read.incidents), (area_row(one) for one in read.areas)
    )  # fmt: skip
    known = {fact.file for fact, _ in book.reading(FilesLoaded).all}
    if read.fact.file in known:
        return LoadedHere(read, None, others)
    return LoadedHere(read, book.write(acting.draft(read.fact)), others)


def _incidents(file: Opened, wanted: str, arrived_at: datetime) -> Read:
    found = read_opened(file, dialect=wanted or None, arrived_at=arrived_at)
    sources = sorted({row.source for row in found.rows})
    source = sources[0] if sources else found.dialect.partition("-")[0]
    return _read(found, source, found.rows, ())


def _areas(file: Opened, arrived_at: datetime) -> Read:
    found = geojson.read_features(file, arrived_at=arrived_at)
    ground = tuple(one.area for one in found.rows if isinstance(one, geojson.Ground) and one.kind == CONTROL)
    return _read(found, CONTROL, (), ground)


def _read(found: Loaded[object], source: str, incidents: tuple[Incident, ...], areas: tuple[Area, ...]) -> Read:
    """What store and book will say of a file: rows that take part in distances are the good ones."""
    placed = sum(one.placed for one in incidents)
    through = "" if found.known_through is None else found.known_through.isoformat()
    fact = FileLoaded(
        source=source, dialect=found.dialect, file=Digest(found.digest), rows_good=placed + len(areas),
        rows_kept_out=len(incidents) - placed,
        rows_quarantined=len({(one.file, one.row) for one in found.quarantined}), known_through=through,
    )  # fmt: skip
    file = KeptFile(Digest(found.digest), found.file, source, found.dialect, found.arrived_at, through)
    return Read(fact, file, incidents, areas, (*found.quarantined, *found.warnings))


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
