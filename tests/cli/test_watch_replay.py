"""watch replay: rows that anybody can score, and days that an officer on duty can read."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musterbook.cli.app import run
from musterbook.watch.counts import Counts
from musterbook.watch.fighting import Average, training_days
from musterbook.watch.scoring import blocks_of, scores
from tests.cli.asking import SOURCE, Answer
from tests.watch.fought import IRAQ, SHARED, SYRIA, day, fought, needs_shared_files, sites_of

JANUARY = "GEDEvent_v26_0_1.csv.gz"
HEAD = "id,date_start,date_end,latitude,longitude,best,type_of_violence,where_prec,date_prec,country\n"
GROUND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"date": f"2031-01-{at:02}", "controller": "Force A"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, 34], [44, 34], [44, 36], [west, 36], [west, 34]]],
            },
        }
        for at, west in ((5, 42.0), (9, 41.5))
    ],
}


@pytest.fixture
def world(tmp_path: Path) -> tuple[str, ...]:
    """The words for a folder of invented files: fighting every ninth day, and hostile ground that comes nearer."""
    (tmp_path / "events").mkdir()
    starts = [np.datetime64("2029-01-01") + at for at in range(0, 760, 9)]
    rows = [f"{at},{start},{start},35.1,40,1,1,1,1,Exampleland\n" for at, start in enumerate(starts)]
    (tmp_path / "events" / "rows.csv").write_text(HEAD + "".join(rows))
    (tmp_path / "events" / "ground.geojson").write_text(json.dumps(GROUND))
    (tmp_path / "sites.csv").write_text(
        "site_id,name,country,kind,lat,lon,hostile_to\nA1,Alpha,Exampleland,prison,35,40,Force A\n"
        "A2,Bravo,Exampleland,camp,38,45,\n"
    )
    return ("watch", "replay", "--events", str(tmp_path / "events"), "--sites", str(tmp_path / "sites.csv"))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Answer:
    capsys.readouterr()
    code = run(list(words))
    told = capsys.readouterr()
    return Answer(code, told.out, told.err)


def test_the_rows_have_what_a_scorer_needs(capsys: pytest.CaptureFixture[str], world: tuple[str, ...]) -> None:
    told = answer(capsys, *world, "--until", "2031-01-12", "--since", "2031-01-10", "--json", "--horizon", "7")

    assert told.code == 0
    assert {tuple(row) for row in told.json} == {
        ("site", "day", "layer", "horizon_days", "p", "low", "high", "reasons")
    }
    assert {(row["layer"], row["horizon_days"]) for row in told.json} == {
        ("loss", 7), ("line", 7), ("fighting", 14), ("near", 7),
    }  # fmt: skip
    assert {row["day"] for row in told.json} == {"2031-01-10", "2031-01-11", "2031-01-12"}
    assert all(0 <= row["low"] <= row["p"] <= row["high"] <= 1 for row in told.json)
    assert all(sentence[0].isupper() or sentence[0].isdigit() for row in told.json for sentence in row["reasons"])
    assert "rows.csv: 85 rows read: 85 placed, 0 too imprecise for distances, 0 quarantined" in told.err


def test_without_a_first_day_json_begins_with_the_first_that_is_known(
    capsys: pytest.CaptureFixture[str], world: tuple[str, ...]
) -> None:
    rows = answer(capsys, *world, "--until", "2031-01-12", "--json", "--every", "100").json

    assert rows[0]["day"] == "2029-01-02"


def test_what_becomes_known_later_changes_no_byte_of_an_earlier_day(
    capsys: pytest.CaptureFixture[str], world: tuple[str, ...], tmp_path: Path
) -> None:
    words = (*world, "--since", "2030-11-01", "--json", "--until")
    before = answer(capsys, *words, "2030-12-01").out
    with (tmp_path / "events" / "rows.csv").open("a") as file:
        file.write("900,2030-11-20,2030-12-02,35,40,9,1,1,1,Exampleland\n901,2031-06-01,2031-06-01,38,45,1,1,1,1,E\n")
    (tmp_path / "events" / "other.csv").write_text(HEAD + "7,2020-01-01,2031-02-02,35,40,1,1,1,1,Exampleland\n")

    after = answer(capsys, *words, "2030-12-01").out
    longer = answer(capsys, *words, "2031-01-12").out

    assert after == before
    assert longer.startswith(before.removesuffix("\n]\n"))


def test_a_screen_has_a_table_for_each_day_the_way_and_the_reasons(
    capsys: pytest.CaptureFixture[str], world: tuple[str, ...]
) -> None:
    shown = answer(capsys, *world, "--until", "2031-01-12", "--since", "2031-01-10").out

    assert "Saturday 11 January 2031" in shown
    assert "Alpha (A1)" in shown
    assert "The way of the fighting, day by day" in shown
    assert "Why, on 12 January 2031" in shown
    assert "Hostile ground is 137 km away and comes 11 km nearer a day" in shown
    assert "Nobody has said in the last three days how many guards are on duty" in shown
    assert all(len(line) < 250 for line in shown.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--until", "soon"), "is not a time"),
        (("--until", "2031-01-12", "--since", "2032-01-01"), "there is no day"),
        (("--until", "2031-01-12", "--site", "Z9"), "no site of the list has the id Z9"),
        (("--until", "2031-01-12", "--layer", "weather"), "weather is no layer"),
        (("--until", "2031-01-12", "--primary", "ucdp"), "ucdp is no country and source"),
        (("--until", "2031-01-12", "--settings", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_wrong_words_are_said_and_end_with_4(
    capsys: pytest.CaptureFixture[str], world: tuple[str, ...], words: tuple[str, ...], said: str
) -> None:
    told = answer(capsys, *world, *words)

    assert told.code == 4
    assert said.lower() in told.err.lower()
    assert not told.out


@pytest.mark.skipif(os.name == "nt", reason="this system has no Ctrl-C for a child")
def test_ctrl_c_ends_after_a_day_and_the_list_is_whole(world: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    with out.open("w") as file, subprocess.Popen(
        [sys.executable, "-m", "musterbook", *world, "--until", "2060-01-01", "--json"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, stdout=file, stderr=subprocess.PIPE, text=True,
    ) as replaying:  # fmt: skip
        ends = time.monotonic() + 60
        while not out.stat().st_size and time.monotonic() < ends:
            time.sleep(0.05)
        replaying.send_signal(signal.SIGINT)
        _, said = replaying.communicate(timeout=60)

    assert replaying.returncode == 130
    assert "ending after this day" in said
    assert json.loads(out.read_text())


FIGURES = [
    pytest.param(
        (IRAQ, "Iraq", "2004-01-01", "2005-01-01", "2012-01-01", "2013-12-31"), (0.04, 0.087, 0.13), id="Iraq"
    ),
    pytest.param(
        (SYRIA, "Syria", "2016-01-01", "2016-03-01", "2017-07-01", "2019-06-30"), (0.26, 0.323, 0.38), id="Syria"
    ),
]


@needs_shared_files
@pytest.mark.parametrize(("asked", "figure"), FIGURES)
def test_the_rows_reach_the_published_skill(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, str, str, str, str, str], figure: tuple[float, float, float]
) -> None:
    """Scored by rows alone: the outcomes and the climatology are worked out here from the file (watch.md section 8)."""
    file, country, since, train, first, last = asked
    words = ("--since", first, "--until", last, "--every", "3", "--layer", "fighting", "--learn-since", since)
    rows = answer(capsys, *_published(file), *words, "--json").json

    found = _scored(rows, country, file, since, train)

    low, skill, high = figure
    assert found.skill == pytest.approx(skill, abs=0.01)
    assert low <= found.skill <= high
    assert found.auc == pytest.approx({"Iraq": 0.871, "Syria": 0.902}[country], abs=0.006)


@needs_shared_files
def test_two_years_of_a_country_take_far_less_than_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.process_time()

    rows = answer(capsys, *_published(IRAQ), "--since", "2012-01-01", "--until", "2013-12-31", "--json").json

    assert time.process_time() - began < 40
    assert sum(row["layer"] == "loss" for row in rows) == 61 * 731


@needs_shared_files
def test_january_2026_is_told_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    shown = answer(capsys, *_published(JANUARY), "--until", "2026-01-31").out

    assert "Saturday 24 January 2026" in shown
    lines = [line for line in shown.splitlines() if line.startswith("24 Jan")]
    assert len(lines) == 1
    assert "Qamishli" in lines[0]


def _published(file: str) -> tuple[str, ...]:
    """The words for one of the shared files."""
    shared = ("--events", str(SHARED / "events" / file), "--sites", str(SHARED / "sites.csv"))
    return ("watch", "replay", *shared)


def _scored(rows: list[Mapping[str, Any]], country: str, file: str, since: str, train: str) -> Any:  # noqa: ANN401  as scored
    """The rows of a country's sites against what then happened, beside each site's average known at the time."""
    with (SHARED / "sites.csv").open(encoding="utf-8", newline="") as listed:
        ids = [row["site_id"] for row in csv.DictReader(listed) if row["country"] == country]
    counts = Counts.of(fought(file, since=since), *sites_of(country), first=day(since))
    days = sorted({row["day"] for row in rows})
    numbers = [day(one) for one in days]
    said = {(row["site"], row["day"]): row["p"] for row in rows}
    chances = np.array([[said[site, one] for one in days] for site in ids])
    outcomes = counts.outcomes(range(numbers[0], numbers[-1] + 1, 3))
    averages = np.stack([_average(counts, day(train), number) for number in numbers], axis=1)
    blocks = np.broadcast_to(blocks_of(numbers, first=numbers[0]), chances.shape)
    return scores(chances.ravel(), outcomes.ravel(), averages.ravel(), blocks.ravel(), seed=1)


def _average(counts: Counts, first: int, today: int) -> Any:  # noqa: ANN401  an array
    """Each site's average over the training days settled by then; refitted every 30 days, as the figures were."""
    settled = training_days(first=first, refit=today // 30 * 30, known_through=today)
    outcomes = counts.outcomes(settled)
    return Average.over(outcomes, np.ones_like(outcomes)).sites


def test_a_packed_file_is_read_as_it_is(
    capsys: pytest.CaptureFixture[str], world: tuple[str, ...], tmp_path: Path
) -> None:
    plain = tmp_path / "events" / "rows.csv"
    words = ("--until", "2031-01-12", "--since", "2031-01-12", "--json", "--layer", "fighting")
    before = answer(capsys, *world, *words).json
    (tmp_path / "events" / "rows.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()

    assert answer(capsys, *world, *words).json == before
