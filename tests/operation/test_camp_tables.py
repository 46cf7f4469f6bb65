"""Counts of camps that lie in an operation folder: read with it, their faults named, a list of persons refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.camps.census import Census
from musterbook.camps.settings import CampsSettings
from musterbook.operation.camps_today import camps_today
from musterbook.operation.catalogue import read_folder
from musterbook.operation.settings import read_settings
from musterbook.terms.errors import Malformed
from tests.camps.counting import camp_of, counted
from tests.operation.making import MORNING, OPERATION, fill

HEAD = "camp,as_of,source,sex,age,group,count\n"
GOOD = HEAD + "demo,2026-01-18,monitor,f,7,,120\ndemo,2026-01-18,monitor,m,8,,0\n"


def folder_with(tmp_path: Path, camps: str) -> Path:
    folder = fill(tmp_path / "willow")
    (folder / "camps.csv").write_text(camps, encoding="utf-8")
    return folder


def test_good_counts_are_read_beside_the_tables(tmp_path: Path) -> None:
    found = read_folder(folder_with(tmp_path, GOOD), today=MORNING)

    assert found.faults == ()
    assert found.camps["camps"].rows_good == 2


@pytest.mark.parametrize(
    ("rows", "rule", "row"),
    [
        ("demo,2026-01-18,monitor,f,7,,-1\n", "number.negative", 2),
        ("demo,2027-01-18,monitor,f,7,,10\n", "camps.in-future", 2),
        ("demo,2026-01-18,monitor,f,7,,10\ndemo,2026-01-18,monitor,f,7,,11\n", "camps.cell-twice", 3),
    ],
)
def test_a_fault_is_named_with_its_row(tmp_path: Path, rows: str, rule: str, row: int) -> None:
    found = read_folder(folder_with(tmp_path, HEAD + rows), today=MORNING)

    assert (rule, "camps.csv", row) in {(one.rule, one.file, one.row) for one in found.faults}


def test_a_list_of_persons_is_a_fault_and_nothing_of_it_is_read(tmp_path: Path) -> None:
    persons = "name,date of birth,camp\nAmina al-Demo,2010-03-04,demo\nHuda al-Wahmi,2011-05-06,demo\n"

    found = read_folder(folder_with(tmp_path, persons), today=MORNING)

    assert {one.rule for one in found.faults} == {"camps.list-of-people"}
    assert found.camps == {}


def test_an_operation_says_from_which_figures_a_camp_is_said_to_lose_its_people(tmp_path: Path) -> None:
    path = tmp_path / "operation.toml"
    text = OPERATION.format(exercise="true")
    path.write_text(text + "\n[camps]\nalert_people = 5\nalert_share = 0.001\n", encoding="utf-8")

    settings = read_settings(path).camps

    assert (settings.alert_people, settings.emptying_share) == (5, CampsSettings().emptying_share)
    assert [_verdict(one) for one in (CampsSettings(), settings)] == ["balanced", "alert"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("alert_share = 1.5", "camps.not-a-share"), ("looks_hours = 0", "settings.out-of-bounds"),
        ("alerts = 5", "settings.unknown-field"), ('alert_people = "few"', "settings.wrong-type"),
    ],
)  # fmt: skip
def test_a_setting_of_the_camps_that_cannot_be_is_named(tmp_path: Path, line: str, rule: str) -> None:
    path = tmp_path / "operation.toml"
    path.write_text(OPERATION.format(exercise="true") + f"\n[camps]\n{line}\n", encoding="utf-8")

    with pytest.raises(Malformed) as raised:
        read_settings(path)

    (fault,) = raised.value.faults
    assert (fault.rule, fault.file) == (rule, "operation.toml")


def _verdict(settings: CampsSettings) -> str:
    """Of a camp of 1,000 that a week later is one of 990."""
    census = Census()
    census.camps["demo"] = camp_of("demo", counted("2026-01-11", 1000), counted("2026-01-18", 990))
    (today,) = camps_today(census, MORNING, settings)
    return today.steps[-1].verdict
