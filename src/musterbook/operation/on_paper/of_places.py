"""The count sheet of a place's roll, for hours without power; blank forms are in `forms.py`."""

from __future__ import annotations

from datetime import datetime

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.on_paper.told import (
    BOX,
    Names,
    Told,
    called,
    facts,
    figures,
    moment,
    name_ar_of,
    name_of,
    said,
    signatures,
    table,
    to_fill,
)
from musterbook.terms.custodians import CustodianId, in_hand


def count_sheet(book: Book, place: str, at: datetime, names: Names) -> Told:
    """Everyone a custodian holds, by number, with two boxes; lines for whoever is there and not on it."""
    people = sorted(book.reading(Roll).on(in_hand(CustodianId(place))))
    blocks = (
        facts(("place", called(book, place)), ("as-of", moment(at)), ("head", book.head())),
        figures(("on-roll", len(people))),
        said("count-how"),
        table(
            ("place-number", "number", "name", "name-ar", "first", "second", "elsewhere"),
            [
                (line, person, name_of(names, person), name_ar_of(names, person), BOX, BOX, "")
                for line, person in enumerate(people, start=1)
            ],
        ),
        to_fill("not-listed", 4),
        to_fill("counted", 1),
        signatures(("first-counter", ()), ("second-counter", ())),
    )
    return Told("count-sheet", place, place, at, blocks, title={"place": called(book, place)})
