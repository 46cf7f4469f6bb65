"""Carrying what is sealed: photographs, particulars, sheets and health answers go where their person is to be held.

Joins the sealed store with custody, rights and what was ordered to be destroyed. What travels stays sealed: a person's
key is wrapped for the one node that is to hold him, by the key that this node's log key gives, and what only officers
open goes as it lies. Held against the digest the book names, it is sealed again here under this node's own key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.facts import Digest, to_json
from musterbook.ledger.signing import public_of
from musterbook.operation.book import Book
from musterbook.operation.compartments import COMPARTMENTS
from musterbook.operation.erasing import carry_out, owed
from musterbook.operation.folder import book_beside
from musterbook.operation.holding import holding_of
from musterbook.operation.kept_by_holds import kept_with, ordered, sealed_after
from musterbook.operation.rolls_here import rolled
from musterbook.store.envelopes import SALT_BYTES, Part, Reader, salted_in
from musterbook.store.keeping import Keeping
from musterbook.store.reading_keys import reading_private, reading_public
from musterbook.store.rooms import read_room
from musterbook.store.sealed import Clear, SealedStore
from musterbook.store.sealed_tables import NOBODY
from musterbook.sync.exchange import BLOBS_BYTES_MAX, SealedBlob, Wrap
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.people import PersonId

CARRIED: Final = frozenset(("", *COMPARTMENTS))
"""What goes along with a person: what his node opens, and every compartment that only officers open, as it lies."""

UNWANTED: Final = "sync.seal-unwanted"
DIFFERS: Final = "sync.seal-differs"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the node of a log may have.

    Attributes:
        people: of whom everything.
        named: what entries name, oldest first.
        after: of others, ordered to be destroyed, what was sealed after that: each with whose it is.
    """

    people: frozenset[PersonId]
    named: dict[Digest, None]
    after: dict[Digest, PersonId]

    def may(self, digest: Digest, person: PersonId) -> bool:
        """Whether it may have one thing that is said to be about a person."""
        return digest in self.named and (person in self.people or self.after.get(digest) == person)


class SealedBeside:
    """The sealed things beside a copy of the book, given and taken as the book says.

    Args:
        book: gives the book as it stands now.
        opened: what is sealed here, open for as long as it is asked.
        key: the key of this node's log.
    """

    def __init__(
        self, book: Callable[[], Book], opened: Callable[[], AbstractContextManager[SealedStore]],
        key: Ed25519PrivateKey,
    ) -> None:  # fmt: skip
        self._now, self._opened, self._log = book, opened, public_of(key)
        self._reader = Reader(reading_private(key))
        self._of: tuple[Book, int] | None = None
        self._known: dict[str, Asked] = {}

    def wanted(self) -> list[str]:
        """What entries here name, of people this node is to hold, and is not here; the newest first."""
        named = self._about(self._log).named
        with self._opened() as sealed:
            here = sealed.where(named).keys()
        return [one for one in reversed(named) if one not in here]

    def lacking(self, digests: Sequence[str]) -> list[str]:
        """Those of these that this node is to hold and has not."""
        wanted = set(self.wanted())
        return [one for one in digests if one in wanted]

    def for_node(self, log: str) -> list[str]:
        """Digests of what is here and the node of a log is to hold."""
        asked = self._about(log)
        with self._opened() as sealed:
            here = sealed.where(asked.named)
        return [
            one for one in asked.named if one in here and asked.may(one, here[one][0]) and _goes_along(here[one][1])
        ]

    def give(self, log: str, digests: Sequence[str]) -> list[SealedBlob]:
        """Those of these that the node of a log may have, wrapped for it, at most 8 MiB together."""
        reader, asked = reading_public(log), self._about(log)
        may = [Digest(one) for one in digests if one in asked.named]
        given, weight = list[SealedBlob](), 0
        if reader is None or not may:
            return given
        with self._opened() as sealed:
            parts = {part.digest: part for part in sealed.parts(may)}
            for part in (parts[one] for one in may if one in parts):
                if not asked.may(part.digest, PersonId(part.person)) or not _goes_along(part.compartment):
                    continue
                weight += len(part.envelope)
                if given and weight > BLOBS_BYTES_MAX:
                    break
                given.extend(_carried(sealed, part, reader))
        return given

    def keep(self, blob: SealedBlob) -> str:
        """Keep one that came, if the book here names it of somebody this node is to hold; else by which rule not."""
        asked = self._about(self._log)
        if not asked.may(Digest(blob.digest), PersonId(blob.person)) or not _goes_along(blob.compartment):
            return UNWANTED
        part = Part(Digest(blob.digest), blob.person, blob.kind, blob.compartment, blob.envelope, {})
        wraps = [(PersonId(one.person), one.reader, one.wrapped) for one in blob.wraps]
        if not blob.compartment:
            return self._seal_again(part, blob.wraps)
        if any(whose not in (blob.person, NOBODY) for whose, _, _ in wraps):
            return DIFFERS
        with self._opened() as sealed:
            sealed.keep_closed(part, wraps)
        return ""

    def erase(self, store: Keeping, key: Ed25519PrivateKey, folder: Path, at: datetime) -> int:
        """Destroy here what orders that came name, and answer them in this node's log; how many were answered.

        Args:
            store: of this node, open to write.
            key: of its log, which alone signs such an answer.
            folder: of its book.
            at: now.
        """
        book, node = self._now(), self._now().register.node_of(self._log)
        with self._opened() as sealed:
            if node is None or not owed(book, node.name, sealed):
                return 0
            store.hold_key(key)
            writing = book_beside(folder, store)
            writing.sealed, writing.folder = sealed, folder
            return len(carry_out(writing, at))

    def _seal_again(self, part: Part, wraps: Iterable[Wrap]) -> str:
        """Opened, held against the digest the book names, and sealed under this node's own key for him."""
        try:
            mine = next(one.wrapped for one in wraps if one.reader == self._reader.public)
            key = self._reader.unwrapped(part.person, "", mine)
            salted = salted_in(key, part.digest, part.person, part.kind, part.envelope)
        except (StopIteration, Tampered):
            return DIFFERS
        clear = Clear(PersonId(part.person), part.kind, salted[SALT_BYTES:], salted[:SALT_BYTES])
        with self._opened() as sealed:
            sealed.seal_many([clear])
        return ""

    def _about(self, log: str) -> Asked:
        """Whom the node of a log is to hold, and every digest that entries about them name, oldest first."""
        book = self._now()
        of = book, len(book.entries())
        if of != self._of:
            self._known, self._of = {}, of
        if log not in self._known:
            (people, after), rolls = _held_by(book, log), _rolled_to(book, log)
            about = (one for one in book.entries() if not people.isdisjoint(one.fact.named()))
            named = dict.fromkeys(Digest(digest) for one in about for digest in _digests(to_json(one.fact)))
            named |= dict.fromkeys([*rolls, *after])
            everyone = people.union(rolls.values())
            self._known[log] = Asked(everyone, {one: None for one in named if book.entry(one) is None}, after)
        return self._known[log]


