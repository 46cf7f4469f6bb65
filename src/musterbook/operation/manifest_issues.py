"""Issues of a manifest: the list as it was issued, what changed since, and which issue it replaces.

A list is never rewritten. The first changes stand in a block below it, as on the load sheets of airlines; one more than
the block holds makes a new issue, and so does seating anew, when nobody was left on the list, for another plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Seated, SerialScrubbed, Unseated
from musterbook.terms.people import PersonId

CHANGES_MOST: Final = 4
"""So many last-minute changes stand in the block of one issue; one more is a new issue (airline load sheets)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One person who came onto the list, or off it, after it was issued."""

    on: bool
    person: PersonId
    because: str
    at: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Replaced:
    """An issue that no longer counts: its number, when it was issued, and the entry that issued it."""

    number: int
    at: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of a manifest.

    Attributes:
        number: from 1.
        people: who stood on it when it was issued.
        changes: at most `CHANGES_MOST`, oldest first.
        cites: the entries all of it is read from.
        issued: itself, as a later issue names it; None while nobody was ever seated.
        replaces: the issue before it; None for the first.
        now: who is on the list after the changes.
        plan: the plan that seated them.
    """

    number: int = 1
    people: frozenset[PersonId] = frozenset()
    changes: tuple[Change, ...] = ()
    cites: tuple[Digest, ...] = ()
    issued: Replaced | None = None
    replaces: Replaced | None = None
    now: frozenset[PersonId] = field(default=frozenset(), repr=False)
    plan: str = ""


def issue_of(entries: Iterable[Entry], serial: str) -> Issue:
    """The issue of a manifest after these entries."""
    issue = Issue()
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, Seated | Unseated | SerialScrubbed) and fact.serial == serial:
            issue = issue_after(issue, entry)
    return issue


def issue_after(issue: Issue, entry: Entry) -> Issue:
    """The issue after one more entry about its serial; whatever changes nobody's seat is only cited."""
    fact, cites = entry.fact, (*issue.cites, entry.digest)
    if not isinstance(fact, Seated | Unseated):
        return replace(issue, cites=cites)
    seated = isinstance(fact, Seated)
    now = issue.now | fact.people if seated else issue.now - fact.people
    plan = str(fact.plan) if isinstance(fact, Seated) else issue.plan
    anew = seated and plan != issue.plan and not issue.now
    changes = () if anew else (*issue.changes, *_changes(issue.now, now, entry))
    if not anew and len(changes) <= CHANGES_MOST:
        return replace(issue, changes=changes, cites=cites, now=now, plan=plan)
    number = issue.number + 1 if issue.issued else 1
    return Issue(number, now, (), cites, Replaced(number, entry.happened_at, entry.digest), issue.issued, now, plan)


def _changes(before: frozenset[PersonId], after: frozenset[PersonId], entry: Entry) -> list[Change]:
    because = str(getattr(entry.fact, "because", ""))
    return [
        Change(person in after, person, because, entry.happened_at, entry.digest) for person in sorted(before ^ after)
    ]
