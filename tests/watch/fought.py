"""Reads the shared incident files as columns, with the known day of watch.md section 8; for tests and the benchmark."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from musterbook.watch.placed import Floats, Placed

SHARED = Path(__file__).parents[2] / "../shared/data/watch"
IRAQ = "ucdp_iraq_1989_2013.csv.gz"
SYRIA = "ucdp_syria_2016_2019H1.csv.gz"

needs_shared_files = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test files are not beside this tree")


def day(text: str) -> int:
    """The number of a day written as 2012-01-01."""
    return date.fromisoformat(text[:10]).toordinal()


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Every row of a shared file of incidents."""
    with gzip.open(SHARED / "events" / name, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def fought(name: str, *, since: str) -> Placed:
    """The usable rows that began since a day; known on the day after the later of their two dates."""
    kept = [
        (row["latitude"], row["longitude"], day(row["date_start"]), day(row["date_end"]))
        for row in rows_of(name)
        if float(row["where_prec"]) <= 3 and float(row["date_prec"]) <= 3 and row["date_start"] >= since
    ]
    lat, lon, start, end = (np.array(column, float) for column in zip(*kept, strict=True))
    return Placed.from_columns(lat=lat, lon=lon, start=start, known=np.maximum(start, end) + 1)


def sites_of(country: str) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of the sites of a country."""
    with (SHARED / "sites.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == country]
    return np.array([row["lat"] for row in rows], float), np.array([row["lon"] for row in rows], float)
