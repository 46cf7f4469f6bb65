"""Deeds about the call as a form asks for them: what people say there is sealed by the act itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import calling, deciding, owing
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import no_such
from musterbook.operation.glass import look_named, review


def open_call(
    book: Book, acting: Acting, *, chair: str, present: Iterable[str] = (), deputies: Iterable[str] = (),
    absent: Iterable[str] = (), planned_at: datetime | None = None,
) -> Entry:  # fmt: skip
    """Open a call with who is there already; the program takes the picture of the book."""
    came = (("present", present), ("deputy", deputies), ("absent", absent))
    attending = [(agency, how, "") for how, agencies in came for agency in agencies]
    return calling.open_call(book, acting, chair=chair, planned_at=planned_at, attending=attending)


def attend(book: Book, acting: Acting, call: str, *, agency: str, how: str, speaker: str = "") -> Entry:
    """An agency answers the roll of a call; its lead or deputy speaks, unless another officer is named."""
    return calling.attend(book, acting, call, agency, how=how, person=speaker)


def agree_minutes(book: Book, acting: Acting, call: str, *, agency: str) -> Entry:
    """An agency agrees to the minutes of a call."""
    return calling.answer_minutes(book, acting, call, agency)


def object_minutes(book: Book, acting: Acting, call: str, *, agency: str, objection: str) -> Entry:
    """An agency says what is wrong with the minutes of a call."""
    return calling.answer_minutes(book, acting, call, agency, objection=objection)


def add_to_minutes(book: Book, acting: Acting, call: str, *, agency: str, addition: str) -> Entry:
    """An agency adds to the minutes of a call, the only way once the time for objecting is over."""
    return calling.answer_minutes(book, acting, call, agency, addition=addition)


def join(
    book: Book, acting: Acting, agency: str, *, lead: str, deputy: str = "", principal: str = "",
    reads: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """An agency takes part, or other officers speak for it from now on."""
    return calling.join_agency(book, acting, agency, lead=lead, deputy=deputy, principal=principal, reads=reads)


def leave(book: Book, acting: Acting, agency: str, *, because: str) -> Entry:
    """An agency takes part no longer."""
    return calling.leave_agency(book, acting, agency, because=because)


def decide(
    book: Book, acting: Acting, question: str, *, options: Sequence[str], authority: str, chosen: int = 1,
    affects: Iterable[str] = (), begins: datetime | None = None, ends: datetime | None = None, call: str = "",
    supersedes: str = "",
) -> Entry:  # fmt: skip
    """Write a decision; the first option is number 1."""
    return deciding.decide(
        book, acting, question=question, options=options, chosen=chosen, authority=authority, affects=affects,
        from_=begins, until=ends, call=call, supersedes=supersedes,
    )  # fmt: skip


def touches(_: Book, said: Mapping[str, Any]) -> Mapping[str, str]:
    """Whether a decision touches a gate, on which it depends who signs it."""
    return {"affects_gate": deciding.affects_gate(said.get("affects", ()))}


def set_action(
    book: Book, acting: Acting, what: str, *, agency: str, due: datetime, owner: str = "", call: str = "",
    priority: int = 2, waits_for: Iterable[str] = (), proof: str = "",
) -> Entry:  # fmt: skip
    """Set an action on one officer of one agency; on its lead, when nobody is named."""
    return owing.set_action(
        book, acting, what=what, agency=agency, owner=owner, due=due, call=call, priority=priority,
        waits_for=waits_for, proof=proof,
    )  # fmt: skip


def do_action(book: Book, acting: Acting, action: str, *, proof: str = "", entry: str = "") -> Entry:
    """Write that an action is done; words show it, or an entry by the first signs of its digest."""
    return owing.done(book, acting, action, proof=proof, entry=_entry(book, entry))


def review_look(book: Book, acting: Acting, look: str, *, outcome: str, because: str) -> Entry:
    """Write what oversight found of a look behind glass."""
    return review(book, acting, look_named(book, look), outcome, because)


def _entry(book: Book, start: str) -> Digest | None:
    if not start:
        return None
    found = next((one.digest for one in book.entries() if one.digest.startswith(start)), None)
    if found is None:
        raise no_such("entry", start[:16], ())
    return found
