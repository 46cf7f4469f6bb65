"""Rows of the pages of returns, from the board, the cases and their clocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.console.return_rows import (
    AgeRow,
    CaseRow,
    ClaimRow,
    CountryRow,
    FunnelRow,
    LetterRow,
    OwedRow,
    StageLine,
    WrittenLine,
)
from musterbook.operation.book import Book
from musterbook.operation.case_board import due_of, ends_of, funnel_of, interviews_owed
from musterbook.repatriation.board import Board, Line
from musterbook.repatriation.cases import Case, End
from musterbook.repatriation.figures import Claim, Figures
from musterbook.repatriation.letters import silent_since
from musterbook.repatriation.missing import missing
from musterbook.repatriation.stages import REPLY_CLOCKS, STAGES

DAY: Final = timedelta(days=1)
AHEAD: Final = timedelta(days=14)
"""What will be due within so long is shown beside what is over."""
FUNNEL_WEEKS: Final = 26
UNKNOWN: Final = "unknown"
MEASURES: Final = ("held", "returned", "accepted")
SAID: Final = (
    "track", "consent", "interpreter", "letter_kind", "channel", "answer", "ref", "authority", "because", "kind_of",
    "outcome", "condition", "set_by", "how", "at_days", "source", "package", "escort", "agreement", "until",
    "until_review", "at", "dated",
)  # fmt: skip
"""Fields of a case's facts that are codes, names of custodians or days; what is sealed is never among them."""


def country_row(line: Line, owed: Iterable[OwedRow]) -> CountryRow:
    """A line of the board; `owed` is what is due in its cases."""
    slowest = max(
        ((days, stage) for stage, days in line.median_days.items() if days is not None), default=(None, "")
    )  # fmt: skip
    ahead = line.projected
    weeks = [
        None if one is None else round(float(one), 1) for one in (ahead.weeks, ahead.weeks_best, ahead.weeks_worst)
    ]
    return CountryRow(
        country=line.country, stage="" if line.standing is None else line.standing.stage, claimed=line.claimed,
        confirmed=line.confirmed, told=line.told, accepted=line.accepted, refused=line.refused,
        host_held=line.host_held, returned=line.returned, died=line.died, open=line.open,
        overdue=sum(one.over and one.country == line.country for one in owed), silent_days=line.silent_days,
        oldest_days=line.oldest_days, slowest=slowest[1],
        slowest_days=None if slowest[0] is None else round(slowest[0], 1), weeks=weeks[0], weeks_best=weeks[1],
        weeks_worst=weeks[2], weighted=f"{float(line.weighted):.2f}", whole=line.whole, here=line.here,
        kinds=dict(line.kinds),
    )  # fmt: skip


def owed_rows(book: Book, now: datetime) -> tuple[OwedRow, ...]:
    """What is over, or will be soon, the oldest first, with talks about fear that were put off."""
    rows = [
        OwedRow(one.case, one.country, one.clock, one.days, one.due_at, one.to, one.is_over(now))
        for one in due_of(book, at=now, within=AHEAD)
    ]
    rows += [
        OwedRow("", "", "interview", 0, at, "legal-reviewer", at <= now, str(person))
        for person, at in interviews_owed(book, at=now)
        if at <= now + AHEAD
    ]
    return tuple(sorted(rows, key=lambda one: (one.due_at, one.case, one.clock, one.step)))


