"""A storm through the command: files of every kind an agency writes reach the outlook, its reasons, and the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from musterbook.console.watch_lines import arrivals_of
from musterbook.operation.folder import open_book
from musterbook.operation.warning import today
from musterbook.terms.times import read_moment
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book
from tests.operation.test_loading import ANALYST

LOOKED_AT = "2026-01-21T18:00:00+03:00"
WILLOW = "36.05,40.45"
DECK = "AL, 99, 2026012112, 03, OFCL, {lead:3}, {lat}N, {east}E, 60, 0, TS, 34, NEQ, 120, 120, 60, 60,\n"
"""Made for 12 Zulu and so given out at 15 Zulu, which is 18:00 at Willow; the storm comes up from the south."""
TABLES: Mapping[str, str] = {
    "adv.csv": "key,adv,date,lat,lon,wind\nAL992026,7,2026-01-21T14:00:00Z,33.95,40.35,60\n",
    "fcst.csv": "key,adv,date,fcstdate,lat,lon,wind\n"
    "AL992026,7,2026-01-21T14:00:00Z,2026-01-22T14:00:00Z,35.95,40.35,60\n"
    "AL992026,7,2026-01-21T14:00:00Z,2026-01-23T14:00:00Z,37.95,40.35,60\n",
    "wr.csv": "key,adv,date,windfield,ne,se,sw,nw\nAL992026,7,2026-01-21T14:00:00Z,34,120,120,60,60\n",
    "fcst_wr.csv": "key,adv,date,fcstdate,windfield,ne,se,sw,nw\n"
    "AL992026,7,2026-01-21T14:00:00Z,2026-01-22T14:00:00Z,34,120,120,60,60\n",
}
BULLETIN = """\
TROPICAL STORM DEMO WIND SPEED PROBABILITIES NUMBER   7
NWS NATIONAL HURRICANE CENTER MIAMI FL       AL992026
1400 UTC WED JAN 21 2026

FORECAST HOUR    (12)   (24)    (36)    (48)    (72)    (96)   (120)
LOCATION       KT

WILLOW PORT    34 10  20(30)   7(37)   X(37)   X(37)   X(37)   X(37)
$$
"""
POINTS = f"Location,lat,lon\nWILLOW PORT,{WILLOW}\n"


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    open_small_book(tmp_path, changed=ANALYST).close()
    return Asking(capsys, tmp_path / "willow")


def load(muster: Asking, folder: Path, files: Mapping[str, str], *, said: tuple[str, ...] = ()) -> str:
    for name, text in files.items():
        (folder / name).write_text(text)
    paths = [str(folder / name) for name in files]
    return done(muster.write("17:30", "watch", "load", *paths, *said, "--key", "n.analyst")).out


def natural(muster: Asking) -> float:
    answer = done(muster("--happened-at", LOOKED_AT, "watch", "outlook", "--site", "WLW", "--json"))
    (row,) = answer.json
    return float(row["parts"]["natural"])


def deck() -> str:
    return "".join(
        DECK.format(lead=lead, lat=round((33.95 + (lead - 3) / 12) * 10), east=404) for lead in (0, 3, 12, 24, 36, 48)
    )


def test_a_deck_reaches_the_outlook_its_reasons_and_the_map(muster: Asking, tmp_path: Path) -> None:
    before = natural(muster)

    said = load(muster, tmp_path, {"aal992026.dat": deck()}, said=("--as", "storm"))

    assert said.strip() == "aal992026.dat: 5 rows about storms read, 0 quarantined; issued until 2026-01-21"
    assert before == 0
    assert natural(muster) > 0.9
    shown = done(muster("--happened-at", LOOKED_AT, "watch", "outlook", "--site", "WLW")).out
    assert "ind, water or fire" in shown
    book = open_book(muster.folder / "book")
    arrivals: dict[str, datetime] = dict(arrivals_of(today(book, book.incidents, read_moment(LOOKED_AT))))
    book.close()
    assert read_moment(LOOKED_AT) < arrivals["WLW"] < read_moment("2026-01-22T18:00:00+03:00")


def test_what_is_issued_at_six_is_not_known_at_half_past_five(muster: Asking, tmp_path: Path) -> None:
    load(muster, tmp_path, {"aal992026.dat": deck()})

    early = done(
        muster("--happened-at", "2026-01-21T17:45:00+03:00", "watch", "outlook", "--site", "WLW", "--json")
    ).json  # fmt: skip

    assert early[0]["parts"]["natural"] == 0
    assert natural(muster) > 0.9


def test_the_tables_of_an_advisory_are_one_advisory_however_they_come(muster: Asking, tmp_path: Path) -> None:
    backwards = dict(reversed(list(TABLES.items())))

    load(muster, tmp_path, backwards)

    assert natural(muster) > 0.9


def test_a_bulletin_speaks_for_the_points_somebody_placed(muster: Asking, tmp_path: Path) -> None:
    load(muster, tmp_path, {**TABLES, "wind.txt": BULLETIN})
    by_the_track = natural(muster)

    load(muster, tmp_path, {"points.csv": POINTS})

    assert by_the_track > 0.9
    assert natural(muster) == pytest.approx(0.37)
