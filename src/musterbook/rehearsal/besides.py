"""Besides: what is done at every serial beside carrying it out, where a scenario says so: care, beds, the way itself.

`Lifting` calls these at their hours and knows nothing of what they write; a scenario without them has the empty ones.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.custody.facts import HandoverException
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

People = frozenset[PersonId]


class Care(Protocol):
    """What is done for people at every handover (`caring.HandoverCare`)."""

    def named(self, serial: str, receiver: CustodianId, people: People) -> None:
        """Before a serial leaves: whoever receives its people hears of them."""
        ...

    def before(
        self, handover: str, giver: CustodianId, receiver: CustodianId, people: People, *, destination: str
    ) -> frozenset[str]:
        """Before an offer; the seals that go along."""
        ...

    def found(self, handover: str, receiver: CustodianId, people: People) -> tuple[HandoverException, ...]:
        """Before an acceptance: what the receiver sees that is not as it was signed."""
        ...

    def after(self, handover: str, receiver: CustodianId, people: People) -> None:
        """After an acceptance."""
        ...

    def off(self, people: People) -> None:
        """People got off, though nobody has written yet that they were taken."""
        ...


class Rooms(Protocol):
    """The beds of the places people are brought to (`bedding_down.BedsKept`)."""

    def keep(self, lot: str, giver: CustodianId, end: CustodianId, people: People, *, arrives_at: datetime) -> None:
        """Once people are named for a way: whoever receives them in the end keeps beds for them."""
        ...

    def found(self, handover: str, lot: str, giver: CustodianId, end: CustodianId, people: People) -> bool:
        """After an offer that was refused for want of beds: whether there are some now, or somebody lets it pass."""
        ...

    def settle(self, place: CustodianId, people: People) -> None:
        """After an acceptance: whoever came is given a bed, where they are given one by one."""
        ...


class Along(Protocol):
    """What is written on the way of a serial (`way_points.WayPoints`)."""

    def left(
        self, serial: str, escort: CustodianId, receiver: CustodianId, people: People, *, arrives_at: datetime
    ) -> None:
        """It leaves."""
        ...

    def came(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """It stands at the gate."""
        ...

    def taken(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """Its people were accepted."""
        ...

    def turned_away(
        self, serial: str, escort: CustodianId, place: CustodianId, people: People, *, until: datetime
    ) -> None:
        """Its people were not let in, and stay where they are until an hour."""
        ...

    def broke_down(self, serial: str, broken: CustodianId, spare: CustodianId, people: People) -> None:
        """Its carrier stands still on the road, and another takes its people over."""
        ...


class NoCare:
    """A rehearsal whose scenario says nothing of care."""

    def named(self, serial: str, receiver: CustodianId, people: People) -> None:
        """Nobody hears of them."""

    def before(
        self, handover: str, giver: CustodianId, receiver: CustodianId, people: People, *, destination: str
    ) -> frozenset[str]:
        """Nothing is done, and nothing goes along."""
        del handover, giver, receiver, people, destination
        return frozenset()

    def found(self, handover: str, receiver: CustodianId, people: People) -> tuple[HandoverException, ...]:
        """Everything is as it was signed."""
        del handover, receiver, people
        return ()

    def after(self, handover: str, receiver: CustodianId, people: People) -> None:
        """Nothing is done."""

    def off(self, people: People) -> None:
        """Nobody was looked after."""


class NoRooms:
    """A rehearsal whose operation does not ask for beds."""

    def keep(self, lot: str, giver: CustodianId, end: CustodianId, people: People, *, arrives_at: datetime) -> None:
        """Nobody keeps any."""

    def found(self, handover: str, lot: str, giver: CustodianId, end: CustodianId, people: People) -> bool:
        """There are none."""
        del handover, lot, giver, end, people
        return False

    def settle(self, place: CustodianId, people: People) -> None:
        """Nobody gives any."""


class NothingAlong:
    """A rehearsal in which serials leave and come, and nobody writes more of them."""

    def left(
        self, serial: str, escort: CustodianId, receiver: CustodianId, people: People, *, arrives_at: datetime
    ) -> None:
        """Nothing is written."""

    def came(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """Nothing is written."""

    def taken(self, serial: str, escort: CustodianId, place: CustodianId, people: People) -> None:
        """Nothing is written."""

    def turned_away(
        self, serial: str, escort: CustodianId, place: CustodianId, people: People, *, until: datetime
    ) -> None:
        """Nothing is written."""

    def broke_down(self, serial: str, broken: CustodianId, spare: CustodianId, people: People) -> None:
        """Nothing is written."""
