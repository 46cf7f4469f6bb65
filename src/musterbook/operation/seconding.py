"""Seconding: a second signature given later or elsewhere, and the adoption of honest work that was set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.entitlement import ADOPTABLE
from musterbook.rights.facts import Adopted, Countersigned
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def countersign(book: Book, acting: Acting, entry: Digest) -> Entry:
    """Sign second under an entry that waits for it; where that lies in the register, there too.

    Raises:
        Refused: the entry waits for nobody's signature.
    """
    waiting = next((one for one in book.not_standing() if one.entry.digest == entry), None)
    if waiting is None or waiting.rule != "needs-second-signature":
        raise Refused(Objection("register.not-waiting", values={"entry": entry[:8]}))
    log = book.register_log if waiting.entry.log == book.register_log else acting.log
    return book.write(replace(acting, log=log).draft(Countersigned(entry=entry)))


def adopt(book: Book, acting: Acting, entries: Iterable[Digest], because: str) -> Entry:
    """Let entries stand that were set aside after a withdrawal or closing, or for want of a right.

    Raises:
        Refused: one of them stands, is not here, was set aside for another reason, or was signed by who adopts it.
    """
    chosen = frozenset(entries)
    aside = {one.entry.digest: one for one in book.not_standing()}
    adopters = {officer for officer, _ in acting.officers}
    objections = []
    for digest in sorted(chosen):
        one = aside.get(digest)
        why = "not-aside" if one is None else "" if one.rule in ADOPTABLE else one.rule
        if one is not None and not why and adopters & {signature.officer for signature in one.entry.signed}:
            why = "signed-it"
        if why:
            objections.append(Objection("register.not-adoptable", values={"entry": digest[:8], "why": why}))
    if objections:
        raise Refused(*objections)
    return book.write(acting.draft(Adopted(entries=chosen, because=because)))


def found(book: Book, beginning: str) -> Digest:
    """The entry set aside whose digest begins so.

    Raises:
        Malformed: none does, or several do.
    """
    fits = {one.entry.digest for one in book.not_standing() if one.entry.digest.startswith(beginning.lower())}
    if len(fits) != 1 or len(beginning) < 8:
        raise Malformed.because("register.no-such-entry", entry=beginning[:16], found=len(fits))
    return next(iter(fits))
