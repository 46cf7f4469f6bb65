"""Caps: how many people an agreement allows, in all and on a day, how much room is left, and where it was overrun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from musterbook.coordination.agreement import CAPS, Agreement
from musterbook.coordination.lacks import Lack
from musterbook.terms.moves import Move

Used = Mapping[tuple[str, str], int]
"""How many accepted people count under an agreement on a local day of the giver: (agreement, ISO day) → number."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """More people were accepted under an agreement than its cap allows: two sites did not know of each other."""

    agreement: str
    cap: str
    day: str
    used: int
    limit: int


def overruns(agreements: Iterable[Agreement], used: Used) -> list[Overrun]:
    """Every cap that is overrun; shown, never hidden."""
    found = []
    for one in agreements:
        caps, days = one.terms.caps or {}, {day: number for (name, day), number in used.items() if name == one.name}
        if "total" in caps and sum(days.values()) > caps["total"]:
            found.append(Overrun(one.name, "total", "", sum(days.values()), caps["total"]))
        found.extend(
            Overrun(one.name, "per_day", day, number, caps["per_day"])
            for day, number in sorted(days.items())
            if number > caps.get("per_day", number)
        )
    return found


@dataclass(slots=True)
class Room:
    """Room left under the caps while the people of one move are placed, one after the other."""

    agreements: tuple[Agreement, ...]
    used: Used
    move: Move
    _left: dict[str, int] = field(default_factory=dict)
    _why: dict[str, Lack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        totals: Counter[str] = Counter()
        for (name, _), number in self.used.items():
            totals[name] += number
        for one in self.agreements:
            self._measure(one, totals[one.name], self.used.get((one.name, day_of(self.move)), 0))

    def take(self, fitting: Iterable[Agreement]) -> str | None:
        """Room for one person under the first agreement that has any."""
        name = next((one.name for one in fitting if self._left.get(one.name, 1) > 0), None)
        if name is not None and name in self._left:
            self._left[name] -= 1
        return name

    def full(self, fitting: Iterable[Agreement]) -> list[Lack]:
        """The caps that leave no room, with their numbers."""
        return [self._why[one.name] for one in fitting if one.name in self._why]

    def _measure(self, one: Agreement, total: int, today: int) -> None:
        caps = one.terms.caps or {}
        rooms = [
            (caps[cap] - number, cap, number) for cap, number in zip(CAPS, (total, today), strict=True) if cap in caps
        ]
        if rooms:
            left, cap, number = min(rooms)
            self._left[one.name] = max(left, 0)
            self._why[one.name] = Lack(one.name, cap.replace("_", "-"), used=number + max(left, 0), cap=caps[cap])


def day_of(move: Move) -> str:
    """The local day of the giver on which a move counts; the day in the move's own offset when it does not say."""
    return move.day or move.at.date().isoformat()
