"""Deeds about what people are owed and what guards them on the way, as a form asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.operation import amending, destroying, receipts, safeguarding
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.receipt_languages import language_for
from musterbook.operation.receipts import Taken
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId


def give_receipt(
    book: Book, acting: Acting, people: Iterable[PersonId], *, language: str = "", mark: str = "given",
    read_aloud: bool = False, kept_by: str = "",
) -> Entry:  # fmt: skip
    """Write that people got their receipts, each in a language he speaks unless one is said for all."""
    named = frozenset(people)
    spoken = {} if language else receipts.languages_spoken(book, named)
    languages = {one: language or language_for(spoken[one]) for one in named}
    taken = Taken(
        refused=named if mark == "refused" else frozenset(),
        unable=named if mark == "unable" else frozenset(),
        read_aloud=named if read_aloud else frozenset(),
    )
    entry, _ = receipts.give(book, acting, languages, taken=taken, kept_by=kept_by)
    return entry


def note_identifier(
    book: Book, acting: Acting, person: PersonId, *, scheme: str, value: str, issuer: str = "",
    standing: str = "claimed",
) -> Entry:  # fmt: skip
    """Write down a number another register knows somebody by."""
    entry, _ = amending.note_identifier(
        book, acting, person, scheme=scheme, issuer=issuer, value=value, standing=standing
    )
    return entry


def hold_kept(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str) -> Entry:
    """Lay a legal hold on what is kept of people, so that it is not destroyed."""
    return destroying.hold(book, acting, people, because=because)


def end_hold_kept(book: Book, acting: Acting, people: Iterable[PersonId], *, because: str) -> Entry:
    """End a legal hold on what is kept of people; their age decides again."""
    return destroying.hold(book, acting, people, because=because, end=True)


def hear_fear(
    book: Book, acting: Acting, person: PersonId, *, heard: str, answer: str = "", interpreter: str = "",
    until: datetime | None = None, because: str = "",
) -> Entry:  # fmt: skip
    """Write what somebody answered who was asked whether he fears the move, or that the asking is put off.

    Raises:
        Malformed: what one of the two needs is not said.
    """
    if heard == "yes":
        return safeguarding.hear_fear(book, acting, person, answer=answer.encode(), interpreter=interpreter)
    if until is None:
        raise Malformed(Fault("deed.lacking", column="until"))
    return safeguarding.put_off_fear(book, acting, person, until=until, because=because)


def claim_asylum(book: Book, acting: Acting, person: PersonId, *, claim: str, outcome: str = "open") -> Entry:
    """Write that somebody asks for protection, or what an independent reviewer decided."""
    return safeguarding.claim_asylum(book, acting, person, claim=claim.encode(), outcome=outcome)


def assess_danger(
    book: Book, acting: Acting, person: PersonId, *, to: str, outcome: str, reasons: str, told: bool = False
) -> Entry:
    """Write what an independent reviewer found awaits somebody in other hands."""
    return safeguarding.assess_danger(
        book, acting, person, to=to, outcome=outcome, reasons=reasons.encode(), told=told
    )  # fmt: skip
