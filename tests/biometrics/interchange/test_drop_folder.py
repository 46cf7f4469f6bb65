"""The outside system: what is put in lies there whole and once, and its answers are read as they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.biometrics.interchange.drop_folder import DropFolder
from musterbook.terms.errors import Malformed, Refused


@pytest.fixture
def folder(tmp_path: Path) -> DropFolder:
    return DropFolder(tmp_path / "abis")


def answered(folder: DropFolder, search: str, text: str) -> None:
    (folder.place / "answers").mkdir(exist_ok=True)
    (folder.place / "answers" / f"{search}.csv").write_text(text, encoding="utf-8")


def test_a_search_asked_twice_is_asked_once(folder: DropFolder) -> None:
    assert folder.ask("S-1", b"one")
    assert not folder.ask("S-1", b"one")
    with pytest.raises(Refused, match="another-under"):
        folder.ask("S-1", b"other")

    assert [file.name for file in (folder.place / "search").iterdir()] == ["S-1.an2"]


def test_putting_in_never_searches(folder: DropFolder) -> None:
    folder.insert("R-1", b"one")

    assert folder.waiting() == ()
    assert not (folder.place / "search").exists()


def test_an_answer_is_read_when_it_is_there_highest_score_first(folder: DropFolder) -> None:
    folder.ask("S-1", b"one")
    folder.ask("S-2", b"two")
    assert (folder.waiting(), folder.answer("S-1", most=9)) == (("S-1", "S-2"), None)

    answered(folder, "S-1", "reference,score,position\nR-7,12.5,2\nR-3,90,\nR-1,1,\n")

    found = folder.answer("S-1", most=2)
    assert found is not None
    assert [(one.person, one.weight, one.fingers, one.band) for one in found.candidates] == [
        ("R-3", 90, (), "review"), ("R-7", 12.5, ((2, 2, 12.5),), "review")
    ]  # fmt: skip
    assert folder.waiting() == ("S-2",)


def test_an_answer_without_rows_is_an_answer(folder: DropFolder) -> None:
    folder.ask("S-1", b"one")
    answered(folder, "S-1", "reference,score\n")

    found = folder.answer("S-1", most=9)

    assert found is not None
    assert (found.candidates, folder.waiting()) == ((), ())


def test_bad_rows_of_an_answer_are_each_named(folder: DropFolder) -> None:
    folder.ask("S-1", b"one")
    answered(folder, "S-1", "reference,score\nR-1,high\n,3\nR-2,nan\nR-3,3\n")

    with pytest.raises(Malformed) as told:
        folder.answer("S-1", most=9)

    assert [(fault.row, fault.rule) for fault in told.value.faults] == [(row, "drop.bad-row") for row in (2, 3, 4)]


@pytest.mark.parametrize("number", ["", "../S-1", ".hidden", "a/b", "a\\b", "S\n1", "x" * 101])
def test_a_number_cannot_leave_its_folder(folder: DropFolder, number: str) -> None:
    with pytest.raises(Malformed, match="bad-number"):
        folder.ask(number, b"one")
    with pytest.raises(Malformed, match="bad-number"):
        folder.answer(number, most=1)
