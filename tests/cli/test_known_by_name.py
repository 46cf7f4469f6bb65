"""muster person find | register, item who, case match: typed as an officer would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

WHY = ("--because", "the desk asks who he is", "--key", "w.clerk")


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about an opened book."""
    open_small_book(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def test_a_man_is_found_by_his_name_in_two_scripts_with_reasons_in_words(muster: Asking) -> None:
    found = done(muster("person", "find", "حسن الوهمي", "Hassan el-Wahmy", "--born", "1979", *WHY, "--json")).json

    assert [one["person"] for one in found] == list(dict.fromkeys(one["person"] for one in found))
    assert found[0]["pair_p"] > 0.9
    assert found[0]["search_p"] < found[0]["pair_p"]
    assert "answers to" in " ".join(reason["says"] for reason in found[0]["reasons"])
    told = done(muster("person", "find", "Hassan el-Wahmy", *WHY)).out
    assert found[0]["person"] in told
    assert "a person decides" in told


def test_nobody_is_looked_for_without_an_officer_or_a_reason(muster: Asking) -> None:
    assert muster("person", "find", "Hassan", "--because", "the desk asks").code == 3
    assert muster("person", "find", "Hassan", "--key", "w.clerk").code == 3


def test_newcomers_are_shown_who_they_may_be_and_get_their_numbers(muster: Asking, tmp_path: Path) -> None:
    sheet = tmp_path / "newcomers.csv"
    sheet.write_text("name,sex,born,site\nHassan el Wahmy,male,1979,WLW\nTariq Kenzi,male,1991,WLW\n", "utf-8")

    told = done(muster.write("09:00", "person", "register", str(sheet), "--key", "w.clerk", "--json")).json

    assert [bool(one["may_be"]) for one in told["registered"]] == [True, False]
    single = done(muster.write("10:00", "person", "register", "--name", "Tariq Kenzi", "--key", "w.clerk"))
    assert told["registered"][1]["number"] in single.out
    assert "1 registered" in single.out


def test_a_list_of_a_country_is_matched(muster: Asking, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name\n7,Yousef al Wahmi\n8,Bertrand Dupont\n", "utf-8")

    told = done(muster("case", "match", "SYR", str(tmp_path / "list.csv"), *WHY)).out

    assert "1 of 2 may be on the register" in told
