"""Sealed things: names, photographs and medical answers beside the book, each under a key that can be destroyed.

Every person has a 256-bit data key for each compartment. A blob is AES-256-GCM under it: 96-bit nonce, bound data is
digest ‖ person ‖ kind, and the clear bytes are preceded by their 32-byte salt, so whoever cannot open the blob cannot
guess at its digest either. `digest = SHA-256(salt ‖ clear)` is what the book's fact names. The data key is wrapped for
each reader node (`envelopes.py`); what only some officers may read lies in a room of its own (`rooms.py`).
Destroying a person's wraps and blobs, with `secure_delete` on, leaves a number with a history and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Insert, Table, delete, insert

from musterbook.ledger.facts import Digest
from musterbook.store.engine import SEALED_SETTINGS, Opening, driver_of, open_file, writing_engine
from musterbook.store.envelopes import SALT_BYTES, Part, Reader, Sender, closed, opened
from musterbook.store.failures import said_plainly
from musterbook.store.keys import Noise
from musterbook.store.seal import check_seal, drop_seal, write_seal
from musterbook.store.sealed_tables import (
    KINDS,
    NOBODY,
    NOBODYS,
    OF_KIND,
    OF_WHOM,
    OPENED,
    PARTS,
    WHERE,
    WHOSE,
    WRAPS,
    blob_table,
    sealed_tables,
    wrap_table,
)
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

SEALED_NAME: Final = "sealed.db"
_CUT_OFF: Final = "PRAGMA wal_checkpoint(TRUNCATE)"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clear:
    """Something to seal: about whom, what kind (`particulars`, `photo`, …), the bytes, and the salt of the digest."""

    person: PersonId
    kind: str
    clear: bytes
    salt: bytes

    @property
    def digest(self) -> Digest:
        """What the book's fact names: SHA-256(salt ‖ clear)."""
        return Digest(hashlib.sha256(self.salt + self.clear).hexdigest())


