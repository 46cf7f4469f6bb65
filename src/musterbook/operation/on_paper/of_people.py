"""Papers about one person each, cut apart after printing: the band for the wrist and the card at the bed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.lines import held_since
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.last_roll import Notes
from musterbook.operation.on_paper.of_serials import noted
from musterbook.operation.on_paper.told import Block, Cell, Names, Told, called, name_ar_of, name_of, place_called
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId

CODE_SIGNS: Final = 16
"""Signs of the registration's digest that a band carries; nothing personal, and checked against the book."""


def bands(book: Book, place: str, at: datetime, names: Names) -> Told:
    """A band for everyone a custodian holds: code at both ends, number, name in two scripts; no ground, no country."""
    known = book.reading(People)
    people = _held(book, place)
    rests = [one.registered if (one := known.get(person)) is not None else None for person in people]
    cards = [
        _card(book, person, names, [("", book.settings.name)], rests=entry or "")
        for person, entry in zip(people, rests, strict=True)
    ]
    return Told(
        "bands", place, place, at, ({"cards": cards},), cites=cited_by(cards), title={"place": called(book, place)}
    )


def bed_cards(book: Book, place: str, at: datetime, names: Names) -> Told:
    """A card for every bed somebody lies in at a custodian's places: number, name, bed, and what to mind."""
    roll, notes = book.reading(Roll), Notes(book)
    held = held_since(roll)
    beds = book.reading(Beds)
    found = [(person, lying) for person in _held(book, place) if (lying := beds.of_person(person, held)) is not None]
    cards = [
        _card(
            book, person, names,
            [("bed", lying.bed), ("bed-place", place_called(book, lying.place)), ("mind", noted(notes, person))],
            rests=lying.entry,
        )
        for person, lying in sorted(found, key=lambda one: (one[1].place, one[1].bed))
    ]  # fmt: skip
    return Told(
        "bed-cards", place, place, at, ({"cards": cards},), cites=cited_by(cards), title={"place": called(book, place)}
    )


def cited_by(cards: Sequence[Block]) -> tuple[Digest, ...]:
    """The entries that cards rest on, each once, in their order."""
    return tuple(dict.fromkeys(Digest(card["rests"]) for card in cards if card["rests"]))


def _card(book: Book, person: PersonId, names: Names, lines: Sequence[tuple[str, Cell]], *, rests: str) -> Block:
    one = book.reading(People).get(person)
    band = one.band if one is not None and one.band else str(person)
    registered = (one.registered if one is not None else None) or ""
    return {
        "number": person, "band": band, "name": name_of(names, person), "name_ar": name_ar_of(names, person),
        "code": f"MB1 {person} {registered[:CODE_SIGNS]}".strip(), "lines": [list(line) for line in lines],
        "rests": rests,
    }  # fmt: skip


def _held(book: Book, custodian: str) -> list[PersonId]:
    return sorted(book.reading(Roll).on(in_hand(CustodianId(custodian))))
