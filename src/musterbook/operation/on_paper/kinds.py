"""Which papers there are, and how each is made from the book: as it is now, or again as it was when it was printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.on_paper.forms import acceptances, blanks
from musterbook.operation.on_paper.of_casework import case_sheet, dossier_cover, minutes
from musterbook.operation.on_paper.of_handovers import receipt
from musterbook.operation.on_paper.of_people import bands, bed_cards
from musterbook.operation.on_paper.of_places import count_sheet
from musterbook.operation.on_paper.of_serials import gate_list, manifest, seat_plan
from musterbook.operation.on_paper.told import Names, Told
from musterbook.terms.people import PersonId

Maker = Callable[[Book, str, datetime, Names], Told]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper.

    Attributes:
        make: what it tells, of a book and a subject at a moment, with the names that were opened.
        subject: what it is asked for by: serial, handover, place, call, dossier or case.
        named: whether names may stand on it.
    """

    make: Maker
    subject: str
    named: bool = True


PAPERS: Final[Mapping[str, Kind]] = {
    "manifest": Kind(manifest, "serial"),
    "seat-plan": Kind(seat_plan, "serial"),
    "receipt": Kind(receipt, "handover"),
    "gate-list": Kind(gate_list, "place"),
    "count-sheet": Kind(count_sheet, "place"),
    "blanks": Kind(blanks, "place", named=False),
    "acceptances": Kind(acceptances, "place", named=False),
    "bands": Kind(bands, "place"),
    "bed-cards": Kind(bed_cards, "place"),
    "minutes": Kind(minutes, "call", named=False),
    "dossier-cover": Kind(dossier_cover, "dossier", named=False),
    "case-sheet": Kind(case_sheet, "case"),
}
"""The papers `muster print` makes; receipts of persons, escort sheets, reports and rolls have verbs of their own."""


def people_on(book: Book, kind: str, subject: str, at: datetime) -> frozenset[PersonId]:
    """Everyone who stands on a paper: whose names have to be opened for it."""
    told = PAPERS[kind].make(book, subject, at, {})
    return frozenset(PersonId(one) for one in _numbers(told.blocks))


def _numbers(blocks: object) -> set[str]:
    """The cells of the columns and cards that hold numbers of persons."""
    found: set[str] = set()
    for block in blocks if isinstance(blocks, tuple) else ():
        if "table" in block and "number" in block["table"]:
            place = block["table"].index("number")
            found |= {str(row[place]) for row in block["rows"] if row[place]}
        found |= {str(card["number"]) for card in block.get("cards", ())}
        found |= {str(value) for label, value in block.get("facts", ()) if label == "number" and value}
    return found
