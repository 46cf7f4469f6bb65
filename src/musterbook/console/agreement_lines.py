"""Lines of the pages of agreements, made from the room's readings: stages, caps, what is owed, whom they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.console.agreement_rows import (
    AgreementRow,
    BlockedRow,
    CapLine,
    ClassRow,
    DutyLine,
    FindingLine,
    NoticeRow,
    PairRow,
    PauseLine,
)
from musterbook.console.call_lines import Moment
from musterbook.console.call_rows import ActLine
from musterbook.coordination.agreement import Agreement
from musterbook.coordination.facts import AgreementSuspended
from musterbook.coordination.notices import Notices
from musterbook.coordination.pausing import UNANSWERED, read_pauses
from musterbook.lift.manifests import Manifests
from musterbook.operation.agreeing import agreements_of, lost_since, owner_of, used_of
from musterbook.operation.protecting import names_of
from musterbook.terms.errors import Malformed
from musterbook.words.scopes import scope_sentences

RUNNING = ("signed", "in force", "suspended")
STAGES = ("suspended", "drafted", "signed", "in force", "expired", "revoked")
"""Stages as listed: what stands in somebody's way first, what is over last."""


def agreement_rows(at: Moment, blocked: Sequence[BlockedRow]) -> list[AgreementRow]:
    """Every agreement: those that serials wait for first, then by stage and name."""
    used = used_of(at.book)
    days: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, day), number in used.items():
        days[name][day] = number
    waiting: dict[str, list[str]] = defaultdict(list)
    for one in blocked:
        if one.agreement and one.serial not in waiting[one.agreement]:
            waiting[one.agreement].append(one.serial)
    rows = [
        _row(at, one, days[one.name], tuple(waiting[one.name]))
        for one in agreements_of(at.book).all(lost_since(at.book))
    ]
    return sorted(rows, key=lambda row: (not row.serials, STAGES.index(row.stage), row.agreement))


def blocked_rows(told: Iterable[Mapping[str, Any]]) -> tuple[BlockedRow, ...]:
    """Serials to come that wait for an agreement, by hour of leaving."""
    return tuple(
        BlockedRow(
            row["serial"], datetime.fromisoformat(row["leaves_at"]), row["agreement"],
            "" if row["lack"] == "None" else row["lack"], row["people"], row["of"],
        )
        for row in told
    )  # fmt: skip


def class_rows(told: Iterable[Mapping[str, Any]]) -> tuple[ClassRow, ...]:
    """Classes of people at each origin beside each receiver; whom nobody covers first."""
    rows = [ClassRow(**{**row, "agreements": tuple(row["agreements"])}) for row in told]
    return tuple(sorted(rows, key=lambda row: (bool(row.agreements), row.giver, row.receiver, -row.people)))


def pair_rows(classes: Iterable[ClassRow]) -> tuple[PairRow, ...]:
    """Origin beside receiver: the pair with the most people whom nothing covers first."""
    pairs: dict[tuple[str, str], list[ClassRow]] = defaultdict(list)
    for row in classes:
        pairs[row.giver, row.receiver].append(row)
    rows = [
        PairRow(
            giver, receiver, sum(one.people for one in found), sum(one.people for one in found if one.agreements),
            len(found), tuple(sorted({name for one in found for name in one.agreements})),
        )
        for (giver, receiver), found in pairs.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.covered - row.people, row.giver, row.receiver)))


def notice_rows(at: Moment, rows: Iterable[AgreementRow]) -> tuple[NoticeRow, ...]:
    """What comes within the days of the settings, or is late: an end, a duty, a finding, a site nobody was told of."""
    found = [one for row in rows if row.stage in RUNNING for one in _coming(at, row)]
    found += _untold(at)
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.due or at.now, one.kind, one.agreement, one.what)))


def acts_of(at: Moment, row: AgreementRow) -> list[ActLine]:
    """What may be done about an agreement."""
    return at.acts.of_agreement(
        row.agreement, row.stage, parties=row.parties,
        unsigned=[party for party, signed in row.parties.items() if not signed],
        unmet=[condition for condition, met in row.conditions.items() if not met],
        duties=[one.what for one in row.duties],
        findings=[one.finding for one in row.findings if one.answered_at is None],
        by_party=any(one.why == "party" for one in row.pauses),
    )  # fmt: skip


def entry_lines(at: Moment, name: str) -> tuple[tuple[datetime, str, str, str], ...]:
    """Every entry about an agreement, the newest first: when, kind, by, digest."""
    found = at.about.entries.get(("agreement", name), [])
    return tuple((one.happened_at, one.fact.kind, one.by, one.digest) for one in reversed(found))


