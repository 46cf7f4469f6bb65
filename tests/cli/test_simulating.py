"""`muster rehearse --simulate`: what it prints, and how a seed that failed is replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.rehearsal.simulator import invariants
from musterbook.rehearsal.simulator.pads import Broken
from musterbook.rehearsal.simulator.play import Play
from tests.cli.asking import Asking

FIGURES = {"seeds", "violations", "crashes", "disk_full", "forks", "forged", "thefts", "seconds", "failed"}


def test_worlds_are_played_and_what_they_met_is_printed(muster: Asking, tmp_path: Path) -> None:
    words = ("rehearse", "--simulate", "--first", "3", "--seeds", "2", "--into", str(tmp_path / "part.jsonl"), "--json")

    asked, again = muster(*words), muster(*words)
    told = asked.json

    assert (asked.code, again.code) == (0, 0)
    assert told.keys() >= FIGURES
    assert (told["seeds"], told["violations"], told["failed"]) == (2, 0, [])
    assert again.json == told
    assert len((tmp_path / "part.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_seed_that_fails_is_named_with_how_to_replay_it(muster: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise Broken("5: planted by a test")

    monkeypatch.setattr(invariants, "check", fails)

    asked = muster("rehearse", "--simulate", "--seeds", "1", "--json")

    assert asked.code == 1
    assert asked.json["violations"] == 1
    assert asked.json["failed"] == [
        {"seed": 1, "broken": "Broken: 5: planted by a test", "replay": "muster rehearse --simulate --seed 1 --trace"}
    ]


def test_a_seed_that_fails_is_made_smaller_and_said_in_words(muster: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_with_liars(play: Play) -> None:
        if play.setting.weather.liars:
            raise Broken("5: planted by a test")

    monkeypatch.setattr(Play, "play", fails_with_liars)

    asked = muster("rehearse", "--simulate", "--shrink", "2", "--with", "liars=2", "--json")
    said = muster("rehearse", "--simulate", "--shrink", "2", "--with", "liars=2")
    held = muster("rehearse", "--simulate", "--shrink", "2", "--without", "liars", "--json")

    assert asked.code == 1
    assert asked.json["faults"] == {"liars": 1}
    assert (asked.json["people"], asked.json["sites"], asked.json["whole"]) == (2, 1, True)
    assert "nodes lie: 1" in said.out
    assert f"replay: {asked.json['replay']}" in said.out
    assert (held.code, held.json["broken"]) == (0, "")


def test_what_a_world_cannot_be_without_is_refused_with_what_it_can(muster: Asking) -> None:
    asked = muster("rehearse", "--simulate", "--seed", "3", "--without", "rain")

    assert asked.code == 4
    assert "rain" in asked.err
    assert "left-behind" in asked.err
