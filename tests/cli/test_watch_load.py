"""watch load: what it prints, who may, and that a wrong file among several leaves nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from musterbook.tables import WATCH_SCHEMAS, Value, write_table
from tests.cli.asking import Asking, done
from tests.operation.making import TABLES, fill, open_small_book
from tests.operation.test_loading import ANALYST, HEAD, ucdp
from tests.watch.fought import SHARED, needs_shared_files


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    assert TABLES["officers"] != ANALYST["officers"]
    open_small_book(tmp_path, changed=ANALYST).close()
    return Asking(capsys, tmp_path / "willow")


def test_a_file_is_counted_and_the_same_file_again_changes_nothing(muster: Asking, tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEAD + ucdp("1") + ucdp("2", where=5))
    words = ("watch", "load", str(tmp_path / "jan.csv"), "--key", "n.analyst")

    first, again = (done(muster.write(at, *words)) for at in ("09:00", "10:00"))

    counted = "jan.csv: 2 rows read: 1 placed, 1 too imprecise for distances, 0 quarantined; known through 2026-01-05"
    assert first.out.strip() == counted
    assert again.out.strip() == f"{counted}; loaded before; nothing changed"
    assert muster("watch", "load", str(tmp_path / "jan.csv")).code == 4, "nobody was asked and nobody said yes"


def test_as_json_it_says_the_digest_and_the_entry(muster: Asking, tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEAD + ucdp("1"))

    told = done(muster.write("09:00", "watch", "load", str(tmp_path / "jan.csv"), "--key", "n.analyst", "--json")).json

    assert [len(str(told[0][name])) for name in ("digest", "entry")] == [64, 64]
    assert (told[0]["placed"], told[0]["known_through"]) == (1, "2026-01-05")


def test_a_wrong_file_among_several_leaves_nothing(muster: Asking, tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEAD + ucdp("1"))
    (tmp_path / "pointer.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    files = (str(tmp_path / "jan.csv"), str(tmp_path / "pointer.csv"))

    answer = muster.write("09:00", "watch", "load", *files, "--key", "n.analyst")

    assert answer.code == 4
    assert "only a pointer" in answer.err
    assert not (muster.folder / "book" / "incidents.db").exists()


def test_who_has_no_role_for_it_is_refused(muster: Asking, tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEAD + ucdp("1"))

    answer = muster.write("09:00", "watch", "load", str(tmp_path / "jan.csv"), "--key", "w.officer")

    assert answer.code == 3
    assert "watch analyst" in answer.err


def test_where_there_is_no_book_it_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text(HEAD + ucdp("1"))

    answer = Asking(capsys, tmp_path)("watch", "load", str(tmp_path / "jan.csv"))

    assert answer.code == 4
    assert "there is no book here" in answer.err


@needs_shared_files
def test_january_2026_is_counted_as_published(muster: Asking) -> None:
    path = str(SHARED / "events" / "GEDEvent_v26_0_1.csv.gz")

    answer = done(muster("--yes", "--happened-at", "2026-02-20T09:00:00+03:00", "watch", "load", path, "--as", "ucdp",
                         "--key", "n.analyst"))  # fmt: skip

    assert answer.out.strip().endswith(
        "1,727 rows read: 1,427 placed, 300 too imprecise for distances, 0 quarantined; known through 2026-01-31"
    )


def test_a_table_of_reports_is_written_by_who_may_and_only_once(muster: Asking, tmp_path: Path) -> None:
    sheet = tmp_path / "shifts.csv"
    sheet.write_text(
        "site,counted_at,posts_filled,posts_minimum,source\nWLW,2026-01-20,8,10,site\nWLLW,2026-01-20,8,9,x\n"
    )
    words = ("watch", "load", str(sheet), "--key", "w.officer")

    first, again = (done(muster.write(at, *words)) for at in ("09:00", "10:00"))

    assert first.out.strip() == "shifts.csv: 1 rows written, 0 known before, 1 put aside"
    assert again.out.strip() == "shifts.csv: 0 rows written, 1 known before, 1 put aside"
    assert "shifts.csv row 3 column site: nobody described a site WLLW" in first.err
    refused = muster.write("11:00", "watch", "load", str(sheet), "--as", "guards", "--key", "c.coord")
    assert refused.code == 3


def test_a_workbook_is_told_by_its_columns_and_a_table_of_nothing_known_stays_one(
    muster: Asking, tmp_path: Path
) -> None:
    counted: dict[str, Value] = {"site": "WLW", "counted_at": datetime(2026, 1, 20, tzinfo=UTC), "best": 40}
    write_table(tmp_path / "monday.xlsx", WATCH_SCHEMAS["population"], [counted])
    (tmp_path / "colours.csv").write_text("colour,shade\nred,dark\n")
    write = ("watch", "load", "--key", "w.officer")

    book = done(muster.write("09:00", *write, str(tmp_path / "monday.xlsx"), "--json")).json
    other = muster.write("09:10", *write, str(tmp_path / "colours.csv"))

    assert [(one["table"], one["written"], len(one["entries"])) for one in book] == [("population", 1, 1)]
    assert other.code == 4
    assert "colours.csv" in other.err


def test_opening_a_folder_says_which_reports_wait_to_be_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = fill(tmp_path / "willow", ANALYST)
    (folder / "population.csv").write_text("site,counted_at,best\nWLW,2026-01-20,40\n")
    asking = Asking(capsys, tmp_path)

    opened = done(asking("--happened-at", "2026-01-21T06:00:00+03:00", "open", str(folder), "--seed", "1", "--json"))

    assert opened.json["to_load"] == ["population.csv"]
