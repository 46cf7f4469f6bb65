"""Places: the sites and carriers of an operation as its folder tells them, and what each custodian is to the move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

from musterbook.operation.catalogue import file_of
from musterbook.operation.settings import Settings
from musterbook.tables import SCHEMAS, Reading, Row, read_table
from musterbook.terms.custodians import CustodianId

Part = Literal["site", "staging", "receiving", "escort", "other"]
_ROLES: Mapping[str, Part] = {"origin": "site", "staging": "staging", "receiving": "receiving"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the table sites. `lat` and `lon` are None where nobody knows them."""

    site: str
    name: str
    name_ar: str
    part: Part
    custodian: CustodianId
    lat: float | None
    lon: float | None
    capacity: int | None
    intake_per_hour: int | None


@dataclass
class Places:
    """The tables an opened book keeps beside it, read when they are first asked for.

    Attributes:
        folder: the kept operation folder.
        settings: whose zone its times are read in.
    """

    folder: Path
    settings: Settings
    _rows: dict[str, tuple[Row, ...]] = field(default_factory=dict, init=False)

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; none when the folder does not have it."""
        if table not in self._rows:
            path = file_of(self.folder, table)
            read = read_table(path, SCHEMAS[table], Reading(zone=self.settings.zone)) if path is not None else None
            self._rows[table] = read.rows if read is not None else ()
        return self._rows[table]

    @cached_property
    def sites(self) -> Mapping[str, Place]:
        """Place by its short name."""
        return {row.must("site", str): _place(row) for row in self.rows("sites")}

    @cached_property
    def carriers(self) -> Mapping[CustodianId, str]:
        """Escort (the custodian of those aboard) → carrier."""
        return {
            CustodianId(row.get("custodian", str) or row.must("carrier", str)): row.must("carrier", str)
            for row in self.rows("fleet")
        }

    @cached_property
    def without_place(self) -> Mapping[CustodianId, str]:
        """Whoever can hold and sign but keeps no place and no carrier: custodian → country, archive, court or so."""
        return {CustodianId(row.must("custodian", str)): row.must("kind", str) for row in self.rows("custodians")}

    @cached_property
    def parts(self) -> Mapping[CustodianId, Part]:
        """What each custodian is to the move: site, staging, receiving or escort; a country receives its own."""
        found: dict[CustodianId, Part] = dict.fromkeys(self.carriers, "escort")
        found |= {one: "receiving" if kind == "country" else "other" for one, kind in self.without_place.items()}
        return found | {place.custodian: place.part for place in self.sites.values()}

    def custodian_at(self, site: str) -> CustodianId:
        """Who answers for people at a place."""
        return self.sites[site].custodian

    def named(self, custodian: CustodianId) -> tuple[str, str]:
        """What a custodian is called in print, in Latin and in Arabic letters: its place, or itself without one."""
        place = self.place_of(custodian)
        if place is not None:
            return place.name, place.name_ar
        row = next((row for row in self.rows("custodians") if row.must("custodian", str) == custodian), None)
        return (custodian, "") if row is None else (row.get("name", str) or custodian, row.get("name_ar", str) or "")

    def place_of(self, custodian: CustodianId) -> Place | None:
        """The first place of a custodian."""
        return next((place for place in self.sites.values() if place.custodian == custodian), None)


def _place(row: Row) -> Place:
    lat, lon = row.get("lat", Decimal), row.get("lon", Decimal)
    return Place(
        site=row.must("site", str), name=row.get("name", str) or row.must("site", str),
        name_ar=row.get("name_ar", str) or "", part=_ROLES[row.must("role", str)],
        custodian=CustodianId(row.must("custodian", str)), lat=float(lat) if lat is not None else None,
        lon=float(lon) if lon is not None else None, capacity=row.get("capacity", int),
        intake_per_hour=row.get("intake_per_hour", int),
    )  # fmt: skip
