"""The agency's list of storms that are alive now: where each is, and under which links its products lie.

It holds links and no forecast. We list what to fetch and fetch nothing ourselves (watch.md section 14).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.agency_tables import number_of
from musterbook.watch.sources.loaded import Loaded, loaded_of
from musterbook.watch.sources.opening import Opened
from musterbook.watch.sources.positions import degrees
from musterbook.watch.storms import TrackPoint

DIALECT: Final = "nhc-current-storms"
READABLE: Final = ("windSpeedProbabilities",)
"""Products that a loader here reads as they come."""
_LINK: Final = "https://"


@dataclass(frozen=True, slots=True)
class Product:
    """Something the agency has published about a storm.

    Attributes:
        kind: as the agency calls it, as `windSpeedProbabilities`.
        number: of the advisory it belongs to; empty where none is given.
        issued_at: when it was; None where the list does not say.
        links: where it lies, one for each way it is written.
        readable: whether a loader here reads it.
    """

    kind: str
    number: str
    issued_at: datetime | None
    links: tuple[str, ...]
    readable: bool


@dataclass(frozen=True, slots=True)
class ActiveStorm:
    """A storm that is alive.

    Attributes:
        storm: the agency's number of it, as `AL062023`.
        name: as people call it.
        kind: the agency's letters for what it is, as `TS`.
        point: where it is and how strong, when the list was last changed.
        products: what to fetch, those that can be loaded first.
    """

    storm: str
    name: str
    kind: str
    point: TrackPoint
    products: tuple[Product, ...]


def looks_like(text: str) -> bool:
    """Whether a JSON file is this list."""
    return text.lstrip().startswith("{") and '"activeStorms"' in text


def read_storms(opened: Opened, *, arrived_at: datetime) -> Loaded[ActiveStorm]:
    """The storms of the list; a fault names a storm by its number in the list, from 1, and the field.

    Figures count whether they are written as numbers or as text, positions as `17.1N` or as degrees. Only links that
    begin with `https://` are listed. Malformed when the file is cut off, or is no such list.
    """
    good: list[ActiveStorm] = []
    bad: list[Fault] = []
    for number, told in enumerate(_listed(opened), start=1):
        column = "id"
        try:
            storm = _text(told, "id")
            column = "lastUpdate"
            at = _moment(_text(told, column))
            column = "latitude"
            lat = _degrees(told, column, most=90.0)
            column = "longitude"
            lon = _degrees(told, column, most=180.0)
            column = "intensity"
            wind_kt = _wind(told.get(column))
        except (ValueError, AttributeError):
            rule = "source.cell-unreadable" if isinstance(told, dict) and told.get(column) else "source.cell-empty"
            bad.append(Fault(rule, file=opened.file, row=number, column=column))
            continue
        point = TrackPoint(at, lat, lon, wind_kt)
        products = tuple(sorted(_products(told), key=lambda one: (not one.readable, one.kind)))
        good.append(ActiveStorm(storm.upper(), str(told.get("name") or ""), str(told.get("classification") or ""),
                                point, products))  # fmt: skip
    return loaded_of(
        opened, DIALECT, tuple(good), arrived_at=arrived_at, bad=bad,
        known_through=max((storm.point.at.date() for storm in good), default=None),
    )  # fmt: skip


def _listed(opened: Opened) -> list[Any]:
    try:
        told = json.loads(opened.text)
    except (ValueError, RecursionError) as broken:
        raise Malformed(Fault("source.not-json", file=opened.file)) from broken
    storms = told.get("activeStorms") if isinstance(told, dict) else None
    if not isinstance(storms, list):
        raise Malformed(Fault("source.no-storm", file=opened.file))
    return storms


def _products(told: Mapping[str, Any]) -> Iterator[Product]:
    for kind, said in told.items():
        if not isinstance(said, dict):
            continue
        links = tuple(link for link in said.values() if isinstance(link, str) and link.startswith(_LINK))
        if links:
            yield Product(kind, _number(said.get("advNum")), _when(said.get("issuance")), links, kind in READABLE)


def _text(told: Mapping[str, Any], name: str) -> str:
    text = str(told.get(name) or "").strip()
    if not text:
        raise ValueError(name)
    return text


def _degrees(told: Mapping[str, Any], name: str, *, most: float) -> float:
    """As `17.1N`; where that is missing, the number beside it."""
    written, plain = told.get(name), told.get(f"{name}Numeric")
    found = degrees(str(written)) if written else float(str(plain))
    if not -most <= found <= most:
        raise ValueError(found)
    return found


def _wind(told: object) -> float | None:
    """Knots, as a number or as text; None where nothing is given."""
    if told is None or str(told).strip() == "":
        return None
    wind_kt = float(str(told))
    if not 0 <= wind_kt <= 300:
        raise ValueError(told)
    return wind_kt


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _when(told: object) -> datetime | None:
    try:
        return _moment(str(told))
    except ValueError:
        return None


def _number(told: object) -> str:
    try:
        return number_of(str(told or ""))
    except ValueError:
        return ""