class SealedStore:
    """The sealed things in `folder`, as far as one reader's key opens them.

    Args:
        folder: the book's folder; `sealed.db` is made when it is not there.
        reader: this node's private X25519 key, 32 bytes. Whatever is sealed here is wrapped for it too.
        noise: where nonces and keys come from.
        opening: how connections are opened; by the standard driver unless the disk is a simulated one.
    """

    def __init__(self, folder: Path, reader: bytes, *, noise: Noise = os.urandom, opening: Opening = open_file) -> None:
        self._path = folder / SEALED_NAME
        self._opening = opening
        self._noise = noise
        self._reader = Reader(reader)
        self.reader: bytes = self._reader.public
        self._using = threading.RLock()
        self._unswept = False
        self._open()

    def _open(self) -> None:
        check_seal(self._path)
        drop_seal(self._path)
        with said_plainly(self._path):
            self._engine = writing_engine(self._path, SEALED_SETTINGS, opening=self._opening)
            self._connection = self._engine.connect()
            sealed_tables.create_all(self._connection)
            self._connection.commit()
            # Cutting the log off is not synced: after a power cut what was destroyed may lie in it once more.
            try:
                driver_of(self._connection).execute(_CUT_OFF).fetchall()
            except sqlite3.OperationalError:  # a full disk: what lies here can be read, and is swept once there is room
                self._unswept = True

    def close(self) -> None:
        """Close the file; a clean close leaves its seal beside it."""
        with self._using:
            self._connection.close()
            self._engine.dispose()
            write_seal(self._path)

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """One thread at a time; what the database reports is said plainly, and what was not committed is gone."""
        with self._using, said_plainly(self._path), ExitStack() as after:
            after.callback(self._connection.rollback)
            yield

    def _knows(self, compartment: str) -> None:
        """Something is about to be sealed in this compartment; in a file that needs nothing."""

    def _once(self, table: Table) -> Insert:
        """An insert that leaves what is there already."""
        return insert(table).prefix_with("OR IGNORE")

    def _sweep(self) -> None:
        """Overwrite the pages on which something lay that is destroyed."""
        driver = driver_of(self._connection)
        driver.execute("VACUUM")
        driver.execute(_CUT_OFF).fetchall()

    def seal(
        self,
        person: PersonId,
        kind: str,
        clear: bytes,
        *,
        salt: bytes,
        readers: Sequence[bytes] = (),
        compartment: str = "",
        marking: str = "",
    ) -> Digest:
        """Seal one thing for this node and `readers` (public keys); its digest."""
        one = Clear(person, kind, clear, salt)
        return self.seal_many([one], readers=readers, compartment=compartment, marking=marking)[0]

    def seal_many(
        self, things: Iterable[Clear], *, readers: Sequence[bytes] = (), compartment: str = "", marking: str = "",
        here: bool = True,
    ) -> list[Digest]:  # fmt: skip
        """Seal many things in one transaction; digests in the order given. The same thing twice is kept once.

        What is not to be read `here` is not wrapped for this node: it needs a compartment in which nothing lies yet.
        """
        given = list(things)
        if any(len(one.salt) != SALT_BYTES for one in given):
            raise Refused(Objection("sealed.salt", values={"wanted_bytes": SALT_BYTES}))
        digests = [one.digest for one in given]
        with self._in_use():
            self._knows(compartment)
            keys = self._keys({one.person for one in given}, compartment)
            blobs = [
                {
                    "digest": bytes.fromhex(digest), "person": one.person, "kind": one.kind, "compartment": compartment,
                    "marking": marking, "envelope": self._closed(keys[one.person], digest, one),
                }
                for digest, one in zip(digests, given, strict=True)
            ]  # fmt: skip
            wraps = self._missing_wraps(keys, compartment, ((self.reader,) if here else ()) + tuple(readers))
            if wraps:
                self._connection.execute(insert(wrap_table), wraps)
            if blobs:
                self._connection.execute(self._once(blob_table), blobs)
            self._connection.commit()
        return digests

    def open(self, digest: Digest) -> bytes:
        """The clear bytes behind a digest; Refused when not here or not for this reader, Tampered when changed."""
        found = self.open_many([digest])
        if digest not in found:
            raise Refused(Objection("sealed.not-here", values={"digest": digest[:8]}))
        return found[digest]

    def open_many(self, digests: Iterable[Digest], reader: Reader | None = None) -> dict[Digest, bytes]:
        """The clear bytes behind those digests that are here and for this node, or for the reader given."""
        found, reader = {}, reader or self._reader
        with self._in_use():
            for some in _slices(sorted(set(digests)), 500):
                for row in self._connection.execute(
                    OPENED, {"reader": reader.public, "some": [bytes.fromhex(d) for d in some]}
                ):
                    digest = Digest(row.digest.hex())
                    key = reader.unwrapped(row.person, row.compartment, row.wrapped)
                    found[digest] = opened(key, digest, row.person, row.kind, row.envelope)
        return found

    def parts(self, digests: Iterable[Digest]) -> Iterator[Part]:
        """Those sealed things that are here, as they lie, to be carried to another machine of the same readers."""
        for some in _slices(sorted(set(digests)), 500):
            with self._using, said_plainly(self._path):
                rows = list(self._connection.execute(PARTS, {"some": [bytes.fromhex(d) for d in some]}))
                self._connection.rollback()
            wraps: dict[bytes, dict[bytes, bytes]] = {}
            for row in rows:
                wraps.setdefault(row.digest, {})[row.reader] = row.wrapped
            for row in {row.digest: row for row in rows}.values():
                yield Part(
                    Digest(row.digest.hex()), PersonId(row.person), row.kind, row.compartment, row.envelope,
                    wraps[row.digest],
                )  # fmt: skip

    def open_part(self, part: Part) -> bytes | None:
        """The clear bytes of a carried thing; None when it is not for this node, Tampered when it was changed."""
        return part.opened_by(self._reader)

    def digests(self, kind: str) -> dict[Digest, PersonId]:
        """What is sealed here of one kind, and about whom, without opening any of it."""
        with self._in_use():
            return {Digest(d.hex()): PersonId(who) for d, who in self._connection.execute(OF_KIND, {"kind": kind})}

    def apart(self, folder: Path) -> SealedStore:
        """Other sealed things in a folder of their own, for the same reader."""
        return SealedStore(folder, self._reader.private, noise=self._noise, opening=self._opening)

    def grant(self, people: Iterable[PersonId], readers: Sequence[bytes], *, compartment: str = "") -> int:
        """Wrap the data keys of people for more readers, as a handover does for its receiver; how many were new."""
        with self._in_use():
            keys = self._known_keys(set(people), compartment)
            wraps = self._missing_wraps(keys, compartment, readers)
            if wraps:
                self._connection.execute(insert(wrap_table), wraps)
            self._connection.commit()
        return len(wraps)

    def own_key(self, purpose: bytes) -> bytes:
        """32 bytes that only whoever has this node's reader's key can make again, other ones for each purpose."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(self._reader.private)

    def wrap(self, key: bytes, readers: Sequence[bytes], *, compartment: str) -> int:
        """Wrap a key that is nobody's own for readers of a compartment; for how many it was not wrapped yet."""
        with self._in_use():
            self._knows(compartment)
            wraps = self._missing_wraps({NOBODY: key}, compartment, readers)
            if wraps:
                self._connection.execute(insert(wrap_table), wraps)
            self._connection.commit()
        return len(wraps)

    def wraps(self, compartment: str) -> dict[bytes, bytes]:
        """Reader → what `wrap` wrapped for him in a compartment."""
        with self._in_use():
            rows = self._connection.execute(WRAPS, {"compartment": compartment, "some": [NOBODY]})
            return {row.reader: row.wrapped for row in rows}

    def wrapped(self) -> dict[str, frozenset[bytes]]:
        """Each compartment in which `wrap` wrapped a key, and for which readers."""
        found: dict[str, set[bytes]] = {}
        with self._in_use():
            for row in self._connection.execute(NOBODYS):
                found.setdefault(row.compartment, set()).add(row.reader)
        return {compartment: frozenset(readers) for compartment, readers in found.items()}

    def where(self, digests: Iterable[Digest]) -> dict[Digest, tuple[PersonId, str]]:
        """About whom, and in which compartment, each of these lies that is here; nothing is opened."""
        found: dict[Digest, tuple[PersonId, str]] = {}
        with self._in_use():
            for some in _slices(sorted(set(digests)), 500):
                rows = self._connection.execute(WHERE, {"some": [bytes.fromhex(d) for d in some]})
                found |= {Digest(row.digest.hex()): (PersonId(row.person), row.compartment) for row in rows}
        return found

    def kinds(self, digests: Iterable[Digest]) -> dict[Digest, str]:
        """What kind of thing each of these that is here is; nothing is opened."""
        found: dict[Digest, str] = {}
        with self._in_use():
            for some in _slices(sorted(set(digests)), 500):
                rows = self._connection.execute(KINDS, {"some": [bytes.fromhex(d) for d in some]})
                found |= {Digest(row.digest.hex()): row.kind for row in rows}
        return found

    def having(self, people: Iterable[PersonId]) -> frozenset[PersonId]:
        """Those of these people of whom anything is sealed here."""
        with self._in_use():
            found = (self._connection.execute(WHOSE, {"some": some}) for some in _slices(sorted(set(people)), 500))
            return frozenset(PersonId(row.person) for rows in found for row in rows)

    def lying(self, people: Iterable[PersonId]) -> dict[Digest, PersonId]:
        """All that is sealed here about these people, of whatever kind, and about whom; nothing is opened."""
        with self._in_use():
            found = (self._connection.execute(OF_WHOM, {"some": some}) for some in _slices(sorted(set(people)), 500))
            return {Digest(digest.hex()): PersonId(who) for rows in found for digest, who in rows}

    def wrapped_for(self, people: Iterable[PersonId], reader: bytes) -> dict[PersonId, bytes]:
        """The data keys of people that open here, wrapped for another reader, to travel; nothing of it is kept.

        Refused when somebody's key is not for this node.
        """
        with self._in_use():
            sender = Sender(reader, self._noise)
            return {one: sender.wrapped(key, one, "") for one, key in self._known_keys(set(people), "").items()}

    def keep_closed(self, part: Part, wraps: Sequence[tuple[PersonId, bytes, bytes]]) -> None:
        """Keep what only others can open: the envelope as it came, and (whose key, reader, wrapped) beside it."""
        with self._in_use():
            self._knows(part.compartment)
            self._connection.execute(self._once(blob_table), [{
                "digest": bytes.fromhex(part.digest), "person": part.person, "kind": part.kind,
                "compartment": part.compartment, "marking": "", "envelope": part.envelope,
            }])  # fmt: skip
            rows = [
                {"person": whose, "compartment": part.compartment, "reader": reader, "wrapped": wrapped}
                for whose, reader, wrapped in wraps
            ]  # fmt: skip
            if rows:
                self._connection.execute(self._once(wrap_table), rows)
            self._connection.commit()

    def forget(self, digests: Iterable[Digest]) -> int:
        """Take out single things no entry names, such as a sheet that was begun and went on; how many there were."""
        gone = 0
        with self._in_use():
            for some in _slices(sorted(set(digests)), 500):
                raw = [bytes.fromhex(digest) for digest in some]
                gone += self._connection.execute(delete(blob_table).where(blob_table.c.digest.in_(raw))).rowcount
            self._connection.commit()
        return gone

    def destroy(self, person: PersonId) -> int:
        """Destroy all that is sealed here about a person: wraps, blobs and the pages they lay on; how many blobs."""
        return self.destroy_all((person,))

    def destroy_all(self, people: Iterable[PersonId]) -> int:
        """The same about many, all of it or nothing; the pages are swept once, which takes as long as for one."""
        gone = 0
        with self._in_use():
            self._unswept = True
            for person in people:
                self._connection.execute(delete(wrap_table).where(wrap_table.c.person == person))
                gone += self._connection.execute(delete(blob_table).where(blob_table.c.person == person)).rowcount
            self._connection.commit()
            self._sweep()
            self._unswept = False
        return gone

    def destroy_some(self, digests: Iterable[Digest]) -> int:
        """Destroy single things and the pages they lay on; the keys stay, for what else is sealed under them."""
        self._unswept = True
        gone = self.forget(digests)
        self.finish_destroying()
        return gone

    def finish_destroying(self) -> None:
        """Overwrite what was destroyed and could not be then, or at opening, because the disk was full or failed."""
        if self._unswept:
            with self._in_use():
                self._sweep()
                self._unswept = False

    def _keys(self, people: set[PersonId], compartment: str) -> dict[PersonId, bytes]:
        """The data key of each person, made where there is none yet."""
        known = self._known_keys(people, compartment)
        return known | {person: self._noise(32) for person in sorted(people - known.keys())}

    def _known_keys(self, people: set[PersonId], compartment: str) -> dict[PersonId, bytes]:
        """The data keys this reader can open; Refused when someone has one that is not wrapped for this reader."""
        keys, others = {}, set()
        for some in _slices(sorted(people), 500):
            for row in self._connection.execute(WRAPS, {"compartment": compartment, "some": some}):
                if row.reader == self.reader:
                    keys[PersonId(row.person)] = self._reader.unwrapped(row.person, compartment, row.wrapped)
                else:
                    others.add(row.person)
        if others - keys.keys():
            raise Refused(Objection("sealed.not-for-this-node", values={"people": len(others - keys.keys())}))
        return keys

    def _closed(self, key: bytes, digest: Digest, one: Clear) -> bytes:
        return closed(key, digest, one.person, one.kind, salted=one.salt + one.clear, nonce=self._noise(12))

    def _missing_wraps(
        self, keys: Mapping[PersonId, bytes], compartment: str, readers: Iterable[bytes]
    ) -> list[dict[str, str | bytes]]:
        """Rows that wrap each key for those readers who have no wrap of it yet; one fresh sender's key per reader."""
        have = {
            (row.person, row.reader)
            for some in _slices(sorted(keys), 500)
            for row in self._connection.execute(WRAPS, {"compartment": compartment, "some": some})
        }
        rows: list[dict[str, str | bytes]] = []
        for reader in dict.fromkeys(readers):
            sender = Sender(reader, self._noise)
            rows += [
                {
                    "person": person, "compartment": compartment, "reader": reader,
                    "wrapped": sender.wrapped(key, person, compartment),
                }
                for person, key in keys.items()
                if (person, reader) not in have
            ]  # fmt: skip
        return rows


def _slices(values: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
