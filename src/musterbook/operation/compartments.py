"""Compartments: what only the holders of a few roles may read, sealed to their own keys.

Neither the node that keeps such a thing nor whoever wrote it can read it back: it is sealed to the officers who hold a
role of the compartment by the register at that moment, each of whom opens it with the key under his own pass-phrase.
An officer appointed later gets access when one who has it shares it (`sharing.py`). Where nobody holds a role of the
compartment it is sealed to the root keys, whose keepers can share it and not read it here: what was seen is never
lost, and never refused, because nobody has been appointed to read it.

Joins the register with the sealed things and the register of consultations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.consulting import consultations_of
from musterbook.operation.reading_right import readers_in
from musterbook.operation.sealed_words import seal_words
from musterbook.rights.compartments import READERS
from musterbook.store.envelopes import SALT_BYTES, Reader
from musterbook.store.reading_keys import reading_private, reading_public
from musterbook.store.rooms import Room, open_apart, rooms_of, seal_apart
from musterbook.store.sealed import Clear, SealedStore
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import written

Compartment = Literal["health", "security", "complaint"]

COMPARTMENTS: Final = READERS
"""Each compartment, and the roles that may read what lies in it."""

LETTERS_LEAST: Final = 10
"""A reason to open something has at least so many letters."""


def seal_in(
    book: Book, person: PersonId, kind: str, compartment: Compartment, *clear: bytes, at: datetime,
    never: Iterable[str] = (),
) -> list[Digest]:  # fmt: skip
    """Seal things about one person for those who may read the compartment; the salted digests a fact may name.

    Args:
        book: whose register says who may read.
        person: about whom.
        kind: what it is, such as `injuries`.
        compartment: who may read it.
        clear: the bytes of each thing.
        at: when it is sealed; whose grant has ended by then does not read it.
        never: officers who must not read it whatever role they hold, now or later: those complained of.

    Raises:
        Refused: this copy cannot seal.
    """
    return seal_many_in(book, [(person, kind, one) for one in clear], compartment, at=at, never=never)


def seal_many_in(
    book: Book, things: Sequence[tuple[PersonId, str, bytes]], compartment: Compartment, *, at: datetime,
    never: Iterable[str] = (),
) -> list[Digest]:  # fmt: skip
    """Seal (person, kind, bytes) about many people in one go; digests in the order given."""
    sealed = _sealed(book)
    if not things:
        return []
    room = Room(compartment, book.entropy(8).hex(), frozenset(never))
    clear = [Clear(person, kind, one, book.entropy(SALT_BYTES)) for person, kind, one in things]
    readers = readers_of(book, compartment, at, never=room.never)
    keys = [key for keys in readers.values() for key in keys] or root_readers(book)
    return seal_apart(sealed, clear, room, keys, book.entropy)


def open_in(
    book: Book, acting: Acting, digests: Iterable[Digest | None], because: str, *, page: str = "open"
) -> Mapping[Digest, bytes]:
    """Open things that lie in compartments: who opens what and why is written down before anything is given.

    Args:
        book: the book.
        acting: who opens, with the first officer's own key, and when.
        digests: what; those that are not here, or lie in no compartment, are left out.
        because: why, in words; sealed and written in the register of consultations.
        page: through which door.

    Raises:
        Refused: he holds no role of a compartment, is the one complained of, was not given access yet, says no reason,
            or his key is not here.
    """
    sealed, officer = _sealed(book), acting.officers[0][0] if acting.officers else ""
    found = rooms_of(sealed, [one for one in digests if one is not None])
    if not found:
        return {}
    objections = _objections(book, acting, officer, {room for _, room in found.values()}, because)
    if objections:
        raise Refused(*objections)
    having = own_readers(book, officer)
    consult(book, acting, officer, {person for person, _ in found.values()}, because, page=page)
    opened = open_apart(sealed, {digest: room for digest, (_, room) in found.items()}, having)
    if len(opened) < len(found):
        lacking = {room.compartment for digest, (_, room) in found.items() if digest not in opened}
        raise Refused(*(_not_shared(book, acting, one, len(found) - len(opened)) for one in sorted(lacking)))
    return opened


def readers_of(book: Book, compartment: str, at: datetime, *, never: Iterable[str] = ()) -> dict[str, list[bytes]]:
    """Officers who hold a role of the compartment at this hour, each with the public keys one seals to for him.

    Whoever signs by passkey alone has no such key and is left out.
    """
    position = book.register.size
    keys = {
        officer: [
            public
            for key in book.register.keys_of(officer, position)
            if key.alg == "ed25519" and (public := reading_public(key.public_key)) is not None
        ]
        for officer in readers_in(book.register, compartment, never=never, when=at)
    }
    return {officer: found for officer, found in keys.items() if found}


def root_readers(book: Book) -> list[bytes]:
    """The public keys one seals to for the keepers of the root keys."""
    roots = book.register.said.roots_at(book.register.size)
    keys = sorted(roots.keys.values()) if roots is not None else []
    return [public for key in keys if (public := reading_public(key)) is not None]


def own_readers(book: Book, officer: str) -> list[Reader]:
    """The officer's key for reading; Refused when it is not here or stays shut."""
    if book.keyring is None:
        raise Refused(Objection("keys.not-here", values={"officer": officer}))
    return [Reader(reading_private(book.keyring.private_key(officer)))]


def consult(book: Book, acting: Acting, officer: str, subjects: Iterable[str], because: str, *, page: str) -> None:
    """Write down who opens what about whom and why, before anything opens.

    Raises:
        Refused: this copy has no folder to keep the register in.
    """
    if book.folder is None:
        raise Refused(Objection("compartment.not-written-down"))
    register = consultations_of(book, book.folder)
    why = seal_words(book, f"consultation {officer}", "why", because)[0]
    register.append_all(at=written(acting.at), officer=officer, subjects=sorted(subjects), why=why, page=page)


def _objections(book: Book, acting: Acting, officer: str, rooms: Iterable[Room], because: str) -> list[Objection]:
    if sum(map(str.isalpha, because)) < LETTERS_LEAST:
        return [Objection("compartment.no-reason", values={"letters": LETTERS_LEAST})]
    objections: dict[tuple[str, str], dict[str, str | int | None]] = {}
    for room in rooms:
        wanted = COMPARTMENTS.get(room.compartment, frozenset())
        able = readers_in(book.register, room.compartment, never=room.never, when=acting.at)
        values: dict[str, str | int | None] = {
            "officer": officer, "compartment": room.compartment, "needed": ", ".join(sorted(wanted)),
            "who": ", ".join(able[:12]),
        }  # fmt: skip
        if officer in room.never:
            objections["compartment.about-him", room.compartment] = values
        elif officer not in able:
            objections["compartment.no-right", room.compartment] = values
    return [Objection(rule, values=values) for (rule, _), values in sorted(objections.items())]


def _not_shared(book: Book, acting: Acting, compartment: str, things: int) -> Objection:
    officer = acting.officers[0][0]
    others = sorted(readers_of(book, compartment, acting.at).keys() - {officer})
    values: dict[str, str | int | None]
    values = {"officer": officer, "compartment": compartment, "things": things, "who": ", ".join(others[:12])}
    return Objection("compartment.not-shared", values=values)


def _sealed(book: Book) -> SealedStore:
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    return book.sealed
