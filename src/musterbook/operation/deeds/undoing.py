"""Undoing: by which deed what was just written is put right, and what that deed has to be told.

Nothing is deleted: the correcting fact is written beside the wrong one. What moved people is corrected by its author
and agreed to by the other party; what no fact ends (somebody was told, a note was taken) has nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from musterbook.coordination.facts import ActionSet, AgreementSuspended
from musterbook.custody.beds.facts import BedAssigned, BedsReserved
from musterbook.custody.dues.facts import LocatorAllowed, RetentionHeld
from musterbook.custody.facts import Accepted, Departed, Linked, Merged, Recovered
from musterbook.custody.incidents.facts import Lodged
from musterbook.custody.sheets.facts import WarningRaised
from musterbook.eligibility.facts import Cleared, Held, KeptApart
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact

AT_ONCE_SECONDS: Final = 30
"""So long after it was written a page offers to undo it at once (console.md section 5)."""

Said = Mapping[str, str]


def undoing(entry: Entry) -> tuple[str, Said] | None:
    """The deed that puts an entry right, with what it has to be told but why; None where there is none."""
    fact = entry.fact
    if isinstance(fact, _MOVED):
        return "correct", {"start": entry.digest}
    name, told = _UNDONE_BY.get(type(fact), ("", None))
    said = told(fact) if told is not None else None
    return (name, said) if said is not None else None


def _pair(fact: KeptApart) -> Said:
    one, other = sorted(fact.pair)
    return {"person": one, "other": other}


def _people(fact: LocatorAllowed | RetentionHeld) -> Said:
    return {"people": "\n".join(sorted(fact.people))}


def _bed(fact: BedAssigned) -> Said | None:
    """One person given a bed is taken out of it; of many at once each is put right by hand."""
    one = fact.beds[0]
    return {"place": fact.place, "person": one.person} if len(fact.beds) == 1 and one.bed else None


def _night(fact: Lodged) -> Said | None:
    return {"place": fact.place, "people": "\n".join(sorted(fact.people))} if fact.people else None


_MOVED: Final = (Departed, Recovered, Accepted)
_UNDONE_BY: Final[Mapping[type[Fact], tuple[str, Callable[[Any], Said | None]]]] = {
    Held: ("lift-hold", lambda fact: {"person": fact.person, "ground": fact.ground}),
    Cleared: ("withdraw-clearance", lambda fact: {"person": fact.person}),
    KeptApart: ("end-keep-apart", _pair),
    Linked: ("unlink", lambda fact: {"person": fact.person, "other": fact.other}),
    Merged: ("unmerge", lambda fact: {"keeps": fact.keeps, "absorbs": fact.absorbs}),
    WarningRaised: ("lift-warning", lambda fact: {"person": fact.person, "about": fact.about}),
    BedsReserved: ("release-beds", lambda fact: {"reservation": fact.reservation}),
    BedAssigned: ("assign-bed", _bed),
    AgreementSuspended: ("resume-agreement", lambda fact: {"name": fact.agreement}),
    LocatorAllowed: ("end-locator", _people),
    RetentionHeld: ("end-hold-kept", _people),
    Lodged: ("end-lodging", _night),
    ActionSet: ("cancel-action", lambda fact: {"action": fact.action}),
}
