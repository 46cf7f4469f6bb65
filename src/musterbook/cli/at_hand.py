"""Asking whoever holds a book open, a console or a command that stayed, instead of reading all of it again.

A reading from there is the one this command would make: what others wrote is taken in before it is answered. One of
another version, or of another book that lay in the same folder when it was started, is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook import __version__
from musterbook.cli.context import Asked, hour_of, whose
from musterbook.cli.readings import READINGS, Shown
from musterbook.operation.book_folder import BOOK_FILE, find_book
from musterbook.store.at_hand import ask
from musterbook.words.languages import LANGUAGES, speaking, spoken

if TYPE_CHECKING:
    from musterbook.operation.book import Book


def show(asked: Asked, name: str, *, afresh: bool) -> int:
    """Show a reading of `READINGS`, from the process that holds the book open where one does; the exit code.

    Else the book is read here, and where it is large held open for whoever asks next. With `afresh`, or at an hour that
    is typed, it is read here and not held.
    """
    if afresh or asked.happened_at or asked.as_of:
        return _read_here(asked, name, asked.book())
    place = find_book(asked.folder).resolve()
    answer = from_elsewhere(place, name)
    if answer is not None:
        shown, of = answer
        asked.show(shown.told, shown.lines, of=of)
        return shown.code
    book = replace(asked, folder=place).book()
    code = _read_here(asked, name, book)
    from musterbook.cli.staying import stay_with  # noqa: PLC0415  who is answered at once needs no more than that

    stay_with(book, place, answers(place, book))
    return code


def answers(folder: Path, book: Book) -> Callable[[bytes], bytes]:
    """What a process that holds this book open answers to what `show` asks; empty to what it does not know.

    Args:
        folder: the book's folder, as it is now: a book put there later is another one.
        book: up to date whenever a question comes.
    """
    mark = _mark_of(folder)

    def answer(question: bytes) -> bytes:
        asked = _object_in(question)
        reading = READINGS.get(str(asked.get("reading")))
        if reading is None or asked.get("language") not in LANGUAGES:
            return b""
        if (asked.get("version"), asked.get("mark")) != (__version__, mark):
            return b""
        with speaking(str(asked["language"])):
            shown = reading(book, hour_of(book))
        said = {"told": shown.told, "lines": shown.lines, "code": shown.code, "of": whose(book)}
        return json.dumps(said, ensure_ascii=False, default=str).encode()

    return answer


def from_elsewhere(folder: Path, name: str) -> tuple[Shown, str] | None:
    """What the process that holds the book open says, and whose people its copy holds; None where none answers."""
    question = {"version": __version__, "reading": name, "language": spoken(), "mark": _mark_of(folder)}
    said = _object_in(ask(folder, json.dumps(question).encode()))
    return (Shown(said["told"], said["lines"], said["code"]), said["of"]) if said else None


def _read_here(asked: Asked, name: str, book: Book) -> int:
    shown = READINGS[name](book, asked.seen_at(book))
    asked.show(shown.told, shown.lines)
    return shown.code


def _mark_of(folder: Path) -> list[int]:
    """Which book lies in the folder: its `book.toml` is written once, so that another one is another file."""
    seen = (folder / BOOK_FILE).stat()
    return [seen.st_dev, seen.st_ino, seen.st_mtime_ns]


def _object_in(text: bytes) -> dict[str, Any]:
    """The JSON object; empty for anything else, as for an answer that broke off."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
