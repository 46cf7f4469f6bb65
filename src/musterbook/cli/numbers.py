"""Numbers as officers type them: one on the command line, many in a file; near ones are offered when one is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, one_letter_off, read_number
from musterbook.words.lines import counted_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book


def number_in(book: Book, text: str) -> PersonId:
    """The number typed; Malformed, with the numbers of this book that differ in one sign, when the book has it not."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy

    where = book.reading(Roll).where
    number = read_number(text)
    if number is not None and number in where:
        return number
    near = ", ".join(one for one in one_letter_off(text) if one in where) or None
    if number is None:
        raise Malformed.because("person.bad-number", typed=text, near=near)
    raise Malformed.because("person.unknown", typed=text, near=near)


def numbers_in(path: Path) -> list[PersonId]:
    """The numbers in a file, one a line; Malformed names each line that is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    read = [(row, read_number(line)) for row, line in enumerate(lines, start=1) if line.strip()]
    faults = [Fault("person.bad-number", file=path.name, row=row) for row, number in read if number is None]
    if faults:
        raise Malformed.of(faults)
    return [number for _, number in read if number is not None]


def custodian_in(book: Book, text: str) -> CustodianId:
    """The custodian typed; Malformed, with those whose names are near, when nobody of that name holds people here."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy
    from musterbook.tables import near  # noqa: PLC0415  heavy

    known = {*book.places.parts, *book.reading(Roll).headcount, book.settings.desk}
    if text in known:
        return CustodianId(text)
    meant = ", ".join(near(text, sorted(known))) or None
    raise Malformed.because("folder.unknown-custodian", custodian=text, near=meant)


def people(count: int) -> str:
    """A count of people in words: `1 person`, `10 people`."""
    return counted_words("{n} person", "{n} people", count)
