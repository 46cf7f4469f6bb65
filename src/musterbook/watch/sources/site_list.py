"""A list of sites as a table: which there are, where they lie, in which country, and who is hostile to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.site_today import Fabric, SiteKind
from musterbook.watch.sources.cells import latitude, longitude, outside
from musterbook.watch.sources.grid import Header, header_of, rows_of
from musterbook.watch.sources.opening import opened

NEEDED: Final = ("site_id", "country", "lat", "lon")
"""Columns that must be there; `name`, `kind`, `hostile_to` and `fabric` may be, and any other is passed over."""

ALSO_CALLED: Final[Mapping[str, str]] = {"site": "site_id", "latitude": "lat", "longitude": "lon"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One site of a list.

    Attributes:
        site: its id, the same on every row about it.
        name: what people call it; its id where the list has no name.
        country: as the list gives it; the fighting around all sites of one country is learnt from together.
        kind: prison, camp or yard; a prison where the list does not say.
        lat: degrees north.
        lon: degrees east.
        hostile_to: controllers whose ground is hostile to it; empty when nobody said.
        fabric: what its walls are; None when nobody said.
    """

    site: str
    name: str
    country: str
    kind: SiteKind
    lat: float
    lon: float
    hostile_to: frozenset[str] = frozenset()
    fabric: Fabric | None = None


def read_sites(path: Path) -> tuple[Listed, ...]:
    """The sites of a CSV file, in its order.

    Malformed, with every fault by row and column: the file cannot be opened (see `opening.opened`), a needed column is
    missing, a cell that counts is empty or cannot be read, or an id stands twice. A list with a wrong row is not used:
    a site left out would never be watched.
    """
    file = opened(path)
    header = _by_our_names(header_of(file.text))
    lacking = [name for name in NEEDED if name not in header.places]
    if lacking:
        raise Malformed(Fault("sites.columns", file=file.file, row=1, values={"lacking": ", ".join(lacking)}))
    faults: list[Fault] = []
    found: dict[str, Listed] = {}
    for row, cells in rows_of(file, header, faults):
        said = {name: cells[place].strip() for name, place in header.places.items()}
        wrong = list(_wrong(said, file.file, row))
        if said["site_id"] in found:
            wrong.append(Fault("sites.twice", file=file.file, row=row, column="site_id"))
        faults += wrong
        if not wrong:
            found[said["site_id"]] = _listed(said)
    if not found and not faults:
        faults.append(Fault("sites.none", file=file.file))
    if faults:
        raise Malformed.of(sorted(faults, key=lambda fault: fault.row or 0))
    return tuple(found.values())


def _by_our_names(header: Header) -> Header:
    places = dict(header.places)
    for other, name in ALSO_CALLED.items():
        if other in places and name not in places:
            places[name] = places[other]
    return Header(header.delimiter, places, header.width)


def _listed(said: Mapping[str, str]) -> Listed:
    """One row whose cells can be read."""
    return Listed(
        site=said["site_id"],
        name=said.get("name") or said["site_id"],
        country=said["country"],
        kind=SiteKind(said.get("kind", "").lower() or SiteKind.PRISON),
        lat=latitude(said["lat"]),
        lon=longitude(said["lon"]),
        hostile_to=names_in(said.get("hostile_to", "")),
        fabric=Fabric(said["fabric"].lower()) if said.get("fabric") else None,
    )


def names_in(text: str) -> frozenset[str]:
    """Names parted by semicolons."""
    return frozenset(part.strip() for part in text.split(";") if part.strip())


def _wrong(said: Mapping[str, str], file: str, row: int) -> Iterable[Fault]:
    """Every cell of a row that is empty and may not be, or cannot be read."""
    for name in NEEDED:
        if not said[name]:
            yield Fault("sites.empty", file=file, row=row, column=name)
    readings: Mapping[str, Callable[[str], float]] = {"lat": latitude, "lon": longitude}
    for name, reads in readings.items():
        try:
            reads(said[name] or "0")
        except ValueError:
            rule = outside("latitude" if name == "lat" else "longitude", said[name])
            told = {"source.swapped": "sites.swapped", "source.degrees-outside": "sites.degrees-outside"}
            yield Fault(told.get(rule, "sites.no-degrees"), file=file, row=row, column=name)
    for name, choices in (("kind", list(SiteKind)), ("fabric", list(Fabric))):
        if said.get(name) and said[name].lower() not in choices:
            values = {"choices": ", ".join(choices)}
            yield Fault("sites.unknown-choice", file=file, row=row, column=name, values=values)
