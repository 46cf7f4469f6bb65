"""Medicine: who needs some on the way, what was packed for him, who carries it, and when the next dose is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.care.facts import MedicineHanded, MedicineNeeded, WelfareGiven
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

RULE: Final = "custody.medicine"
DOSE_GIVEN: Final = "medicine-given"


@dataclass(slots=True)
class Packed:
    """What was packed for one person.

    Attributes:
        medicines: digest of what it is, sealed to clinicians.
        doses: how many were packed; `given` how many of them he has had.
        next_due: when the next dose is due; None when that was not said.
        by, at: who packed it, and when.
        carrier: who carries it on the way.
        handover: the handover or serial it was packed for; empty for whichever is next.
    """

    medicines: Digest
    doses: int
    next_due: datetime | None
    by: CustodianId
    at: datetime
    carrier: str
    handover: str
    given: int = 0

    @property
    def left(self) -> int:
        """Doses still in the pack."""
        return max(0, self.doses - self.given)


class Medicine:
    """Who needs medicine, and everybody's newest pack. A reading."""

    def __init__(self) -> None:
        self._needs: dict[PersonId, tuple[datetime, bool]] = {}
        self._packs: dict[PersonId, Packed] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        told = cls()
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. A pack says that its person needs it."""
        fact = entry.fact
        if isinstance(fact, MedicineNeeded):
            for person in fact.people:
                before = self._needs.get(person)
                if before is None or before[0] <= entry.happened_at:
                    self._needs[person] = (entry.happened_at, fact.needed != "no")
        elif isinstance(fact, MedicineHanded):
            for one in fact.packs:
                self._needs.setdefault(one.person, (entry.happened_at, True))
                self._packs[one.person] = Packed(
                    one.medicines, one.doses, one.next_due, entry.by, entry.happened_at, fact.carrier, fact.handover
                )
        elif isinstance(fact, WelfareGiven) and fact.what == DOSE_GIVEN and fact.outcome == "accepted":
            for person in fact.people & self._packs.keys():
                pack = self._packs[person]
                pack.given += 1
                pack.next_due = fact.next_due
        return True

    def needs(self, person: PersonId, *, sheet_at: datetime | None = None) -> bool:
        """Whether someone is known to need medicine: by what was written here, or by a sheet written since."""
        said = self._needs.get(person)
        if sheet_at is not None and (said is None or said[0] < sheet_at):
            return True
        return said is not None and said[1]

    @property
    def needed_by(self) -> frozenset[PersonId]:
        """Everyone known to need medicine."""
        return frozenset(person for person, (_, needed) in self._needs.items() if needed)

    def pack(self, person: PersonId) -> Packed | None:
        """Someone's newest pack; None when nothing was ever packed for him."""
        return self._packs.get(person)

    def due(self, until: datetime) -> tuple[tuple[datetime, PersonId], ...]:
        """Next doses due by a moment, the earliest first."""
        packs = ((pack.next_due, person) for person, pack in self._packs.items() if self.needs(person))
        return tuple(sorted((due, person) for due, person in packs if due is not None and due <= until))

    def objections(
        self, move: Move, hours: int, *, sheet_at: Callable[[PersonId], datetime | None] = lambda _: None,
        numbers: Callable[[PersonId], Sequence[PersonId]] = lambda one: (one,),
    ) -> list[Objection]:  # fmt: skip
        """Gate `custody.medicine`: he needs some, and none is packed for this move, or nobody carries it.

        Args:
            move: the move.
            hours: how old a pack may be; 0 does not ask.
            sheet_at: since when somebody's escort sheet says that he needs some; None where it does not.
            numbers: every number of a person, his own first: a need of any counts, and a pack of any will do.
        """
        found = []
        for person in sorted(move.people) if hours else ():
            his = numbers(person)
            if any(self.needs(one, sheet_at=sheet_at(one)) for one in his):
                lacks = [self._why_not(one, move, hours) for one in his]
                if None not in lacks:
                    packed = next((lack for one, lack in zip(his, lacks, strict=True) if one in self._packs), lacks[0])
                    found.append(Objection(RULE, person, packed or {}))
        return found

    def _why_not(self, person: PersonId, move: Move, hours: int) -> dict[str, str | int | None] | None:
        pack = self._packs.get(person)
        if pack is None or pack.by != move.giver:
            return {"why": "not-packed"}
        if pack.handover not in ("", move.handover, move.serial):
            return {"why": "another-move", "handover": pack.handover}
        if move.at - pack.at > timedelta(hours=hours):
            return {"why": "too-old", "hours": hours, "minutes": minutes_between(pack.at, move.at)}
        if not pack.left:
            return {"why": "empty"}
        return None if pack.carrier else {"why": "nobody-carries"}
