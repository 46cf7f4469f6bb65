"""What the pages of returns ask of a book: countries and who owes an answer, one country, one case. Nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.console.signed_acts import ActLine

AGES: Final = ("under-14", "from-14", "from-30", "from-60", "from-90")
"""How long an answer has been owed, in days: each ends where the next begins, and each tells somebody higher."""


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country.

    Attributes:
        country: its code, or `unknown` for those of whom nobody can say one.
        stage: of the eleven; empty on the line of the unknown.
        claimed, confirmed, told, accepted, refused, host_held, returned, died, open: people with such a case, or cases.
        silent_days: since when it owes an answer, at the longest; None when it owes none.
        overdue: what of it is over its time: answers, reviews, papers, assessments, outcomes.
        oldest_days: age of the oldest open case.
        slowest, slowest_days: the stage at which half of the cases stay longest, and how many days that is.
        weeks, weeks_best, weeks_worst: until the open ones will have gone; None for never at that rate.
        weighted: people at their weight, in hundredths; `whole` whole persons, `here` those still answered for.
        kinds: of the whole persons, men, women, boys, girls and unknown.
    """

    country: str
    stage: str
    claimed: int
    confirmed: int
    told: int
    accepted: int
    refused: int
    host_held: int
    returned: int
    died: int
    open: int
    overdue: int
    silent_days: int | None
    oldest_days: int | None
    slowest: str
    slowest_days: float | None
    weeks: float | None
    weeks_best: float | None
    weeks_worst: float | None
    weighted: str
    whole: int
    here: int
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One country's cases with an answer owed: one count for each of `AGES`, and who hears of the oldest."""

    country: str
    counts: tuple[int, ...]
    oldest_days: int
    to: str
    cases: int


@dataclass(frozen=True, slots=True)
class OwedRow:
    """Something owed in a case: by which clock, by when, who is told, and whether it is over.

    clock: reply, host-review, papers, rights, outcome or interview. step: days of the clock's step, 0 without steps.
    """

    case: str
    country: str
    clock: str
    step: int
    due_at: datetime
    to: str
    over: bool
    person: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What somebody outside says, beside ours; `difference` is his whole less ours. `country` is empty for all."""

    source: str
    as_of: datetime
    country: str
    measure: str
    men: int
    women: int
    boys: int
    girls: int
    unknown: int
    whole: int
    off_by: int
    ours: int
    difference: int
    entry: str


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """How many cases had come to each stage of the road by a moment."""

    at: datetime
    reached: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReturnsView:
    """All countries. `whole` counts everyone ever on the roll once; `weighted` must say the same number.

    parts: source → what its countries come to, and what it says of all, where the two differ.
    """

    rows: tuple[CountryRow, ...]
    ages: tuple[AgeRow, ...]
    owed: tuple[OwedRow, ...]
    claims: tuple[ClaimRow, ...]
    funnel: tuple[FunnelRow, ...]
    whole: int
    weighted: str
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter: what kind, how it went, and when the country first answered after it; `waits` for how many days."""

    case: str
    kind: str
    channel: str
    sent_at: datetime
    answered_at: datetime | None
    waits_days: int | None
    entry: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case on a list: the stage it came to last, what it lacks first, and since when an answer is owed."""

    case: str
    person: str
    country: str
    track: str
    stage: str
    stage_at: datetime
    opened_at: datetime
    age_days: int
    is_open: bool
    lacks: str
    lacks_by: str
    silent_days: int | None
    host_held: bool


@dataclass(frozen=True, slots=True)
class CountryView:
    """One country whole. `reached` are the stages of the eleven there is a fact for, by name."""

    row: CountryRow
    last_word: datetime | None
    described: Mapping[str, str]
    median_days: Mapping[str, float | None]
    cases: tuple[CaseRow, ...]
    letters: tuple[LetterRow, ...]
    owed: tuple[OwedRow, ...]
    claims: tuple[ClaimRow, ...]
    acts: tuple[ActLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of a case and when it first came to it; `at` None when it has not. `side`: not on the main road."""

    stage: str
    at: datetime | None
    side: bool = False


@dataclass(frozen=True, slots=True)
class LackLine:
    """What a return still wants, why, whose act it is, how many days it usually takes, and the command that does it."""

    stage: str
    why: str
    by: str
    lead_days: int
    act: ActLine | None = None


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One fact of a case: its kind, the codes it holds by field, when it happened, and the entry."""

    kind: str
    says: tuple[tuple[str, str], ...]
    at: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case whole."""

    row: CaseRow
    stages: tuple[StageLine, ...]
    lacks: tuple[LackLine, ...]
    owed: tuple[OwedRow, ...]
    letters: tuple[LetterRow, ...]
    linked: tuple[CaseRow, ...]
    written: tuple[WrittenLine, ...]
    acts: tuple[ActLine, ...] = ()
