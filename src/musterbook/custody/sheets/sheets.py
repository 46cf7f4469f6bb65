"""Sheets: how far each person's escort sheet has come, what stands in it, and who doubts it.

    empty ──▶ completed ──▶ confirmed ──▶ amended          stages are read, never stored
                 ▲  a new sheet, for another journey  │
                 └─────────────────────────────────────┘

A sheet is known by the digest of its sealed answers: what an officer confirms, a manifest freezes and a printed sheet
carries. What its answers say is not read here, so that a copy of the book without the sealed answers, or
without the questions of that version, gives the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.settings import CustodySettings
from musterbook.custody.sheets.facts import SheetAmended, SheetCompleted, SheetConfirmed, SheetDoubted, SheetOf
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

RULE: Final = "custody.sheet"
STAGES: Final = ("empty", "completed", "confirmed", "amended")


@dataclass(frozen=True, slots=True)
class Signed:
    """Who wrote something of a sheet, and when."""

    by: CustodianId
    officers: tuple[str, ...]
    at: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet as it was filled in, or as it stood after an amendment.

    Attributes:
        digest: of its sealed answers, its name.
        version: of the questions, as escort-sheet-1.
        questions: digest of what they ask.
        flags: kinds of flag it raises.
        calls_for: orders it speaks of.
        signed: by whom it was completed or amended.
        replaces: the sheet it amends; None for a new one.
        fields: what the amendment changed.
    """

    digest: Digest
    version: str
    questions: Digest
    flags: frozenset[str]
    calls_for: frozenset[str]
    signed: Signed
    replaces: Digest | None = None
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A receiver who does not believe an answer: of which sheet, which question, and what he saw instead, sealed."""

    sheet: Digest
    question: str
    because: Digest
    signed: Signed


@dataclass(slots=True)
class Sheet:
    """The sheets of one person.

    Attributes:
        filled: every sheet and every amendment, in reading order.
        confirmed: by the sheet's digest, who confirmed it, the newest last.
        doubts: in reading order.
    """

    filled: list[Filled] = field(default_factory=list)
    confirmed: dict[Digest, list[Signed]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def newest(self) -> Filled | None:
        """The sheet as it stands; None while it is empty."""
        return self.filled[-1] if self.filled else None

    @property
    def stage(self) -> str:
        """One of `STAGES`, of the newest."""
        newest = self.newest
        if newest is None:
            return "empty"
        if self.last_confirmed(newest) is None:
            return "completed"
        return "confirmed" if newest.replaces is None or newest.digest in self.confirmed else "amended"

    def at(self, digest: Digest | None) -> Filled | None:
        """The sheet of that digest."""
        return next((one for one in reversed(self.filled) if one.digest == digest), None)

    def last_confirmed(self, filled: Filled) -> Signed | None:
        """Who last put his name to a sheet, or to what it amends; None when nobody did.

        An amendment does not make a sheet young again: it says that one answer was looked at, and not that all were.
        """
        found: list[Signed] = []
        at: Filled | None = filled
        seen: set[Digest] = set()
        while at is not None and at.digest not in seen:
            seen.add(at.digest)
            found += self.confirmed.get(at.digest, [])
            at = self.at(at.replaces)
        return max(found, key=lambda one: (one.at, one.entry), default=None)

    def last_good(self) -> Filled | None:
        """The newest sheet somebody has put his name to, from which the next may be filled in advance."""
        return next((one for one in reversed(self.filled) if self.last_confirmed(one) is not None), None)

    def open_doubts(self) -> tuple[Doubt, ...]:
        """Doubts that no amendment of that question, and no confirmation, has followed."""
        newest = self.newest
        confirmed = self.last_confirmed(newest) if newest is not None else None
        return tuple(
            one
            for one in self.doubts
            if (confirmed is None or confirmed.at <= one.signed.at)
            and not any(one.question in later.fields and later.signed.at >= one.signed.at for later in self.filled)
        )


class Sheets:
    """Everyone's escort sheet. A reading."""

    def __init__(self) -> None:
        self._of: dict[PersonId, Sheet] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The sheets after these entries."""
        sheets = cls()
        for entry in entries:
            sheets.add(entry)
        return sheets

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; a confirmation that comes before its sheet waits for it."""
        match entry.fact:
            case SheetCompleted() as fact:
                for one in fact.sheets:
                    self._fill(one.person, _filled(fact.version, fact.questions, one, entry))
            case SheetAmended(sheet=one) as fact:
                filled = _filled(
                    fact.version, fact.questions, one, entry, replaces=fact.replaces, fields=fact.fields
                )  # fmt: skip
                self._fill(one.person, filled)
            case SheetConfirmed(sheets=confirmed):
                for part in confirmed:
                    self._sheet(part.person).confirmed.setdefault(part.sheet, []).append(_signed(entry))
            case SheetDoubted(person=person) as fact:
                doubt = Doubt(fact.sheet, fact.question, fact.because, _signed(entry))
                self._sheet(person).doubts.append(doubt)
        return True

    def get(self, person: PersonId) -> Sheet:
        """The sheet of a person; an empty one where there is none."""
        return self._of.get(person) or Sheet()

    def people(self) -> tuple[PersonId, ...]:
        """Everyone of whom a sheet says anything, by number."""
        return tuple(sorted(self._of))

    def stage(self, person: PersonId) -> str:
        """How far it has come."""
        return self._of[person].stage if person in self._of else "empty"

    def calls_for(self, person: PersonId) -> frozenset[str]:
        """The orders that the sheet as it stands speaks of."""
        newest = self.get(person).newest
        return frozenset() if newest is None else newest.calls_for

    def frozen(self, person: PersonId) -> Digest | None:
        """The sheet that travels with a person, for the manifest; None without a confirmed one."""
        last = self._of[person].last_good() if person in self._of else None
        return last.digest if last is not None else None

    def objections(self, move: Move, settings: CustodySettings | None = None) -> list[Objection]:
        """Gate `custody.sheet`: no sheet, none that anybody confirmed, or confirmed longer ago than the hours set.

        Asked at boarding and returning; with `sheet_age_hours` at 0 it is not asked at all.
        """
        hours = (settings or CustodySettings()).sheet_age_hours
        if not hours or move.stage == "arriving":
            return []
        return [
            Objection(RULE, person, values)
            for person in sorted(move.people)
            if (values := self._why_not(person, move.at, hours)) is not None
        ]

    def _why_not(self, person: PersonId, at: datetime, hours: int) -> dict[str, str | int | None] | None:
        sheet = self._of.get(person)
        newest = sheet.newest if sheet is not None else None
        if sheet is None or newest is None:
            return {"why": "empty", "hours": hours}
        confirmed = sheet.last_confirmed(newest)
        if confirmed is None:
            return {"why": "not-confirmed", "hours": hours}
        if at - confirmed.at > timedelta(hours=hours):
            return {"why": "too-old", "hours": hours, "minutes": minutes_between(confirmed.at, at)}
        return None

    def _sheet(self, person: PersonId) -> Sheet:
        return self._of.setdefault(person, Sheet())

    def _fill(self, person: PersonId, filled: Filled) -> None:
        self._sheet(person).filled.append(filled)


def words_in(text: str) -> frozenset[str]:
    """The words joined by `+`."""
    return frozenset(filter(None, text.split("+")))


def _filled(
    version: str, questions: Digest, one: SheetOf, entry: Entry, *, replaces: Digest | None = None,
    fields: frozenset[str] = frozenset(),
) -> Filled:  # fmt: skip
    return Filled(
        one.sheet, version, questions, words_in(one.flags), words_in(one.calls_for), _signed(entry), replaces, fields
    )  # fmt: skip


def _signed(entry: Entry) -> Signed:
    return Signed(entry.by, tuple(one.officer for one in entry.signed), entry.happened_at, entry.digest)
