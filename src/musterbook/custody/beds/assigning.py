"""Assigning: who should lie in which bed. A proposal that an officer signs, and for whoever gets none, why.

Stretchers and the sick come first, then families and whoever fewest kinds of beds fit; each gets the smallest cell that
fits him and in which nobody lies whom he may not be with. Whoever finds none then may take the bed of somebody placed
before him, if that one finds another (custody.md section 9). The same people and beds always give the same proposal.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from musterbook.custody.beds.guests import Guest, Proposal, Refusal, Rules, Why
from musterbook.custody.beds.house import House
from musterbook.custody.beds.places import Opened
from musterbook.terms.people import PersonId

__all__ = ["Guest", "Proposal", "Refusal", "Rules", "Why", "clash_in", "propose"]


def propose(
    place: Opened, lying: Mapping[PersonId, tuple[str, Hashable]], guests: Sequence[Guest], rules: Rules
) -> Proposal:
    """Beds of a place for guests.

    Args:
        place: the place with its beds.
        lying: who lies there already, with the name of his bed and his codes; nobody of them is moved.
        guests: who wants a bed.
        rules: who may not lie near whom.
    """
    house = House(place, rules)
    for person, (bed, codes) in sorted(lying.items()):
        house.settle(person, bed, codes)
    known = {one.person: one for one in guests}
    unplaced: list[tuple[Guest, ...]] = []
    for party in _parties(known):
        beds = house.beds_for(party)
        if beds is None:
            unplaced.append(party)
        else:
            house.place(party, beds)
    still = [party for party in unplaced if not house.swap(party)]
    refused = tuple(Refusal(one.person, house.why_not(one, party)) for party in still for one in party)
    return Proposal(dict(sorted(house.placed.items())), tuple(sorted(refused, key=lambda one: one.person)))


def clash_in(
    place: Opened, lying: Mapping[PersonId, tuple[str, Hashable]], guest: Guest, bed: str, rules: Rules
) -> Why | None:
    """Why someone may not be given one bed by hand, because of who lies in its cell or near; None when he may."""
    house = House(place, rules)
    for person, (theirs, codes) in sorted(lying.items()):
        if person != guest.person:
            house.settle(person, theirs, codes)
    return house.clash(guest, bed)


def _parties(guests: Mapping[PersonId, Guest]) -> list[tuple[Guest, ...]]:
    """Guests by those who stay together, in the order they are placed in."""
    seen: set[PersonId] = set()
    parties = []
    for person, guest in sorted(guests.items()):
        if person not in seen:
            together = sorted({person, *(one for one in guest.party if one in guests)} - seen)
            seen.update(together)
            parties.append(tuple(guests[one] for one in together))
    return sorted(parties, key=_order)


def _order(party: Sequence[Guest]) -> tuple[bool, int, int, PersonId]:
    return not any(one.first for one in party), -len(party), min(len(one.kinds) for one in party), party[0].person
