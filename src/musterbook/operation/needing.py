"""Who needs to know of whom: to whom each person is offered now, and whose casework names him. Joins custody with all.

Merged numbers are read as they were written: a case under the old number still names him for whoever opened it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, Self

from musterbook.custody.handovers import Handovers
from musterbook.ledger.entry import Entry
from musterbook.rights.policy import About
from musterbook.terms.people import PersonId

CASEWORK: Final[Mapping[str, frozenset[str]]] = {
    "repatriation": frozenset(("repatriation-desk", "judicial-liaison", "independent-reviewer")),
    "evidence": frozenset((
        "evidence-reviewer", "case-officer", "redactor", "disclosure-officer", "child-justice-adviser",
    )),
    "biometrics": frozenset(("examiner", "senior-examiner", "identity-officer", "enrolment-operator")),
    "coordination": frozenset(("notifier",)),
}  # fmt: skip
"""Rooms of casework, and the roles that work there."""

OPEN: Final = ("offered", "handing-over")


class Needs:
    """The reading: offers that are open, and rooms whose entries name someone."""

    def __init__(self) -> None:
        self._handovers = Handovers()
        self._named: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The reading of the entries that stand, in reading order."""
        needs = cls()
        for entry in entries:
            if not needs.add(entry):
                raise AssertionError("an entry came out of its order")
        return needs

    def add(self, entry: Entry) -> bool:
        """Carry on with the next entry."""
        room = entry.act.kind.partition(".")[0]
        if room in CASEWORK:
            for person in entry.named():
                self._named[person].add(room)
        return self._handovers.add(entry)

    def about(self, number: str, holder: str, *, glass: bool = False) -> About:
        """What decides who needs to know of this person, whom `holder` has on his account."""
        offers = (one for one in self._handovers.about(PersonId(number)) if one.stage in OPEN)
        receivers = frozenset(str(one.receiver) for one in offers if number in one.outstanding)
        roles = frozenset(role for room in self._named.get(number, ()) for role in CASEWORK[room])
        return About(holder, receivers, roles, glass)
