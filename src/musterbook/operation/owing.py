"""Owing: actions are set, taken up, handed on, blocked, done and verified, and climb the ladder while they are late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from musterbook.coordination.actions import Action, Actions
from musterbook.coordination.facts import (
    ActionBlocked,
    ActionCancelled,
    ActionDone,
    ActionDueMoved,
    ActionHandedOn,
    ActionSet,
    ActionTakenUp,
    ActionVerified,
)
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.calling import call_named, crisis
from musterbook.operation.coordinating import agency_of, must_follow, must_say, next_name, no_such
from musterbook.operation.sealed_words import seal_words, words_behind
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def set_action(
    book: Book, acting: Acting, *, what: str, agency: str, owner: str = "", due: datetime, call: str = "",
    priority: int = 2, waits_for: Iterable[str] = (), proof: str = "",
) -> Entry:  # fmt: skip
    """The chair sets an action on one officer of one agency; its lead, when nobody says.

    Raises:
        Malformed: there is nothing to do, no such agency, officer or action to wait for, or it was due before.
    """
    must_say(what=what, agency=agency)
    must_follow("due", due, acting.at)
    owner = owner or agency_of(book, agency, acting.at).lead
    agency_of(book, agency, acting.at)
    _officer(book, owner)
    if priority not in (1, 2, 3):
        raise Malformed.because("call.no-such", what="priority", name=str(priority), known="1, 2, 3")
    actions = book.reading(Actions)
    for one in waits_for:
        action_named(book, one)
    name = next_name(book, acting, "ACT", [one.name for one in actions.all()])
    digests = seal_words(book, f"action {name}", "action", what, *filter(None, (proof,)))
    fact = ActionSet(
        action=name, what=digests[0], owner_agency=agency, owner=owner, due=due,
        call=call_named(book, call).name if call else "", priority=priority, waits_for=frozenset(waits_for),
        proof=digests[1] if proof else None,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def take_up(book: Book, acting: Acting, action: str) -> Entry:
    """The owner takes it up, or whoever else speaks for his agency."""
    one = _owed(book, action)
    officer = acting.officers[0][0]
    agency = agency_of(book, one.owner_agency, acting.at)
    if officer != one.owner and not agency.speaks(officer):
        values = {"action": one.name, "officer": officer, "owner": one.owner, "agency": one.owner_agency}
        raise Refused(Objection("action.not-the-owner", values=values))
    return book.write(acting.draft(ActionTakenUp(action=one.name, by=officer)))


def hand_on(book: Book, acting: Acting, action: str, *, agency: str, owner: str = "", because: str) -> Entry:
    """It passes to another owner, who has yet to take it up; no clock starts again."""
    one = _owed(book, action)
    must_say(because=because)
    to = owner or agency_of(book, agency, acting.at).lead
    _officer(book, to)
    (digest,) = seal_words(book, f"action {one.name}", "reason", because)
    fact = ActionHandedOn(action=one.name, to_agency=agency, to_owner=to, because=digest)
    return book.write(acting.draft(fact))


def block(book: Book, acting: Acting, action: str, *, because: str) -> Entry:
    """It cannot go on, and why."""
    one = _owed(book, action)
    must_say(because=because)
    (digest,) = seal_words(book, f"action {one.name}", "reason", because)
    return book.write(acting.draft(ActionBlocked(action=one.name, because=digest)))


def done(book: Book, acting: Acting, action: str, *, proof: str = "", entry: Digest | None = None) -> Entry:
    """It is done; words or an entry of this book show it."""
    one = _owed(book, action)
    if entry is None:
        must_say(proof=proof)
    elif book.entry(entry) is None:
        raise no_such("entry", entry[:8], ())
    digest = seal_words(book, f"action {one.name}", "proof", proof)[0] if proof else None
    fact = ActionDone(action=one.name, by=acting.officers[0][0], proof=digest, entry=entry)
    return book.write(acting.draft(fact))


def verify(book: Book, acting: Acting, action: str) -> Entry:
    """Somebody other than whoever did it has seen that it is done.

    Raises:
        Malformed: it is not done yet.
        Refused: it is the same person.
    """
    one, officer = action_named(book, action), acting.officers[0][0]
    if one.done_at is None:
        raise Malformed.because("action.not-done", action=one.name, stage=one.stage)
    if officer == one.done_by:
        raise Refused(Objection("action.verified-by-itself", values={"action": one.name, "officer": officer}))
    return book.write(acting.draft(ActionVerified(action=one.name, by=officer)))


def move_due(book: Book, acting: Acting, action: str, *, due: datetime, because: str) -> Entry:
    """The chair gives it another time; the first one stays to be seen."""
    one = _owed(book, action)
    must_say(because=because)
    must_follow("due", due, acting.at)
    (digest,) = seal_words(book, f"action {one.name}", "reason", because)
    return book.write(acting.draft(ActionDueMoved(action=one.name, due=due, because=digest)))


def cancel(book: Book, acting: Acting, action: str, *, because: str) -> Entry:
    """The chair no longer wants it."""
    one = _owed(book, action)
    must_say(because=because)
    (digest,) = seal_words(book, f"action {one.name}", "reason", because)
    return book.write(acting.draft(ActionCancelled(action=one.name, because=digest)))


def action_named(book: Book, name: str) -> Action:
    """An action by its name; Malformed when there is none."""
    found = book.reading(Actions).action(name)
    if found is None:
        raise no_such("action", name, [one.name for one in book.reading(Actions).all()])
    return found


def actions_told(book: Book, now: datetime, *, whole: bool = False) -> list[dict[str, Any]]:
    """What is owed, the latest on the ladder first; with `whole` also what is done or called off."""
    actions, hurried = book.reading(Actions), crisis(book)
    shown = [one for one in (actions.all() if whole else actions.open()) if one.set_at <= now]
    words = words_behind(book, [digest for one in shown for digest in (one.terms.what, one.blocked, one.proof)])
    rows = []
    for one in shown:
        rungs = one.rungs(now, crisis=hurried, settings=book.settings.coordination)
        rows.append({
            "action": one.name, "what": words.get(one.terms.what, ""), "agency": one.owner_agency, "owner": one.owner,
            "due": one.due.isoformat(), "first_due": one.terms.due.isoformat(), "stage": one.stage,
            "overdue": one.overdue(now), "priority": one.terms.priority, "call": one.terms.call,
            "heard": [{"to": rung.to, "since": rung.since.isoformat()} for rung in rungs],
            "blocked": words.get(one.blocked, "") if one.blocked else "", "hands": one.hands,
            "waits_for": list(actions.waiting_for(one)), "done_by": one.done_by, "verified_by": one.verified_by,
        })  # fmt: skip
    return sorted(rows, key=lambda row: (-len(row["heard"]), row["due"], row["action"]))


def _owed(book: Book, name: str) -> Action:
    """An action that is still owed; Malformed when it is done or called off."""
    one = action_named(book, name)
    if not one.open:
        raise Malformed.because("action.not-owed", action=one.name, stage=one.stage)
    return one


def _officer(book: Book, officer: str) -> None:
    officers = {name for name, _ in book.register.officers()}
    if officer not in officers:
        raise no_such("officer", officer, officers)