def _carried(sealed: SealedStore, part: Part, reader: bytes) -> Iterator[SealedBlob]:
    """A thing as it travels; nothing where it lies here for others to open, and so cannot be given on."""
    person = PersonId(part.person)
    if part.compartment:
        wraps = [Wrap(part.person, one, wrapped) for one, wrapped in part.wraps.items()]
        wraps += [Wrap(NOBODY, one, wrapped) for one, wrapped in sealed.wraps(part.compartment).items()]
    else:
        try:
            wraps = [Wrap(part.person, reader, sealed.wrapped_for([person], reader)[person])]
        except (Refused, KeyError):
            return
    yield SealedBlob(part.digest, part.person, part.kind, part.compartment, part.envelope, tuple(wraps))


def _held_by(book: Book, log: str) -> tuple[frozenset[PersonId], dict[Digest, PersonId]]:
    """Whom the node of a log is to hold; of those ordered to be destroyed, whom a hold keeps with it, or what is newer.

    Nor anybody whom it only says that it took: a lying site would have everybody's name for the asking.
    """
    node = book.register.node_of(log)
    if node is None or node.closed_at is not None:
        return frozenset(), {}
    holding = holding_of(book.reading, log, node.custodians)
    held = holding.people - holding.claimed
    gone = held & (ordered(book) - kept_with(book, node))
    return held - gone, sealed_after(book, gone, node.name)


def _rolled_to(book: Book, log: str) -> dict[Digest, PersonId]:
    """What the node of a log is given so that it can print a lost place's roll: headquarters' all, others' nothing."""
    node = book.register.node_of(log)
    if node is None or node.closed_at is not None or node.partial or book.settings.desk not in node.custodians:
        return {}
    gone = ordered(book)
    return {digest: one for digest, one in rolled(book.reading, book.places).items() if one not in gone}


def _goes_along(compartment: str) -> bool:
    room = read_room(compartment)
    return (room.compartment if room is not None else compartment) in CARRIED


def _digests(said: Any) -> Iterator[str]:  # noqa: ANN401  JSON of any fact
    if isinstance(said, str):
        if len(said) == 64 and set(said) <= _HEX:
            yield said
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _digests(one)


_HEX: Final = frozenset("0123456789abcdef")
