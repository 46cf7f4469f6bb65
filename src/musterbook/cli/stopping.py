"""Ctrl-C for work that always has something to show: the first asks it to end, the second ends everything."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Self

from musterbook.cli.tongue import aside
from musterbook.words.lines import in_words


class Stopping:
    """A question `asked()` for long work, and a `with` block in which Ctrl-C answers it; `said` is printed then."""

    def __init__(self, said: str = "") -> None:
        self._said = said or in_words("ending with the best so far; once more ends at once")
        self._asked = False
        self._before: Any = None

    def asked(self) -> bool:
        """Whether the work was asked to end."""
        return self._asked

    def __enter__(self) -> Self:
        """Take Ctrl-C over; only the first thread of a process may."""
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        """Give Ctrl-C back."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        aside(f"\n{self._said}")
