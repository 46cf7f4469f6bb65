"""Making a world that failed smaller, as long as it fails in the same way: what is left is what a fault needs.

First the faults go, one by one; of those that must stay, fewer are tried. Then people, nodes and hours. What was tried
once may go later, when something else has gone, so it is gone through again until nothing more goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from musterbook.rehearsal.simulator.altering import (
    FAULTS,
    LEAST,
    Altered,
    none_of,
    typed_as,
    weather_of,
)
from musterbook.rehearsal.simulator.running import REPLAY, Ended, run_seed

PASSES_MAX: Final = 3
ORDER: Final = (*FAULTS, "people", "sites", "carriers", "hours", "contacts", "late_seconds")
"""What is made smaller, in this order."""

Playing = Callable[[int, Altered], Ended]


@dataclass(slots=True)
class Smallest:
    """The smallest world so far that fails in the same way.

    Attributes:
        seed: which.
        broken: what does not hold in it.
        altered: what differs from the weather of its seed.
        tries: how many worlds were played.
        left: how many fields are still to be looked at before it ends, at the least.
    """

    seed: int
    broken: str
    altered: dict[str, Any] = field(default_factory=dict)
    tries: int = 1
    left: int = len(ORDER)

    @property
    def weather(self) -> dict[str, Any]:
        """Its weather, field by field."""
        return weather_of(self.seed, self.altered)

    @property
    def replay(self) -> str:
        """The command that plays and tells it."""
        return REPLAY.format(seed=self.seed, altered=typed_as(self.altered))

    def faults(self) -> dict[str, Any]:
        """The faults that must stay, and how much of each."""
        now = self.weather
        return {name: now[name] for name in FAULTS if now[name] != none_of(name, now[name])}


def kind_of(broken: str) -> str:
    """What went wrong, without whom it befell: the invariant, or the name of what nobody expected."""
    said = broken.split(": ")
    return ": ".join(said[:2]) if said[0] == "Broken" else said[0]


def shrink(seed: int, altered: Altered | None = None, *, play: Playing = run_seed) -> Iterator[Smallest]:
    """The smallest world so far, after each that was played; whoever has enough just asks for no more.

    Nothing comes of a world in which everything holds.
    """
    first = play(seed, dict(altered or {}))
    if not first.broken:
        return
    best = Smallest(seed, first.broken, dict(altered or {}))
    yield best
    for _ in range(PASSES_MAX):
        before = dict(best.altered)
        for place, name in enumerate(ORDER):
            best.left = len(ORDER) - place
            yield from _less_of(best, name, play)
        if best.altered == before:
            break
    best.left = 0
    yield best


def _less_of(best: Smallest, name: str, play: Playing) -> Iterator[Smallest]:
    """Nothing of it, or half of it again and again, as far as it goes."""
    while True:
        now = best.weather[name]
        for less in _smaller(name, now):
            ended = play(best.seed, {**best.altered, name: less})
            best.tries += 1
            if kind_of(ended.broken) == kind_of(best.broken):
                best.altered[name], best.broken = less, ended.broken
                yield best
                break
            yield best
        else:
            return


def _smaller(name: str, now: Any) -> list[Any]:  # noqa: ANN401  a field of a weather
    """What is tried in place of what stands there, the smallest first."""
    none = none_of(name, now)
    if now == none:
        return []
    if isinstance(now, int) and not isinstance(now, bool):
        least = LEAST.get(name, 0)
        return sorted({least, (least + now) // 2, now - 1})
    return [none]
