"""Listing: lists that leave the book for one reader, numbered, signed, marked; and whether one that turns up is ours.

A list holds numbers and codes, nobody's name. Its head says whose it is, for whom, and which entry signed it; its order
says so too, where somebody cut the head off (F05, F40).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.custody.facts import ListExported
from musterbook.custody.roll import Roll
from musterbook.custody.watermark import agreement, marked
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.tables.formats.stamp import HEAD, said_by
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId, read_number
from musterbook.terms.times import written

VERDICTS: Final = ("ours", "altered", "copied", "foreign")
_NUMBER: Final = re.compile(r"\b[A-Za-z]{3}-\d{4}-[A-Za-z]\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a list that turned up is.

    Attributes:
        verdict: ours as it left; altered since; copied from one of ours, its head gone; foreign.
        export, to: which of ours, and to whom it was given; empty for a foreign one.
        signed_by: who signed it.
        rows: how many numbers it holds, and how many the book knows.
        known: of them, how many are numbers of this book.
    """

    verdict: str
    export: str = ""
    to: str = ""
    signed_by: str = ""
    rows: int = 0
    known: int = 0


def export_roll(book: Book, acting: Acting, custodian: CustodianId, *, to: str) -> tuple[Entry, bytes]:
    """The roll of a custodian as a list for one reader, and the entry that signs it.

    Raises:
        Malformed: it is for nobody in particular.
    """
    if not to.strip():
        raise Malformed.because("export.for-nobody")
    export, of = next_export(book, acting), f"roll:{custodian}"
    people = book.reading(Roll).on(in_hand(custodian))
    content = _sheet(book, (f"for {to}", of, written(acting.at)), export, people)
    fact = ListExported(
        export=export, to=to, of=of, as_of=acting.at, rows=len(people),
        content=Digest(hashlib.sha256(content).hexdigest()),
    )  # fmt: skip
    entry = book.write(acting.draft(fact))
    book.papers.keep(fact.content, content)
    return entry, content


def verify_list(book: Book, content: bytes) -> Verdict:
    """Whether a list is one of ours, unchanged; one of ours, changed; a copy of one of ours; or foreign."""
    digest = hashlib.sha256(content).hexdigest()
    listed = numbers_of(content)
    known = sum(number in book.reading(Roll).where for number in listed)
    exports = [entry for entry in book.entries() if isinstance(entry.fact, ListExported)]
    for entry in exports:
        fact = entry.fact
        if isinstance(fact, ListExported) and fact.content == digest:
            return _verdict("ours", entry, listed, known)
    for entry in exports:
        fact = entry.fact
        if isinstance(fact, ListExported) and said_by(content, fact.export):
            return _verdict("altered", entry, listed, known)
    for entry in exports:
        fact = entry.fact
        if isinstance(fact, ListExported) and agreement(listed, _numbers_exported(book, fact), fact.export).proven:
            return _verdict("copied", entry, listed, known)
    return Verdict("foreign", rows=len(listed), known=known)


def numbers_of(content: bytes) -> list[PersonId]:
    """Every number of a person in a list, in its order and each once, whatever else stands there."""
    text = content.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("<", "{") or text.startswith("BEGIN:"):
        found = (read_number(one) for one in _NUMBER.findall(text))
        return list(dict.fromkeys(number for number in found if number is not None))
    cells = (cell for line in csv.reader(io.StringIO(text)) for cell in line)
    return [number for cell in cells if (number := read_number(cell)) is not None]


def kept(book: Book, fact: ListExported) -> bytes | None:
    """An export as it left; None where this copy does not have it, or cannot open it."""
    return opened_export(book, fact.content, fact.sealed)


def opened_export(book: Book, digest: Digest, sealed: Digest | None) -> bytes | None:
    """What was kept of an export under a digest, or sealed under another; None where this copy cannot have it."""
    if sealed is None:
        return book.papers.read(digest)
    return None if book.sealed is None else book.sealed.open_many([sealed]).get(sealed)


def next_export(book: Book, acting: Acting) -> str:
    """The next name, such as `E-karkh-3`: each custodian counts his own."""
    facts = (entry.fact for entry in book.entries())
    taken = sum(isinstance(fact, ListExported) and fact.export.startswith(f"E-{acting.by}-") for fact in facts)
    return f"E-{acting.by}-{taken + 1}"


def _sheet(book: Book, head: Sequence[str], export: str, people: frozenset[PersonId]) -> bytes:
    roll, out = book.reading(Roll), io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow((HEAD, export, *head, book.settings.marking, f"head {book.head()[:16]}"))
    rows.writerow(("number", "held by", "since"))
    for number in marked(sorted(people), export):
        since = roll.held_since(PersonId(number))
        rows.writerow((number, roll.holder(PersonId(number)) or "", written(since.at) if since else ""))
    return out.getvalue().encode("utf-8")


def _numbers_exported(book: Book, fact: ListExported) -> Sequence[str]:
    """The numbers of an export as it left; nothing where this copy no longer has it."""
    content = kept(book, fact)
    return numbers_of(content) if content is not None else ()


def _verdict(verdict: str, entry: Entry, listed: Sequence[PersonId], known: int) -> Verdict:
    fact = entry.fact
    assert isinstance(fact, ListExported)
    signed = ", ".join(one.officer for one in entry.signed)
    return Verdict(verdict, fact.export, fact.to, signed, len(listed), known)
