"""Confirming: whose people were last seen when, and who has to be counted again (custody.md section 6, F32).

Someone is confirmed by a count by name that two counters stand for, or by an acceptance, for `muster_confirm_hours`.
A place is green while everyone in hand there is confirmed, amber once somebody is not, red while somebody is
unaccounted for: an interim count turns amber to green, and nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from musterbook.custody.roll import Roll
from musterbook.custody.settings import CustodySettings
from musterbook.terms.custodians import CustodianId, in_hand, unaccounted


@dataclass(frozen=True, slots=True)
class Light:
    """How well one custodian's people are known to be there.

    Attributes:
        light: green, amber or red.
        people: how many are in hand.
        unconfirmed: how many of them nobody has seen within the hours set.
        since: the oldest confirmation of those in hand; None where somebody was never confirmed, or nobody is there.
        missing: how many are unaccounted for.
    """

    custodian: CustodianId
    light: str
    people: int
    unconfirmed: int
    since: datetime | None
    missing: int


def light(roll: Roll, custodian: CustodianId, now: datetime, settings: CustodySettings | None = None) -> Light:
    """The light of one custodian at an hour."""
    oldest = now - timedelta(hours=(settings or CustodySettings()).muster_confirm_hours)
    held = roll.on(in_hand(custodian))
    seen = [at for person in held if (at := roll.confirmed_at(person)) is not None]
    stale = len(held) - sum(at >= oldest for at in seen)
    missing = len(roll.on(unaccounted(custodian)))
    colour = "red" if missing else "amber" if stale else "green"
    since = min(seen) if seen and len(seen) == len(held) else None
    return Light(custodian, colour, len(held), stale, since, missing)


def lights(roll: Roll, now: datetime, settings: CustodySettings | None = None) -> tuple[Light, ...]:
    """Every custodian's light who has anybody, red before amber before green, most people first."""
    order = ("red", "amber", "green")
    found = (light(roll, one, now, settings) for one in roll.headcount)
    return tuple(sorted(found, key=lambda one: (order.index(one.light), -one.people, one.custodian)))
