"""`muster rehearse --simulate`: what it prints, and how a seed that failed is replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.rehearsal.simulator import invariants
from musterbook.rehearsal.simulator.pads import Broken
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
