"""Bands: what the book answers when a band or a card is read. The book refuses a card of someone gone, not an eye.

What is read is the QR of a band (`MB1 NUMBER DIGEST`) or of a receipt, the number of a band, or a person's own number.
The answer is about the number; that the man before you is its man, only a photograph or a finger says (custody.md
section 4, F08).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from musterbook.custody.people import People, Person
from musterbook.custody.roll import Roll
from musterbook.terms.custodians import CustodianId, custodian_of, part_of
from musterbook.terms.people import PersonId, read_number

ANSWERS: Final = (
    "held-here", "held-by", "handing-over", "unaccounted", "departed", "merged", "replaced", "not-this-digest",
    "unknown",
)  # fmt: skip
REFUSED: Final = ("departed", "merged", "replaced", "not-this-digest", "unknown")
"""Nobody is let through, fed or counted on a card that answers one of these."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the book says to what was read.

    Attributes:
        answer: one of `ANSWERS`.
        person: whose number it is; empty when nobody's.
        holder: who answers for him; None on the far side.
        instead: the band, or the number, that answers in its place.
        outcome: how he left custody, when he did.
    """

    answer: str
    person: str = ""
    holder: CustodianId | None = None
    instead: str = ""
    outcome: str = ""

    @property
    def refused(self) -> bool:
        """Whether the card is worth nothing here."""
        return self.answer in REFUSED


def answer(read: str, *, people: People, roll: Roll, here: CustodianId) -> Answer:
    """What the book answers to a band, a card or a number that was read at `here`."""
    words = read.split()
    coded = words[:1] == ["MB1"] and len(words) > 1
    digest = words[2].lower() if coded and len(words) == 3 else ""
    said = words[1] if coded else read.strip()
    band = people.of_band(said)
    number = band[0] if band is not None else _number(said, people)
    one = people.get(number) if number is not None else None
    if one is None or one.number not in roll.where:
        return Answer("unknown")
    if band is not None and not band[1]:
        return Answer("replaced", one.number, roll.holder(one.number), instead=one.band)
    if digest and not _is_his(digest, one):
        return Answer("not-this-digest", one.number, roll.holder(one.number))
    return _where(one, people, roll, here)


def _where(one: Person, people: People, roll: Roll, here: CustodianId) -> Answer:
    account = roll.where[one.number]
    holder, part = custodian_of(account), part_of(account)
    if part == "merged":
        return Answer("merged", one.number, instead=people.kept(one.number))
    if holder is None:
        return Answer("departed", one.number, outcome=part)
    if part != "in-hand":
        return Answer(part, one.number, holder)
    return Answer("held-here" if holder == here else "held-by", one.number, holder)


def _number(said: str, people: People) -> PersonId | None:
    """The person's number that was read: in the form of the book, or as the book has it."""
    typed = read_number(said)
    return typed if typed is not None and people.get(typed) is not None else PersonId(said)


def _is_his(digest: str, one: Person) -> bool:
    """The QR of a band holds the first 16 digits of the entry that registered him."""
    return one.registered is None or one.registered.startswith(digest[:16])
