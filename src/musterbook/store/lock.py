"""The lock of a book folder: one writer at a time, and a second one learns who holds it.

The truth is an advisory lock of the operating system on `book.lock`, which ends with its owner however he ends; the
file's text (process number and start time) only tells a person whom to look for. SQLite's own write lock stays the
last word beneath both.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO

from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

LOCK_NAME = "book.lock"


class FolderLock:
    """Holds `folder` for writing until `release`; Refused with process number and start time when another does.

    `name` is the file that is locked: another than the book's holds the folder for something else.
    """

    def __init__(self, folder: Path, name: str = LOCK_NAME) -> None:
        self._file: IO[str] | None = _open_lock(folder / name)
        if not _seize(self._file):
            told = _read_holder(self._file)
            self._file.close()
            self._file = None
            raise Refused(Objection("store.in-use", values={"folder": str(folder), **told}))
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps({"process": os.getpid(), "started": process_start(os.getpid())}))
        self._file.flush()

    def release(self) -> None:
        """Let others write. The file stays: removing it would let two processes lock two files of one name."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None


def process_start(process: int) -> str:
    """When a process began, in the machine's own ticks since it started; empty where the machine does not tell."""
    try:
        line = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return ""
    return line.rpartition(")")[2].split()[19]


def _open_lock(path: Path) -> IO[str]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    return os.fdopen(handle, "r+", encoding="utf-8")


def _seize(file: IO[str]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415  only this system has it

            file.seek(4096)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415  only these systems have it

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read_holder(file: IO[str]) -> dict[str, str | int]:
    try:
        file.seek(0)
        told = json.loads(file.read())
        return {"process": int(told["process"]), "started": str(told["started"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"process": 0, "started": ""}
