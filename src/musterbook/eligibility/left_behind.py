"""Left behind: everyone not cleared, with why, whose business it is, and what comes next. A hold is not abandonment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from musterbook.eligibility.classes import Classes
from musterbook.eligibility.clearance import Clearances
from musterbook.eligibility.grounds import AUTHORITY, CHILD_GROUNDS, CLASS_GROUNDS
from musterbook.eligibility.holds import Holds
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Someone at a site who may not be moved as things stand.

    Attributes:
        person: who.
        grounds: every hold on him, or `no-clearance` when there is none.
        owner: the role that can change the first of them.
        next_step: age-panel, protective-lot, lift-hold or clear.
        protective: whether the protective lot (other carriers, other destination) would move him or her.
    """

    person: PersonId
    grounds: tuple[str, ...]
    owner: str
    next_step: str
    protective: bool


def left_behind(
    people: Iterable[PersonId], *, holds: Holds, classes: Classes, clearances: Clearances, now: datetime
) -> list[LeftBehind]:
    """Everyone among `people` (those at a site) who is held or has no clearance, in order of their numbers."""
    return [
        _row(person, holds, classes)
        for person in sorted(people)
        if holds.on(person) or not clearances.is_cleared(person, now)
    ]


def _row(person: PersonId, holds: Holds, classes: Classes) -> LeftBehind:
    codes = classes.codes(person)
    protective = codes.may_be_child or codes.may_be_woman or codes.may_be_family
    standing = holds.on(person)
    if not standing:
        return LeftBehind(person, ("no-clearance",), "eligibility-reviewer", "clear", protective)
    grounds = tuple(hold.ground for hold in standing)
    first = next((hold for hold in standing if hold.ground in CHILD_GROUNDS), standing[0])
    owner = first.authority or AUTHORITY.get(first.ground, "eligibility-reviewer")
    return LeftBehind(person, grounds, owner, _next_step(grounds, child=codes.child), protective)


def _next_step(grounds: tuple[str, ...], *, child: str) -> str:
    """An age in doubt is decided first; who is kept off the lift for what he or she is goes with the protective lot."""
    if child == "unknown" and CHILD_GROUNDS.intersection(grounds):
        return "age-panel"
    for_the_lot = CLASS_GROUNDS - CHILD_GROUNDS if child == "no" else CLASS_GROUNDS
    return "protective-lot" if for_the_lot.intersection(grounds) else "lift-hold"
