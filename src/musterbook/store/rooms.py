"""Rooms: what a few officers may read, sealed so that neither the node that keeps it nor whoever wrote it can.

Whatever is sealed in one go lies in a room of its own: an X25519 pair made for it and forgotten. Each person's data key
is wrapped for the room, and the room's private half for every officer who may read. So a person's things are destroyed
as everybody's are, and an officer who may read from now on needs one wrap of each room, not one of each thing.

A room is the compartment `health/3f…` of `sealed.db`: what it is for, and sixteen digits. Who must never be given it is
named after these, `complaint/3f…/b.guard`; every wrap is bound to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from musterbook.ledger.facts import Digest
from musterbook.store.envelopes import Reader
from musterbook.store.keys import Noise, new_private
from musterbook.store.sealed import Clear, SealedStore
from musterbook.store.sealed_tables import NOBODY
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Room:
    """One room.

    Attributes:
        compartment: what it is for.
        number: its own.
        never: officers who are never given its key.
    """

    compartment: str
    number: str
    never: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As it stands in `sealed.db`."""
        return "/".join((self.compartment, self.number, *([",".join(sorted(self.never))] if self.never else [])))


def read_room(name: str) -> Room | None:
    """The room of that name; None for a compartment that the node itself opens."""
    compartment, _, rest = name.partition("/")
    number, _, never = rest.partition("/")
    return Room(compartment, number, frozenset(never.split(",")) - {""}) if number else None


def seal_apart(
    sealed: SealedStore, things: Iterable[Clear], room: Room, readers: Sequence[bytes], noise: Noise
) -> list[Digest]:
    """Seal things in a new room for these readers (public X25519 keys) and nobody else; digests in the order given."""
    private = new_private(noise)
    sealed.wrap(private, readers, compartment=room.name)
    return sealed.seal_many(things, readers=[Reader(private).public], compartment=room.name, here=False)


def rooms_of(sealed: SealedStore, digests: Iterable[Digest]) -> dict[Digest, tuple[PersonId, Room]]:
    """About whom each of these is and in which room it lies; what the node itself opens is left out."""
    rooms = {digest: (person, read_room(name)) for digest, (person, name) in sealed.where(digests).items()}
    return {digest: (person, room) for digest, (person, room) in rooms.items() if room is not None}


def open_apart(
    sealed: SealedStore, wanted: Mapping[Digest, Room], readers: Sequence[Reader]
) -> dict[Digest, bytes]:  # fmt: skip
    """The clear bytes of those that lie in rooms one of these readers has the key of."""
    found: dict[Digest, bytes] = {}
    by_room: dict[str, list[Digest]] = {}
    for digest, room in wanted.items():
        by_room.setdefault(room.name, []).append(digest)
    for name, digests in by_room.items():
        key = _key(name, sealed.wraps(name), readers)
        if key is not None:
            found |= sealed.open_many(digests, key)
    return found


def every_room(sealed: SealedStore) -> dict[Room, frozenset[bytes]]:
    """Every room kept here, and which readers have its key."""
    found = {read_room(name): readers for name, readers in sealed.wrapped().items()}
    return {room: readers for room, readers in found.items() if room is not None}


def share_room(sealed: SealedStore, room: Room, having: Sequence[Reader], readers: Sequence[bytes]) -> bool:
    """Wrap a room's key for more readers; False when none of those `having` has it himself."""
    key = _key(room.name, sealed.wraps(room.name), having)
    if key is not None:
        sealed.wrap(key.private, readers, compartment=room.name)
    return key is not None


def _key(name: str, wraps: Mapping[bytes, bytes], readers: Sequence[Reader]) -> Reader | None:
    for reader in readers:
        if reader.public in wraps:
            return Reader(reader.unwrapped(NOBODY, name, wraps[reader.public]))
    return None
