"""Condition: what each side of each handover saw on people, and between which two signatures an injury lies.

An injury that one note has and the note before had not came between the two, so it has a time, and a custodian who held
its person meanwhile. Whoever receives people without noting how they are owes that note (custody.md sections 8 and 11).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.care.facts import ConditionNoted
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.findings import Found, discrepancy_id
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

RULE: Final = "custody.condition"
MISSING: Final = "condition-missing"
INJURY: Final = "injury-found"
SIDES: Final = ("giver", "receiver")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What one side saw on one person.

    Attributes:
        at: when, in the world.
        entry: digest of the entry.
        by: the custodian who looked.
        side: giver or receiver.
        handover: reference or serial.
        place: where.
        noted_by: officer or clinician.
        count: injuries seen; 0 for none.
        injuries: their description, sealed to clinicians.
    """

    at: datetime
    entry: Digest
    by: CustodianId
    side: str
    handover: str
    place: str
    noted_by: str
    count: int = 0
    injuries: Digest | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Injured:
    """An injury that one note has and the note before had not.

    Attributes:
        person: who has it.
        before: the last look that did not show it; None when nobody looked before.
        seen: the first look that did.
        holder: who held him between the two.
    """

    person: PersonId
    before: Note | None
    seen: Note
    holder: CustodianId


