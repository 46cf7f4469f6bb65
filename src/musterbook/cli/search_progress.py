"""What a search says while it goes: the best loss, trials, time left, on standard error."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from musterbook.words.lines import in_words


@dataclass(slots=True)
class SearchProgress:
    """A line that is written over on a terminal; piped, one line for each gain and each tenth of the time.

    `seconds` is the time to search in; None when only the number of trials ends it.
    """

    seconds: float | None
    _best: float = field(default=float("inf"), init=False)
    _tenth: int = field(default=-1, init=False)

    def __call__(self, best: float, seconds: float, trials: int, bound: float | None) -> None:
        """Show the best weighted loss so far, after so many seconds and trials, and the bound if one is known."""
        terminal = sys.stderr.isatty()
        tenth = int(10 * seconds / self.seconds) if self.seconds else 10
        if not terminal and best >= self._best and tenth == self._tenth:
            return
        self._best, self._tenth = min(best, self._best), tenth
        above = in_words(", at least {bound}", bound=f"{bound:.2f}") if bound is not None else ""
        left = (
            in_words(", {seconds} s left", seconds=f"{max(0.0, self.seconds - seconds):.0f}")
            if self.seconds is not None
            else ""
        )
        line = in_words(
            "planning: weighted loss {best}{above}, {trials} trials{left}", best=f"{best:.2f}", above=above,
            trials=trials, left=left,
        )  # fmt: skip
        print(f"\r{line:<78}" if terminal else line, end="" if terminal else "\n", file=sys.stderr, flush=True)
