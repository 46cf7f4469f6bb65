"""Logs are less secret than the book: they hold nobody's number and nobody's name."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.operation.catalogue import read_folder
from tests.cli.asking import Asking
from tests.operation.making import NAMES, fill, open_small_book


def test_no_log_line_of_a_small_operation_holds_a_number_or_a_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("musterbook").debug("the capture is on")
    book = open_small_book(tmp_path)
    numbers = sorted(book.reading(Roll).where)
    book.close()
    muster = Asking(capsys, tmp_path / "willow")

    muster.write("07:00", "clear", "--at", "willow", "--key", "e.reviewer")
    muster.write("07:10", "hold", "add", numbers[0], "--ground", "medical", "--key", "w.officer")
    muster.write("07:20", "offer", "-", "--person", numbers[0], "--to", "bus-1", "--key", "w.officer")
    muster("person", "show", numbers[0])
    muster("verify")

    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "the capture is on" in said
    words = [*numbers, *(number.replace("-", "") for number in numbers), *NAMES, "Demo", "Wahmi", "Tajriba"]
    assert not [word for word in words if word in said]


def test_a_folder_is_read_without_a_word_about_anybody_in_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    folder = fill(tmp_path / "willow")

    catalogue = read_folder(folder)

    assert len(catalogue.rows("people")) == 12
    assert not [name for name in NAMES if name in caplog.text]
