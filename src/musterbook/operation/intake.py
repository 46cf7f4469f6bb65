"""Intake: people are registered, assessed, and held at once where their codes demand it.

Joins custody, eligibility and the sealed store. Nothing is refused here: truth is written. A child, a woman, a family
member or an unknown age gets its holds in the same breath, so nobody can be moved before somebody has looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from musterbook.custody.care.facts import MedicineNeeded
from musterbook.custody.facts import Linked, Registered
from musterbook.eligibility.ages import Birth, child_code
from musterbook.eligibility.classes import Codes
from musterbook.eligibility.facts import Assessed, Held
from musterbook.eligibility.grounds import AUTHORITY, grounds_of
from musterbook.ledger.entry import Entry, canonical
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book, Draft
from musterbook.operation.numbering import Blocks
from musterbook.operation.row_by_row import RowByRow
from musterbook.tables import Birth as Born
from musterbook.tables.births import BirthDay
from musterbook.terms.people import PersonId

Progress = Callable[[int, int], None]
Row = Mapping[str, Any]
T = TypeVar("T")

BATCH = 500
"""Acts in one commit: large enough to be quick, small enough that a kill loses nothing acknowledged and little work."""

NAMED_CLAIMS = (
    ("name", "latn"), ("name_ar", "arab"), ("kunya", "latn"), ("father", "latn"), ("sex", ""), ("born", ""),
    ("born_low", ""), ("born_high", ""), ("nationality", ""), ("languages", ""), ("medicine", ""), ("mobility", ""),
    ("faith", ""), ("ethnicity", ""), ("height", ""), ("build", ""), ("marks", ""), ("contacts", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One row of people.csv on its way into the book.

    Attributes:
        number: the number on the band.
        row: the row's values as the table read them.
        place: the site he is at.
    """

    number: PersonId
    row: Row
    place: str


def number_newcomers(book: Book, acting: Acting, rows: Sequence[Row]) -> list[Newcomer]:
    """`rows` with their numbers: those they bring, and the next of the custodian's block for the others."""
    brought = [row.get("number") for row in rows]
    needed = sum(number is None for number in brought)
    spare = [str(number) for number in brought if number]
    fresh = iter(book.reading(Blocks).next_numbers(acting.by, "people", needed, spare=spare)) if needed else iter(())
    return [
        Newcomer(PersonId(str(number)) if number else next(fresh), row, str(row.get("site") or acting.by))
        for number, row in zip(brought, rows, strict=True)
    ]


def register(
    book: Book, acting: Acting, newcomers: Sequence[Newcomer], *, how: str, progress: Progress | None = None,
    once: RowByRow | None = None,
) -> list[Entry]:  # fmt: skip
    """Register, assess and hold `newcomers` in the name of whoever holds them.

    Args:
        book: the book to write in.
        acting: the custodian, its clerk, and when.
        newcomers: who; their particulars are sealed first, and the book gets only the digests.
        how: captured, received, opening, unexpected or born.
        progress: called with (people done, people in all) after each commit.
        once: the table they came in, where what it brought before it was cut short is not to be written again.
    """
    write = once.write if once is not None else book.write_all
    written: list[Entry] = []
    for batch in _batches(newcomers, BATCH):
        here = once.here([one.number for one in batch]) if once is not None else frozenset()
        new = [one for one in batch if one.number not in here]
        digests = book.seal(
            [(one.number, "particulars", particulars(one.row, said_by=acting.by, at=acting.at)) for one in new]
        )
        written += write(
            [
                acting.draft(
                    Registered(person=one.number, particulars=digest, how=how, place=one.place, band=one.number)
                )
                for one, digest in zip(new, digests, strict=True)
            ]
        )
        written += write([draft for one in batch for draft in _assessment(book, acting, one)])
        if progress is not None:
            progress(
                len({entry.fact.person for entry in written if isinstance(entry.fact, Registered)}), len(newcomers)
            )
    links = [*(draft for one in newcomers for draft in _links(acting, one)), *_medicine(book, acting, newcomers)]
    return written + (write(links) if links else [])


