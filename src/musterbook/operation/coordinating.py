"""Coordinating: what every act of the call has in common: names that come next, who speaks, and what must be said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from musterbook.coordination.agencies import Agencies, Agency
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import written


def next_name(book: Book, acting: Acting, prefix: str, known: Collection[str]) -> str:
    """The next free name, such as DEC-004; whoever is not the desk has his own in it, so that two never meet."""
    stem = prefix if acting.by == book.settings.desk else f"{prefix}-{acting.by}"
    number = len(known) + 1
    while f"{stem}-{number:03}" in known:
        number += 1
    return f"{stem}-{number:03}"


def agency_of(book: Book, name: str, now: datetime) -> Agency:
    """An agency that takes part now; Malformed when none of that name does."""
    found = book.reading(Agencies).agency(name)
    if found is None or not found.takes_part(now):
        raise no_such("agency", name, [one.name for one in book.reading(Agencies).taking_part(now)])
    return found


def speaking_for(book: Book, acting: Acting, name: str) -> Agency:
    """The agency, when one of those who sign may speak for it.

    Raises:
        Malformed: there is no such agency.
        Refused: none of those who sign is its lead, its deputy or its principal.
    """
    agency = agency_of(book, name, acting.at)
    if not any(agency.speaks(officer) for officer, _ in acting.officers):
        who = ", ".join(filter(None, (agency.lead, agency.deputy, agency.principal)))
        values = {"agency": name, "officer": acting.officers[0][0] if acting.officers else "", "who": who}
        raise Refused(Objection("call.not-its-voice", values=values))
    return agency


def no_such(what: str, name: str, known: Collection[str]) -> Malformed:
    """There is no call, decision, action, agency … of that name."""
    return Malformed.because("call.no-such", what=what, name=name, known=", ".join(sorted(known)[:12]))


def must_say(**words: str) -> None:
    """Malformed when any of these words is empty."""
    for wanted, said in words.items():
        if not said.strip():
            raise Malformed.because("call.lacking", wanted=wanted)


def must_follow(what: str, later: datetime | None, earlier: datetime) -> None:
    """Malformed when a time does not come after another."""
    if later is not None and later <= earlier:
        raise Malformed.because("call.not-after", what=what, early=written(earlier), late=written(later))


def one_of(what: str, said: str, choices: Collection[str]) -> str:
    """The word itself; Malformed when it is none of those there are."""
    if said not in choices:
        raise Malformed.because("call.no-such", what=what, name=said, known=", ".join(choices))
    return said