def _row(at: Moment, one: Agreement, days: Mapping[str, int], serials: tuple[str, ...]) -> AgreementRow:
    terms, stage = one.terms, one.stage(at.now)
    used = {"total": sum(days.values()), "per_day": max(days.values(), default=0)}
    return AgreementRow(
        agreement=one.name, kind=terms.kind_of, stage=stage,
        parties={party: party in one.signers for party in sorted(terms.parties)}, acts=tuple(sorted(terms.acts)),
        scope=terms.scope, scope_words=scope_sentences(one.scope), since=terms.from_, until=terms.until,
        soon=stage in RUNNING and terms.until is not None and terms.until <= at.now + at.soon, used=used["total"],
        caps=tuple(CapLine(cap, used.get(cap, 0), most) for cap, most in sorted((terms.caps or {}).items())[::-1]),
        conditions={condition: condition in one.met for condition in sorted(terms.conditions)},
        duties=tuple(
            DutyLine(duty.what, duty.every_days, owed.due, owed.due <= at.now, owner_of(owed, one))
            for duty, owed in zip(terms.duties, one.owed(at.now), strict=True)
        ),
        findings=tuple(_findings(at, one)), pauses=tuple(_pauses(at, one, stage)), serials=serials,
        country=terms.country, entry=one.entry, suspends_on=tuple(sorted(terms.suspends_on)),
    )  # fmt: skip


def _findings(at: Moment, one: Agreement) -> Iterator[FindingLine]:
    for found in one.findings:
        if found.raised_at <= at.now:
            answered = None if found.open(at.now) else found.answered_at
            yield FindingLine(found.name, found.grave, found.raised_at, answered, at.about.first("finding", found.name))


def _pauses(at: Moment, one: Agreement, stage: str) -> Iterator[PauseLine]:
    """What suspends it by itself, and the party that did."""
    if stage != "suspended":
        return
    yield from (PauseLine(pause.why, pause.about, pause.since) for pause in one.paused(at.now))
    if any(word[0] <= at.now for word in one.pauses) and max(word for word in one.pauses if word[0] <= at.now)[1]:
        said = [
            entry for entry in at.about.entries.get(("agreement", one.name), ())
            if isinstance(entry.fact, AgreementSuspended) and entry.fact.from_ <= at.now
        ]  # fmt: skip
        for entry in said[-1:]:
            assert isinstance(entry.fact, AgreementSuspended)
            yield PauseLine("party", entry.fact.party, entry.fact.from_, entry.fact.because, entry.digest)


def _coming(at: Moment, row: AgreementRow) -> Iterator[NoticeRow]:
    ends = at.now + at.soon
    if row.soon:
        yield NoticeRow("ends", row.agreement, "", row.until, overdue=False)
    for duty in row.duties:
        if duty.due <= ends:
            yield NoticeRow("duty", row.agreement, duty.what, duty.due, overdue=duty.overdue)
    for found in row.findings:
        if found.answered_at is None:
            due = found.raised_at + _unanswered(at, row.agreement) if found.grave else None
            yield NoticeRow("finding", row.agreement, found.finding, due, overdue=due is not None and due <= at.now)


def _unanswered(at: Moment, name: str) -> Any:  # noqa: ANN401  a length of time
    """After how long a grave finding suspends this agreement."""
    known = agreements_of(at.book).agreement(name)
    try:
        return read_pauses(known.terms.suspends_on).get("finding", UNANSWERED) if known is not None else UNANSWERED
    except Malformed:
        return UNANSWERED


def _untold(at: Moment) -> Iterator[NoticeRow]:
    """Receiving places the protecting body was not told of, where the operation asks for it."""
    settings, notices = at.book.settings.coordination, at.book.reading(Notices)
    coming: dict[str, datetime] = {}
    for one in at.book.reading(Manifests).serials.values() if settings.protecting_body else ():
        if not one.scrubbed and one.leaves_at >= at.now:
            coming[one.receiver] = min(one.leaves_at, coming.get(one.receiver, one.leaves_at))
    for end in at.book.settings.ends if settings.protecting_body else ():
        names = names_of(at.book, end)
        if not notices.told(names, at.now):
            due = notices.deferred_until(names, at.now, settings) or coming.get(end)
            yield NoticeRow("site", "", end, due, overdue=due is not None and due <= at.now)
