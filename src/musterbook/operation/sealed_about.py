"""Sealed about someone: everything sealed of one person that entries name, opened for him as far as whoever asks may.

The machine opens what is sealed for it. What lies in a compartment opens to an officer who may read it and says why,
which is written down first; whatever stays shut is counted. What security officers sealed stays shut always: it holds
what others said in confidence, which a person's right to what is kept of him does not reach.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest, Json, to_json
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.compartments import open_in
from musterbook.store.rooms import Room, rooms_of
from musterbook.store.sealed import SealedStore
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

HIS: Final = frozenset(("health", "complaint"))
"""Compartments that hold a person's own things."""
NO_KEY: Final = "no-key"
MACHINE: Final = "machine"
WORDS: Final = "words"


@dataclass
class About:
    """What was opened.

    Attributes:
        opened: kind, digest and what it says: JSON, text, or `{"bytes", "base64"}` of a picture.
        shut: how many things stayed shut, by compartment; `machine` are sealed for other machines, `words` are about
            a thing that concerns others too, and `no-key` says that nothing opens here, so that nobody can count.
    """

    opened: list[tuple[str, Digest, Json]] = field(default_factory=list)
    shut: Counter[str] = field(default_factory=Counter)


def sealed_about(
    book: Book, entries: Iterable[Entry], his: frozenset[PersonId], *, acting: Acting | None, because: str
) -> About:
    """What is sealed of one person and named by these entries, by kind and digest.

    Args:
        book: the book.
        entries: those he may read.
        his: his numbers.
        acting: who opens what lies in compartments; without it that stays shut.
        because: why, which is written down.

    Raises:
        Refused: somebody asked for compartments and may open none of them.
    """
    about, sealed = About(), book.sealed
    if sealed is None:
        about.shut[NO_KEY] = 1
        return about
    alone: dict[Digest, bool] = {}
    for one in entries:
        for digest in digests_in(to_json(one.fact)):
            alone[digest] = alone.get(digest, True) and not one.named() - his
    clear: dict[Digest, bytes] = {}
    seen: set[Digest] = set()
    refused: list[Objection] = []
    while new := alone.keys() - seen:
        seen |= new
        rooms = _wanted(sealed, {one: alone[one] for one in new}, his, about.shut)
        found = sealed.open_many(one for one, room in rooms.items() if room is None)
        about.shut[MACHINE] += sum(room is None for room in rooms.values()) - len(found)
        found |= _from_rooms(book, rooms, about.shut, refused, acting=acting, because=because)
        clear |= found
        # a sheet names the parts of it that are sealed to few
        alone |= {part: False for text in found.values() for part in digests_in(_said(text)) if part not in alone}
    if refused and not any(rooms_of(sealed, clear)):
        raise Refused(*refused)
    kinds = sealed.kinds(clear)
    about.opened = sorted(((kinds[one], one, _said(text)) for one, text in clear.items()), key=lambda one: one[:2])
    about.shut = +about.shut
    return about


def digests_in(said: Json) -> Iterator[Digest]:
    """Everything in what is said that has the form of a digest."""
    if isinstance(said, str) and len(said) == 64:
        yield Digest(said)
    for one in said.values() if isinstance(said, Mapping) else said if isinstance(said, list) else ():
        yield from digests_in(one)


def _wanted(
    sealed: SealedStore, alone: Mapping[Digest, bool], his: frozenset[PersonId], shut: Counter[str]
) -> dict[Digest, Room | None]:
    """Those that are his, each with its room; words about a thing are his where it concerns nobody else."""
    rooms = rooms_of(sealed, hexed := [one for one in alone if _is_hex(one)])
    wanted: dict[Digest, Room | None] = {}
    for digest, (owner, _) in sealed.where(hexed).items():
        thing = " " in owner
        if owner in his or (thing and alone[digest]):
            wanted[digest] = rooms[digest][1] if digest in rooms else None
        elif thing:
            shut[WORDS] += 1
    return wanted


def _from_rooms(
    book: Book, rooms: Mapping[Digest, Room | None], shut: Counter[str], refused: list[Objection], *,
    acting: Acting | None, because: str,
) -> dict[Digest, bytes]:  # fmt: skip
    """What lies in compartments, asked for by its readers, so that what is refused of some leaves the others."""
    asked: dict[tuple[str, frozenset[str]], list[Digest]] = {}
    for digest, room in rooms.items():
        if room is not None:
            asked.setdefault((room.compartment, room.never), []).append(digest)
    found: dict[Digest, bytes] = {}
    for (compartment, _), digests in sorted(asked.items(), key=lambda one: (one[0][0], sorted(one[0][1]))):
        if acting is None or compartment not in HIS:
            shut[compartment] += len(digests)
            continue
        try:
            found |= open_in(book, acting, digests, because, page="extract")
        except Refused as error:
            refused += error.objections
            shut[compartment] += len(digests)
    return found


def _said(clear: bytes) -> Json:
    try:
        text = clear.decode()
    except UnicodeDecodeError:
        return {"bytes": len(clear), "base64": base64.b64encode(clear).decode("ascii")}
    try:
        said: Json = json.loads(text)
    except ValueError:
        return text
    return said


def _is_hex(one: str) -> bool:
    return all(sign in "0123456789abcdef" for sign in one)
