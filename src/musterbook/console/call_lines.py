"""Lines of the page Coordination, made from the room's readings: who owes an answer, the agenda, decisions, actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

from musterbook.console.call_acts import Acts
from musterbook.console.call_rows import (
    ActionRow,
    AgencyRow,
    AgendaPart,
    CallLine,
    Cell,
    DecisionRow,
    Dissent,
    WaitRow,
)
from musterbook.coordination.actions import Actions
from musterbook.coordination.agencies import Agencies
from musterbook.coordination.calls import Call
from musterbook.coordination.decisions import Decisions
from musterbook.coordination.questions import Questions
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.briefing import Agenda
from musterbook.operation.calling import crisis, silent

PARTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("unanswered", ("agency", "says")),
    ("headcount", ("custodian", "was", "now", "delta")),
    ("outlooks", ("site", "was", "now")),
    ("blocked", ("rule", "was", "now", "delta")),
    ("actions", ("action", "agency", "owner", "due")),
    ("expiring", ("agreement", "until")),
    ("suspended", ("agreement", "because")),
    ("overrun", ("agreement", "cap", "day", "used", "limit")),
    ("duties", ("owner", "agreement", "duty", "due")),
    ("families", ("custodian", "people", "due")),
    ("owed", ("owner", "overdue", "people", "first")),
    ("differing", ("source", "scope", "as_of", "claimed", "book", "difference")),
    ("renew", ("decision", "until")),
    ("dissent", ("decision", "agency")),
    ("without_effect", ("decision", "affects")),
    ("free", ("question", "agency", "to", "due")),
)
"""Parts of the agenda in the order in which the call speaks of them, with the columns shown. None of them is sealed."""

MOMENTS: Final = frozenset(("due", "until", "as_of", "first"))
NAMES: Final = ("call", "decision", "action", "question", "agreement", "finding", "agency")
"""Fields of this room's facts that name a thing the pages link to."""


@dataclass(slots=True)
class About:
    """Which entries of the room speak of which call, decision, action, question, agreement or agency. A reading."""

    entries: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries speak of."""
        about = cls()
        for entry in entries:
            about.add(entry)
        return about

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if entry.fact.kind.startswith("coordination."):
            for name in NAMES:
                if said := getattr(entry.fact, name, ""):
                    self.entries.setdefault((name, said), []).append(entry)
        return True

    def first(self, what: str, name: str) -> str:
        """The digest of the entry that first spoke of a thing; empty when none did."""
        found = self.entries.get((what, name))
        return found[0].digest if found else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One book at one moment, the words it may show, and the commands for it."""

    book: Book
    now: datetime
    words: Mapping[Digest, str]
    acts: Acts

    def said(self, digest: Digest | None) -> str:
        """Words behind a digest; empty while they are sealed."""
        return self.words.get(digest, "") if digest is not None else ""

    @property
    def about(self) -> About:
        """Which entries speak of what."""
        return self.book.reading(About)

    @property
    def soon(self) -> timedelta:
        """How long before it ends a thing is spoken of."""
        return timedelta(days=self.book.settings.coordination.lapse_days)


def sealed_digests(book: Book) -> Iterator[Digest | None]:
    """Every digest of words that these pages may have to show."""
    for decision in book.reading(Decisions).all():
        yield decision.terms.question
        yield decision.terms.chosen
        yield from (said.reason for said in decision.said.values())
    for action in book.reading(Actions).all():
        yield action.terms.what
        yield action.blocked
    yield from (one.terms.text for one in book.reading(Questions).open())


def call_line(at: Moment, call: Call | None) -> CallLine | None:
    """The call in a line."""
    if call is None:
        return None
    closed = call.closed_at if call.closed_at is not None and call.closed_at <= at.now else None
    return CallLine(
        call=call.name, chair=call.picture.chair, recorder=call.picture.recorder, planned_at=call.picture.planned_at,
        opened_at=call.opened_at, closed_at=closed, entry=at.about.first("call", call.name),
        answer_by=closed + at.book.settings.coordination.read_back if closed is not None else None,
    )  # fmt: skip


def agency_rows(at: Moment, call: Call | None) -> list[AgencyRow]:
    """The roll of the last call: whoever said nothing of the minutes first."""
    answers = silent(at.book, call, at.now) if call is not None and call.closed_at is not None else {}
    rows = []
    for one in at.book.reading(Agencies).taking_part(at.now):
        came = call.attending.get(one.name) if call is not None else None
        rows.append(
            AgencyRow(
                one.name, one.lead, one.deputy, one.principal, came.as_ if came else "", came.person if came else "",
                answers.get(one.name, ""), at.about.first("agency", one.name),
            )
        )  # fmt: skip
    order = ("silent", "waiting", "objected", "agreed", "")
    return sorted(rows, key=lambda row: (order.index(row.minutes), row.agency))


