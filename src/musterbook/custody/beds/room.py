"""Room: how many beds a custodian has free at a moment, line by line, and what his gate `custody.beds` objects to.

    free(t) = working − out of use − answered for(t) − reserved(t); none while control of the place is lost

Reserved are the beds that reservations keep, those for people displaced from elsewhere among them, and those of people
under way for whom no reservation keeps one any more. Whoever is to make room lies in his bed until he has left, so that
a promise that rests on it lets nobody board before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservation, Reservations
from musterbook.custody.not_here import ANSWERED_FOR, EVERYTHING_IS_HERE, Beyond
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

RULE: Final = "custody.beds"

AnsweredFor = Callable[[CustodianId], AbstractSet[PersonId]]
"""Everyone a custodian answers for, wherever they are."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a custodian's places hold at a moment. Whole people and beds.

    Attributes:
        custodian: whose places.
        maximum, working, certified, out_of_use: of all his places together; certified None where one does not say.
        answered_for: everyone he answers for.
        reserved: beds kept for lots, without those for displaced people.
        displaced: beds kept for people who come because another place makes room.
        uncovered: people under way to him for whom nothing is reserved, or not any more.
        leaving: of his people, those who have beds reserved elsewhere because he makes room.
        lost: he does not control his place, so that no bed there is free.
    """

    custodian: CustodianId
    maximum: int
    working: int
    certified: int | None
    out_of_use: int
    answered_for: int
    reserved: int
    displaced: int
    uncovered: int
    leaving: int
    lost: bool = False

    @property
    def free(self) -> int:
        """Beds nobody has and nobody was promised; negative by as many as are too many; in a lost place at most 0."""
        left = self.working - self.out_of_use - self.answered_for - self.reserved - self.displaced - self.uncovered
        return min(0, left) if self.lost else left

    @property
    def promisable(self) -> int:
        """Beds that may be promised: those free, and those of people who have others to go to; none in a lost place."""
        return self.free if self.lost else self.free + min(self.leaving, self.answered_for)

    @property
    def over_certified(self) -> int:
        """By how many he answers for more than his places are certified for; 0 where nobody said for how many."""
        return 0 if self.certified is None else max(0, self.answered_for - self.certified)


def room_at(
    custodian: CustodianId, at: datetime, *, places: OpenedPlaces, reservations: Reservations,
    answered_for: AnsweredFor, but: Iterable[PersonId] = (), beyond: Beyond = EVERYTHING_IS_HERE, lost: bool = False,
) -> Room:  # fmt: skip
    """The lines of a custodian's places at a moment; people `but` who are under way are left out of them.

    `beyond` is what this copy cannot count; `reservations` have it already.
    """
    opened = places.of_custodian(custodian)
    kept = [(one, one.left(at)) for one in reservations.at(custodian)]
    return Room(
        custodian, sum(one.maximum for one in opened), sum(one.working for one in opened),
        _certified([one.certified for one in opened]), sum(min(one.out_of_use, one.working) for one in opened),
        len(answered_for(custodian)) + beyond.of(ANSWERED_FOR, custodian),
        sum(left for one, left in kept if not one.displaced_from),
        sum(left for one, left in kept if one.displaced_from),
        reservations.uncovered(custodian, at, but=but), reservations.making_room(custodian, at), lost,
    )  # fmt: skip


def beds_objection(
    move: Move, to: CustodianId, *, places: OpenedPlaces, reservations: Reservations, answered_for: AnsweredFor,
    beyond: Beyond = EVERYTHING_IS_HERE, lost: datetime | None = None,
) -> Objection | None:  # fmt: skip
    """`custody.beds`: why the place people are taken to has no bed for them; None when it has.

    `lack` is `lost` (its custodian has not controlled it since then), `no-place` (nobody said how many it can take),
    `none` (nothing is reserved for them), `lapsed`, `too-few`, `not-made` (the beds are promised, and those who are to
    make room for them have not left, or others came first), or `not-counted` (this copy does not hold the people who
    lie there, and was never told how many they are).
    Whoever is under way against a reservation has his bed on every leg, whoever hands him on.
    """
    people, at = move.people - answered_for(to), move.at
    if not people:
        return None
    if lost is not None or not places.of_custodian(to):
        since = {} if lost is None else {"since": written(lost)}
        return _objection(to, people, "lost" if since else "no-place", **since)
    lots = reservations.for_lot(to, (move.handover, move.serial, move.giver))
    kept = [one for one in reservations.at(to) if one.bound & people and one not in lots]
    room = sum(max(0, one.room(at, people)) for one in lots)
    room += sum(min(len(one.bound & people), max(0, one.room(at, people))) for one in kept)
    lots = (*lots, *kept)
    if not any(one.left(at) for one in lots):
        lapsed = [one for one in lots if one.has_lapsed(at)]
        until = max((one.until for one in lapsed), default=None)
        lack = "none" if until is None else "lapsed"
        return _objection(to, people, lack, until=None if until is None else written(until))
    if room < len(people):
        return _objection(to, people, "too-few", reserved=room, until=None)
    if not beyond.told:
        return _objection(to, people, "not-counted")
    whole = room_at(
        to, at, places=places, reservations=reservations, answered_for=answered_for, but=people, beyond=beyond
    )
    short = -_behind(whole, lots[0], reservations.at(to), at)
    return _objection(to, people, "not-made", short=short) if short > 0 else None


def _behind(whole: Room, one: Reservation, at_hand: Sequence[Reservation], at: datetime) -> int:
    """Free beds once everything promised before a reservation, and it, are served: what came later waits behind it."""
    later = at_hand[at_hand.index(one) + 1 :]
    return whole.free + sum(other.left(at) for other in later)


def _objection(to: CustodianId, people: AbstractSet[PersonId], lack: str, **values: str | int | None) -> Objection:
    said = {"lack": lack, "custodian": to, "people": len(people), **values, "lift_by": "governor"}
    return Objection(RULE, None, said)


def _certified(said: Sequence[int | None]) -> int | None:
    known = [one for one in said if one is not None]
    return sum(known) if said and len(known) == len(said) else None
