"""Which folder is a book's, and whose book it is: what stands in `book.toml`, read without opening the book."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.terms.errors import Fault, Malformed

BOOK_FILE: Final = "book.toml"


@dataclass(frozen=True, slots=True)
class BookFile:
    """What `book.toml` says.

    Attributes:
        operation: the name every checkpoint carries; no spaces.
        register_log: the log that is the register.
        exercise: keys come from a seed and every page says so.
        seed: of the exercise; None in a real operation.
        reader: the key sealed particulars are opened with here.
    """

    operation: str
    register_log: str
    exercise: bool
    seed: int | None = None
    reader: str = ""

    def text(self) -> str:
        """The file's text."""
        seed = "" if self.seed is None else f"seed = {self.seed}\n"
        return (
            "# Whose book this is. Written once, when it was opened.\n"
            f'operation = "{self.operation}"\nregister_log = "{self.register_log}"\n'
            f'exercise = {str(self.exercise).lower()}\nreader = "{self.reader}"\n{seed}'
        )


def find_book(folder: Path) -> Path:
    """The folder of the book that `folder` is or holds; Malformed when it is neither."""
    for one in (folder, folder / "book"):
        if (one / BOOK_FILE).is_file():
            return one
    raise Malformed(Fault("book.not-found", file=folder.name or str(folder)))


def read_book_file(folder: Path) -> BookFile:
    """What the `book.toml` in `folder` says; Malformed when it is damaged."""
    try:
        said = tomllib.loads((folder / BOOK_FILE).read_text(encoding="utf-8"))
        return BookFile(
            said["operation"], said["register_log"], said["exercise"], said.get("seed"), said.get("reader", "")
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError):
        raise Malformed(Fault("book.file-damaged", file=BOOK_FILE)) from None
