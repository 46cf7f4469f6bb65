"""The last known good roll of a site, and what is known about its people after it was lost (custody.md section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.facts import ControlLost, ControlRegained
from musterbook.custody.fold import Comparison
from musterbook.custody.roll import Roll
from musterbook.terms.custodians import Account, CustodianId, custodian_of, far, in_hand, part_of
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class LastGoodRoll:
    """Who was at a site when it was last known: the last agreed muster, and every signed posting since.

    Attributes:
        site: which site.
        muster: the count it rests on; None when there never was one, so that it rests on signatures alone.
        until: the moment it stands for: the loss of control, or the moment asked about.
        people: numbers, sorted.
    """

    site: CustodianId
    muster: Comparison | None
    until: datetime | None
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class AfterLoss:
    """What became of those on the last good roll. Escapes are a bracket, never one number.

    Attributes:
        roll: the last good roll.
        inside_seen: in hand at the site again.
        elsewhere_seen: some other custodian has signed for them, or they left custody by a signature.
        dead: a departure says so.
        escaped: a departure says so.
        not_known: nobody can point at them.
    """

    roll: LastGoodRoll
    inside_seen: frozenset[PersonId]
    elsewhere_seen: frozenset[PersonId]
    dead: frozenset[PersonId]
    escaped: frozenset[PersonId]
    not_known: frozenset[PersonId]

    @property
    def escapes(self) -> tuple[int, int]:
        """At least this many escaped, and at most that many."""
        return len(self.escaped), len(self.escaped) + len(self.not_known)


def last_good_roll(roll: Roll, site: CustodianId, *, at: datetime | None = None) -> LastGoodRoll:
    """The roll of a site as it was last known good.

    Args:
        roll: everything the book says, also what came after the loss.
        site: which site.
        at: the moment asked about; the newest loss of control there when left out, and the newest entry when none.
    """
    loss = _loss(roll, site)
    until = at or (loss[1] if loss else None)
    muster = roll.musters.last(site, before=until)
    if until is None:  # nothing was lost and no moment is asked about: every line counts
        return LastGoodRoll(site, muster, None, tuple(sorted(roll.on(in_hand(site)))))
    start = muster.lines if muster else 0
    people = _in_hand_after(roll, site, start) if muster else set()
    lost = {entry.digest for entry in roll.controls if isinstance(entry.fact, ControlLost)}
    for line in roll.lines[start:]:
        if until is not None and line.at > until:
            continue
        if line.to_account == in_hand(site):
            people |= line.people
        elif line.from_account == in_hand(site) and line.entry not in lost:
            people -= line.people
    return LastGoodRoll(site, muster, until, tuple(sorted(people)))


def after_loss(roll: Roll, site: CustodianId, *, at: datetime | None = None) -> AfterLoss:
    """What the book says now about everyone on the last good roll."""
    last = last_good_roll(roll, site, at=at)
    groups: dict[str, set[PersonId]] = {group: set() for group in ("inside", "elsewhere", "dead", "escaped", "")}
    for person in last.people:
        groups[_seen(roll.where[person], site)].add(person)
    return AfterLoss(
        last, frozenset(groups["inside"]), frozenset(groups["elsewhere"]), frozenset(groups["dead"]),
        frozenset(groups["escaped"]), frozenset(groups[""]),
    )  # fmt: skip


def losses(roll: Roll) -> tuple[tuple[CustodianId, datetime], ...]:
    """Every loss of control: which site, since when."""
    return tuple((entry.fact.site, entry.fact.since) for entry in roll.controls if isinstance(entry.fact, ControlLost))


def lost_now(roll: Roll) -> dict[CustodianId, datetime]:
    """Custodians whose place was lost and has not been regained, each with the hour since when."""
    lost: dict[CustodianId, datetime] = {}
    for entry in roll.controls:
        match entry.fact:
            case ControlLost(site=site, since=since):
                lost[site] = since
            case ControlRegained(site=site):
                lost.pop(site, None)
    return lost


def _loss(roll: Roll, site: CustodianId) -> tuple[CustodianId, datetime] | None:
    return next((one for one in reversed(losses(roll)) if one[0] == site), None)


def _in_hand_after(roll: Roll, site: CustodianId, lines: int) -> set[PersonId]:
    """Who was in hand at a site when the book had this many lines."""
    people: set[PersonId] = set()
    for line in roll.lines[:lines]:
        if line.to_account == in_hand(site):
            people |= line.people
        elif line.from_account == in_hand(site):
            people -= line.people
    return people


def _seen(account: Account, site: CustodianId) -> str:
    if account == far("deceased"):
        return "dead"
    if account == far("escaped"):
        return "escaped"
    if account == in_hand(site):
        return "inside"
    suspended = part_of(account) == "unaccounted"
    return "" if suspended or custodian_of(account) == site else "elsewhere"
