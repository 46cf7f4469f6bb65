"""What the book has of cases and of serials, as closed lists: conditions that are not met, serials to be changed."""

from __future__ import annotations

from musterbook.custody.figures import EVERYONE, Figures
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Runs
from musterbook.operation.one_body import cases_of
from musterbook.operation.open_pairs import untold
from musterbook.operation.sitrep.issued import Issued
from musterbook.terms.people import read_number

SIGNS = 12
"""So many signs of a digest name a plan or a stated figure on a page."""


def unmet_conditions(book: Book, case: str) -> tuple[str, ...]:
    """Conditions of a case that nobody has met, by number."""
    found = cases_of(book).case(case) if case else None
    return tuple(one.asked.fact.condition for one in found.conditions() if one.met is None) if found else ()


def open_pairs(book: Book, person: str) -> tuple[str, ...]:
    """Pairs of prints that are not settled and hold somebody, or anybody where nobody is named."""
    number = read_number(person) if person else None
    return tuple(one.proposal for one in untold(book, [number])) if number is not None else ()


def carriers(book: Book, name: str) -> tuple[str, ...]:
    """Carriers of the folder: the one asked for, or all."""
    known = sorted(row.must("carrier", str) for row in book.places.rows("fleet"))
    return tuple(one for one in known if name in ("", one))


def ends(book: Book, _: str) -> tuple[str, ...]:
    """Places of the operation."""
    return tuple(sorted(str(one) for one in book.places.sites))


def serials(book: Book, name: str) -> tuple[str, ...]:
    """Serials that run: the one asked for, or all."""
    known = book.reading(Manifests).serials.values()
    return tuple(sorted(one.serial for one in known if not one.scrubbed and name in ("", one.serial)))


def others(book: Book, name: str) -> tuple[str, ...]:
    """Serials of the same giver on which people of one could sit instead."""
    known = book.reading(Manifests).serials
    mine = known.get(name)
    if mine is None:
        return serials(book, "")
    same = (one for one in known.values() if one.giver == mine.giver and not one.scrubbed and one.serial != name)
    return tuple(sorted(one.serial for one in same))


def plans(book: Book, start: str) -> tuple[str, ...]:
    """Plans that were proposed and are not in force: the one asked for, or all."""
    runs = book.reading(Runs)
    now = runs.in_force.plan if runs.in_force else ""
    proposed = (one.plan for one in runs.all() if one.plan != now)
    return tuple(one[:SIGNS] for one in proposed if one.startswith(start[:SIGNS]))


def stated(book: Book, start: str) -> tuple[str, ...]:
    """Figures of the operation that were stated, the newest first: the one asked for, or all."""
    found = [one.entry[:SIGNS] for one in book.reading(Figures).statements if one.scope == EVERYONE]
    return tuple(one for one in reversed(found) if one.startswith(start[:SIGNS]))


def first_statements(book: Book, _: str) -> tuple[str, ...]:
    """Public statements that another may put right."""
    return tuple(one.fact.statement for one in book.reading(Issued).statements.values() if not one.fact.corrects)
