"""Newcomers: people come in after the book was opened; who of them may be on the register already is asked first.

Joins intake with identifying. A proposal never stands in the way: truth is written, a second number can be merged by
two people later, and whoever registers sees beforehand whom he may know (identity.md sections 1 and 11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import EvidenceBeside
from musterbook.operation.identifying import LIKELY_MIN, Asking, Proposal, Register, told_by
from musterbook.operation.intake import number_newcomers, register
from musterbook.operation.intake_papers import note_all
from musterbook.operation.row_by_row import RowByRow
from musterbook.tables import SCHEMAS, Reading, read_table
from musterbook.tables.births import BirthDay
from musterbook.tables.values import Leaning, Unread
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number

HOW: tuple[str, ...] = ("received", "captured", "unexpected", "born")
"""How somebody comes in once the book is open."""
PROPOSED_MOST = 5
"""Of each newcomer; whoever wants more looks for him by name."""


@dataclass(frozen=True, slots=True)
class ComingIn:
    """People about to be registered.

    Attributes:
        rows: their claims, as people.csv names them.
        faults: rows of the sheet that cannot be read; the others come in.
    """

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[Fault, ...] = ()


def sheet(book: Book, path: Path) -> ComingIn:
    """The people of a table like people.csv.

    Raises:
        Malformed: it cannot be read as such a table at all.
    """
    table = read_table(path, SCHEMAS["people"], Reading(zone=book.settings.zone))
    if not table.rows:
        raise Malformed.of(table.faults or (Fault("people.nobody", file=path.name),))
    rows = tuple(
        numbered({name: value for name, value in row.cells.items() if value is not None}) for row in table.rows
    )
    return ComingIn(rows, tuple(table.faults))


def one(row: Mapping[str, str]) -> ComingIn:
    """A single person from what was typed; Malformed when the birth cannot be read or there is no name."""
    claims: dict[str, Any] = {name: value for name, value in row.items() if value}
    if not any(name in claims for name in ("name", "name_ar", "kunya")):
        raise Malformed(Fault("people.nameless", column="name"))
    if "born" in claims:
        born = BirthDay().read(claims["born"], Leaning())
        if isinstance(born, Unread):
            raise Malformed(Fault(born.rule, column="born", values=dict(born.values)))
        claims["born"] = born
    return ComingIn((claims,))


def perhaps_known(beside: EvidenceBeside, asking: Asking, coming: ComingIn) -> list[list[Proposal]]:
    """For each newcomer who on the register he may already be; written down as a consultation before anything opens."""
    known = Register(beside, asking)
    return known.proposals([told_by(row) for row in coming.rows], most=PROPOSED_MOST, least=LIKELY_MIN)


def come_in(
    book: Book, acting: Acting, coming: ComingIn, *, how: str, papers: Acting | None = None,
    once: RowByRow | None = None,
) -> tuple[list[PersonId], Sequence[Entry]]:  # fmt: skip
    """Register everyone, proposals or not: the numbers they got, in order, and what was written.

    `papers` is who notes by what they are held, whoever registers them by default; where his role does not allow it
    nothing is noted, and they are listed as held without authority until somebody does. `once` is the table they come
    in: what it brought before is not written again.
    """
    if how not in HOW:
        raise Malformed.because("people.how", given=how, known=", ".join(HOW))
    newcomers = number_newcomers(book, acting, coming.rows)
    written = register(book, acting, newcomers, how=how, once=once)
    written += note_all(book, acting, newcomers, by=papers, once=once)
    return [one.number for one in newcomers], written


def numbered(row: dict[str, Any]) -> dict[str, Any]:
    """Its number and its relative's in the book's form."""
    for name in ("number", "family_of"):
        if name in row:
            row[name] = read_number(str(row[name])) or PersonId(str(row[name]))
    return row
