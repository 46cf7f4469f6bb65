"""A console on an opened book shows what was loaded beside it: on the map, and in the figure of a site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.console.book_source import BookSource
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.loading import load, read_file
from musterbook.store.incidents import IncidentStore
from tests.console.asking import pages_on
from tests.console.test_pages import text_of
from tests.operation.making import DESK, MORNING, acting, open_small_book
from tests.operation.test_loading import ANALYST, HEAD, ucdp
from tests.operation.watching import at

GROUND = {
    "type": "FeatureCollection",
    "features": [{
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[40.0, 35.0], [40.2, 35.0], [40.2, 36.5], [40.0, 36.5], [40.0, 35.0]]],
        },
        "properties": {"kind": "control", "controller": "one", "date": "2026-01-20"},
    }],
}  # fmt: skip


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Book]:
    """The small book, closed, and opened again as `muster serve` opens it, with two files loaded."""
    made = open_small_book(tmp_path, changed=ANALYST)
    store = IncidentStore.writing(tmp_path / "willow" / "book")
    rows = HEAD + ucdp("1", "2026-01-15") + ucdp("2", "2026-01-16") + ucdp("3", "2026-01-18")
    (tmp_path / "jan.csv").write_text(rows.replace(",35,40,", ",35.9,40.3,"), encoding="utf-8")
    (tmp_path / "ground.geojson").write_text(json.dumps(GROUND), encoding="utf-8")
    for name in ("jan.csv", "ground.geojson"):
        read = read_file(tmp_path / name, arrived_at=MORNING + timedelta(minutes=50))
        load(made, store, read, acting("n.analyst/watch-analyst", DESK, minutes=60))
    store.close()
    made.close()
    book = open_book(tmp_path / "willow")
    yield book
    book.close()


def test_a_loaded_file_shows_on_the_map(opened: Book) -> None:
    source = BookSource(opened, now=lambda: at(3))

    drawn, page = source.watch_map(), pages_on(source)("/watch/map")

    assert [(one.lat, one.lon) for one in drawn.incidents] == [(35.9, 40.3)] * 3
    assert [one.controller for one in drawn.areas] == ["one"]
    assert page.status_code == 200
    assert "No control areas are loaded" not in text_of(page.text)


def test_a_loaded_file_is_in_the_figure_and_no_more_unknown(opened: Book) -> None:
    source = BookSource(opened, now=lambda: at(3))

    view = source.outlook("WLW")

    assert view is not None
    assert [one.value for one in view.inputs if one.name == "violence"] == ["3"]
    assert "No file tells how much fighting there is around it." not in view.row.remarks
