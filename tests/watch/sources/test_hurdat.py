"""Best tracks are read storm by storm; what is missing stays missing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.hurdat import off_hour
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.storm_reading import read_best_tracks
from musterbook.watch.storms import Radii, Track, TrackPoint
from tests.watch.sources.written import ARRIVED, put, shared

LINES = (
    "AL012030,              DEMO,      3,",
    "20300801, 0000,  , TS, 17.5N,  79.0W,  45, 1002,  60,  50,  40,  30,   0,   0,   0,   0,   0,   0,   0,   0,",
    "20300801, 0315, L, TS, 17.9N,  79.5W,  50, -999,-999,-999,-999,-999,-999,-999,-999,-999,-999,-999,-999,-999,",
    "20300801, 0600,  , TS, 18.2N, 180.5E,  50, 1000,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,",
)


def load(folder: Path, *lines: str, end: str = "\n") -> Loaded[Track]:
    return read_best_tracks(put(folder, end.join((*lines, "")), "hurdat2.txt"), arrived_at=ARRIVED)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_storm_is_its_points(tmp_path: Path, end: str) -> None:
    loaded = load(tmp_path, *LINES, end=end)

    (storm,) = loaded.rows
    assert (storm.storm, storm.name, loaded.quarantined, loaded.warnings) == ("AL012030", "DEMO", (), ())
    first = TrackPoint(datetime(2030, 8, 1, tzinfo=UTC), 17.5, -79.0, 45.0, Radii(60, 50, 40, 30))
    assert storm.points[0] == first
    assert storm.points[1].radii is None
    assert storm.points[2].radii == Radii(0, 0, 0, 0)
    assert storm.points[2].lon == -179.5
    assert [off_hour(point) for point in storm.points] == [False, True, False]


@pytest.mark.parametrize("missing", ["-99", "-999"])
def test_a_wind_that_is_missing_is_not_known_and_the_point_stays(tmp_path: Path, missing: str) -> None:
    loaded = load(tmp_path, LINES[0], LINES[1].replace("45, 1002", f"{missing}, 1002"), *LINES[2:])

    assert loaded.quarantined == ()
    assert [point.wind_kt for point in loaded.rows[0].points] == [None, 50.0, 50.0]


def test_points_told_in_another_order_are_the_same_track(tmp_path: Path) -> None:
    assert load(tmp_path, LINES[0], *reversed(LINES[1:])).rows == load(tmp_path, *LINES).rows


def test_a_last_line_without_an_end_may_be_half_a_line(tmp_path: Path) -> None:
    loaded = read_best_tracks(put(tmp_path, "\n".join(LINES), "hurdat2.txt"), arrived_at=ARRIVED)

    assert [(one.rule, one.row) for one in loaded.warnings] == [("source.last-line-open", 4)]


@pytest.mark.parametrize(
    ("was", "becomes"), [("45, 1002", "-4, 1002"), ("17.5N", "97.5N"), ("0801, 0000", "0832, 0000"), ("17.5N", "17.5")]
)
def test_a_line_that_cannot_be_read_is_put_aside_by_its_number(tmp_path: Path, was: str, becomes: str) -> None:
    loaded = load(tmp_path, LINES[0], LINES[1].replace(was, becomes), *LINES[2:])

    assert [(one.row, one.rule) for one in loaded.quarantined] == [(2, "source.line-unreadable")]
    assert len(loaded.rows[0].points) == 2


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_file_cut_after_any_line_says_that_a_storm_is_short(tmp_path: Path, kept: int) -> None:
    loaded = load(tmp_path, *LINES[:kept])

    assert len(loaded.rows[0].points) == kept - 1
    assert [(one.rule, one.values) for one in loaded.warnings] == [("source.storm-short", {"storms": 1})]


def test_a_file_without_a_storm_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="no-storm"):
        load(tmp_path, LINES[1])


def test_the_shared_file_gives_its_storms_and_points() -> None:
    loaded = read_best_tracks(shared("nhc/hurdat2_atlantic_1970_2014.txt.gz"), arrived_at=ARRIVED)

    points = [point for storm in loaded.rows for point in storm.points]

    assert (len(loaded.rows), len(points), loaded.quarantined) == (735, 19_332, ())
    assert sum(point.wind_kt is None for point in points) == 58
    assert sum(off_hour(point) for point in points) == 346
    assert {point.at.year for point in points if point.radii is not None} == set(range(2004, 2015))
    assert loaded.warnings == ()
