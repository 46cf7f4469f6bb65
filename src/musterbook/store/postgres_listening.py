"""Hearing from PostgreSQL that a book has grown, whichever process on whichever machine wrote.

What is heard says nothing but that it is time to look: the book itself is read as always. After a lost session it is
time to look too, for what was said meanwhile was said to nobody.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final

import psycopg

from musterbook.store.address import Address
from musterbook.store.postgres_line import open_line
from musterbook.terms.errors import Refused

LOOKS_UP_SECONDS: Final = 0.5
"""How long one wait lasts, after which it is seen whether anybody still wants to hear."""

TRIED_AGAIN_SECONDS: Final = 2.0


class Listening:
    """A session of its own, in a thread of its own, that calls `heard` whenever the book has grown."""

    def __init__(self, address: Address, channel: str, heard: Callable[[], None]) -> None:
        self._address, self._heard = address, heard
        self._asked = f'LISTEN "{channel}"'.encode()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"listening to {address.schema}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear nothing more."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(psycopg.Error, Refused):
                self._listen()
            self._ended.wait(TRIED_AGAIN_SECONDS)

    def _listen(self) -> None:
        with open_line(self._address) as line:
            line.execute(self._asked)
            self._heard()
            while not self._ended.is_set():
                for _ in line.notifies(timeout=LOOKS_UP_SECONDS, stop_after=1):
                    self._heard()
