"""What a new plan changes against an adopted one, serial by serial: kept, slipped, moved, new, scrubbed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from musterbook.lift.plan import Plan, Serial, serials

SLIP_MAX_MIN = 30
"""A serial that leaves within so many minutes of its old time is kept."""

ChangeKind = Literal["kept", "slipped", "moved", "new", "scrubbed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One serial of either plan. `before` and `after` are None for a new and for a scrubbed one.

    `moved`: another destination, or other people; `slipped`: the same trip more than half an hour earlier or later.
    """

    kind: ChangeKind
    before: Serial | None
    after: Serial | None

    @property
    def serial(self) -> str:
        """Its name: the adopted plan's, or the new one's when it is new."""
        one = self.before or self.after
        return one.id if one else ""

    @property
    def leaves_min(self) -> int:
        """The minute it leaves, or would have left."""
        one = self.after or self.before
        return one.depart if one else 0


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every serial of both plans once, by the minute it leaves.

    Serials of the same carrier from the same place are paired: those alike in all first, then by their times.
    """
    found: list[Change] = []
    paired: set[str] = set()
    left: dict[tuple[str, str], list[Serial]] = {}
    for new in serials(after):
        left.setdefault((new.vehicle, new.origin), []).append(new)
    for match in (_alike, _same_trip, _same_origin):
        for old in serials(before):
            if old.id in paired:
                continue
            here = left.get((old.vehicle, old.origin), [])
            fitting = [new for new in here if match(old, new)]
            if fitting:
                new = min(fitting, key=lambda one, old=old: abs(one.depart - old.depart))  # type: ignore[misc]
                here.remove(new)
                paired.add(old.id)
                found.append(Change(_kind(old, new), old, new))
    found += [Change("scrubbed", old, None) for old in serials(before) if old.id not in paired]
    found += [Change("new", None, new) for some in left.values() for new in some]
    return tuple(sorted(found, key=lambda one: (one.leaves_min, one.serial, one.kind)))


def _kind(old: Serial, new: Serial) -> ChangeKind:
    if old.destination != new.destination or dict(old.heads) != dict(new.heads):
        return "moved"
    return "kept" if abs(old.depart - new.depart) <= SLIP_MAX_MIN else "slipped"


def _alike(old: Serial, new: Serial) -> bool:
    return _kind(old, new) == "kept"


def _same_trip(old: Serial, new: Serial) -> bool:
    return old.destination == new.destination and dict(old.heads) == dict(new.heads)


def _same_origin(old: Serial, new: Serial) -> bool:
    return abs(old.depart - new.depart) <= 6 * 60