class Conditions:
    """Every note of condition, beside the handovers it belongs to. A reading."""

    def __init__(self) -> None:
        self._notes: dict[PersonId, list[Note]] = {}
        self._injured: set[PersonId] = set()
        self._offers: dict[Digest, Entry] = {}
        self._owed: dict[Digest, tuple[Entry, set[PersonId]]] = {}
        self._received: dict[tuple[CustodianId, str], set[PersonId]] = {}
        self._named: set[tuple[PersonId, str]] = set()
        self._givers: dict[tuple[PersonId, str, CustodianId], CustodianId] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The notes after these entries."""
        told = cls()
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, Offered):
            self._offers[entry.digest] = entry
        elif isinstance(fact, Accepted):
            self._accept(entry, fact)
        elif isinstance(fact, ConditionNoted):
            self._note(entry, fact)
        return True

    def of_person(self, person: PersonId) -> tuple[Note, ...]:
        """Every look at someone, in order of time."""
        return tuple(self._notes.get(person, ()))

    def of_handover(self, *names: str) -> dict[PersonId, list[Note]]:
        """Every look at a handover, called by its reference or its serial, by person."""
        found = {
            person: [one for one in notes if one.handover in names] for person, notes in sorted(self._notes.items())
        }
        return {person: notes for person, notes in found.items() if notes}

    def injuries(self) -> tuple[Injured, ...]:
        """Every injury that came between two looks, or that a receiver was the first to look for, in order of time."""
        found = [one for person in sorted(self._injured) for one in self._injuries_of(person)]
        return tuple(sorted(found, key=lambda one: (one.seen.at, one.person)))

    def injuries_of(self, person: PersonId) -> tuple[Injured, ...]:
        """The same of one person."""
        return tuple(self._injuries_of(person)) if person in self._injured else ()

    def found(self, *, notes_owed: bool) -> list[Found]:
        """`injury-found`, owned by whoever held him between the looks; and, where receivers owe one, missing notes.

        An injury that an exception of the acceptance names already is a discrepancy of the roll, not one more here.
        """
        found = [
            self._injury(one)
            for one in self.injuries()
            if one.seen.side != "receiver" or (one.person, one.seen.handover) not in self._named
        ]
        if notes_owed:
            for acceptance, people in self._owed.values():
                found += [self._missing(acceptance, person) for person in sorted(people)]
        return found

    def owed_by(self, custodian: CustodianId) -> frozenset[PersonId]:
        """Whom a receiver took without noting how they are."""
        return frozenset(
            person for acceptance, people in self._owed.values() if acceptance.by == custodian for person in people
        )

    def objections(self, move: Move, hours: int) -> list[Objection]:
        """Gate `custody.condition`: the giver has not noted, for this handover, how the person is."""
        if not hours:
            return []
        return [
            Objection(RULE, person, values)
            for person in sorted(move.people)
            if (values := self._why_not(person, move, hours)) is not None
        ]

    def _why_not(self, person: PersonId, move: Move, hours: int) -> dict[str, str | int | None] | None:
        for one in reversed(self._notes.get(person, ())):
            if one.by == move.giver and one.side == "giver" and one.at <= move.at:
                if one.handover not in ("", move.handover, move.serial):
                    return {"why": "another-handover", "handover": one.handover}
                if move.at - one.at > timedelta(hours=hours):
                    return {"why": "too-old", "hours": hours, "minutes": minutes_between(one.at, move.at)}
                return None
        return {"why": "not-noted"}

    def _note(self, entry: Entry, fact: ConditionNoted) -> None:
        seen = {one.person: one for one in fact.injured}
        clear = Note(
            entry.happened_at, entry.digest, entry.by, fact.side, fact.handover, fact.place, fact.by
        )  # fmt: skip
        for person in fact.none_seen | seen.keys():
            one = seen.get(person)
            note = clear
            if one is not None:
                note = Note(
                    entry.happened_at, entry.digest, entry.by, fact.side, fact.handover, fact.place, fact.by,
                    max(1, one.count), one.injuries,
                )  # fmt: skip
                self._injured.add(person)
            insort(self._notes.setdefault(person, []), note)
        if fact.side == "receiver":
            people = fact.none_seen | seen.keys()
            self._received.setdefault((entry.by, fact.handover), set()).update(people)
            for acceptance, owed in list(self._owed.values()):
                if acceptance.by == entry.by and fact.handover in self._called(acceptance):
                    owed.difference_update(people)
                    if not owed:
                        del self._owed[acceptance.digest]

    def _accept(self, entry: Entry, fact: Accepted) -> None:
        self._named |= {(one.person, fact.handover) for one in fact.exceptions if one.person and one.code == INJURY}
        offer = self._offers.get(fact.offer)
        if offer is None:
            return
        for name in self._called(entry):
            self._givers.update(dict.fromkeys(((person, name, entry.by) for person in fact.people), offer.by))
        noted = [self._received.get((entry.by, name), set()) for name in self._called(entry)]
        owed = set(fact.people).difference(*noted)
        if owed:
            self._owed[entry.digest] = (entry, owed)

    def _called(self, acceptance: Entry) -> tuple[str, ...]:
        """The names a handover goes by: its reference, and its serial where it is one leg of it."""
        fact = acceptance.fact
        assert isinstance(fact, Accepted)
        offer = self._offers.get(fact.offer)
        serial = offer.fact.serial if offer is not None and isinstance(offer.fact, Offered) else ""
        return (fact.handover, serial) if serial else (fact.handover,)

    def _injuries_of(self, person: PersonId) -> Iterable[Injured]:
        before: Note | None = None
        for note in self._notes[person]:
            more = note.count > (before.count if before is not None else 0)
            if more and (before is not None or note.side == "receiver"):
                yield Injured(person, before, note, self._holder_between(person, before, note))
            before = note

    def _holder_between(self, person: PersonId, before: Note | None, seen: Note) -> CustodianId:
        """Who answers for what came between two looks: the giver of a handover, else whoever looked twice himself."""
        if seen.side == "receiver":
            giver = self._givers.get((person, seen.handover, seen.by))
            return giver or (before.by if before is not None else seen.by)
        return seen.by

    def _injury(self, one: Injured) -> Found:
        entries = tuple(sorted({one.seen.entry, *(() if one.before is None else (one.before.entry,))}))
        values: dict[str, str | int | None] = {
            "handover": one.seen.handover, "since": None if one.before is None else one.before.at.isoformat(),
            "until": one.seen.at.isoformat(),
        }  # fmt: skip
        other = one.seen.by if one.seen.by != one.holder else None
        return Found(
            discrepancy_id(INJURY, one.person, entries), INJURY, one.person, one.holder, other, entries,
            one.seen.entry, one.seen.at, values,
        )  # fmt: skip

    def _missing(self, acceptance: Entry, person: PersonId) -> Found:
        fact = acceptance.fact
        assert isinstance(fact, Accepted)
        entries, giver = (acceptance.digest,), self._givers.get((person, fact.handover, acceptance.by))
        return Found(
            discrepancy_id(MISSING, person, entries), MISSING, person, acceptance.by, giver, entries,
            acceptance.digest, acceptance.happened_at, {"handover": fact.handover},
        )  # fmt: skip
