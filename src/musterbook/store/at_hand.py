"""A book held open by one process, asked by others of the same user on this machine: a socket in a folder of his own.

Whoever holds a book open has read and judged all of it; another process would need seconds to come as far. The socket
lies in the user's runtime folder and not beside the book, whose folder may be a shared drive or a stick. That folder is
his alone: who may open it may read the book's files as well, so an answer shows nobody what he could not read himself.
Whoever gets no answer reads the book himself; nothing depends on one.

A question is a line of at most 4 KiB, an answer everything until the end; an empty one says that there is none.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

PATIENCE_SECONDS: Final = 2.0
"""How long an answer is waited for, and how long a question may take to arrive."""
LONGEST_QUESTION: Final = 4_096
GIVE_WAY: Final = b"give way"
"""What whoever holds the book open for long says to one that only stayed: it leaves answering to him."""
_PIECE: Final = 65_536


def ask(book: Path, question: bytes) -> bytes:
    """What the process that holds this book open answers; empty where none does, or not in time.

    Args:
        book: the book's folder.
        question: one line, without its end.
    """
    folder = _folder(make=False)
    return b"" if folder is None else _asked(folder / _name_of(book), question)


@asynccontextmanager
async def answering(
    book: Path, answer: Callable[[bytes], bytes], *, leave: Callable[[], None] | None = None
) -> AsyncIterator[bool]:
    """Answer questions about this book on the running loop; whether this process does.

    It does not where another one answers for the book already, or the machine has no such sockets.

    Args:
        book: the book's folder.
        answer: called with a line without its end.
        leave: of a process that only stays until one comes that holds the book open for long: called when it came, and
            nothing is answered any more. None for the one that comes.
    """
    folder = _folder(make=True)
    place = folder / _name_of(book) if folder is not None else None
    if place is None or not _is_free(place, asks_for_it=leave is None):
        yield False
        return
    answers = True

    def heard(line: bytes) -> bytes:
        nonlocal answers
        if leave is None or line != GIVE_WAY:
            return answer(line)
        answers = False
        server.close()
        place.unlink(missing_ok=True)
        leave()
        return b""

    try:
        server = await asyncio.start_unix_server(partial(_heard, heard), str(place), limit=LONGEST_QUESTION)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        server.close()
        if answers:  # else what lies there is another's by now
            place.unlink(missing_ok=True)


async def _heard(answer: Callable[[bytes], bytes], asked: asyncio.StreamReader, answered: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(OSError, ValueError):  # one who hangs up, says too much, or nothing for too long
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await asked.readline()
                if line.endswith(b"\n"):
                    answered.write(answer(line[:-1]))
                    await answered.drain()
    finally:
        answered.close()


def _asked(place: Path, question: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(PATIENCE_SECONDS)
            asking.connect(str(place))
            asking.sendall(question + b"\n")
            return b"".join(iter(partial(asking.recv, _PIECE), b""))
    except OSError:
        return b""


def _is_free(place: Path, *, asks_for_it: bool) -> bool:
    """Whether nobody answers there; one that only stayed leaves when it is asked to."""
    if asks_for_it and _is_answered(place):
        _asked(place, GIVE_WAY)
    return not _is_answered(place)


def _is_answered(place: Path) -> bool:
    """Whether somebody listens there; a socket left behind by a process that was killed is nobody's."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(PATIENCE_SECONDS)
            asking.connect(str(place))
    except OSError:
        return False
    return True


def _name_of(book: Path) -> str:
    """One name for one folder, however it was typed; short, since the path of a socket has some hundred bytes."""
    return f"{hashlib.sha256(os.fsencode(book.resolve())).hexdigest()[:32]}.sock"


def _folder(*, make: bool) -> Path | None:
    """The user's own folder for such sockets; None where there is none, or where it is not his alone."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    within = Path(given) if given and Path(given).is_dir() else Path(tempfile.gettempdir())
    folder = within / f"musterbook-{os.getuid()}"
    try:
        if make:
            folder.mkdir(mode=0o700, exist_ok=True)
        seen = folder.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.getuid() and not stat.S_IMODE(seen.st_mode) & 0o077
    return folder if own else None