def age_rows(cases: Iterable[tuple[Case, tuple[End, ...]]], now: datetime) -> tuple[AgeRow, ...]:
    """Countries that owe an answer in open cases, the one that is silent longest first."""
    waited: dict[str, list[int]] = defaultdict(list)
    for case, ends in cases:
        since = silent_since(case)
        if since is not None and since <= now and case.is_open(ends):
            waited[case.country].append((now - since) // DAY)
    rows = []
    for country, days in waited.items():
        bins = Counter(sum(one >= clock.days for clock in REPLY_CLOCKS) for one in days)
        passed = [clock.to for clock in REPLY_CLOCKS if max(days) >= clock.days]
        counts = tuple(bins[place] for place in range(len(REPLY_CLOCKS) + 1))
        rows.append(AgeRow(country, counts, max(days), passed[-1] if passed else "", len(days)))
    return tuple(sorted(rows, key=lambda one: (-one.oldest_days, -one.cases, one.country)))


def claim_rows(board: Board, figures: Figures, country: str = "") -> Iterator[ClaimRow]:
    """What others say of a country, or of all together, beside what the book says of the same."""
    lines = [one for one in board.lines if country in ("", one.country)]
    ours = {
        "held": sum(one.here for one in lines),
        "returned": sum(one.returned for one in lines),
        "accepted": sum(one.accepted for one in lines),
    }
    for measure in MEASURES:
        for claim in figures.newest(board.at, measure=measure):
            if claim.country == country:
                yield _claim_row(claim, ours[measure])


def funnel_rows(book: Book, cases: Sequence[Case], now: datetime) -> tuple[FunnelRow, ...]:
    """The funnel week by week, from the first case or half a year ago, whichever is later."""
    opened = [one.opened.at for one in cases if one.opened.at <= now]
    if not opened:
        return ()
    weeks = min(FUNNEL_WEEKS, (now - min(opened)) // timedelta(weeks=1) + 1)
    moments = [now - timedelta(weeks=back) for back in range(weeks, -1, -1)]
    reached = funnel_of(book, moments=moments)
    return tuple(
        FunnelRow(at, {stage: counts[place] for stage, counts in reached.items()}) for place, at in enumerate(moments)
    )


def case_row(book: Book, case: Case, now: datetime) -> CaseRow:
    """One case as a list shows it."""
    ends = ends_of(book).ends_of(case.person)
    stages, lacks = case.stages(ends), missing(case, now, ends=ends, settings=book.settings.repatriation)
    last, is_open = max(stages, key=lambda name: stages[name]), case.is_open(ends)
    since = silent_since(case) if is_open else None
    return CaseRow(
        case=case.name, person=str(case.person), country=case.country, track=case.track, stage=last,
        stage_at=stages[last], opened_at=case.opened.at, age_days=(now - case.opened.at) // DAY, is_open=is_open,
        lacks=lacks[0].stage if lacks else "", lacks_by=lacks[0].by if lacks else "",
        silent_days=None if since is None else (now - since) // DAY,
        host_held=is_open and case.host_hold(now) is not None,
    )  # fmt: skip


def stage_lines(case: Case, ends: tuple[End, ...]) -> tuple[StageLine, ...]:
    """The main road with the days on which it came so far, and the side roads it took."""
    found = case.stages(ends)
    return tuple(
        StageLine(name, found.get(name), side=not stage.main)
        for name, stage in STAGES.items()
        if stage.main or name in found
    )


def letter_rows(cases: Iterable[Case], now: datetime) -> tuple[LetterRow, ...]:
    """Letters that wait for an answer first, the oldest first; then those that were answered, the newest first."""
    from musterbook.repatriation.facts import CountryAnswered, Notified  # noqa: PLC0415  facts of one room

    rows = []
    for case in cases:
        answers, waiting = [one.at for one in case.all(CountryAnswered)], {one.entry for one in case.unanswered}
        for one in case.all(Notified):
            at = min((answer for answer in answers if answer >= one.at), default=None)
            waits = (now - one.at) // DAY if one.entry in waiting else None
            rows.append(LetterRow(case.name, one.fact.letter_kind, one.fact.channel, one.at, at, waits, one.entry))
    return tuple(
        sorted(rows, key=lambda one: (one.waits_days is None, -(one.waits_days or 0), -one.sent_at.timestamp()))
    )  # fmt: skip


def written_lines(case: Case) -> tuple[WrittenLine, ...]:
    """Every fact of a case in the order in which it happened."""
    lines = [WrittenLine(one.fact.kind, tuple(_said(one.fact)), one.at, one.entry) for one in case.everything()]
    return tuple(sorted(lines, key=lambda one: (one.at, one.entry)))


def _said(fact: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  each kind has other fields
    """The codes of a fact as they are, by field; weights and grounds of identity among them."""
    for name in SAID:
        value = getattr(fact, name, None)
        if isinstance(value, datetime):
            yield name, value.date().isoformat()
        elif value not in (None, ""):
            yield name, str(value)
    yield from (("shares", f"{one.country} {one.weight}") for one in getattr(fact, "shares", ()))
    yield from (("factors", one.kind_of) for one in getattr(fact, "factors", ()))
    yield from (("needs", one) for one in sorted(getattr(fact, "needs", ())))


def _claim_row(claim: Claim, ours: int) -> ClaimRow:
    return ClaimRow(
        claim.source, claim.as_of, claim.country, claim.measure, claim.men, claim.women, claim.boys, claim.girls,
        claim.unknown, claim.whole, claim.off_by, ours, claim.whole - ours, claim.entry,
    )  # fmt: skip
