"""Blank forms for hours without power, each with a number and code of its own: to count on, and to take people over on.

A number is made of place, hour of printing, six signs by chance for each printing, and which of how many; beside it the
code carries which operation's it is. What comes back by scan is known by it (`forms_back`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.on_paper.told import (
    Block,
    Names,
    Told,
    boxed,
    called,
    facts,
    moment,
    said,
    signatures,
    ticks,
    to_fill,
)
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu

COUNT: Final = "blanks"
ACCEPTANCE: Final = "acceptances"
CODE: Final = "MF1"
RUN_OF: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a run of blank forms: none is taken for another when it is written by hand."""
RUN_SIGNS: Final = 6
FORMS_MOST: Final = 500
HOUR_BOXES: Final = 8
HOUR_PARTS: Final = ("day", "month", "hour", "minutes")
"""Two digits each, from left to right in every language: under its name none is taken for another."""
NUMBER_BOXES: Final = 4
CLASS_BOXES: Final = 3
CLASSES: Final = ("child", "age-unknown", "woman", "sex-unknown", "man")
"""Classes people are counted by where they change hands, whoever is most at risk first."""
TICKS: Final[Mapping[str, tuple[str, ...]]] = {
    COUNT: ("all-here", "some-missing", "others-here"),
    ACCEPTANCE: ("all-taken", "some-not-taken", "others-came"),
}
"""What is ticked on each kind of form."""
_ASKED: Final = re.compile(rf"(\S+) ([1-9][0-9]{{0,2}}) ([{RUN_OF}]{{{RUN_SIGNS}}})")
_CODE: Final = re.compile(
    rf"{CODE} ([a-z]+) ((\S+)-([0-9]{{6}}Z[A-Z]{{3}}[0-9]{{2}})-[{RUN_OF}]{{{RUN_SIGNS}}}-[0-9]{{3}})"
    "(?: ([0-9a-f]{8}))?"
)


@dataclass(frozen=True, slots=True)
class FormCode:
    """What the code of a form says.

    Attributes:
        kind: one of `TICKS`.
        form: its whole number.
        place: the custodian it was printed for.
        printed: the hour of printing, as it stands in the number.
        operation: which operation's, by eight digits; empty on a form of an earlier edition.
    """

    kind: str
    form: str
    place: str
    printed: str
    operation: str = ""


def operation_tag(operation: str) -> str:
    """Eight digits by which the forms of one operation are told from another's."""
    return hashlib.sha256(operation.encode()).hexdigest()[:8]


def code_text(kind: str, form: str, operation: str) -> str:
    """What the code on a form says."""
    return f"{CODE} {kind} {form} {operation_tag(operation)}"


def read_code(text: str) -> FormCode | None:
    """What a code says; None where it is no form's."""
    found = _CODE.fullmatch(text)
    if found is None or found[1] not in TICKS:
        return None
    return FormCode(found[1], found[2], found[3], found[4], found[5] or "")


def blanks(book: Book, subject: str, at: datetime, names: Names) -> Told:
    """Blank forms for a count.

    `subject` is the custodian, how many, and the run, which no two printings have alike: `willow 40 7KQ2MD`. Malformed
    for anything else.
    """
    del names
    return _forms(book, COUNT, subject, at, (
        said("form-how"),
        said("digits-how"),
        boxed("hour", HOUR_BOXES, HOUR_PARTS),
        boxed("number-counted", NUMBER_BOXES),
        to_fill("absent", 6),
        to_fill("not-listed", 5),
        to_fill("remarks", 2),
        signatures(("first-counter", ()), ("second-counter", ())),
    ))  # fmt: skip


def acceptances(book: Book, subject: str, at: datetime, names: Names) -> Told:
    """Blank forms on which a receiver takes people over: the handover, counts by class, who differs, two signatures.

    `subject` as for `blanks`, with the receiver as custodian.
    """
    del names
    return _forms(book, ACCEPTANCE, subject, at, (
        said("acceptance-how"),
        said("digits-how"),
        to_fill("handover-giver", 1),
        boxed("hour-taken", HOUR_BOXES, HOUR_PARTS),
        boxed("number-taken", NUMBER_BOXES),
        *(boxed(f"class-{one}", CLASS_BOXES) for one in CLASSES),
        to_fill("not-taken", 4),
        to_fill("came-beside", 2),
        signatures(("giver", ()), ("receiver", ())),
    ))  # fmt: skip


def _forms(book: Book, kind: str, subject: str, at: datetime, blocks: tuple[Block, ...]) -> Told:
    asked = _ASKED.fullmatch(subject)
    if asked is None or int(asked[2]) > FORMS_MOST:
        raise Malformed.because("paper.no-such", subject=subject[:40])
    place, run = asked[1], f"{asked[1]}-{zulu(at)}-{asked[3]}"
    forms = tuple(f"{run}-{number:03}" for number in range(1, int(asked[2]) + 1))
    head = facts(("place", called(book, place)), ("as-of", moment(at)), ("head", book.head()))
    return Told(
        kind, subject, run, at, (ticks(*TICKS[kind]), head, *blocks), title={"place": called(book, place)}, forms=forms
    )  # fmt: skip
