"""Areas and places drawn on a map are read; a drawing that cannot be right is named by its number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.geojson import Ground, Spot
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.reading import read_areas
from tests.watch.sources.written import ARRIVED, put, shared

SQUARE = [[36, 35], [38, 35], [38, 37], [36, 37], [36, 35]]
HOLE = [[36, 35], [37, 35], [37, 37], [36, 37], [36, 35]]
CONTROL = {"date": "2030-01-17", "controller": "Force A", "source": "sketch", "confidence": "reported"}


def drawn(*rings: Sequence[Sequence[float]], **said: str) -> dict[str, object]:
    return {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def load(folder: Path, *features: object, sites: tuple[tuple[float, float], ...] = ()) -> Loaded[Ground | Spot]:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return read_areas(put(folder, text, "areas.geojson"), arrived_at=ARRIVED, sites=sites)


def test_ground_in_somebodys_hands_is_known_from_the_end_of_its_day(tmp_path: Path) -> None:
    loaded = load(tmp_path, drawn(SQUARE, **CONTROL))

    (row,) = loaded.rows
    assert isinstance(row, Ground)
    assert (row.kind, row.area.controller, row.source, row.confidence) == ("control", "Force A", "sketch", "reported")
    assert row.area.at == datetime(2030, 1, 17, tzinfo=UTC)
    assert row.area.known_at == datetime(2030, 1, 17, 23, 59, 59, tzinfo=UTC)
    assert loaded.known_through == date(2030, 1, 17)


def test_an_outline_without_a_day_is_a_place_and_its_middle_is_by_area(tmp_path: Path) -> None:
    loaded = load(tmp_path, drawn(SQUARE, name="Yard"), drawn(SQUARE, HOLE, name="Yard"))

    middles = [(row.lat, row.lon) for row in loaded.rows if isinstance(row, Spot)]

    assert middles == [pytest.approx((36, 37)), pytest.approx((36, 37.5))]


def test_a_place_across_180_degrees_has_its_middle_there(tmp_path: Path) -> None:
    across = [[179, 0], [-179, 0], [-179, 2], [179, 2], [179, 0]]

    (row,) = load(tmp_path, drawn(across, name="Isle")).rows

    assert isinstance(row, Spot)
    assert row.lat == pytest.approx(1)
    assert abs(row.lon) == pytest.approx(180)


def test_a_point_is_a_place(tmp_path: Path) -> None:
    point = {"type": "Feature", "properties": {"name": "Gate"}, "geometry": {"type": "Point", "coordinates": [40, 36]}}

    assert load(tmp_path, point).rows == (Spot("Gate", 36.0, 40.0, "", ""),)


def test_a_fire_is_ground_of_its_kind(tmp_path: Path) -> None:
    (row,) = load(tmp_path, drawn(SQUARE, date="2030-01-17", kind="fire", name="North ridge")).rows

    assert isinstance(row, Ground)
    assert (row.kind, row.area.controller) == ("fire", "North ridge")


def test_a_ring_that_is_open_is_closed_and_flagged(tmp_path: Path) -> None:
    (row,) = load(tmp_path, drawn(SQUARE[:-1], **CONTROL)).rows

    assert isinstance(row, Ground)
    assert row.flags == ("ring-closed",)
    assert row.area.polygons[0][0][0] == row.area.polygons[0][0][-1]


def test_what_cannot_be_right_is_named_by_its_number_and_stops_nothing(tmp_path: Path) -> None:
    swapped = [[35, 136], [35, 138], [37, 138], [35, 136]]

    loaded = load(
        tmp_path,
        drawn(SQUARE, **CONTROL),
        drawn(swapped, **CONTROL),
        drawn(SQUARE[:2], **CONTROL),
        drawn(SQUARE, **{**CONTROL, "date": "soon"}),
        drawn(SQUARE, **{**CONTROL, "controller": ""}),
        {"type": "Feature", "geometry": None},
        "nothing",
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": ["x", 1]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": SQUARE}},
    )

    assert len(loaded.rows) == 1
    assert [(one.row, one.column, one.rule) for one in loaded.quarantined] == [
        (2, "coordinates", "source.swapped"),
        (3, "coordinates", "source.cell-unreadable"),
        (4, "date", "source.cell-unreadable"),
        (5, "controller", "source.cell-empty"),
        (6, "geometry", "source.cell-empty"),
        (7, "geometry", "source.cell-empty"),
        (8, "coordinates", "source.cell-unreadable"),
        (9, "geometry", "source.cell-unreadable"),
    ]


def test_a_file_far_from_every_site_is_warned_about(tmp_path: Path) -> None:
    near, far = (36.0, 37.0), (10.0, 10.0)

    said = [load(tmp_path, drawn(SQUARE, **CONTROL), sites=sites).warnings for sites in ((), (near, far), (far,))]

    assert [[one.rule for one in warnings] for warnings in said] == [[], [], ["source.far-from-sites"]]


@pytest.mark.parametrize("text", ["{", '{"features": [', '{"type": "Point"}', "[]", '{"features": 3}'])
def test_a_file_cut_off_or_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_areas(put(tmp_path, text), arrived_at=ARRIVED)

    assert refused.value.faults[0].rule in {"source.not-json", "source.no-features"}


def test_the_shared_sample_is_read() -> None:
    loaded = read_areas(shared("samples/control_areas_SYNTHETIC.geojson"), arrived_at=ARRIVED)

    assert [row.area.at.day for row in loaded.rows if isinstance(row, Ground)] == [17, 18]
    assert loaded.quarantined == ()
