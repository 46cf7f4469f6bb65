"""Names in a scenario: what nothing reads is named, with what was perhaps meant."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from musterbook.rehearsal.scenario import find_scenario
from musterbook.rehearsal.scenario_tables import unknown_tables
from musterbook.terms.errors import Malformed

REHEARSALS = Path(__file__).parents[2] / "rehearsals"


@pytest.mark.parametrize("name", ["syria-2026", "florida-storm"])
def test_our_own_scenarios_have_no_name_that_nothing_reads(name: str) -> None:
    said = tomllib.loads((REHEARSALS / name / "scenario.toml").read_text("utf-8"))

    assert list(unknown_tables(said, file="scenario.toml")) == []


def test_a_misspelt_table_is_refused_and_the_near_one_named(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text(
        'name = "mine"\n[plans]\ndays = 3\n[faults.breakdwon]\nhours = 3\n[zebra]\n'
    )

    with pytest.raises(Malformed) as wrong:
        find_scenario(str(tmp_path))

    assert [(one.rule, one.values["name"], one.values["near"]) for one in wrong.value.faults] == [
        ("rehearsal.unknown-table", "plans", "plan"),
        ("rehearsal.unknown-table", "zebra", None),
        ("rehearsal.unknown-table", "faults.breakdwon", "faults.breakdown"),
    ]


def test_a_misspelt_name_in_the_watch_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text('name = "mine"\n')
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "watch.toml").write_text("looks_att = 6\n")

    with pytest.raises(Malformed) as wrong:
        find_scenario(str(tmp_path)).watched()

    assert [(one.file, one.values["near"]) for one in wrong.value.faults] == [("watch/watch.toml", "looks_at")]
