"""Lines: what a custodian's day looks like in numbers nobody types: the roll at unlock, who came, who went, who waits.

Distinct people are counted, never exits: one who is sent out to court, comes back and is handed on went out once
(custody.md section 6, and F19).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import Final

from musterbook.custody.beds.assigned import Beds, HeldSince
from musterbook.custody.facts import Mustered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import Account, CustodianId, custodian_of, in_hand
from musterbook.terms.people import PersonId

UNLOCK: Final = time(6, 0)
"""Local hour of the unlock roll."""


@dataclass(frozen=True, slots=True)
class DayLines:
    """A custodian's day.

    Attributes:
        in_hand: on the current roll.
        unlock: on the roll at 06:00 local, or now when it is earlier.
        in_today: came from other hands since local midnight.
        out_today: went to other hands since local midnight.
        in_reception: came today and have no bed yet.
        no_bed: in hand without a bed, and not in reception.
        still_to_arrive: offered or let go towards here and not answered for.
        out_temporarily: on the roll, and known to be elsewhere by the last count by name or by what was seen since.
    """

    in_hand: frozenset[PersonId]
    unlock: frozenset[PersonId]
    in_today: frozenset[PersonId]
    out_today: frozenset[PersonId]
    in_reception: frozenset[PersonId]
    no_bed: frozenset[PersonId]
    still_to_arrive: frozenset[PersonId]
    out_temporarily: frozenset[PersonId]

    def counts(self) -> dict[str, int]:
        """How many on each line."""
        return {name: len(getattr(self, name)) for name in self.__slots__}


def held_since(roll: Roll) -> HeldSince:
    """Who answers for someone and since when, as a roll has it."""

    def held(person: PersonId) -> tuple[CustodianId, datetime] | None:
        holder, came = roll.holder(person), roll.held_since(person)
        return None if holder is None or came is None else (holder, came.at)

    return held


def day_lines(
    custodian: CustodianId, now: datetime, zone: tzinfo, *, roll: Roll, beds: Beds,
    to_come: Iterable[PersonId] = (), out: Iterable[PersonId] = (),
) -> DayLines:  # fmt: skip
    """The lines of a custodian's day at `now`.

    Args:
        custodian: whose.
        now: the moment; the roll is the one the entries give.
        zone: whose midnight and whose six o'clock.
        roll: the roll.
        beds: who lies where.
        to_come: everyone offered or let go towards here.
        out: those known to be elsewhere for now.
    """
    midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    here, held = roll.on(in_hand(custodian)), held_since(roll)
    came, went = _crossed(roll, custodian, midnight, now)
    bedless = frozenset(one for one in here if beds.of_person(one, held) is None)
    new = frozenset(
        one for one in bedless if (since := held(one)) and since[1] >= midnight and not beds.had_one(one, held)
    )
    unlock = min(now, datetime.combine(midnight.date(), UNLOCK, tzinfo=zone))
    return DayLines(
        here, _on_at(roll, in_hand(custodian), unlock), came, went, new, bedless - new, frozenset(to_come) - here,
        frozenset(out) & here,
    )  # fmt: skip


def known_out(entries: Iterable[Entry], custodian: CustodianId) -> frozenset[PersonId]:
    """Those the newest count by name of a custodian says are elsewhere, such as in court or in hospital."""
    newest: Mustered | None = None
    for entry in entries:
        if isinstance(entry.fact, Mustered) and entry.by == custodian and entry.fact.present is not None:
            newest = entry.fact
    return frozenset() if newest is None else frozenset(one.person for one in newest.absent_known)


def _crossed(
    roll: Roll, custodian: CustodianId, since: datetime, until: datetime
) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    """Who came into a custodian's hands, and who left them, between two moments."""
    came: set[PersonId] = set()
    went: set[PersonId] = set()
    for line in roll.lines:
        if since <= line.at <= until:
            before, after = custodian_of(line.from_account), custodian_of(line.to_account)
            if before != after == custodian:
                came |= line.people
            elif after != before == custodian:
                went |= line.people
    return frozenset(came), frozenset(went)


def _on_at(roll: Roll, account: Account, moment: datetime) -> frozenset[PersonId]:
    """Who was on an account at a moment, by what happened until then."""
    on: set[PersonId] = set()
    for line in roll.lines:
        if line.at <= moment:
            if line.to_account == account:
                on |= line.people
            elif line.from_account == account:
                on -= line.people
    return frozenset(on)
