"""Two runs held side by side: what each loses and where, its gap, end and cost, and what one changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.lift_rows import PARTS, RunRow
from musterbook.operation.adopting import Altered, Difference
from musterbook.words.pages import digits, page
from musterbook.words.plans import moment

CHANGES_SHOWN: Final = 12
MORE_SHOWN: Final = 300
"""A page holds so many changes; whoever wants all of a very large plan asks the command."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of both runs as said; `better` is 0 or 1 for the run that has the smaller one, None for neither."""

    key: str
    said: tuple[str, str]
    better: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two runs, the figures of both, and what the second changes against the first; None where a paper is missing."""

    before: RunRow
    after: RunRow
    lines: tuple[FigureLine, ...]
    difference: Difference | None

    @property
    def alike(self) -> bool:
        """Whether they answer one problem, so that their losses can be compared."""
        return self.before.problem == self.after.problem

    @property
    def shown(self) -> Sequence[Altered]:
        """The first serials that change: those inside the freeze line before all others."""
        return self._in_order[:CHANGES_SHOWN]

    @property
    def more(self) -> Sequence[Altered]:
        """The others that change, in the same order."""
        return self._in_order[CHANGES_SHOWN:MORE_SHOWN]

    @property
    def more_of(self) -> int:
        """How many others there are, of which `more` may be the first."""
        return max(len(self._in_order) - CHANGES_SHOWN, 0)

    @property
    def more_at(self) -> Sequence[tuple[str, int]]:
        """Where the others begin: each place with how many, the most first."""
        places = Counter(_origin(one) for one in self._in_order[CHANGES_SHOWN:])
        return sorted(places.items(), key=lambda one: (-one[1], one[0]))

    @property
    def _in_order(self) -> Sequence[Altered]:
        every = self.difference.altered if self.difference else ()
        return sorted(every, key=lambda one: (not one.frozen, one.leaves_at, one.serial))


def compared(before: RunRow, after: RunRow, difference: Difference | None) -> Compared:
    """Two runs side by side. A smaller loss is called better only when both answer one problem."""
    alike = before.problem == after.problem
    pair = before, after
    lines = [
        _line("loss", pair, lambda run: run.loss, _measure, alike=alike),
        *(_line(f"part-{name}", pair, lambda run, name=name: run.parts.get(name), _measure, alike=alike)  # type: ignore[misc]
          for name in PARTS),
        _line("bound", pair, lambda run: run.bound, _measure, alike=False),
        _line("gap", pair, lambda run: run.gap, _percent, alike=alike),
        _line("left", pair, lambda run: run.left_behind, lambda number: digits(int(number)), alike=alike),
        _line("late", pair, lambda run: len(run.findings or ()), lambda number: digits(int(number)), alike=alike),
        _line("ends", pair, lambda run: _seconds(run.ends_at), _hour, alike=alike),
        _line("cost", pair, lambda run: run.cost, lambda number: digits(int(number)), alike=alike),
    ]  # fmt: skip
    return Compared(before, after, tuple(lines), difference)


def _origin(one: Altered) -> str:
    serial = one.change.before or one.change.after
    return serial.origin if serial else ""


def _line(
    key: str, pair: tuple[RunRow, RunRow], of: Callable[[RunRow], float | None], say: Callable[[float], str], *,
    alike: bool,
) -> FigureLine:  # fmt: skip
    found = of(pair[0]), of(pair[1])
    told = [page("plan.no-value") if one is None else say(one) for one in found]
    better = None
    if alike and found[0] is not None and found[1] is not None and told[0] != told[1]:
        better = 0 if found[0] < found[1] else 1
    return FigureLine(key, (told[0], told[1]), better)


def _measure(number: float) -> str:
    return f"{number:,.{1 if abs(number) >= 10 else 2}f}"


def _percent(share: float) -> str:
    return page("plan.percent", n=f"{100 * share:.0f}")


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _hour(seconds: float) -> str:
    return moment("1970-01-01T00:00:00Z", round(seconds / 60))
