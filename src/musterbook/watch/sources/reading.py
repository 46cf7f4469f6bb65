"""The one door: any file an analyst has, told apart by what stands in it, becomes rows and a list of what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.incidents import Incident
from musterbook.watch.sources import acled, flags, geojson, ucdp
from musterbook.watch.sources.grid import Header, ends_well, header_of
from musterbook.watch.sources.loaded import Loaded, known_through, loaded_of
from musterbook.watch.sources.opening import Opened, opened

DIALECTS: Final = (ucdp.CANDIDATE, ucdp.HDX, ucdp.YEARLY, ucdp.THROUGH_R, ucdp.REDUCED, acled.DIALECT)

Reads = Callable[[Opened, Header, datetime], Loaded[Incident]]


def read(path: Path, *, dialect: str | None = None, arrived_at: datetime) -> Loaded[Incident]:
    """The incidents of one file.

    Args:
        path: CSV, also packed as gzip or zip.
        dialect: what the analyst says it is, one of `DIALECTS` or its first word (`ucdp`, `acled`); None: look.
        arrived_at: when this copy got the file; must carry its offset.

    Malformed, naming the file: it cannot be opened (see `opening.opened`), its columns are of no dialect, or of
    another than the one asked for.
    """
    return read_opened(opened(path), dialect=dialect, arrived_at=arrived_at)


def read_opened(file: Opened, *, dialect: str | None = None, arrived_at: datetime) -> Loaded[Incident]:
    """The same of a file that is open already."""
    header = header_of(file.text)
    for name, reads in _ways(header):
        if dialect is None or dialect in {name, name.partition("-")[0]} or _through_r(name, dialect):
            return reads(file, header, arrived_at)
        raise Malformed(Fault("source.other-dialect", file=file.file, values={"found": name, "wanted": dialect}))
    lacking, nearest = _lacking(header)
    raise Malformed(
        Fault("source.columns-unknown", file=file.file, row=1, values={"lacking": lacking, "nearest": nearest})
    )


def read_areas(
    path: Path, *, arrived_at: datetime, sites: Iterable[tuple[float, float]] = ()
) -> Loaded[geojson.Ground | geojson.Spot]:
    """Control areas, places and perimeters of one GeoJSON file.

    Args:
        path: GeoJSON, also packed.
        arrived_at: when this copy got the file; must carry its offset.
        sites: degrees north and east of the sites; a file that lies far from all of them is warned about.

    Malformed, naming the file: it cannot be opened, is cut off, or is no GeoJSON.
    """
    return geojson.read_features(opened(path), arrived_at=arrived_at, sites=sites)


def _ways(header: Header) -> list[tuple[str, Reads]]:
    """The dialect with these columns and how it is read; empty when none has them."""
    found = ucdp.dialect_of(header)
    if found is not None:
        return [(found, _ucdp(found))]
    return [(acled.DIALECT, _acled)] if acled.fits(header) else []


def _through_r(found: str, asked: str) -> bool:
    """An export through R has the columns of a yearly release, and shows only in its rows."""
    return asked == ucdp.THROUGH_R and found == ucdp.YEARLY


def _lacking(header: Header) -> tuple[str, str]:
    """The columns that the nearest dialect has and this file lacks."""
    wanted = {"ucdp": ucdp.NEEDED, "acled": acled.NEEDED}
    gaps = {name: [one for one in columns if one not in header.places] for name, columns in wanted.items()}
    nearest = min(gaps, key=lambda name: len(gaps[name]) / len(wanted[name]))
    return ", ".join(gaps[nearest]), nearest


def _ucdp(found: str) -> Reads:
    def reads(file: Opened, header: Header, arrived_at: datetime) -> Loaded[Incident]:
        bad: list[Fault] = []
        rows, through_r = ucdp.read_rows(file, header, arrived_at=arrived_at, bad=bad)
        name = ucdp.THROUGH_R if through_r and found == ucdp.YEARLY else found
        warnings = [*_of_rows(file, rows)]
        if any(flags.STATUS in "".join(one.flags) for one in rows):
            clear = sum(flags.CLEAR in one.flags for one in rows)
            warnings.append(Fault("source.share-clear", file=file.file, values={"clear": clear, "rows": len(rows)}))
        return _loaded(file, name, rows, arrived_at=arrived_at, bad=bad, warnings=warnings)

    return reads


def _acled(file: Opened, header: Header, arrived_at: datetime) -> Loaded[Incident]:
    bad: list[Fault] = []
    rows = acled.read_rows(file, header, arrived_at=arrived_at, bad=bad)
    warnings = [*_of_rows(file, rows), Fault("source.threshold-unmeasured", file=file.file)]
    return _loaded(file, acled.DIALECT, rows, arrived_at=arrived_at, bad=bad, warnings=warnings)


def _of_rows(file: Opened, rows: list[Incident]) -> list[Fault]:
    """One warning for what many rows share."""
    said = {
        "source.precision-unknown": flags.PRECISION_UNKNOWN,
        "source.in-future": flags.IN_FUTURE,
    }
    counted = {rule: sum(flag in one.flags for one in rows) for rule, flag in said.items()}
    return [Fault(rule, file=file.file, values={"rows": count}) for rule, count in counted.items() if count]


def _loaded(
    file: Opened,
    dialect: str,
    rows: list[Incident],
    *,
    arrived_at: datetime,
    bad: list[Fault],
    warnings: list[Fault],
) -> Loaded[Incident]:
    good = tuple(rows)
    return loaded_of(
        file, dialect, good, arrived_at=arrived_at, bad=bad, warnings=(*ends_well(file), *warnings),
        known_through=known_through(good, arrived_at=arrived_at),
    )  # fmt: skip
