"""At the door of a carrier: what a band that is read there says of the man who wears it, on one side of a handover.

Joins custody, eligibility and the handovers. Nothing is written: the answer goes to whoever stands there, and the line
to his count. Whoever is not on the list and stands there is counted all the same (F14).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from musterbook.custody.bands import answer as band_answer
from musterbook.custody.handovers import Handover
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.holds import Holds
from musterbook.operation.book import Book
from musterbook.terms.people import LETTERS, PersonId

SIDES: Final = ("giver", "receiver")
ANSWERS: Final = ("go", "held", "not-listed", "already", "wrong-band", "unknown", "past")
"""Goes; a hold stands; not on this list; counted before; the band is not his or is replaced; nobody's; read for a count
that was begun again since."""
GOES: Final = "go"
PAST: Final = "past"
COUNTS: Final = frozenset(("go", "held", "not-listed"))
"""Answers after which this number was counted. Whoever wears a wrong band is nobody yet: he is asked who he is."""
_WRONG: Final = ("not-this-digest", "replaced", "merged")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a band: one of `ANSWERS`, and whose number it is; empty for nobody's."""

    answer: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One man of a handover as a tablet keeps him: number, beginning of his band's digest, whether he is held."""

    number: PersonId
    digest: str
    held: bool


def list_of(book: Book, handover: Handover) -> list[Listed]:
    """Everyone offered, by number: no name, no ground."""
    people, holds = book.reading(People), book.reading(Holds)
    found = []
    for number in sorted(handover.people):
        one = people.get(number)
        digest = (one.registered or "")[:16] if one is not None else ""
        found.append(Listed(number, digest, bool(holds.on(number))))
    return found


def said_of_band(book: Book, handover: Handover, side: str, read: str, before: Collection[str]) -> Said:
    """What is said of what was read; `before` are the numbers this side has counted."""
    here = handover.giver if side == "giver" else handover.receiver
    found = band_answer(read, people=book.reading(People), roll=book.reading(Roll), here=here)
    if not found.person:
        return Said("unknown")
    if found.person in before:
        return Said("already", found.person)
    if found.answer in _WRONG:
        return Said("wrong-band", found.person)
    if found.person not in handover.people:
        return Said("not-listed", found.person)
    held = side == "giver" and book.reading(Holds).on(PersonId(found.person))
    return Said("held" if held else GOES, found.person)


def letters_of(digest: str) -> str:
    """A digest as fifteen letters to be read aloud, in three groups: 61 bits, none taken for another by ear."""
    left, letters = int(digest, 16), []
    for _ in range(15):
        left, place = divmod(left, len(LETTERS))
        letters.append(LETTERS[place])
    text = "".join(letters)
    return "-".join(text[start : start + 5] for start in range(0, 15, 5))
