"""Progress: a line on standard error that says how far long work is."""

from __future__ import annotations

import sys
import time

from musterbook.cli.tongue import fitted
from musterbook.words.lines import in_words


class Progress:
    """A line on standard error that says what is done of what and how long it may still take.

    On a terminal the line is written over; piped, one line stands for each tenth done.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._said = -1

    def __call__(self, *counts: int | str) -> None:
        """Show so much done of the whole; a first word names the step."""
        what = " ".join([self._what, *(one for one in counts if isinstance(one, str))])
        done, whole = (one for one in counts if isinstance(one, int))
        tenth = done * 10 // max(whole, 1)
        terminal = sys.stderr.isatty()
        if tenth == self._said and not terminal:
            return
        self._said = tenth
        spent = time.monotonic() - self._began
        left = f"{spent / done * (whole - done):.0f}" if 0 < done < whole else ""
        line = in_words("{what}: {done} of {whole}[[, {left} s left]]", what=what, done=done, whole=whole, left=left)
        line = fitted(line, sys.stderr)
        print(
            f"\r{line:<78}" if terminal else line,
            end="\n" if done >= whole or not terminal else "",
            file=sys.stderr,
            flush=True,
        )
