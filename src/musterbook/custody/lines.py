"""Lines: every posting of the book in order, the newest as they were made and older ones packed into arrays.

A year of a public service posts two and a half million lines. As objects they take two gigabytes; packed, a line of one
person takes some sixty bytes and is made again when it is asked for. The newest lines, which nearly every question is
about, stay whole, so that a book of ordinary size is never packed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, overload

from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import Account, custodian_of
from musterbook.terms.people import PersonId

CHUNK: Final = 8_192
"""Lines packed together."""

WHOLE: Final = 65_536
"""So many of the newest lines stay as they were made."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Posting:
    """One person leaves one account and comes to another, by one entry, at the world's time of that entry."""

    person: PersonId
    from_account: Account
    to_account: Account
    entry: Digest
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """All postings of one entry between the same two accounts: what keeps a book of thousands small."""

    people: frozenset[PersonId]
    from_account: Account
    to_account: Account
    entry: Digest
    at: datetime

    def postings(self) -> Iterator[Posting]:
        """The postings one by one, by number."""
        for person in sorted(self.people):
            yield self.of(person)

    def of(self, person: PersonId) -> Posting:
        """The posting of one of its people."""
        return Posting(person, self.from_account, self.to_account, self.entry, self.at)


class Lines(Sequence[Line]):
    """Every line of a book, first to last; it only grows.

    Args:
        whole: how many of the newest stay as they were made, at least.
        chunk: how many are packed together.
    """

    def __init__(self, *, whole: int = WHOLE, chunk: int = CHUNK) -> None:
        self._whole, self._size = whole, chunk
        self._packed: list[_Chunk] = []
        self._newest: list[Line] = []
        self._names = _Names()
        self._places: dict[PersonId, array[int]] = {}
        self._came_by: dict[PersonId, int] = {}
        self._indexed = 0

    def append(self, line: Line) -> None:
        """Put a line at the end."""
        self._newest.append(line)
        if len(self._newest) >= self._whole + self._size:
            self._packed.append(_Chunk(self._newest[: self._size], self._names))
            del self._newest[: self._size]

    def __len__(self) -> int:
        return len(self._packed) * self._size + len(self._newest)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        """One line, or those of a slice."""
        begun = len(self._packed) * self._size
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if start >= begun and step > 0:
                return self._newest[start - begun : max(stop - begun, 0) : step]
            return [self[place] for place in range(start, stop, step)]
        place = at + len(self) if at < 0 else at
        if place >= begun:
            return self._newest[place - begun]
        if place < 0:
            raise IndexError(at)
        return self._packed[place // self._size].line(place % self._size, self._names)

    def __iter__(self) -> Iterator[Line]:
        for chunk in tuple(self._packed):
            for place in range(self._size):
                yield chunk.line(place, self._names)
        yield from tuple(self._newest)

    def places(self, person: PersonId) -> Sequence[int]:
        """Where the lines about someone stand, first to last."""
        if self._indexed < len(self):
            self._index()
        return self._places.get(person, ())

    def came_by(self, person: PersonId) -> Line | None:
        """The line by which whoever answers for someone came to do so; his first line when nobody ever changed."""
        if self._indexed < len(self):
            self._index()
        place = self._came_by.get(person)
        return None if place is None else self[place]

    def _index(self) -> None:
        """Note for each person the lines since the last call that are about him, and the one that brought him here."""
        for place, line in enumerate(self[self._indexed :], self._indexed):
            changes = custodian_of(line.from_account) != custodian_of(line.to_account)
            for moved in line.people:
                known = self._places.get(moved)
                if known is None:
                    known = self._places[moved] = array("I")
                    self._came_by[moved] = place
                elif changes:
                    self._came_by[moved] = place
                known.append(place)
        self._indexed = len(self)


class _Names:
    """Accounts and time zones by short numbers, each kept once."""

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.zones: list[tzinfo | None] = []
        self._account: dict[Account, int] = {}
        self._zone: dict[tzinfo | None, int] = {}

    def account(self, name: Account) -> int:
        if name not in self._account:
            self._account[name] = len(self.accounts)
            self.accounts.append(name)
        return self._account[name]

    def zone(self, zone: tzinfo | None) -> int:
        if zone not in self._zone:
            self._zone[zone] = len(self.zones)
            self.zones.append(zone)
        return self._zone[zone]


class _Chunk:
    """Lines packed: digests end to end, moments in microseconds, and whoever moved alone without a set of his own."""

    def __init__(self, lines: Sequence[Line], names: _Names) -> None:
        self._from = array("I", (names.account(one.from_account) for one in lines))
        self._to = array("I", (names.account(one.to_account) for one in lines))
        self._entries = b"".join(bytes.fromhex(one.entry) for one in lines)
        self._at = array("q", ((one.at - _EPOCH) // _MICROSECOND for one in lines))
        self._zones = array("H", (names.zone(one.at.tzinfo) for one in lines))
        self._people = [one.people if len(one.people) > 1 else min(one.people) for one in lines]

    def line(self, place: int, names: _Names) -> Line:
        """The line at a place of this chunk, equal to the one that was packed."""
        who, begins = self._people[place], place * _DIGEST_BYTES
        return Line(
            frozenset((who,)) if isinstance(who, str) else who,
            names.accounts[self._from[place]], names.accounts[self._to[place]],
            Digest(self._entries[begins : begins + _DIGEST_BYTES].hex()),
            (_EPOCH + timedelta(microseconds=self._at[place])).astimezone(names.zones[self._zones[place]]),
        )  # fmt: skip