def action_rows(at: Moment) -> list[ActionRow]:
    """Everything owed or done by the moment: owners in the order of their worst, each one's latest first."""
    actions, agencies, hurried = at.book.reading(Actions), at.book.reading(Agencies), crisis(at.book)
    settings, rows = at.book.settings.coordination, []
    for one in actions.all():
        if one.set_at > at.now:
            continue
        rungs = one.rungs(at.now, crisis=hurried, settings=settings)
        rows.append(
            ActionRow(
                action=one.name, what=at.said(one.terms.what), agency=one.owner_agency, owner=one.owner, due=one.due,
                first_due=one.terms.due, stage=one.stage, overdue=one.overdue(at.now), priority=one.terms.priority,
                call=one.terms.call, heard=tuple(rung.to for rung in rungs), blocked=at.said(one.blocked),
                hands=one.hands, waits_for=actions.waiting_for(one), done_by=one.done_by, verified_by=one.verified_by,
                entry=at.about.first("action", one.name),
                act=at.acts.of_action(one, agencies.agency(one.owner_agency)),
            )
        )  # fmt: skip
    return by_owner(rows)


def by_owner(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """Actions by owner: who has the most overdue stands first, and of each the one that is longest overdue."""
    found = list(rows)
    worst: dict[tuple[str, str], tuple[int, datetime]] = {}
    for row in found:
        key, now = (row.agency, row.owner), (-len(row.heard) if row.overdue else 0, row.due)
        worst[key] = min(worst.get(key, now), now)
    return sorted(
        found,
        key=lambda row: (*worst[row.agency, row.owner], row.agency, row.owner, not row.overdue, row.due, row.action),
    )


def decision_rows(at: Moment) -> list[DecisionRow]:
    """Decisions by the moment: those that stand first, with dissent before the others, then the newest."""
    decisions, rows = at.book.reading(Decisions), []
    ending = {one.name for one in decisions.to_renew(at.now, at.book.settings.coordination)}
    for one in decisions.all():
        if one.decided_at > at.now:
            continue
        terms = one.terms
        rows.append(
            DecisionRow(
                decision=one.name, question=at.said(terms.question), chosen=at.said(terms.chosen),
                decider=terms.decider, authority=terms.authority_basis, call=terms.call, decided_at=one.decided_at,
                since=terms.from_, until=terms.until, stands=decisions.stands(one.name, at.now),
                superseded_by=decisions.superseded_by(one.name, at.now), supersedes=terms.supersedes,
                affects=tuple(sorted(terms.affects)), without_effect=one.without_effect,
                dissent=tuple(Dissent(name, at.said(one.said[name].reason)) for name in one.dissent),
                said={name: said.how for name, said in sorted(one.said.items())}, soon=one.name in ending,
                entry=one.entry,
            )
        )  # fmt: skip
    return sorted(
        rows,
        key=lambda row: (not row.stands, not row.dissent, not row.without_effect, -row.decided_at.timestamp()),
    )


def wait_rows(
    at: Moment, call: Call | None, agencies: Iterable[AgencyRow], actions: Iterable[ActionRow]
) -> list[WaitRow]:
    """Who has not answered: minutes not agreed to, questions, actions overdue; the longest overdue first."""
    rows = [*_minutes(at, call, agencies), *_questions(at), *_late(actions)]
    return sorted(rows, key=lambda row: (not row.overdue, row.due or at.now, row.kind, row.name, row.agency))


def agenda_parts(agenda: Agenda) -> tuple[AgendaPart, ...]:
    """The parts of the agenda that have something in them."""
    return tuple(
        AgendaPart(key, columns, tuple(tuple(_cell(name, row[name]) for name in columns) for row in rows))
        for key, columns in PARTS
        if (rows := getattr(agenda, key))
    )


def _minutes(at: Moment, call: Call | None, agencies: Iterable[AgencyRow]) -> Iterator[WaitRow]:
    if call is None or call.closed_at is None:
        return
    ends, named = call.closed_at + at.book.settings.coordination.read_back, at.book.reading(Agencies)
    for row in agencies:
        voice = named.agency(row.agency)
        if row.minutes in ("silent", "waiting", "objected") and voice is not None:
            late = row.minutes == "silent"
            yield WaitRow(
                "minutes", call.name, row.agency, row.lead, row.minutes, ends, overdue=late,
                act=None if row.minutes == "objected" else at.acts.of_minutes(call, voice, late=late),
                entry=at.about.first("call", call.name),
            )  # fmt: skip


def _questions(at: Moment) -> Iterator[WaitRow]:
    agencies = at.book.reading(Agencies)
    for one in at.book.reading(Questions).open():
        if one.asked_at <= at.now:
            voice = agencies.agency(one.terms.to_agency)
            yield WaitRow(
                "question", one.name, one.terms.to_agency, voice.lead if voice else "", "open", one.terms.due,
                overdue=one.terms.due <= at.now, words=at.said(one.terms.text), act=at.acts.of_question(one, voice),
                entry=at.about.first("question", one.name),
            )  # fmt: skip


def _late(actions: Iterable[ActionRow]) -> Iterator[WaitRow]:
    for row in actions:
        if row.overdue or (row.heard and row.stage == "set"):
            yield WaitRow(
                "action", row.action, row.agency, row.owner, row.stage, row.due, overdue=row.overdue,
                rung=row.heard[-1] if row.heard else "", words=row.what, act=row.act, entry=row.entry,
            )  # fmt: skip


def _cell(name: str, said: Any) -> Cell:  # noqa: ANN401  a value of plain JSON
    if isinstance(said, list):
        return tuple(str(one) for one in said)
    if name in MOMENTS and isinstance(said, str) and said:
        return datetime.fromisoformat(said)
    return said if isinstance(said, str | int) else None
