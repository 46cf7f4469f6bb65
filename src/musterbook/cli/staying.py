"""A command that read a large book stays behind for some minutes, and answers whoever asks for the same again.

Reading and judging fifty thousand entries takes four seconds; who asks how things stand asks again a minute later. So
the process that has just read them is not thrown away: a copy of it goes on, without terminal, keys or open files, and
answers on this machine as a console does (`musterbook.store.at_hand`), with what was written meanwhile. It leaves when
nobody has asked for ten minutes, when a console comes, when the book is gone, or when another version asks.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from musterbook.cli.tongue import aside
from musterbook.operation.keeping_up import KeepingUp
from musterbook.store.at_hand import answering
from musterbook.store.opening import open_store
from musterbook.terms.errors import MusterbookError
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.log import Store
    from musterbook.operation.book import Book

LARGE: Final = 20_000
"""Entries from which on reading a book takes more than a second."""
MINUTES: Final = "MUSTER_STAYS"
"""The environment says for how many minutes a command stays; 0 for not at all."""
USUAL_MINUTES: Final = 10


def stay_with(book: Book, place: Path, answer: Callable[[bytes], bytes]) -> None:
    """Leave a process behind that answers for this book. The book is closed here; nothing else happens to the caller.

    Nothing is left behind for a small book, where processes cannot be copied safely, or where the machine has no room.

    Args:
        book: read just now.
        place: its folder, by its whole path.
        answer: what a question is answered, by a book that is up to date.
    """
    minutes = _minutes()
    if not minutes or len(book.entries()) < LARGE or not _can_be_copied():
        return
    book.close()  # before: a file or a server's line that two processes hold would be neither's
    sys.stdout.flush()
    try:
        staying = os.fork() == 0
    except OSError:
        return
    if not staying:
        aside(in_words("the book stays open for {minutes} min: who asks again is answered at once", minutes=minutes))
        return
    try:
        _leave_the_terminal()
        asyncio.run(_answer_until_quiet(book, place, answer, 60.0 * minutes))
    finally:
        os._exit(0)  # nothing of the command that was copied is done twice


async def _answer_until_quiet(book: Book, place: Path, answer: Callable[[bytes], bytes], seconds: float) -> None:
    """Answer until nobody has asked for so many seconds, or there is a reason to leave."""
    book.keyring = book.sealed = None
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    quiet = loop.call_later(seconds, over.set)
    keeping_up = KeepingUp(book)

    def answered(question: bytes) -> bytes:
        nonlocal quiet
        said = _up_to_date(book, place, keeping_up, lambda: answer(question))
        quiet.cancel()
        # Who gets no answer has another version, or the book is not the one that was read.
        quiet = loop.call_later(seconds if said else 0, over.set)
        return said

    loop.add_signal_handler(signal.SIGTERM, over.set)
    async with answering(place, answered, leave=over.set) as answers:
        if answers:
            await over.wait()


def _up_to_date(book: Book, place: Path, keeping_up: KeepingUp, answer: Callable[[], bytes]) -> bytes:
    """The answer with what others wrote until now; no file is open before and after, so that a stick can be taken."""
    try:
        book.store = cast("Store", open_store(place, read_only=True))  # it is never written
    except (MusterbookError, OSError):
        return b""
    try:
        keeping_up.take_in()
        return answer()
    except (MusterbookError, OSError):
        return b""  # who asked reads the book himself, and is told what is wrong with it
    finally:
        book.store.close()


def _minutes() -> int:
    said = os.environ.get(MINUTES, "").strip()
    return int(said) if said.isascii() and said.isdigit() else USUAL_MINUTES


def _can_be_copied() -> bool:
    """Only Linux copies a process safely whose libraries are loaded, and only one without other threads."""
    return sys.platform == "linux" and threading.active_count() == 1


def _leave_the_terminal() -> None:
    """Hold nothing that anybody waits for: not the terminal, no pipe, no folder that is to be unmounted."""
    os.setsid()
    os.chdir("/")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    gc.freeze()  # what was read stays, and is not looked through again
