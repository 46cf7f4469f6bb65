"""A book that is being opened: until it is founded a mark says so, and one that was stopped half-way starts clean.

The mark is a file whose lock its process holds: who finds it without the lock knows that nobody is at work any more.
What it stands beside was never a book: nothing in it was acknowledged to anybody. The mark goes before `book.toml`
comes, so that it never stands in the folder of a book that could lose that file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from musterbook.operation.book_folder import BOOK_FILE, BookFile
from musterbook.operation.folder import DATABASE, KEYS, OPERATION, PAPERS, RESTORED, SEALED
from musterbook.operation.remembering import FILE as SIGNATURES_CHECKED
from musterbook.store.address import STORE_FILE
from musterbook.store.lock import LOCK_NAME, FolderLock
from musterbook.store.opening import clear_unfounded
from musterbook.terms.errors import Fault, Malformed

MARK: Final = "book-is-being-opened"
PART: Final = f"{BOOK_FILE}.part"
PARTS: Final = (
    f"{DATABASE}*", f"{SEALED}*", PART, LOCK_NAME, f"{SIGNATURES_CHECKED}*", KEYS, PAPERS, OPERATION,
    f"{STORE_FILE}*", RESTORED,
)  # fmt: skip
"""What opening makes, and nothing else is cleared away: files, with those SQLite keeps beside them, and folders."""


def is_half_opened(folder: Path) -> bool:
    """Whether somebody began to open a book here and has not come to its end."""
    return (folder / MARK).is_file() and not (folder / BOOK_FILE).exists()


@contextmanager
def being_opened(folder: Path) -> Iterator[None]:
    """Make room for a book and mark it as unfinished for as long as the block lasts; what fails leaves nothing.

    The block calls `write_part`; when it ends well, that becomes `book.toml`.

    Raises:
        Malformed: there is a book, or part of one without the mark, so that nobody knows whose it is.
        Refused: another process is opening a book here just now.
    """
    if (folder / BOOK_FILE).exists():
        raise Malformed(Fault("book.exists", file=folder.name))
    if not is_half_opened(folder) and _parts(folder):
        raise Malformed(Fault("book.part-there", file=folder.name, values={"part": _parts(folder)[0].name}))
    before = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder, MARK)
    try:
        _clear(folder)
        yield
    except BaseException:
        _clear(folder)
        _unmark(folder, lock)
        if not before:
            with suppress(OSError):
                folder.rmdir()
        raise
    _unmark(folder, lock)
    (folder / PART).replace(folder / BOOK_FILE)


def write_part(folder: Path, file: BookFile) -> None:
    """Write what is to be `book.toml`, durably."""
    with (folder / PART).open("w", encoding="utf-8") as out:
        out.write(file.text())
        out.flush()
        os.fsync(out.fileno())


def _parts(folder: Path) -> list[Path]:
    return sorted(path for pattern in PARTS for path in folder.glob(pattern))


def _clear(folder: Path) -> None:
    clear_unfounded(folder)
    for path in _parts(folder):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _unmark(folder: Path, lock: FolderLock) -> None:
    lock.release()
    (folder / MARK).unlink()
