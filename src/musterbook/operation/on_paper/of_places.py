"""Papers of a place for hours without power: the count sheet of its roll, and blank forms with numbers of their own."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.operation.book import Book
from musterbook.operation.on_paper.told import (
    BOX,
    Names,
    Told,
    boxed,
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
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu

RUN_OF: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a run of blank forms: none is taken for another when it is written by hand."""
RUN_SIGNS: Final = 6
FORMS_MOST: Final = 500
_ASKED: Final = re.compile(rf"(\S+) ([1-9][0-9]{{0,2}}) ([{RUN_OF}]{{{RUN_SIGNS}}})")
HOUR_BOXES: Final = 8
"""Day, month, hour and minutes, two digits each."""
NUMBER_BOXES: Final = 4


def count_sheet(book: Book, place: str, at: datetime, names: Names) -> Told:
    """Everyone a custodian holds, by number, with two boxes; lines for whoever is there and not on it."""
    people = sorted(book.reading(Roll).on(in_hand(CustodianId(place))))
    blocks = (
        facts(("place", place), ("as-of", moment(at)), ("head", book.head())),
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
    return Told("count-sheet", place, place, at, blocks, title={"place": place})


def blanks(book: Book, subject: str, at: datetime, names: Names) -> Told:
    """Blank forms for a count, each with a number and code of its own: place, hour, run, and which of how many.

    `subject` is the custodian, how many, and the run, which no two printings have alike: `willow 40 7KQ2MD`. Malformed
    for anything else.
    """
    del names
    asked = _ASKED.fullmatch(subject)
    if asked is None or int(asked[2]) > FORMS_MOST:
        raise Malformed.because("paper.no-such", subject=subject[:40])
    place, run = asked[1], f"{asked[1]}-{zulu(at)}-{asked[3]}"
    forms = tuple(f"{run}-{number:03}" for number in range(1, int(asked[2]) + 1))
    blocks = (
        facts(("place", place), ("as-of", moment(at)), ("head", book.head())),
        said("form-how"),
        said("digits-how"),
        boxed("hour", HOUR_BOXES),
        boxed("number-counted", NUMBER_BOXES),
        to_fill("absent", 6),
        to_fill("not-listed", 6),
        to_fill("remarks", 3),
        signatures(("first-counter", ()), ("second-counter", ())),
    )
    return Told("blanks", subject, run, at, blocks, title={"place": place}, forms=forms)
