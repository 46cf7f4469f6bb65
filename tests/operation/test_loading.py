"""Loading files: rows beside the book, a fact in it, and what the watch then knows at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.incident_store import StoredIncidents, incident_row
from musterbook.operation.loading import LoadedHere, load, read_file
from musterbook.store.incidents import IncidentStore
from musterbook.terms.errors import Malformed
from musterbook.watch.facts import FileLoaded
from musterbook.watch.files_loaded import FilesLoaded
from musterbook.watch.sources import flags
from tests.operation.making import DESK, MORNING, TABLES, acting, open_small_book

ANALYST = {"officers": (*TABLES["officers"], ("n.analyst", "desk", "watch-analyst"))}
HEAD = "id,date_start,date_end,latitude,longitude,best,type_of_violence,where_prec,date_prec,country\n"
ACLED = "event_id_cnty,event_date,latitude,longitude,fatalities,sub_event_type,country,geo_precision,time_precision\n"
RING = [[40.0, 35.0], [41.0, 35.0], [41.0, 36.0], [40.0, 35.0]]


class Desk:
    """A book with an analyst and the store beside it."""

    def __init__(self, folder: Path) -> None:
        self.book: Book = open_small_book(folder, changed=ANALYST)
        self.store = IncidentStore.writing(folder / "willow" / "book")
        self.folder = folder

    def load(self, name: str, text: str, *, days: int = 0) -> LoadedHere:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        read = read_file(path, arrived_at=MORNING + timedelta(days))
        return load(self.book, self.store, read, self.acting(days))

    def acting(self, days: int) -> Acting:
        return acting("n.analyst/watch-analyst", DESK, minutes=60 + 1440 * days)

    @property
    def rows(self) -> StoredIncidents:
        return StoredIncidents(self.store, self.book.reading(FilesLoaded))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.store.close()
    one.book.close()


def ucdp(identity: str, day: str = "2026-01-05", dead: int = 1, where: int = 1) -> str:
    return f"{identity},{day},{day},35,40,{dead},1,{where},1,Exampleland\n"


def later(days: float) -> datetime:
    return MORNING + timedelta(days)


def test_a_loaded_file_stands_in_the_book_and_its_rows_beside_it(desk: Desk) -> None:
    done = desk.load("jan.csv", HEAD + ucdp("1") + ucdp("2", where=5) + "3,never,,35,40,1,1,1,1,E\n")

    assert done.entry is not None
    fact = done.entry.fact
    assert isinstance(fact, FileLoaded)
    assert (fact.source, fact.rows_good, fact.rows_kept_out, fact.rows_quarantined) == ("ucdp", 1, 1, 1)
    assert fact.known_through == "2026-01-05"
    assert [one.id for one in desk.rows.incidents(now=later(1))] == ["1", "2"]
    assert list(desk.rows.threats("WLW", lat=35.0, lon=40.0, now=later(1))) == []


def test_rows_come_back_whole(desk: Desk) -> None:
    done = desk.load("jan.csv", HEAD + ucdp("1") + ucdp("2", where=3))

    assert tuple(desk.rows.incidents(now=later(1))) == done.read.incidents


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.load("jan.csv", HEAD + ucdp("1"))
    entries = len(desk.book.entries())

    again = desk.load("another-name.csv", HEAD + ucdp("1"), days=2)

    assert again.entry is None
    assert len(desk.book.entries()) == entries
    assert [one.arrived_at for one in desk.store.files()] == [MORNING]


def test_rows_without_their_fact_count_for_nothing_until_the_file_is_loaded_again(desk: Desk) -> None:
    path = desk.folder / "jan.csv"
    path.write_text(HEAD + ucdp("1"))
    read = read_file(path, arrived_at=MORNING)
    desk.store.keep(read.file, [incident_row(one) for one in read.incidents])  # here the power failed
    before = list(desk.rows.incidents(now=later(1)))

    done = load(desk.book, desk.store, read, desk.acting(0))

    assert before == []
    assert done.entry is not None
    assert [one.id for one in desk.rows.incidents(now=later(1))] == ["1"]


def test_nothing_of_a_file_is_known_before_it_came(desk: Desk) -> None:
    desk.load("jan.csv", HEAD + ucdp("1"))
    desk.load("feb.csv", HEAD + ucdp("2", "2026-01-20"), days=10)

    assert [[one.id for one in desk.rows.incidents(now=later(days))] for days in (-1, 1, 11)] == [[], ["1"], ["1", "2"]]


def test_of_two_files_both_figures_stay_and_the_later_is_a_revision(desk: Desk) -> None:
    desk.load("jan.csv", HEAD + ucdp("1"))
    desk.load("mended.csv", HEAD + ucdp("1", dead=7) + ucdp("2"), days=10)

    rows = list(desk.rows.incidents(now=later(20)))

    assert [(one.id, one.deaths.best) for one in rows] == [("1", 1), ("1", 7), ("2", 1)]
    assert rows[1].known_at == later(10)
    assert flags.REVISION in rows[1].flags


def test_the_source_that_told_of_a_country_first_speaks_for_it(desk: Desk) -> None:
    desk.load("jan.csv", HEAD + ucdp("1"))

    done = desk.load("acled.csv", ACLED + "X1,2026-01-06,35,40,2,Armed clash,Exampleland,1,1\n", days=1)

    assert [one.rule for one in done.others] == ["source.told-before"]
    assert {one.source for one in desk.rows.incidents(now=later(5))} == {"ucdp"}


def test_control_areas_are_kept_and_known_from_the_evening_of_their_day(desk: Desk) -> None:
    drawn = {
        "type": "Feature", "properties": {"date": "2026-01-22", "controller": "Force A"},
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }  # fmt: skip

    done = desk.load("ground.geojson", json.dumps(drawn))

    assert (done.read.fact.source, done.read.fact.dialect, done.read.fact.rows_good) == ("control", "geojson", 1)
    assert list(desk.rows.areas(now=later(0.5))) == []
    (area,) = desk.rows.areas(now=datetime(2026, 1, 23, tzinfo=UTC))
    assert area == done.read.areas[0]


@pytest.mark.parametrize(
    ("text", "wanted", "rule"),
    [
        (HEAD + ucdp("1"), "acled", "source.other-dialect"),
        (HEAD + ucdp("1"), "control", "source.other-dialect"),
        ('{"type": "FeatureCollection", "features": []}', "ucdp", "source.other-dialect"),
        ('{"type": "FeatureCollection", "features": []}', "", "source.nothing"),
        (HEAD, "", "source.nothing"),
        ("site,posts\nA,1\n", "", "source.columns-unknown"),
    ],
)
def test_a_file_of_another_kind_or_of_nothing_is_refused(tmp_path: Path, text: str, wanted: str, rule: str) -> None:
    (tmp_path / "file").write_text(text)

    with pytest.raises(Malformed) as wrong:
        read_file(tmp_path / "file", wanted=wanted, arrived_at=MORNING)

    assert rule in {fault.rule for fault in wrong.value.faults}
