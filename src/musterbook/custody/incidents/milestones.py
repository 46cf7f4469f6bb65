"""Milestones: the legs of the way that were begun and not ended, what was announced, and who was turned away at a door.

Read by the hour at which things happened, never by the hour at which they came in: a milestone that arrives late takes
its place among the others, opens nothing that has been closed since, and is nobody's reason to be told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.facts import Corrected, CorrectionAgreed, Diverted
from musterbook.custody.incidents.facts import Announced, CourtStep, LockedOut, Passed, Remarked, UnderOperation
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between

POINTS: Final = (
    "ready-to-leave", "escort-collected", "boarded", "left-through-outer-gate", "leg-begun", "carrier-changed",
    "arrived-at-outer-gate", "admitted-through-outer-gate", "alighted", "leg-ended", "admitted-to-reception",
    "booked-in", "out", "back",
)  # fmt: skip
"""Points of a way, in the order in which one usually comes to them."""

ANNOUNCEMENTS: Final = ("collection-expected", "pick-up-eta", "eta", "drop-off-eta", "arrival-in-30-minutes")

COURT_STEPS: Final = (
    "papers-given", "cell-share-assessed", "cell-assigned", "ready-in-custody", "to-dock", "hearing", "from-dock",
    "to-visitors", "from-visitors", "task", "delay-not-by-carrier", "pre-release-checks-done", "release-ordered",
    "bail-granted",
)  # fmt: skip

OF_A_LEG: Final = ("leg-begun", "leg-ended")
"""Points that open and close a leg. Written by mistake they are taken back, as what moved somebody is: by two."""

FREED_BY: Final = ("release-ordered", "bail-granted")
"""Steps after which somebody must not be kept for long."""

Fact = Passed | Announced | LockedOut | UnderOperation | CourtStep | Remarked


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that was passed, announced or remarked: when, by whom, and how late it was written."""

    entry: Digest
    by: CustodianId
    at: datetime
    written_at: datetime
    fact: Fact | Diverted

    @property
    def late_minutes(self) -> int:
        """How long after it happened it was written."""
        return max(0, minutes_between(self.at, self.written_at))


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg that was begun: by whom, when, and when it was ended; None while it is open.

    `expected_at` is the newest hour announced for its serial; None when nobody announced any.
    """

    name: str
    serial: str
    by: CustodianId
    people: frozenset[PersonId]
    begun_at: datetime
    expected_at: datetime | None
    ended_at: datetime | None = None

    def overdue_minutes(self, now: datetime, allowed_minutes: int) -> int | None:
        """Whole minutes past the hour at which it should have ended; None while it is in time, or when it has.

        It should have ended when it was announced, or, when nobody announced it, `allowed_minutes` after it began.
        """
        due = self.expected_at or self.begun_at + timedelta(minutes=allowed_minutes)
        if self.ended_at is not None or now <= due:
            return None
        return minutes_between(due, now)


class Milestones:
    """Every milestone in the order in which things happened."""

    def __init__(self) -> None:
        self._all: list[Milestone] = []
        self._corrected: dict[Digest, tuple[CustodianId, Digest]] = {}
        self._agreed: list[tuple[CustodianId, Digest]] = []
        self._by_serial: dict[str, list[Milestone]] = {}
        self._sorted = True

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The milestones in `entries`."""
        milestones = cls()
        for entry in entries:
            milestones.add(entry)
        return milestones

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Passed | Announced | LockedOut | UnderOperation | CourtStep | Remarked | Diverted):
            self._all.append(Milestone(entry.digest, entry.by, entry.happened_at, entry.written_at, fact))
            self._sorted = False
        elif isinstance(fact, Corrected):
            self._corrected[entry.digest] = entry.by, fact.entry
        elif isinstance(fact, CorrectionAgreed):
            self._agreed.append((entry.by, fact.entry))
        return True

    def all(self) -> tuple[Milestone, ...]:
        """Every milestone, by the hour at which it happened."""
        if not self._sorted:
            self._all.sort(key=lambda one: (one.at, one.entry))
            self._by_serial = {}
            for one in self._all:
                self._by_serial.setdefault(getattr(one.fact, "serial", ""), []).append(one)
            self._sorted = True
        return tuple(self._all)

    def about(self, person: PersonId) -> tuple[Milestone, ...]:
        """What names one person."""
        return tuple(one for one in self.all() if person in one.fact.named())

    def of_serial(self, serial: str) -> tuple[Milestone, ...]:
        """What names one serial."""
        self.all()
        return tuple(self._by_serial.get(serial, ())) if serial else ()

    def announced(self, serial: str, what: str) -> Milestone | None:
        """What was announced last of a serial: by the hour of saying it, however late it came in."""
        said = (one for one in self.of_serial(serial) if isinstance(one.fact, Announced) and one.fact.what == what)
        return max(said, key=lambda one: (one.at, one.entry), default=None)

    def legs(self) -> tuple[Leg, ...]:
        """Every leg, in the order begun. One that only ends was never begun in this book: it begins where it ends.

        A beginning or an end that two corrected never was; it still stands among `all`.
        """
        legs: dict[tuple[str, str], Leg] = {}
        done: list[Leg] = []
        undone = self._undone()
        for one in self.all():
            if (one.entry, one.by) in undone:
                continue
            if not isinstance(one.fact, Passed) or one.fact.point not in OF_A_LEG:
                continue
            key = (one.fact.serial, one.fact.leg)
            if one.fact.point == "leg-begun":
                if key in legs:  # begun twice and ended once is one leg
                    continue
                legs[key] = self._begun(one, one.fact)
            elif key in legs:
                begun = legs.pop(key)
                done.append(_ended(begun, one.at))
            else:
                done.append(_ended(self._begun(one, one.fact), one.at))
        return tuple(sorted((*done, *legs.values()), key=lambda leg: (leg.begun_at, leg.serial, leg.name)))

    def open_legs(self) -> tuple[Leg, ...]:
        """Legs begun and not ended."""
        return tuple(one for one in self.legs() if one.ended_at is None)

    def alarms(self, now: datetime, *, allowed_minutes: int) -> tuple[Leg, ...]:
        """Open legs that should have ended by `now`."""
        return tuple(one for one in self.open_legs() if one.overdue_minutes(now, allowed_minutes) is not None)

    def locked_out(self) -> tuple[Milestone, ...]:
        """Who arrived somewhere and was not let in."""
        return tuple(one for one in self.all() if isinstance(one.fact, LockedOut))

    def freed_by_court(self) -> dict[PersonId, Milestone]:
        """Whom a court ordered released or bailed, by the last such order."""
        return {
            person: one
            for one in self.all()
            if isinstance(one.fact, CourtStep) and one.fact.step in FREED_BY
            for person in one.fact.people
        }

    def _undone(self) -> frozenset[tuple[Digest, CustodianId]]:
        """Entries whose author said that they were wrong while somebody else agreed, each with that author."""
        agreed: dict[Digest, set[CustodianId]] = {}
        for who, digest in self._agreed:
            agreed.setdefault(digest, set()).add(who)
        return frozenset(
            (wrong, author)
            for said, (author, wrong) in self._corrected.items()
            if (agreed.get(said, set()) | agreed.get(wrong, set())) - {author}
        )

    def _begun(self, one: Milestone, fact: Passed) -> Leg:
        eta = [
            said.expected_at
            for said in (told.fact for told in self.of_serial(fact.serial))
            if isinstance(said, Announced) and said.what in ("eta", "drop-off-eta", "arrival-in-30-minutes")
        ]
        return Leg(fact.leg, fact.serial, one.by, fact.people, one.at, eta[-1] if eta else None)


def _ended(leg: Leg, at: datetime) -> Leg:
    return Leg(leg.name, leg.serial, leg.by, leg.people, leg.begun_at, leg.expected_at, at)
