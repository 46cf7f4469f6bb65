"""Warnings and watches: raised, lifted and set; what was seen or said is sealed, and the book has the code alone."""

from __future__ import annotations

from datetime import datetime

from musterbook.custody.sheets.facts import WarningLifted, WarningRaised, WatchSet
from musterbook.custody.sheets.warnings import Warnings, check_warning
from musterbook.custody.sheets.watches import LEVELS, PLACES
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import seal_in
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

WORDS, SIGNS = "warning-words", "watch-signs"


def warn(
    book: Book, acting: Acting, person: PersonId, about: str, *, since: datetime | None = None,
    until: datetime | None = None, words: str = "",
) -> Entry:  # fmt: skip
    """Raise a warning about somebody, from an hour (now, unless said) until another, or until it is lifted.

    Raises:
        Malformed: it is not on the list, or would end before it begins.
    """
    begins = since or acting.at
    if until is not None and until <= begins:
        raise Malformed.because("warning.ends-first")
    fact = WarningRaised(
        person=person, about=check_warning(about), from_=begins, until=until,
        words=book.seal([(person, WORDS, words.encode())])[0] if words else None,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def lift_warning(book: Book, acting: Acting, person: PersonId, about: str, *, because: str) -> Entry:
    """Lift a warning.

    Raises:
        Refused: none of that kind stands.
    """
    if check_warning(about) not in {one.about for one in book.reading(Warnings).on(person, acting.at)}:
        raise Refused(Objection("warning.none-stands", person, {"about": about}))
    (digest,) = book.seal([(person, WORDS, because.encode())])
    return book.write(acting.draft(WarningLifted(person=person, about=about, because=digest)))


def set_watch(
    book: Book, acting: Acting, person: PersonId, level: str, *, where: str = "site", signs: str = "",
    until: datetime | None = None,
) -> Entry:  # fmt: skip
    """Set how often somebody must be looked at; `standard` ends it. At reception two sign, and ending it two as well.

    Raises:
        Malformed: no such level or place, or nothing is said of what was seen.
    """
    for list_, word, known in (("watch-level", level, LEVELS), ("watch-place", where, PLACES)):
        if word not in known:
            raise Malformed.because("reason.unknown", list=list_, word=word, known=", ".join(known))
    if not signs.strip():
        raise Malformed.because("watch.no-signs")
    (digest,) = seal_in(book, person, SIGNS, "health", signs.encode(), at=acting.hour)
    return book.write(
        acting.draft(WatchSet(person=person, level=level, where=where, signs=digest, until=until))
    )  # fmt: skip
