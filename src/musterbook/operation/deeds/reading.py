"""What was typed for a deed, as the values its function takes. Every fault is given at once, each with its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.deeds.deed import Deed, Field, Sees, everybody, fields_of, is_seen
from musterbook.operation.deeds.every import ABOUT_A_PERSON
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Value
from musterbook.terms.people import PersonId, one_letter_off, read_number
from musterbook.terms.times import read_moment

Said = Mapping[str, Sequence[str]]
"""Field → what was typed there, once or several times; a paper by the 64 digits of its SHA-256."""

LETTERS_MOST: Final = 20_000
PEOPLE_MOST: Final = 5_000
FAULTS_SHOWN: Final = 40
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")
_EASTERN: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_TO_THE_MINUTE: Final = re.compile(r"^([0-9-]{10}[Tt ][0-9]{2}:[0-9]{2})([Zz]|[+-][0-9]{2}:[0-9]{2})$")
"""An hour as forms show it in their hint: nobody types the seconds."""
_YES: Final = ("yes", "on", "true", "1")


def read_said(book: Book, deed: Deed, said: Said, *, about: str = "", sees: Sees = everybody) -> dict[str, Any]:
    """The values for the deed's function; what was not said and need not be is left out.

    Args:
        book: the book.
        deed: what is to be done.
        said: what was typed, by field; names that the deed does not ask for are faults.
        about: whom or what it is about, as the page was opened for.
        sees: whether whoever types needs to know of a person; one he does not is as unknown as a wrong number.

    Raises:
        Malformed: every field that is no such thing, or is lacking, with its name as the column.
    """
    kept = about if knows(book, deed, about, sees) else ""
    fields = {one.name: one for one in fields_of(deed, book, kept, sees=sees)}
    faults = [
        Fault("deed.unknown-field", values={"field": name[:40], "known": ", ".join(fields)})
        for name in sorted(said.keys() - fields.keys())
    ]
    read = _Reading(book, sees)
    values: dict[str, Any] = {}
    for one in fields.values():
        typed = [part.strip() for part in said.get(one.name, ()) if part.strip()]
        if typed:
            values[one.name] = value = read.value(one, typed)
            if one.name in deed.seen and isinstance(value, str) and (not one.words or value in one.words):
                read.named(deed, one, value)
        elif one.needed and one.shape != "yes":
            faults.append(Fault("deed.lacking", column=one.name))
        elif one.shape == "yes":
            values[one.name] = False
    faults += read.faults
    if faults:
        raise Malformed.of(faults[:FAULTS_SHOWN])
    return values


def knows(book: Book, deed: Deed, about: str, sees: Sees) -> bool:
    """Whether whom or what a form is opened for is there for a reader; nothing is there for everybody."""
    if about and deed.about in ABOUT_A_PERSON:
        number = read_number(about)
        return number is not None and number in book.reading(Roll).where and sees(number)
    return not about or is_seen(deed, deed.about, book, about, sees)


class _Reading:
    """Reads fields one by one and keeps what is wrong with them."""

    def __init__(self, book: Book, sees: Sees) -> None:
        self.faults: list[Fault] = []
        self._book, self._where, self._sees = book, book.reading(Roll).where, sees

    def named(self, deed: Deed, field: Field, said: str) -> None:
        """Keep it as a fault where what is named is not there for whoever types."""
        try:
            deed.seen[field.name](self._book, said, self._sees)
        except Malformed as wrong:
            self.faults += [replace(one, column=field.name) for one in wrong.faults]

    def value(self, field: Field, typed: Sequence[str]) -> object:
        """The value of one field; None, and a fault, when what was typed is none."""
        if sum(map(len, typed)) > LETTERS_MOST and field.shape != "people":
            self._wrong(field, "deed.too-long", most=LETTERS_MOST)
            return None
        if field.shape == "people":
            return self._people(field, typed)
        if field.shape in ("words", "lines"):
            parts = [line.strip() for part in typed for line in part.splitlines() if line.strip()]
            return tuple(self._listed(field, one) for one in dict.fromkeys(parts))
        return self._one(field, typed[-1])

    def _one(self, field: Field, typed: str) -> object:
        readers: Mapping[str, Callable[[Field, str], object]] = {
            "person": self._person, "moment": self._moment, "day": self._day, "number": self._number,
            "paper": self._paper, "yes": lambda _, said: said.lower() in _YES,
            "custodian": lambda one, said: CustodianId(self._listed(one, said)),
        }  # fmt: skip
        return readers.get(field.shape, self._listed)(field, typed)

    def _people(self, field: Field, typed: Sequence[str]) -> object:
        lines = [one for part in typed for one in re.split(r"[\s,;]+", part) if one]
        if len(lines) > PEOPLE_MOST:
            self._wrong(field, "deed.too-many", people=len(lines), most=PEOPLE_MOST)
            return ()
        read = [self._person(field, line, row=row) for row, line in enumerate(lines, start=1)]
        return tuple(dict.fromkeys(one for one in read if one is not None))

    def _person(self, field: Field, typed: str, *, row: int | None = None) -> PersonId | None:
        number = read_number(typed)
        if number is not None and number in self._where and self._sees(number):
            return number
        near = ", ".join(one for one in one_letter_off(typed) if one in self._where and self._sees(one)) or None
        rule = "person.bad-number" if number is None else "person.unknown"
        self.faults.append(Fault(rule, row=row, column=field.name, values={"typed": typed[:20], "near": near}))
        return None

    def _listed(self, field: Field, typed: str) -> str:
        if field.words and typed not in field.words:
            self._wrong(field, "deed.not-listed", typed=typed[:40], known=", ".join(field.words[:40]))
        return typed

    def _moment(self, field: Field, typed: str) -> datetime | None:
        try:
            return read_moment(_TO_THE_MINUTE.sub(r"\1:00\2", typed.translate(_EASTERN))).astimezone(UTC)
        except (Malformed, OverflowError):
            self._wrong(field, "deed.no-moment", typed=typed[:40])
            return None

    def _day(self, field: Field, typed: str) -> date | None:
        try:
            return date.fromisoformat(typed.translate(_EASTERN))
        except ValueError:
            self._wrong(field, "deed.no-day", typed=typed[:40])
            return None

    def _number(self, field: Field, typed: str) -> int | None:
        plain = typed.translate(_EASTERN).replace(" ", "")
        if _NUMBER.fullmatch(plain):
            return int(plain)
        self._wrong(field, "deed.no-number", typed=typed[:40])
        return None

    def _paper(self, field: Field, typed: str) -> Digest | None:
        if _DIGEST.fullmatch(typed):
            return Digest(typed)
        self._wrong(field, "deed.no-paper")
        return None

    def _wrong(self, field: Field, rule: str, **values: Value) -> None:
        self.faults.append(Fault(rule, column=field.name, values=values))
