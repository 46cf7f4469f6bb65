"""Sharing: an officer appointed later gets access to what lies in a compartment from one who has it.

What is shared is the key of each room (`store/rooms.py`), wrapped once more; nothing is opened or sealed again. That it
was done stands in the register of consultations. Rooms that must never be opened by him stay shut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import (
    COMPARTMENTS,
    LETTERS_LEAST,
    Compartment,
    consult,
    own_readers,
    readers_of,
    root_readers,
)
from musterbook.operation.reading_right import readers_in
from musterbook.store.rooms import Room, every_room, share_room
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


@dataclass(frozen=True, slots=True)
class Access:
    """How one compartment stands on this machine.

    Attributes:
        compartment: which.
        roles: who may read it, by role.
        rooms: how many times something was sealed in it.
        officers: each officer who may read it now → how many of these he was not given access to, though he may be.
        keyless: officers who hold a role and have no key one can seal to.
        roots_only: how many only the keepers of the root keys can share, because nobody was appointed at the time.
    """

    compartment: str
    roles: tuple[str, ...]
    rooms: int
    officers: dict[str, int]
    keyless: tuple[str, ...]
    roots_only: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What sharing came to: how many rooms he has now that he had not, and how many whoever shares lacks himself."""

    rooms: int
    lacking: int


def accesses(book: Book, at: datetime) -> list[Access]:
    """How each compartment stands at this hour: who may, who lacks something. Opens nothing."""
    rooms = every_room(book.sealed) if book.sealed is not None else {}
    roots = set(root_readers(book))
    found = []
    for compartment, roles in COMPARTMENTS.items():
        here = {room: readers for room, readers in rooms.items() if room.compartment == compartment}
        officers = readers_of(book, compartment, at)
        holding = set(readers_in(book.register, compartment, when=at))
        lacking = {
            officer: sum(officer not in room.never and not readers & set(keys) for room, readers in here.items())
            for officer, keys in officers.items()
        }
        only = sum(readers <= roots for readers in here.values())
        found.append(
            Access(
                compartment, tuple(sorted(roles)), len(here), lacking, tuple(sorted(holding - officers.keys())), only
            )
        )
    return found


def share_in(
    book: Book, acting: Acting, officer: str, because: str, *, compartments: Sequence[Compartment] = ()
) -> Shared:
    """Share what lies in compartments with an officer who holds a role of them now.

    Args:
        book: the book.
        acting: who shares, with his own key: one who has access, or the keeper of a root key.
        officer: with whom.
        because: why, in words.
        compartments: which; every one of which `officer` holds a role when empty.

    Raises:
        Refused: the officer holds no role of one named, has no key to seal to, or no reason is said; or the one who
            shares has access to nothing of it.
    """
    at = acting.at
    wanted = [one for one in compartments or COMPARTMENTS if compartments or officer in _holding(book, one, at)]
    objections = _objections(book, acting, officer, wanted, because)
    if objections or book.sealed is None:
        raise Refused(*objections or [Objection("sealed.no-key")])
    sharer = acting.officers[0][0]
    having = own_readers(book, sharer)
    his = {one: readers_of(book, one, at).get(officer, []) for one in wanted}
    open_to_him = {
        room: his[room.compartment]
        for room, readers in every_room(book.sealed).items()
        if room.compartment in wanted and officer not in room.never
        and not set(his[room.compartment]) <= readers
    }  # fmt: skip
    consult(book, acting, sharer, [f"{one} shared with {officer}" for one in wanted], because, page="share")
    rooms = [share_room(book.sealed, room, having, keys) for room, keys in open_to_him.items()]
    if rooms and not any(rooms):
        raise Refused(*(_cannot(book, acting, one) for one in _compartments_of(open_to_him)))
    return Shared(sum(rooms), len(rooms) - sum(rooms))


def _holding(book: Book, compartment: str, at: datetime) -> frozenset[str]:
    return frozenset(readers_in(book.register, compartment, when=at))


def _objections(
    book: Book, acting: Acting, officer: str, wanted: Sequence[str], because: str
) -> list[Objection]:  # fmt: skip
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        return [Objection("compartment.no-reason", values={"letters": LETTERS_LEAST})]
    objections = []
    for compartment in wanted or COMPARTMENTS:
        roles, holding = COMPARTMENTS[compartment], _holding(book, compartment, acting.at)
        values = {"officer": officer, "compartment": compartment}
        if officer not in holding:
            who = ", ".join(sorted(holding)[:12])
            told = {**values, "needed": ", ".join(sorted(roles)), "who": who}
            objections.append(Objection("compartment.no-right", values=told))
        elif officer not in readers_of(book, compartment, acting.at):
            objections.append(Objection("compartment.no-key", values=values))
    return objections


def _cannot(book: Book, acting: Acting, compartment: str) -> Objection:
    officer = acting.officers[0][0]
    others = sorted(readers_of(book, compartment, acting.at).keys() - {officer})
    values = {"officer": officer, "compartment": compartment, "who": ", ".join(others[:12])}
    return Objection("compartment.cannot-share", values=values)


def _compartments_of(rooms: dict[Room, list[bytes]]) -> list[str]:
    return sorted({room.compartment for room in rooms})
