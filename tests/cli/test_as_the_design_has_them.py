"""Commands as the design of the doors writes them, typed as they stand there: counting by scanner, watching, camps."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from musterbook.cli.app import run
from tests.cli.asking import SOURCE, Asking, done
from tests.operation.making import open_small_book

HANDS = ("--key", "w.officer", "--key", "w.counter")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book, with twelve people at Willow."""
    place = tmp_path_factory.mktemp("as-designed")
    open_small_book(place, officers=(("m.camps", "desk", "camp-monitor"),)).close()
    return place / "willow"


@pytest.fixture
def opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about it."""
    return Asking(capsys, folder)


def test_a_count_is_entered_by_a_scanner_that_types_each_band(opened: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    people = opened("roll", "willow", "--json").json["roll"]
    called = opened.write("07:00", "count", "call", "willow", *HANDS[:2], "--json").json["muster"]
    read = [f"MB1 {people[0]}", people[1], f"MB1 {people[0]}", f"MB1 {people[2]} {'0' * 16}", "KHA-0000-A", *people[3:]]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*read, "", people[2]])))

    counted = done(opened.write("07:10", "count", "enter", called, "--scan", *HANDS))

    assert "willow: 12 on the roll, 11 mustered, 1 too few" in counted.out
    assert f"{people[0]}: read before" in counted.err
    assert f"NOT COUNTED {people[2]}: the code on it is not his" in counted.err
    assert "NOT COUNTED KHA-0000-A: no such number in this book" in counted.err
    assert f"{people[-1]}  11 counted" in counted.err
    twice = opened.write("07:20", "count", "enter", called, "--scan", "--counted", "3", *HANDS)
    assert (twice.code, "in one way only" in twice.err) == (4, True)


def test_the_situation_is_shown_again_when_the_book_has_changed_until_it_is_stopped(opened: Asking) -> None:
    words = [sys.executable, "-m", "musterbook", "-C", str(opened.folder), "--json", "situation", "--watch", "1"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watching:
        assert watching.stdout is not None
        before = json.loads(watching.stdout.readline())
        done(opened.write("08:00", "count", "call", "willow", *HANDS[:2]))
        after = next(told for line in watching.stdout if (told := json.loads(line))["entries"] > before["entries"])
        watching.send_signal(signal.SIGINT)
        watching.communicate()

    assert after["entries"] == before["entries"] + 1
    assert watching.returncode in (0, 6)  # as the situation stands
    past = opened("--as-of", "210900ZJAN26", "situation", "--watch", "5")
    assert (past.code, "Leave out --as-of" in past.err) == (4, True)


def test_camps_are_counted_from_a_sheet_and_looked_at(opened: Asking, tmp_path: Path) -> None:
    sheet = tmp_path / "camps.csv"
    sheet.write_text("camp,as_of,source,sex,age,group,count\ndemo,2026-01-18,monitor,f,7,,120\n", encoding="utf-8")

    counted = opened.write("07:00", "camps", "count", str(sheet), "--key", "m.camps")
    shown = opened("camps", "outlook")

    assert (counted.code, counted.err) == (0, "")
    assert "demo" in done(shown).out


def test_serving_tablets_is_asked_for_as_it_is_written(opened: Asking) -> None:
    asked: list[dict[str, object]] = []

    def serve(folder: Path, host: str, port: int, *_: object, **more: object) -> None:
        asked.append({"folder": folder, "host": host, "port": port, "lan": more["lan"]})

    assert run(["-C", str(opened.folder), "serve", "--lan"], serve=serve) == 0
    assert run(["-C", str(opened.folder), "serve", "--port", "8100"], serve=serve) == 0

    assert [one["lan"] for one in asked] == [True, False]
    assert [one["port"] for one in asked] == [8100, 8100]
