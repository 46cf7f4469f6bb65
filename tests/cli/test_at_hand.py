"""What a console that holds the book open answers is what the command would have read itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from musterbook.cli import at_hand
from musterbook.cli.at_hand import answers
from musterbook.cli.readings import READINGS
from musterbook.operation import folder as folders
from musterbook.operation.folder import open_book
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

HANDS = ("--key", "w.officer", "--key", "w.counter")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book that nobody writes in."""
    place = tmp_path_factory.mktemp("at-hand")
    open_small_book(place).close()
    return place / "willow"


@pytest.fixture
def muster(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about a copy of it."""
    return Asking(capsys, shutil.copytree(made, tmp_path / "willow"))


@pytest.fixture
def console(muster: Asking, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """A book held open as by a console, asked without a socket; what it was asked."""
    book = open_book(muster.folder)
    answer, asked = answers(muster.folder / "book", book), list[bytes]()

    def ask(folder: Path, question: bytes) -> bytes:
        assert folder == muster.folder / "book"
        asked.append(question)
        return answer(question)

    monkeypatch.setattr(at_hand, "ask", ask)
    return asked


def nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on reading the book from its files fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the book was opened")

    monkeypatch.setattr(folders, "open_book", refuse)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("options", [("--lang", "en"), ("--lang", "ar"), ("--json",)])
def test_it_is_the_same_to_the_letter_and_the_book_is_not_opened(
    reading: str, options: tuple[str, ...], muster: Asking, console: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here = muster(*options, reading, "--afresh")
    assert console == []

    nothing_is_opened(monkeypatch)
    assert muster(*options, reading) == read_here
    assert len(console) == 1


def test_open_discrepancies_are_the_exit_code_from_there_too(muster: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    called = done(muster.write("09:00", "count", "call", "willow", "--key", "w.officer", "--json")).json["muster"]
    done(
        muster.write(
            "09:10", "count", "enter", called, "--absent", muster("roll", "willow", "--json").json["roll"][0], *HANDS
        )
    )
    book = open_book(muster.folder)
    monkeypatch.setattr(at_hand, "ask", lambda _, question: answers(muster.folder / "book", book)(question))

    assert muster("situation", "--afresh").code == 6
    nothing_is_opened(monkeypatch)
    assert muster("situation").code == 6


@pytest.mark.parametrize(
    "words",
    [
        ("--as-of", "2026-01-21T08:00:00+03:00", "situation"),
        ("--happened-at", "2026-01-21T08:00:00+03:00", "situation"),
        ("--happened-at", "2026-01-21T08:00:00+03:00", "overdue"),
        ("situation", "--afresh"),
    ],
)
def test_an_hour_that_was_typed_and_a_fresh_reading_are_read_here(
    words: tuple[str, ...], muster: Asking, console: list[bytes]
) -> None:
    done(muster(*words))

    assert console == []


@pytest.mark.parametrize(
    "other",
    [
        {"version": "0.0.1"}, {"mark": [1, 2, 3]}, {"mark": None}, {"reading": "account"}, {"reading": ["situation"]},
        {"language": "xx"}, {"language": None},
    ],
)  # fmt: skip
def test_another_version_another_book_and_what_is_not_known_get_no_answer(
    other: Mapping[str, object], muster: Asking, console: list[bytes]
) -> None:
    done(muster("situation"))
    question = json.loads(console[0])
    answer = answers(muster.folder / "book", open_book(muster.folder))

    assert answer(json.dumps(question).encode()) != b""
    assert answer(json.dumps({**question, **other}).encode()) == b""


@pytest.mark.parametrize("question", [b"", b"{", b"[]", b"7", b"\xff"])
def test_what_is_no_question_gets_no_answer(question: bytes, muster: Asking) -> None:

    assert answers(muster.folder / "book", open_book(muster.folder))(question) == b""


@pytest.mark.parametrize("broken", [b"", b'{"told": {"operation": "Wi', b"[]", b"null"])
def test_an_answer_that_broke_off_is_none_and_the_book_is_read(
    broken: bytes, muster: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here = muster("situation", "--json")
    monkeypatch.setattr(at_hand, "ask", lambda _, __: broken)

    assert muster("situation", "--json") == read_here


def test_a_book_put_in_the_place_of_another_gets_none_of_its_answers(muster: Asking, console: list[bytes]) -> None:
    done(muster("situation"))
    answer = answers(muster.folder / "book", open_book(muster.folder))
    file = muster.folder / "book" / "book.toml"
    text = file.read_text()
    file.rename(file.with_name("before.toml"))
    file.write_text(text)

    done(muster("situation"))

    assert (answer(console[0]) != b"", answer(console[1])) == (True, b"")
