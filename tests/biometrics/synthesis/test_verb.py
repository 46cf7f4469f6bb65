"""`muster biometrics synthesise`."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.cli.app import run as muster


def test_numbers_of_a_book_get_fingers_and_the_folder_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers, out = tmp_path / "numbers.txt", tmp_path / "out"
    numbers.write_text("xxa 1111 y\n\n", "utf-8")
    words = ["biometrics", "synthesise", str(out), "--numbers", str(numbers), "--fingers", "1", "--seed", "2"]

    first = muster(words)
    told = capsys.readouterr().out
    second = muster(words)

    assert (first, second) == (0, 4)
    assert "1 people, 1 pictures, seed 2" in told
    assert "never show how well" in told
    assert (out / "XXA-1111-Y" / "1.png").exists()


def test_every_line_that_is_no_number_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = tmp_path / "numbers.txt"
    numbers.write_text("XXA-1111-Y\nsomebody\nXXA-1111-Y\n", "utf-8")

    code = muster(["biometrics", "synthesise", str(tmp_path / "out"), "--numbers", str(numbers)])

    said = capsys.readouterr().err
    assert code == 4
    assert "numbers.txt:2" in said or "row 2" in said
    assert "no number of a book" in said
    assert "stands in the file already" in said
    assert not (tmp_path / "out").exists()


def test_nobody_can_be_more_often_twice_than_once(tmp_path: Path) -> None:
    words = ["biometrics", "synthesise", str(tmp_path / "out"), "--people", "3", "--duplicates", "2"]

    assert muster(words) == 4
    assert not (tmp_path / "out").exists()
