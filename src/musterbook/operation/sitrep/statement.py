"""Public statements: one number that both custodians agreed, its parts without small counts, and what it corrects.

Built from counts alone, so no name can be in one. A count under five is never said, and nothing that is said lets it be
subtracted. Spokesman and a principal sign (casework.md section 6).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.coordination.facts import StatementCleared
from musterbook.custody.figures import EVERYONE, Figures, Statement
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sitrep.issued import Cleared, Issued
from musterbook.terms.custodians import Account, custodian_of, part_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

SMALL: Final = 5
"""Counts below it are not said (judged)."""
FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "on-the-roll": ("at-sites", "under-way", "received", "unaccounted"), "received": (),
}  # fmt: skip
"""Figures that may be said in public, and the parts each has."""
_PARTS: Final = {"site": "at-sites", "other": "at-sites", "escort": "under-way", "staging": "under-way"}


@dataclass(frozen=True, slots=True)
class Drafted:
    """What may be said.

    Attributes:
        name: such as `STATEMENT-0001`.
        figure: which number.
        value: the number.
        parts: those that are said, by name.
        other: what the parts not said come to; None where all are said, or none.
        as_of: the moment it is true of.
        entry: the stated figure it is.
        by, agreed_by: whose figure it is, and who agreed.
        corrects, was: the first statement that this one puts right, and what that one said; empty and None without.
    """

    name: str
    figure: str
    value: int
    parts: Mapping[str, int] = field(hash=False)
    other: int | None
    as_of: datetime
    entry: Digest
    by: str
    agreed_by: tuple[str, ...]
    corrects: str = ""
    was: int | None = None


def draft(book: Book, *, figure: str = "on-the-roll", corrects: str = "") -> Drafted:
    """The statement that may be made of a figure now.

    Raises:
        Malformed: no such figure, or `corrects` names no first statement about it.
        Refused: the newest stated figure is not agreed, is too small to be said, was said already, or puts another
            statement right without naming it.
    """
    if figure not in FIGURES:
        raise Malformed.because("statement.no-such-figure", typed=figure, known=", ".join(FIGURES))
    stated, issued = _agreed(book), book.reading(Issued)
    whole = _counts(book, stated)
    value = whole["received"] if figure == "received" else sum(whole.values())
    if 0 < value < SMALL:
        raise Refused(Objection("statement.too-small", values={"figure": figure, "least": SMALL}))
    said, other = hidden({name: whole[name] for name in FIGURES[figure]})
    first = _first(issued, figure, corrects) if corrects else None
    drafted = Drafted(
        name=f"STATEMENT-{len(issued.statements) + 1:04d}", figure=figure, value=value, parts=said, other=other,
        as_of=stated.as_of, entry=stated.entry, by=stated.by, agreed_by=stated.agreed_by, corrects=corrects,
        was=None if first is None else first.fact.said[figure],
    )  # fmt: skip
    _refuse_silent_correction(book, issued, drafted)
    return drafted


def clear(book: Book, acting: Acting, drafted: Drafted, text: bytes) -> Entry:
    """Write that it may be said; `text` is kept beside the book. Spokesman and principal sign."""
    digest = Digest(hashlib.sha256(text).hexdigest())
    book.papers.keep(digest, text)
    fact = StatementCleared(
        statement=drafted.name, text=digest, figure=drafted.entry,
        said={drafted.figure: drafted.value, **drafted.parts}, corrects=drafted.corrects,
    )  # fmt: skip
    return book.write(acting.draft(fact))


def hidden(parts: Mapping[str, int]) -> tuple[dict[str, int], int | None]:
    """The parts that may be said, and what the others come to.

    Parts of one to four are not said; beside them the smallest others go unsaid until two or more are, and together
    they come to five or more. Where that leaves nothing to say, nothing is said of parts.
    """
    small = {name for name, count in parts.items() if 0 < count < SMALL}
    if not small:
        return dict(parts), None
    others = sorted((name for name, count in parts.items() if count >= SMALL), key=lambda name: (parts[name], name))
    unsaid = sorted(small)
    while others and (len(unsaid) < 2 or sum(parts[name] for name in unsaid) < SMALL):
        unsaid.append(others.pop(0))
    total = sum(parts[name] for name in unsaid)
    if not others or len(unsaid) < 2 or total < SMALL:
        return {}, None
    return {name: count for name, count in parts.items() if name not in unsaid}, total


def _agreed(book: Book) -> Statement:
    """The newest sound figure of the whole operation; Refused unless somebody beside its author agreed."""
    stated = [one for one in book.reading(Figures).statements if one.scope == EVERYONE]
    if not stated:
        raise Refused(Objection("statement.nothing-stated"))
    newest = max(reversed(stated), key=lambda one: one.as_of)  # of two for one moment the one stated later
    if not newest.agreed:
        asked = ", ".join(one for one in book.settings.ends if one != newest.by)
        values = {"entry": newest.entry[:12], "by": newest.by, "asked": asked}
        raise Refused(Objection("statement.not-agreed", values=values))
    return newest


def _counts(book: Book, stated: Statement) -> Counter[str]:
    """The agreed counts by part; whoever has left custody is in none."""
    found: Counter[str] = Counter(dict.fromkeys(FIGURES["on-the-roll"], 0))
    for name, count in stated.counts.items():
        account = Account(name)
        custodian = None if name == "total" else custodian_of(account)
        if custodian is None:
            continue
        where = part_of(account)
        held = _PARTS.get(book.places.parts.get(custodian, "site"), "received")
        found["under-way" if where == "handing-over" else "unaccounted" if where == "unaccounted" else held] += count
    return found


def _first(issued: Issued, figure: str, corrects: str) -> Cleared:
    found = issued.statements.get(corrects)
    if found is None or figure not in found.fact.said:
        known = ", ".join(name for name, one in issued.statements.items() if figure in one.fact.said)
        raise Malformed.because("statement.unknown", statement=corrects, known=known)
    if found.fact.corrects:
        raise Malformed.because("statement.not-the-first", statement=corrects, first=found.fact.corrects)
    return found


def _refuse_silent_correction(book: Book, issued: Issued, drafted: Drafted) -> None:
    """Of one figure and moment two numbers are said only where the second names the first."""
    moments = {one.entry: one.as_of for one in book.reading(Figures).statements}
    said = [
        (name, one.fact)
        for name, one in issued.statements.items()
        if drafted.figure in one.fact.said and moments.get(one.fact.figure) == drafted.as_of
    ]
    if not said:
        return
    name, last = said[-1]
    if last.said[drafted.figure] == drafted.value:
        raise Refused(Objection("statement.said-already", values={"statement": name}))
    if not drafted.corrects:
        raise Refused(Objection("statement.must-correct", values={"statement": last.corrects or name}))
