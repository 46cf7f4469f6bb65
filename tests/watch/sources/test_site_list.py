"""A list of sites: needed columns, others passed over, and every fault by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.terms.errors import Malformed
from musterbook.watch.site_today import Fabric, SiteKind
from musterbook.watch.sources.site_list import Listed, read_sites
from tests.watch.sources.written import SHARED


def listed(folder: Path, text: str) -> tuple[Listed, ...]:
    path = folder / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return read_sites(path)


def faults(folder: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(Malformed) as wrong:
        listed(folder, text)
    return [(fault.rule, fault.row, fault.column) for fault in wrong.value.faults]


def test_four_columns_are_enough(tmp_path: Path) -> None:
    found = listed(tmp_path, "site_id,country,lat,lon\nA1,Exampleland,35.5,40.25\n")

    assert found == (Listed("A1", "A1", "Exampleland", SiteKind.PRISON, 35.5, 40.25),)


def test_others_are_read_or_passed_over(tmp_path: Path) -> None:
    text = "note;SITE;Country;Latitude;Longitude;Kind;Name;hostile_to;fabric\nx;A1;E;1;2;Camp;Alpha;Force A; Force B;\n"
    quoted = text.replace("Force A; Force B;", '"Force A; Force B";Converted')

    found = listed(tmp_path, quoted)[0]

    assert (found.kind, found.name, found.fabric) == (SiteKind.CAMP, "Alpha", Fabric.CONVERTED)
    assert found.hostile_to == {"Force A", "Force B"}


def test_every_fault_is_named_by_row_and_column(tmp_path: Path) -> None:
    text = (
        "site_id,country,lat,lon,kind,fabric\nA1,E,1,2,prison,\nA1,E,1,2,prison,\nA2,,north,200,castle,paper\n"
        "A3,E,95,2,,\nA4,E,1\n,E,1,2,,\n"
    )  # fmt: skip

    assert faults(tmp_path, text) == [
        ("sites.twice", 3, "site_id"),
        ("sites.empty", 4, "country"),
        ("sites.no-degrees", 4, "lat"),
        ("sites.degrees-outside", 4, "lon"),
        ("sites.unknown-choice", 4, "kind"),
        ("sites.unknown-choice", 4, "fabric"),
        ("sites.swapped", 5, "lat"),
        ("source.row-short", 6, None),
        ("sites.empty", 7, "site_id"),
    ]


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    assert faults(tmp_path, "name,lat\nAlpha,1\n") == [("sites.columns", 1, None)]


def test_a_list_without_a_site_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "site_id,country,lat,lon\n") == [("sites.none", None, None)]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test files are not beside this tree")
def test_the_shared_list_is_read_whole() -> None:
    found = read_sites(SHARED / "sites.csv")

    assert len(found) == 61
    assert sum(one.country == "Iraq" for one in found) == 34
    assert {one.kind for one in found} == {SiteKind.PRISON, SiteKind.CAMP}