def _medicine(book: Book, acting: Acting, newcomers: Iterable[Newcomer]) -> list[Draft]:
    """Who says that he needs medicine, where the operation asks at its gates that he has it."""
    needing = frozenset(one.number for one in newcomers if one.row.get("medicine") in ("yes", True))
    asked = needing and book.settings.custody.medicine_hours
    return [acting.draft(MedicineNeeded(people=needing))] if asked else []


def particulars(row: Row, *, said_by: str, at: datetime) -> bytes:
    """What is claimed about a person, as canonical JSON: each claim with value, script, basis, who said it, when."""
    bases = {"nationality": row.get("nationality_basis"), "born": row.get("age_basis")}
    claims = {
        name: {
            "at": at.isoformat(),
            "basis": str(bases.get(name) or "claimed"),
            "said_by": said_by,
            "script": script,
            "value": _text(row[name]),
        }
        for name, script in NAMED_CLAIMS
        if row.get(name) not in (None, "")
    }
    identifiers = {name: _text(value) for name, value in row.items() if name.startswith("identifier_") and value}
    return canonical({"claims": claims, "identifiers": identifiers, "v": 1})


def _assessment(book: Book, acting: Acting, one: Newcomer) -> Iterator[Draft]:
    """The codes of one person and every hold that follows from them or that the row asks for."""
    codes = _codes(book, acting, one)
    yield acting.draft(codes)
    known = Codes(child=codes.child, sex=codes.sex, legal=codes.legal, family=codes.family, basis=codes.basis)
    grounds = {ground.code: ground.authority for ground in grounds_of(known, book.settings.eligibility)}
    if one.row.get("hold") or one.row.get("hold_ground"):
        asked = str(one.row.get("hold_ground") or "governor")
        grounds.setdefault(asked, AUTHORITY.get(asked, "operation-desk"))
    for ground, authority in grounds.items():
        yield acting.draft(Held(person=one.number, ground=ground, authority=authority))


BASIS: Mapping[str, str] = {
    "seen": "document", "verified": "document", "asserted": "claimed", "age-decided": "decided",
}  # fmt: skip
"""The words of the table people for how a birth is known, as the codes of an assessment have them."""


def _codes(book: Book, acting: Acting, one: Newcomer) -> Assessed:
    row = one.row
    said = str(row.get("age_basis") or ("claimed" if row.get("born") or row.get("born_low") else "unknown"))
    basis = BASIS.get(said, said)
    return Assessed(
        person=one.number,
        child=child_code(_birth(row), basis, acting.at.date(), book.settings.eligibility),
        sex={"male": "man", "female": "woman"}.get(str(row.get("sex")), "unknown"),
        legal=str(row.get("legal") or "unknown"),
        family="yes" if row.get("family_of") else "no",
        identity="claimed",
        basis=basis,
        nationality=str(row.get("nationality") or "unknown"),
        nationality_basis=str(row.get("nationality_basis") or "claimed"),
    )


def _birth(row: Row) -> Birth:
    """Earliest and latest day of birth that the row allows."""
    born = row.get("born")
    if born is None:
        return Birth(row.get("born_low"), row.get("born_high"))
    return Birth(born, born) if isinstance(born, date) else Birth(born.low, born.high)


def _links(acting: Acting, one: Newcomer) -> Iterator[Draft]:
    other = one.row.get("family_of")
    if other:
        relation = str(one.row.get("relation") or "travels-with")
        yield acting.draft(Linked(person=one.number, other=PersonId(str(other)), relation=relation, source="claimed"))


def _text(value: object) -> str:
    """A claim as text: a birth as the table people writes it, days in ISO form."""
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    if isinstance(value, Born):
        return BirthDay().show(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _batches(whole: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(whole)
    while batch := list(islice(rest, size)):
        yield batch
