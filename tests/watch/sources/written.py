"""Invented files of each dialect, written as their sources write them, and ways to pack and spoil them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

ARRIVED = datetime(2031, 1, 1, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "../shared/data/watch"

YEARLY = (
    "id", "year", "type_of_violence", "conflict_new_id", "side_a", "side_b", "number_of_sources", "where_prec",
    "where_coordinates", "latitude", "longitude", "country", "date_prec", "date_start", "date_end",
    "low", "best", "high", "source_date",
)  # fmt: skip
CANDIDATE = ("relid", "code_status", "conflict_dset_id", *YEARLY)
HDX = (*YEARLY, "active_year", "iso3")
REDUCED = tuple(name for name in YEARLY if name not in {"id", "where_prec", "date_prec", "source_date"})

ROW: Mapping[str, str] = {
    "id": "9001", "year": "2030", "type_of_violence": "1", "conflict_new_id": "1", "side_a": "Force A",
    "side_b": "Force B", "number_of_sources": "-1", "where_prec": "1", "where_coordinates": "Town One",
    "latitude": "36.2", "longitude": "37.16", "country": "Exampleland", "date_prec": "1",
    "date_start": "2030-01-06", "date_end": "2030-01-07", "low": "1", "best": "2", "high": "3", "source_date": "",
    "relid": "EXA-2030-1", "code_status": "Clear", "conflict_dset_id": "1", "active_year": "1", "iso3": "EXA",
}  # fmt: skip


def table(columns: Sequence[str], *rows: Mapping[str, str]) -> str:
    """A CSV of these columns; what a row does not say is as in `ROW`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([{**ROW, **row}.get(name, "") for name in columns])
    return out.getvalue()


def put(folder: Path, text: str | bytes, name: str = "incidents.csv") -> Path:
    """A file with this in it."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def shared(name: str) -> Path:
    """A file of the shared test data; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not here")
    return path
