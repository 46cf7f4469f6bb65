"""A folder of files, each told apart by what stands in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.sources.several import each_once, gather, lethal
from tests.watch.sources.written import ARRIVED, SHARED

UCDP = "id,date_start,latitude,longitude,best,type_of_violence,where_prec,date_prec,country\n"
RING = [[40.0, 35.0], [41.0, 35.0], [41.0, 36.0], [40.0, 35.0]]
GROUND = {
    "type": "Feature",
    "properties": {"date": "2030-01-05", "controller": "Force A"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}


def row(identity: str, day: str = "2030-01-05", dead: int = 1) -> str:
    return f"{identity},{day},35,40,{dead},1,1,1,Exampleland\n"


def test_incidents_and_areas_of_a_folder_are_gathered_and_the_rest_is_named(tmp_path: Path) -> None:
    (tmp_path / "control").mkdir()
    (tmp_path / "b.csv").write_text(UCDP + row("1") + row("2"))
    (tmp_path / "a.csv").write_text(UCDP + row("3"))
    (tmp_path / "sites.csv").write_text("site_id,country,lat,lon\nA1,E,1,2\n")
    (tmp_path / "README.md").write_text("what lies here")
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "control" / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [GROUND]}))

    found = gather(tmp_path, arrived_at=ARRIVED)

    assert [(load.file, len(load.rows)) for load in found.loads] == [("a.csv", 1), ("b.csv", 2)]
    assert [one.controller for one in found.areas] == ["Force A"]
    assert sorted((one.file or "", one.rule) for one in found.left_out) == [
        ("README.md", "source.other-ending"), ("sites.csv", "source.columns-unknown"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "rule"),
    [("version https://git-lfs.github.com/spec/v1\nsize 9\n", "source.lfs-pointer"), ("", "source.empty")],
)
def test_a_damaged_file_in_a_folder_is_refused(tmp_path: Path, content: str, rule: str) -> None:
    (tmp_path / "a.csv").write_text(UCDP + row("1"))
    (tmp_path / "b.csv").write_text(content)

    with pytest.raises(Malformed) as wrong:
        gather(tmp_path, arrived_at=ARRIVED)

    assert [(fault.rule, fault.file) for fault in wrong.value.faults] == [(rule, "b.csv")]


def test_a_single_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("site_id,country,lat,lon\nA1,E,1,2\n")

    with pytest.raises(Malformed) as wrong:
        gather(path, arrived_at=ARRIVED)

    assert wrong.value.faults[0].rule == "source.columns-unknown"


def test_a_folder_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as wrong:
        gather(tmp_path, arrived_at=ARRIVED)

    assert [fault.rule for fault in wrong.value.faults] == ["source.nothing"]


def test_a_drawing_that_cannot_be_right_is_refused(tmp_path: Path) -> None:
    wrong_way = {
        **GROUND,
        "geometry": {"type": "Polygon", "coordinates": [[[35.0, 140.0], [36.0, 140.0], [35.0, 141.0]]]},
    }
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [wrong_way]}))

    with pytest.raises(Malformed) as wrong:
        gather(tmp_path / "areas.geojson", arrived_at=ARRIVED)

    assert wrong.value.faults[0].rule == "source.swapped"


def test_a_row_in_two_files_counts_once_and_the_one_known_first_counts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(UCDP + row("1", "2030-01-07", 5) + row("2"))
    (tmp_path / "b.csv").write_text(UCDP + row("1") + row("2"))

    rows, revised = each_once(gather(tmp_path, arrived_at=ARRIVED).loads)

    assert sorted((one.id, one.start.day, one.deaths.best) for one in rows) == [("1", 5, 1), ("2", 5, 1)]
    assert revised == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test files are not beside this tree")
def test_bloodless_rows_count_in_one_source_and_not_in_the_other() -> None:
    loads = [gather(SHARED / where, arrived_at=ARRIVED).loads[0] for where in (
        "samples/acled_export_SYNTHETIC.csv", "events/GEDEvent_v26_0_1.csv.gz",
    )]  # fmt: skip

    acled, ucdp = loads

    assert all(one.deaths.best >= 1 for one in lethal(acled.rows))
    assert len(lethal(acled.rows)) < len(acled.rows)
    assert len(lethal(ucdp.rows)) == len(ucdp.rows)
