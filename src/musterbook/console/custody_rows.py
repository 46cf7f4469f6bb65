"""What the pages of musters and eligibility, and the lower half of a person's, ask of a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from musterbook.console.call_rows import ActLine
from musterbook.console.source import DiscrepancyRow


@dataclass(frozen=True, slots=True)
class CalledRow:
    """A count that was ordered and is not complete: `parts` of `of` have come where some have."""

    muster: str
    custodian: str
    place: str
    by: str
    reason: str
    called_at: datetime
    due_by: datetime
    overdue: bool
    entry: str
    parts: int = 0
    of: int = 0
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class CountRow:
    """A complete count beside the roll as it stood then; `missing` and `over` are numbers, empty for a bare figure."""

    muster: str
    custodian: str
    place: str
    by: str
    at: datetime
    roll: int
    mustered: int
    confirmed: bool
    missing: tuple[str, ...]
    over: tuple[str, ...]
    back: int
    entry: str

    @property
    def difference(self) -> int:
        """Counted less expected."""
        return self.mustered - self.roll

    @property
    def agreed(self) -> bool:
        """Whether count and roll say the same."""
        return not (self.difference or self.missing or self.over)


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A custodian that holds people: how many, and when its people were last counted by name; None when never."""

    custodian: str
    place: str
    in_hand: int
    at: datetime | None
    age_minutes: int | None
    stale: bool
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class GapRow:
    """People in nobody's hands: why, whose, which handover, since when, how long, how many; `alarm`: too long."""

    cause: str
    custodian: str
    handover: str
    since: datetime
    minutes: int
    people: int
    alarm: bool


@dataclass(frozen=True, slots=True)
class MustersView:
    """Counting: what is called, what was counted, what contradicts it, and time in nobody's hands.

    `answered_for`, `accounted_for` and `unaccounted` always stand together.
    """

    answered_for: int
    accounted_for: int
    unaccounted: int
    called: tuple[CalledRow, ...]
    counts: tuple[CountRow, ...]
    named: tuple[NamedRow, ...]
    discrepancies: tuple[DiscrepancyRow, ...]
    gaps: tuple[GapRow, ...]
    longest_minutes: int
    person_minutes: int
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class GateLine:
    """One thing in somebody's way: its rule, the sentence, the role that can change it, and roles that may override."""

    rule: str
    sentence: str
    owner: str
    override: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody at a site who may not go as things stand, whose business that is first, and all of it."""

    number: str
    custodian: str
    place: str
    owner: str
    since: datetime
    lines: tuple[GateLine, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules in his way, each once."""
        return tuple(dict.fromkeys(line.rule for line in self.lines))


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """A role that people wait for: for how many it comes first, and the officers who hold it."""

    owner: str
    people: int
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeLine:
    """Something in the way of everybody at a place, by whatever way they go."""

    place: str
    line: GateLine


@dataclass(frozen=True, slots=True)
class EligibilityView:
    """Everyone at an origin who may not go, by owner; how many may; what keeps a whole place; gates not asked."""

    rows: tuple[WaitingRow, ...]
    owners: tuple[OwnerRow, ...]
    whole: tuple[WholeLine, ...]
    free: int
    held: int
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True)
class LossView:
    """What became of everyone on the last good roll of a place that was lost; `escapes` is at least and at most.

    `claims` are what others said about escapes there: who, as of when, how many.
    """

    since: datetime | None
    roll: int
    inside: int
    elsewhere: int
    dead: int
    escapes: tuple[int, int]
    not_known: tuple[str, ...]
    claims: tuple[tuple[str, datetime, int], ...]


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line of what is kept for a person.

    Attributes:
        what: a code or a name, said in words where there are any.
        more: what else there is to it.
        by: who says so or carries it.
        at: when.
        due: by when something is owed, or until when it holds.
        tone: good, waits, bad, or empty.
        entry: the entry it comes from, where there is one.
        link: address of a page about it, where there is one.
        room: the compartment it belongs to, health, security or complaint; empty for what everybody here may read.
        instead: the code that stands for it to those who may not read it; empty where it is left out.
        never: officers to whom it is not shown whatever they may read.
    """

    what: str
    more: str = ""
    by: str = ""
    at: datetime | None = None
    due: datetime | None = None
    tone: str = ""
    entry: str = ""
    link: str = ""
    room: str = ""
    instead: str = ""
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptPart:
    """What is kept for a person under one heading: its key and lines.

    `sealed` says how much of it lies sealed to a few, `withheld` how many lines of which compartment are left out here.
    """

    key: str
    lines: tuple[KeptLine, ...]
    sealed: int = 0
    withheld: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RiskBox:
    """A box on top of an escort sheet: which it is, its heading, and its sentences."""

    box: str
    title: str
    says: tuple[str, ...]
