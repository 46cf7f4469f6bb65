"""What keeps an agreement from covering someone, said so that it can be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

NEARLY: Final = 3
"""How many agreements an objection names at most."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps one agreement from covering one person.

    Attributes:
        agreement: its name.
        lack: drafted, signed, suspended, revoked, expired, unreadable, act, scope, total or per-day.
        clause: the clause not satisfied, the parties who did not sign, or the conditions not met.
        used: people counted so far, where a cap is full.
        cap: the cap.
    """

    agreement: str
    lack: str
    clause: str = ""
    used: int = 0
    cap: int = 0

    def __str__(self) -> str:
        """In one line, with numbers: `AGR-07 total 7000/7000`."""
        numbers = f" {self.used}/{self.cap}" if self.cap else ""
        return f"{self.agreement} {self.lack}{numbers}{f' {self.clause}' if self.clause else ''}"


def nearest(lacks: Iterable[Lack]) -> tuple[Lack, ...]:
    """What is lacking, of the agreements that lack least."""
    by_name: dict[str, list[Lack]] = defaultdict(list)
    for lack in lacks:
        by_name[lack.agreement].append(lack)
    nearest = sorted(by_name.items(), key=lambda one: (len(one[1]), one[0]))[:NEARLY]
    return tuple(lack for _, found in nearest if len(found) == len(nearest[0][1]) for lack in found)


def values_of(lacks: tuple[Lack, ...]) -> dict[str, str | int | None]:
    """The nearest agreement with its numbers, and all that nearly fit in one line."""
    if not lacks:
        return {"agreement": None, "lack": "none", "lift_by": "nobody"}
    first = lacks[0]
    return {
        "agreement": first.agreement, "lack": first.lack, "clause": first.clause, "used": first.used, "cap": first.cap,
        "nearly": "; ".join(map(str, lacks)), "lift_by": "nobody",
    }  # fmt: skip
