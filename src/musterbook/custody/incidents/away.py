"""Away: who is out of the place for a while and due back, and who spends the night somewhere on the way.

Neither changes who answers for anyone. Somebody who is not back when he should be is a discrepancy of whoever let him
out; a signature by which he is handed over, leaves custody or is recovered ends his being away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.custody.facts import Accepted, Departed, Recovered
from musterbook.custody.findings import Found, discrepancy_id
from musterbook.custody.incidents.facts import Lodged, LodgingEnded, Passed
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

NOT_BACK = "not-back"


@dataclass(frozen=True, slots=True)
class Absence:
    """One person away: why (`out` or the reason of a lodging), where, since when and until when; ended at, or None."""

    entry: Digest
    person: PersonId
    by: CustodianId
    because: str
    place: str
    since: datetime
    until: datetime | None
    ended_at: datetime | None = None


class Absences:
    """Everyone's times away, those out and those lodged."""

    def __init__(self) -> None:
        self._left: dict[PersonId, list[Absence]] = {}
        self._ends: dict[PersonId, list[tuple[datetime, str]]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The absences in `entries`."""
        absences = cls()
        for entry in entries:
            absences.add(entry)
        return absences

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. What came late counts from when it happened."""
        fact = entry.fact
        match fact:
            case Passed(point="out"):
                self._leave(entry, fact.people, "out", fact.place, fact.due_back)
            case Lodged():
                self._leave(entry, fact.people, fact.because, fact.place, fact.until)
            case Passed(point="back"):
                self._return(entry, fact.people, "out")
            case LodgingEnded():
                self._return(entry, fact.people, "lodged")
            case Accepted() | Departed() | Recovered():
                self._return(entry, fact.decided(), "")
        return True

    def all(self) -> tuple[Absence, ...]:
        """Every time away, each with its end when it has one, in the order begun."""
        whole = (self._whole(one) for his in self._left.values() for one in his)
        return tuple(sorted(whole, key=lambda one: (one.since, one.person)))

    def out(self) -> tuple[Absence, ...]:
        """Who is out and not back."""
        return tuple(one for one in self.all() if one.ended_at is None and one.because == "out")

    def lodged(self) -> tuple[Absence, ...]:
        """Who is lodged somewhere on the way."""
        return tuple(one for one in self.all() if one.ended_at is None and one.because != "out")

    def found(self, now: datetime) -> tuple[Found, ...]:
        """Whoever is not back though he was due, each a discrepancy of whoever let him out."""
        return tuple(
            Found(
                discrepancy_id(NOT_BACK, one.person, (one.entry,)), NOT_BACK, one.person, one.by, None, (one.entry,),
                one.entry, one.until,
                {"place": one.place or None, "because": one.because, "since": one.since.isoformat()},
            )
            for one in self.all()
            if one.ended_at is None and one.until is not None and now > one.until
        )  # fmt: skip

    def _leave(
        self, entry: Entry, people: Iterable[PersonId], because: str, place: str, until: datetime | None
    ) -> None:
        for person in people:
            absence = Absence(entry.digest, person, entry.by, because, place, entry.happened_at, until)
            self._left.setdefault(person, []).append(absence)

    def _return(self, entry: Entry, people: Iterable[PersonId], what: str) -> None:
        for person in people:
            self._ends.setdefault(person, []).append((entry.happened_at, what))

    def _whole(self, one: Absence) -> Absence:
        kind = "out" if one.because == "out" else "lodged"
        ends = [at for at, what in self._ends.get(one.person, ()) if at >= one.since and what in ("", kind)]
        # Who leaves a second time without having been noted back was back in between: the newer absence stands.
        ends += [
            other.since
            for other in self._left[one.person]
            if other.since > one.since and (other.because == "out") == (kind == "out")
        ]
        return Absence(
            one.entry, one.person, one.by, one.because, one.place, one.since, one.until, min(ends, default=None)
        )
