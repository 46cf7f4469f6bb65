"""Briefing: the agenda of the next call, made from what has changed since the last one; no figure is typed.

Joins coordination with custody, the watch and the gates. The picture the last call was opened with is in the book, so
a late entry cannot change what that call saw (casework.md section 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from musterbook.coordination.calls import Calls
from musterbook.coordination.caps import overruns
from musterbook.coordination.decisions import Decisions
from musterbook.coordination.questions import Questions
from musterbook.custody.figures import Figures
from musterbook.custody.roll import Roll
from musterbook.operation.account import claims_of
from musterbook.operation.agreeing import agreements_of, duties_owed, lost_since, used_of
from musterbook.operation.book import Book
from musterbook.operation.calling import picture, silent
from musterbook.operation.family_word import families_by_custodian
from musterbook.operation.owed import by_owner, owed
from musterbook.operation.owing import actions_told
from musterbook.operation.sealed_words import words_behind

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the next call has to speak of, in this order; each row is plain JSON.

    Attributes:
        operation, marking, as_of, heads: whose agenda, as of when, and from which book.
        since: when the last call was opened, as ISO; None before the first.
        last_call: its name; empty before the first.
        unanswered: agencies that have not agreed to its minutes: agency and what it says (silent, waiting, objected).
        headcount: custodian (`*` everyone), was, now and delta, where anything changed; `was` None before any call.
        outlooks: site, rung before and rung now, where they differ; empty for no alert.
        blocked: rule of a gate, people it stopped then and stops now.
        actions: overdue actions with who has heard of each.
        expiring, suspended, overrun: agreements that end soon, that are suspended and why, and caps that were overrun.
        families: custodian and how many people there whose families are overdue to hear where they are.
        duties: duties of agreements that are due within the days of the settings, or overdue, by who owes them.
        differing: claims from outside beside the book's own figure, where they differ.
        renew, dissent, without_effect: decisions that run out soon, that an agency does not concur with, and that
            nothing has followed.
        free: questions nobody has answered.
        owed: who owes people something that is overdue: how many things, about how many people, since when the first;
            empty where the operation asks for no notice, receipt or word.
        off: gates this operation has not turned on.
    """

    operation: str
    marking: str
    as_of: str
    heads: str
    since: str | None
    last_call: str
    unanswered: Rows
    headcount: Rows
    outlooks: Rows
    blocked: Rows
    actions: Rows
    expiring: Rows
    suspended: Rows
    overrun: Rows
    duties: Rows
    families: Rows
    differing: Rows
    renew: Rows
    dissent: Rows
    without_effect: Rows
    free: Rows
    off: tuple[str, ...]
    owed: Rows = ()

    def told(self) -> dict[str, Any]:
        """The agenda as JSON."""
        return asdict(self)


def agenda(book: Book, now: datetime) -> Agenda:
    """The agenda as of a moment."""
    last, settings = book.reading(Calls).last(now), book.settings
    before = last.picture if last is not None else None
    seen = picture(book, now)
    answers = silent(book, last, now) if last is not None and last.closed_at is not None else {}
    return Agenda(
        operation=settings.name, marking=settings.marking, as_of=now.isoformat(), heads=book.head(),
        since=last.opened_at.isoformat() if last is not None else None, last_call=last.name if last is not None else "",
        unanswered=tuple({"agency": name, "says": how} for name, how in sorted(answers.items()) if how != "agreed"),
        headcount=_changes("custodian", before.headcount if before else None, seen.headcount, always=("*",)),
        outlooks=_moved("site", (before.outlooks if before else None) or {}, seen.outlooks),
        blocked=_changes("rule", before.blocked if before else None, seen.blocked, always=tuple(seen.blocked)),
        actions=tuple(row for row in actions_told(book, now) if row["overdue"]),
        free=_questions(book, now), families=tuple(families_by_custodian(book, now)),
        off=settings.coordination.off + settings.custody.off, differing=_differing(book, now), owed=_owed(book, now),
        **_agreements(book, now), **_decisions(book, now),
    )  # fmt: skip


