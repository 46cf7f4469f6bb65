"""Manifests: who is seated on which serial, read from the book; and what lift has to say about a boarding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import Seated, SerialScrubbed, SerialSlipped, Unseated
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

PEOPLE_PER_ESCORT: Final = 8
"""How many people one escort answers for (judged; lift.md R14)."""
ESCORTS_LEAST: Final = 2
"""Escorts whenever anyone is aboard (judged; lift.md R14)."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One serial as the book has it now: its trip, its people, and why it does not run if it does not."""

    serial: str
    carrier: str
    giver: CustodianId
    receiver: CustodianId
    leaves_at: datetime
    arrives_at: datetime
    seats: int
    escorts: int
    plan: Digest
    people: frozenset[PersonId]
    scrubbed: str = ""


class Manifests:
    """Every serial that has ever had people seated, by name."""

    def __init__(self) -> None:
        self._by_serial: dict[str, Manifest] = {}
        self._serial_of: dict[PersonId, list[str]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The manifests in `entries`, which stand in reading order."""
        manifests = cls()
        for entry in entries:
            manifests.add(entry)
        return manifests

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Seated() as fact:
                self._seat(fact)
            case Unseated(serial=serial, people=people) if serial in self._by_serial:
                self._leave(serial, people)
            case SerialSlipped(serial=serial, leaves_at=leaves_at, arrives_at=arrives_at) if serial in self._by_serial:
                self._by_serial[serial] = replace(self._by_serial[serial], leaves_at=leaves_at, arrives_at=arrives_at)
            case SerialScrubbed(serial=serial, because=because) if serial in self._by_serial:
                manifest = self._by_serial[serial]
                self._leave(serial, manifest.people)
                self._by_serial[serial] = replace(self._by_serial[serial], scrubbed=because)
        return True

    @property
    def serials(self) -> Mapping[str, Manifest]:
        """Serial → manifest, in the order in which they were first seated."""
        return self._by_serial

    def serials_of(self, person: PersonId) -> tuple[str, ...]:
        """The serials someone is seated on, in the order of seating: a bus, then an aircraft."""
        return tuple(self._serial_of.get(person, ()))

    def objections(self, move: Move) -> list[Objection]:
        """Gates `lift.manifest`, `lift.capacity` and `lift.escorts`, asked at boarding when the move has a serial."""
        if move.stage != "boarding" or not move.serial:
            return []
        manifest = self._by_serial.get(move.serial)
        seated = manifest.people if manifest is not None else frozenset[PersonId]()
        found = [
            Objection("lift.manifest", person, {"serial": move.serial, "lift_by": "planner"})
            for person in sorted(move.people - seated)
        ]
        if manifest is None:
            return found
        aboard = len(move.people | move.aboard)
        needed = max(ESCORTS_LEAST, -(-aboard // PEOPLE_PER_ESCORT))
        if aboard + needed > manifest.seats:
            values: dict[str, str | int | None] = {
                "serial": move.serial, "people": aboard, "escorts": needed, "seats": manifest.seats,
            }  # fmt: skip
            found.append(Objection("lift.capacity", None, values))
        if manifest.escorts and needed > manifest.escorts:
            lacking: dict[str, str | int | None] = {
                "serial": move.serial,
                "people": aboard,
                "escorts": manifest.escorts,
                "needed": needed,
            }
            found.append(Objection("lift.escorts", None, lacking))
        return found

    def _seat(self, fact: Seated) -> None:
        before = self._by_serial.get(fact.serial)
        people = fact.people | (before.people if before is not None else frozenset())
        self._by_serial[fact.serial] = Manifest(
            serial=fact.serial, carrier=fact.carrier, giver=fact.giver, receiver=fact.receiver,
            leaves_at=fact.leaves_at, arrives_at=fact.arrives_at, seats=fact.seats, escorts=fact.escorts,
            plan=fact.plan, people=people,
        )  # fmt: skip
        for person in fact.people:
            seats = self._serial_of.setdefault(person, [])
            if fact.serial not in seats:
                seats.append(fact.serial)

    def _leave(self, serial: str, people: frozenset[PersonId]) -> None:
        manifest = self._by_serial[serial]
        self._by_serial[serial] = replace(manifest, people=manifest.people - people)
        for person in people & manifest.people:
            self._serial_of[person].remove(serial)
