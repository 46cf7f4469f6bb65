"""The list of storms that are alive says what to fetch."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.current_storms import ActiveStorm, Product
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.storm_reading import read_current_storms
from musterbook.watch.storms import TrackPoint
from tests.watch.sources.storm_files import STORM, current
from tests.watch.sources.written import ARRIVED, put, shared

ISSUED = datetime(2030, 9, 1, 15, tzinfo=UTC)


def load(folder: Path, *storms: object) -> Loaded[ActiveStorm]:
    return read_current_storms(put(folder, current(*storms), "CurrentStorms.json"), arrived_at=ARRIVED)


def test_a_storm_is_where_it_is_and_what_to_fetch(tmp_path: Path) -> None:
    (storm,) = load(tmp_path, STORM).rows

    assert storm == ActiveStorm(
        "AL992030",
        "Demo",
        "TS",
        TrackPoint(ISSUED, 17.1, -58.4, 45.0),
        (
            Product("windSpeedProbabilities", "7", ISSUED, ("https://weather.invalid/wind.shtml",), readable=True),
            Product("forecastTrack", "7", None, ("https://weather.invalid/track.zip",), readable=False),
        ),
    )


def test_figures_count_as_numbers_and_as_text(tmp_path: Path) -> None:
    plain = {**STORM, "intensity": 45, "latitude": None, "longitude": ""}

    assert load(tmp_path, plain).rows == load(tmp_path, STORM).rows


def test_a_wind_that_is_not_given_is_not_known(tmp_path: Path) -> None:
    assert load(tmp_path, {**STORM, "intensity": None}).rows[0].point.wind_kt is None


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("id", "", "source.cell-empty"),
        ("lastUpdate", "soon", "source.cell-unreadable"),
        ("latitude", "97.1N", "source.cell-unreadable"),
        ("longitude", "58.4", "source.cell-unreadable"),
        ("intensity", "strong", "source.cell-unreadable"),
    ],
)
def test_a_storm_that_cannot_be_read_is_named_by_its_number_and_field(
    tmp_path: Path, field: str, value: str, rule: str
) -> None:
    loaded = load(tmp_path, STORM, {**STORM, field: value}, "nothing")

    assert [(one.row, one.column, one.rule) for one in loaded.quarantined] == [
        (2, field, rule),
        (3, "id", "source.cell-empty"),
    ]
    assert len(loaded.rows) == 1


@pytest.mark.parametrize(("text", "rule"), [(current(STORM)[:200], "source.not-json"), ("{}", "source.no-storm")])
def test_a_list_cut_off_or_another_file_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(Malformed, match=rule):
        read_current_storms(put(tmp_path, text, "CurrentStorms.json"), arrived_at=ARRIVED)


def test_no_storm_alive_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path).rows == ()


def test_the_shared_sample_has_four_storms_and_their_links() -> None:
    loaded = read_current_storms(shared("samples/NHC_CurrentStorms_sample.json"), arrived_at=ARRIVED)

    assert (len(loaded.rows), loaded.quarantined) == (4, ())
    assert [storm.products[0].readable for storm in loaded.rows] == [True, True, True, False]
    assert all(product.links for storm in loaded.rows for product in storm.products)
