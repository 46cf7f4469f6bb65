"""What the pages of the camps ask of a book: counts and what is missing between them, what is owed, indicators.

Numbers of people only; nobody in a camp is ever named. Figures are exact: `camp_leaving` hides the small ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from musterbook.camps.ageing import Turning
from musterbook.console.signers import Signing

OUT_OF_ORDER: Final = ("emptying", "alert", "swelling")
"""Verdicts that somebody must look into, the worst first."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """One count of a camp beside the one before it in its series.

    Attributes:
        day: of the count.
        source, definition: its series.
        observed: how many were counted; None without access: unknown, never zero. `part`: the least there are.
        verdict: first, balanced, alert, emptying, swelling, no-access or part-access.
        since: the day of the count before; None where nothing is compared, and so are the figures after it.
        previous, came, left, expected: how many there were, came, left, and should be.
        unexplained: fewer than expected, below nought more; `total` since the last good count.
        weeks_missing: weeks between the two without a count.
        entry: the count's own.
    """

    day: date
    source: str
    definition: str
    observed: int | None
    part: bool
    verdict: str
    entry: str
    since: date | None = None
    previous: int | None = None
    came: int | None = None
    left: int | None = None
    expected: int | None = None
    unexplained: int | None = None
    total: int | None = None
    weeks_missing: int = 0


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What a change of control asks for and nobody has done: recount, told or look.

    Attributes:
        camp: where.
        what: which of the three.
        since: when control changed.
        due: by when somebody looks next; None for the others, which are owed at once.
        missed: hours in which nobody looked.
        entry: the change's own.
        command: what is typed; empty where nobody may, or there is no such command.
        signing: who may sign it.
    """

    camp: str
    what: str
    since: datetime
    due: datetime | None
    missed: int
    entry: str
    command: str
    signing: Signing


@dataclass(frozen=True, slots=True)
class FollowOnLine:
    """A place where people of the camp were counted in; `counted` is its own newest count, by day and people."""

    camp: str
    found: int
    counted: tuple[date, int] | None


@dataclass(frozen=True, slots=True)
class ControlView:
    """The newest change of control over a camp and what became of it.

    `told_at` and `recount` are None while they are owed, `look_by` when the hours of looking are over.
    """

    at: datetime
    giver: str
    to: str
    source: str
    entry: str
    frozen: tuple[date, int] | None
    recount: tuple[date, int] | None
    told_at: datetime | None
    looks_missed: int
    look_by: datetime | None
    unexplained: int | None
    found: int
    follow_on: tuple[FollowOnLine, ...]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One thing that stands beside the counts. `value` None: nobody said, which is not nought.

    `name`: days-without-access, guards, water, food, health, schooling, registered, boys-parted or unaccompanied.
    """

    name: str
    value: float | None
    of: date | None
    entry: str


@dataclass(frozen=True, slots=True)
class CampRow:
    """One camp this morning.

    Attributes:
        name: as counts call it. `site`: its id among the operation's places; empty where it is none.
        newest: its newest count; None when nobody ever counted.
        owed: how much a change of control still asks for.
        signals: what the watch is asked to look at, as codes.
        indicators: by name, as `IndicatorLine` has them.
        spark: counts oldest first, None where a line must break.
    """

    name: str
    site: str
    newest: CountLine | None
    owed: int
    signals: tuple[str, ...]
    indicators: tuple[IndicatorLine, ...]
    spark: tuple[int | None, ...]

    @property
    def verdict(self) -> str:
        """Of its newest count; empty when nobody counted."""
        return "" if self.newest is None else self.newest.verdict

    def said(self, name: str) -> float | None:
        """The newest figure of an indicator."""
        return next((one.value for one in self.indicators if one.name == name), None)


@dataclass(frozen=True, slots=True)
class BandLine:
    """One count by bands of ages, in the order of `CampView.bands`."""

    day: date
    source: str
    people: tuple[int, ...]
    entry: str


@dataclass(frozen=True, slots=True)
class CampView:
    """One camp.

    Attributes:
        row: as the table has it.
        counts: every count, the newest first.
        bands, by_band: the bands its counts are told in, and each count by them, the newest first.
        control: the newest change; None when control never changed.
        owed: what is owed for it.
        turnings: how many reach 15 and 18 within a year of the newest count; `turned_from` says whose that is.
        leaving: the newest whole count by sex and age as it may leave: head, rows, totals last.
    """

    row: CampRow
    counts: tuple[CountLine, ...]
    bands: tuple[str, ...]
    by_band: tuple[BandLine, ...]
    control: ControlView | None
    owed: tuple[OwedLine, ...]
    turnings: tuple[Turning, ...]
    turned_from: str
    leaving: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CampsView:
    """Every camp by name, and everything owed in any of them."""

    rows: tuple[CampRow, ...]
    owed: tuple[OwedLine, ...]
