"""Seconding: a second signature given later or elsewhere, and the adoption of honest work that was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.standing import NotStanding
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.rights.entitlement import ADOPTABLE
from musterbook.rights.facts import Adopted, Countersigned
from musterbook.rights.register import REGISTER_KINDS
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

FORKED: Final = "log-forked"
ENTRIES_IN_AN_ACT_MAX: Final = 2_000
"""Digests of 64 digits: 134 kB of the 256 KiB an entry may have."""


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
    """Let entries stand that were set aside after a withdrawal or closing, for want of a right, or where a log forked.

    Where a log forked, what each of them follows must be adopted too, or it goes on being blocked; the other version
    stays aside, and both stay in the book.

    Raises:
        Refused: one of them stands, is not here, was set aside for another reason, or was signed by who adopts it.
    """
    chosen = frozenset(entries)
    aside = {one.entry.digest: one for one in book.not_standing()}
    adopters = {officer for officer, _ in acting.officers}
    objections = []
    for digest in sorted(chosen):
        one = aside.get(digest)
        why = "not-aside" if one is None else _why_not(one)
        if one is not None and not why and adopters & {signature.officer for signature in one.entry.signed}:
            why = "signed-it"
        if why:
            objections.append(Objection("register.not-adoptable", values={"entry": digest[:8], "why": why}))
    if objections:
        raise Refused(*objections)
    ordered = sorted(chosen)
    lots = [ordered[at : at + ENTRIES_IN_AN_ACT_MAX] for at in range(0, len(ordered), ENTRIES_IN_AN_ACT_MAX)]
    return [book.write(acting.draft(Adopted(entries=frozenset(lot), because=because))) for lot in lots][-1]


def with_before(book: Book, entries: Iterable[Digest]) -> Sequence[Digest]:
    """These entries, and before each, of those that lie where its log forked, all of its own version, oldest first.

    What is about rights is left out, unless it is named itself: it is written anew.
    """
    named = list(entries)
    aside = {one.entry.digest: one for one in book.not_standing() if one.rule == FORKED}
    taken: dict[Digest, None] = {}
    for digest in named:
        behind = [digest]
        while (one := aside.get(behind[-1])) is not None:
            behind.append(one.entry.prev)
        if len(behind) > 1:
            behind.pop()  # the last on which both versions agree
        taken |= {one: None for one in reversed(behind) if one in named or not _why_not(aside[one])}
    return list(taken)


def _why_not(one: NotStanding) -> str:
    """Why what was set aside cannot be adopted, as a code; nothing when it can."""
    if one.rule == FORKED:
        return "about-rights" if one.entry.act.kind.startswith(REGISTER_KINDS) else ""
    return "" if one.rule in ADOPTABLE else one.rule


def found(book: Book, beginning: str) -> Digest:
    """The entry set aside whose digest begins so.

    Raises:
        Malformed: none does, or several do.
    """
    fits = {one.entry.digest for one in book.not_standing() if one.entry.digest.startswith(beginning.lower())}
    if len(fits) != 1 or len(beginning) < 8:
        raise Malformed.because("register.no-such-entry", entry=beginning[:16], found=len(fits))
    return next(iter(fits))
