"""The agency's tables are joined into advisories; what is misdated, doubled or without an hour is named and counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.agency_tables import Position, TableRow, advisories
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.storm_reading import read_agency_table
from musterbook.watch.storms import Advisory, ProbabilityRow, Radii, TrackPoint
from tests.watch.sources.written import ARRIVED, put, shared

ISSUED = datetime(2030, 9, 1, 15, tzinfo=UTC)
ADVISORIES = "Key,Adv,Date,Status,Name,Lat,Lon,Wind,Gust,Pressure,FwdDir,FwdSpeed"
FORECASTS = "Key,Adv,Date,FcstDate,Lat,Lon,Wind,Gust"
RADII = "Key,Adv,Date,WindField,NE,SE,SW,NW"
FORECAST_RADII = "Key,Adv,Date,FcstDate,WindField,NE,SE,SW,NW"
PROBABILITIES = (
    "Key,Adv,Date,Location,Wind,Wind12,Wind24,Wind24Cum,Wind36,Wind36Cum,Wind48,Wind48Cum,"
    "Wind72,Wind72Cum,Wind96,Wind96Cum,Wind120,Wind120Cum"
)
SEVENTH = "AL992030,7.0,2030-09-01 15:00:00"


def load(folder: Path, *lines: str) -> Loaded[TableRow]:
    return read_agency_table(put(folder, "\n".join((*lines, "")), "table.csv"), arrived_at=ARRIVED)


def made(folder: Path, *tables: Iterable[str]) -> tuple[Advisory, ...]:
    return advisories(row for table in tables for row in load(folder, *table).rows)


def forecast(at: str, lat: str = "21.5") -> str:
    return f"{SEVENTH},{at},{lat},-80.0,55.0,65.0"


CENTRE = (ADVISORIES, f"{SEVENTH},Tropical Storm,Demo,20.0,-79.0,50.0,60.0,995.0,300.0,10.0")
AHEAD = (FORECASTS, forecast("2030-09-02 00:00:00"), forecast("2030-09-02 12:00:00"))
NOW_BROAD = (RADII, f"{SEVENTH},34.0,100.0,90.0,0.0,", f"{SEVENTH},64.0,30.0,30.0,30.0,30.0")
THEN_BROAD = (FORECAST_RADII, f"{SEVENTH},2030-09-02 12:00:00,34.0,120.0,80.0,40.0,60.0")


def test_four_tables_make_an_advisory(tmp_path: Path) -> None:
    (advisory,) = made(tmp_path, THEN_BROAD, AHEAD, NOW_BROAD, CENTRE)

    assert (advisory.storm, advisory.number, advisory.issued_at) == ("AL992030", "7", ISSUED)
    assert advisory.centre == TrackPoint(ISSUED, 20.0, -79.0, 50.0, Radii(100, 90, 0, 0))
    assert advisory.forecast == (
        TrackPoint(ISSUED + timedelta(hours=9), 21.5, -80.0, 55.0, None),
        TrackPoint(ISSUED + timedelta(hours=21), 21.5, -80.0, 55.0, Radii(120, 80, 40, 60)),
    )


def test_rows_of_the_tables_in_any_order_make_the_same_advisories(tmp_path: Path) -> None:
    backwards = (AHEAD[0], *reversed(AHEAD[1:]))

    assert made(tmp_path, CENTRE, backwards) == made(tmp_path, CENTRE, AHEAD)


def test_what_has_no_centre_makes_no_advisory(tmp_path: Path) -> None:
    assert made(tmp_path, AHEAD, NOW_BROAD) == ()


def test_a_row_is_known_when_it_was_issued_and_not_when_it_speaks_of(tmp_path: Path) -> None:
    loaded = load(tmp_path, *AHEAD)

    assert {row.issued_at for row in loaded.rows} == {ISSUED}
    assert loaded.known_through == ISSUED.date()


@pytest.mark.parametrize(
    ("at", "hours"), [("2029-09-02 00:00:00", -8751), ("2030-09-01 12:00:00", -3), ("2030-09-06 21:00:00", 126)]
)
def test_a_forecast_for_the_past_or_too_far_ahead_is_put_aside(tmp_path: Path, at: str, hours: int) -> None:
    loaded = load(tmp_path, FORECASTS, forecast(at), AHEAD[1])

    assert [(one.row, one.column, one.rule, one.values) for one in loaded.quarantined] == [
        (2, "fcstdate", "source.lead-outside", {"hours": hours})
    ]
    assert len(loaded.rows) == 1


def test_a_doubled_row_counts_once_and_the_first_stands(tmp_path: Path) -> None:
    loaded = load(tmp_path, *AHEAD, forecast("2030-09-02 12:00:00", lat="60.0"))

    assert [row.point.lat for row in loaded.rows if isinstance(row, Position)] == [21.5, 21.5]
    assert [(one.rule, one.values) for one in loaded.warnings] == [("source.doubled", {"rows": 1})]


def test_forecasts_for_four_and_five_days_get_their_lost_hour_back(tmp_path: Path) -> None:
    day_only = [forecast("2030-09-05 05:00:00"), forecast("2030-09-06 05:00:00")]

    loaded = load(tmp_path, *AHEAD, forecast("2030-09-04 12:00:00"), *day_only)

    leads = [(row.point.at - ISSUED) / timedelta(hours=1) for row in loaded.rows if isinstance(row, Position)]
    assert leads == [9, 21, 69, 93, 117]
    assert [(one.rule, one.values) for one in loaded.warnings] == [("source.hours-mended", {"rows": 2})]


def test_forecasts_with_their_own_hours_stay_where_they_are(tmp_path: Path) -> None:
    loaded = load(tmp_path, *AHEAD, forecast("2030-09-04 12:00:00"), forecast("2030-09-05 12:00:00"))

    assert loaded.warnings == ()


def test_chances_are_shares_of_the_34_knot_wind(tmp_path: Path) -> None:
    line = f"{SEVENTH},demo port,34.0,1.0,2.0,3.0,3.0,6.0,4.0,10.0,20.0,30.0,10.0,40.0,2.0,42.0"

    loaded = load(tmp_path, PROBABILITIES, line, line.replace("34.0", "64.0"))

    assert loaded.rows == (
        ProbabilityRow("AL992030", "7", ISSUED, "DEMO PORT", (0.01, 0.03, 0.06, 0.1, 0.3, 0.4, 0.42)),
    )


def test_bad_cells_are_named_by_line_and_column(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        FORECASTS,
        AHEAD[1],
        AHEAD[1].replace("21.5", "121.5").replace("55.0", "gale"),
        AHEAD[1].replace("AL992030", ""),
        AHEAD[1].replace("7.0", "seven!"),
        AHEAD[1].replace("55.0", ""),
    )

    assert [row.point.wind_kt for row in loaded.rows if isinstance(row, Position)] == [55.0]
    assert [(one.row, one.column, one.rule) for one in loaded.quarantined] == [
        (3, "lat", "source.swapped"),
        (3, "wind", "source.cell-unreadable"),
        (4, "key", "source.cell-empty"),
        (5, "adv", "source.cell-unreadable"),
    ]


def test_a_wind_left_blank_is_not_known(tmp_path: Path) -> None:
    (row,) = load(tmp_path, FORECASTS, AHEAD[1].replace("55.0", "")).rows

    assert isinstance(row, Position)
    assert row.point.wind_kt is None


def test_columns_of_no_table_are_named(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refused:
        load(tmp_path, ADVISORIES.replace("Lat", "North"), CENTRE[1])

    assert refused.value.faults[0].values == {"lacking": "lat", "nearest": "nhc-advisories"}


@pytest.mark.parametrize(
    ("name", "rows", "aside"),
    [("adv", 6029, 7), ("fcst", 33_326, 22), ("wndprb", None, 0), ("wr", None, 0), ("fcst_wr", None, 0)],
)
def test_the_shared_tables_are_read(name: str, rows: int | None, aside: int) -> None:
    loaded = read_agency_table(shared(f"nhc/{name}_1998_2014.csv.gz"), arrived_at=ARRIVED)

    assert len({fault.row for fault in loaded.quarantined}) == aside
    assert rows is None or len(loaded.rows) == rows