def _changes(
    name: str, before: Mapping[str, int] | None, now: Mapping[str, int], *, always: tuple[str, ...] = ()
) -> Rows:
    """What was, what is and the difference, where there is one; `was` is None where no call has looked yet."""
    keys = sorted({*now, *(before or {})})
    rows = (
        {name: key, "was": None if before is None else before.get(key, 0), "now": now.get(key, 0),
         "delta": None if before is None else now.get(key, 0) - before.get(key, 0)}
        for key in keys
    )  # fmt: skip
    return tuple(row for row in rows if row["delta"] != 0 or row[name] in always)


def _moved(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> Rows:
    keys = sorted({*now, *before})
    rows = ({name: key, "was": before.get(key, ""), "now": now.get(key, "")} for key in keys)
    return tuple(row for row in rows if row["was"] != row["now"])


def _agreements(book: Book, now: datetime) -> dict[str, Rows]:
    agreements, lost = agreements_of(book), lost_since(book)
    soon = timedelta(days=book.settings.coordination.lapse_days)
    every = agreements.all(lost)
    return {
        "expiring": tuple(
            {"agreement": one.name, "until": one.terms.until.isoformat()}
            for one in agreements.expiring(now, soon, lost)
            if one.terms.until is not None
        ),
        "suspended": tuple(
            {"agreement": one.name, "because": [f"{pause.why} {pause.about}" for pause in one.paused(now)]}
            for one in every
            if one.stage(now) == "suspended"
        ),
        "overrun": tuple(asdict(one) for one in overruns(every, used_of(book))),
        "duties": tuple(duties_owed(book, now, within=soon)),
    }


def _decisions(book: Book, now: datetime) -> dict[str, Rows]:
    decisions = book.reading(Decisions)
    standing = decisions.standing(now)
    reasons = words_behind(book, [said.reason for one in standing for said in one.said.values()])
    return {
        "renew": tuple(
            {"decision": one.name, "until": one.terms.until.isoformat()}
            for one in decisions.to_renew(now, book.settings.coordination)
            if one.terms.until is not None
        ),
        "dissent": tuple(
            {"decision": one.name, "agency": name, "reason": reasons.get(reason, "") if reason else ""}
            for one in standing
            for name in one.dissent
            for reason in (one.said[name].reason,)
        ),
        "without_effect": tuple(
            {"decision": one.name, "affects": list(one.without_effect)} for one in decisions.without_effect(now)
        ),
    }


def _differing(book: Book, now: datetime) -> Rows:
    """Claims beside the account's own number; the roll is folded for a moment only where the account has none."""
    figures, counted = book.reading(Figures), claims_of(book, book.reading(Roll))
    strange = [claim for claim, number in counted if number is None]
    folded = {one.claim: one.book for one in figures.claims_beside(book.entries(), strange)}
    rows = [(claim, folded.get(claim) if number is None else number) for claim, number in counted]
    return tuple(
        {"source": claim.source, "scope": claim.scope, "as_of": claim.as_of.isoformat(), "claimed": claim.value,
         "book": number, "difference": None if number is None else claim.value - number}
        for claim, number in rows
        if number != claim.value and claim.as_of <= now
    )  # fmt: skip


def _owed(book: Book, now: datetime) -> Rows:
    """Who owes people what is overdue, the most first, where the operation asks for any of it."""
    asked = book.settings.custody
    if not (asked.notice_hours or asked.receipt_hours or asked.told_before_move or asked.authority_gate):
        return ()
    return tuple(by_owner(owed(book, now, within=timedelta()), now))


def _questions(book: Book, now: datetime) -> Rows:
    waiting = [one for one in book.reading(Questions).open() if one.asked_at <= now]
    words = words_behind(book, [one.terms.text for one in waiting])
    return tuple(
        {"question": one.name, "agency": one.terms.agency, "to": one.terms.to_agency, "due": one.terms.due.isoformat(),
         "text": words.get(one.terms.text, ""), "overdue": one.terms.due <= now}
        for one in waiting
    )  # fmt: skip
