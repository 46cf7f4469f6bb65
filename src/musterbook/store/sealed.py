"""Sealed things: names, photographs and medical answers beside the book, each under a key that can be destroyed.

Every person has a 256-bit data key for each compartment. A blob is AES-256-GCM under it: 96-bit nonce, bound data is
digest ‖ person ‖ kind, and the clear bytes are preceded by their 32-byte salt, so whoever cannot open the blob cannot
guess at its digest either. `digest = SHA-256(salt ‖ clear)` is what the book's fact names. The data key is wrapped for
each reader node: X25519 with a fresh key per call, HKDF-SHA256 bound to person and compartment, AES-256-GCM.
Destroying a person's wraps and blobs, with `secure_delete` on, leaves a number with a history and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, Index, LargeBinary, MetaData, Table, Text, bindparam, delete, insert, select

from musterbook.ledger.facts import Digest
from musterbook.store.engine import SEALED_SETTINGS, driver_of, writing_engine
from musterbook.store.failures import said_plainly
from musterbook.store.keys import Noise
from musterbook.store.seal import check_seal, drop_seal, write_seal
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

SEALED_NAME: Final = "sealed.db"
SALT_BYTES: Final = 32

T = TypeVar("T")
sealed_tables: Final = MetaData()

blob_table: Final = Table(
    "blob",
    sealed_tables,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("compartment", Text, nullable=False),
    Column("marking", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False, comment="nonce (12) and AES-256-GCM of salt (32) and clear bytes"),
    Index("blob_person", "person"),
    sqlite_with_rowid=False,
)

wrap_table: Final = Table(
    "wrap",
    sealed_tables,
    Column("person", Text, primary_key=True),
    Column("compartment", Text, primary_key=True),
    Column("reader", LargeBinary(32), primary_key=True, comment="public X25519 key of a node"),
    Column("wrapped", LargeBinary, nullable=False, comment="sender's key (32), nonce (12), AES-256-GCM of the key"),
    sqlite_with_rowid=False,
)


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
    """

    def __init__(self, folder: Path, reader: bytes, *, noise: Noise = os.urandom) -> None:
        self._path = folder / SEALED_NAME
        self._noise = noise
        self._reader = X25519PrivateKey.from_private_bytes(reader)
        self.reader: bytes = self._reader.public_key().public_bytes_raw()
        self._shared: dict[bytes, bytes] = {}
        self._using = threading.RLock()
        check_seal(self._path)
        drop_seal(self._path)
        with said_plainly(self._path):
            self._engine = writing_engine(self._path, SEALED_SETTINGS)
            self._connection = self._engine.connect()
            sealed_tables.create_all(self._connection)
            self._connection.commit()

    def close(self) -> None:
        """Close the file; a clean close leaves its seal beside it."""
        with self._using:
            self._connection.close()
            self._engine.dispose()
            write_seal(self._path)

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
        self, things: Iterable[Clear], *, readers: Sequence[bytes] = (), compartment: str = "", marking: str = ""
    ) -> list[Digest]:
        """Seal many things in one transaction; digests in the order given. The same thing twice is kept once."""
        given = list(things)
        if any(len(one.salt) != SALT_BYTES for one in given):
            raise Refused(Objection("sealed.salt", values={"wanted_bytes": SALT_BYTES}))
        digests = [one.digest for one in given]
        with self._using, said_plainly(self._path):
            keys = self._keys({one.person for one in given}, compartment)
            blobs = [
                {
                    "digest": bytes.fromhex(digest), "person": one.person, "kind": one.kind, "compartment": compartment,
                    "marking": marking, "envelope": self._closed(keys[one.person], digest, one),
                }
                for digest, one in zip(digests, given, strict=True)
            ]  # fmt: skip
            wraps = self._missing_wraps(keys, compartment, (self.reader, *readers))
            if wraps:
                self._connection.execute(insert(wrap_table), wraps)
            if blobs:
                self._connection.execute(insert(blob_table).prefix_with("OR IGNORE"), blobs)
            self._connection.commit()
        return digests

    def open(self, digest: Digest) -> bytes:
        """The clear bytes behind a digest; Refused when not here or not for this reader, Tampered when changed."""
        opened = self.open_many([digest])
        if digest not in opened:
            raise Refused(Objection("sealed.not-here", values={"digest": digest[:8]}))
        return opened[digest]

    def open_many(self, digests: Iterable[Digest]) -> dict[Digest, bytes]:
        """The clear bytes behind those digests that are here and for this reader."""
        found = {}
        with self._using, said_plainly(self._path):
            for some in _slices(sorted(set(digests)), 500):
                for row in self._connection.execute(
                    _OPENED, {"reader": self.reader, "some": [bytes.fromhex(d) for d in some]}
                ):
                    digest = Digest(row.digest.hex())
                    key = self._unwrapped(row.person, row.compartment, row.wrapped)
                    found[digest] = _opened(key, digest, row.person, row.kind, row.envelope)
            self._connection.rollback()
        return found

    def digests(self, kind: str) -> dict[Digest, PersonId]:
        """What is sealed here of one kind, and about whom, without opening any of it."""
        with self._using, said_plainly(self._path):
            return {Digest(d.hex()): PersonId(who) for d, who in self._connection.execute(_OF_KIND, {"kind": kind})}

    def apart(self, folder: Path) -> SealedStore:
        """Other sealed things in a folder of their own, for the same reader."""
        return SealedStore(folder, self._reader.private_bytes_raw(), noise=self._noise)

    def grant(self, people: Iterable[PersonId], readers: Sequence[bytes], *, compartment: str = "") -> int:
        """Wrap the data keys of people for more readers, as a handover does for its receiver; how many were new."""
        with self._using, said_plainly(self._path):
            keys = self._known_keys(set(people), compartment)
            wraps = self._missing_wraps(keys, compartment, readers)
            if wraps:
                self._connection.execute(insert(wrap_table), wraps)
            self._connection.commit()
        return len(wraps)

    def destroy(self, person: PersonId) -> int:
        """Destroy all that is sealed here about a person: wraps, blobs and the pages they lay on; how many blobs."""
        with self._using, said_plainly(self._path):
            self._connection.execute(delete(wrap_table).where(wrap_table.c.person == person))
            gone = self._connection.execute(delete(blob_table).where(blob_table.c.person == person)).rowcount
            self._connection.commit()
            driver = driver_of(self._connection)
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return gone

    def _keys(self, people: set[PersonId], compartment: str) -> dict[PersonId, bytes]:
        """The data key of each person, made where there is none yet."""
        known = self._known_keys(people, compartment)
        return known | {person: self._noise(32) for person in sorted(people - known.keys())}

    def _known_keys(self, people: set[PersonId], compartment: str) -> dict[PersonId, bytes]:
        """The data keys this reader can open; Refused when someone has one that is not wrapped for this reader."""
        keys, others = {}, set()
        for some in _slices(sorted(people), 500):
            for row in self._connection.execute(_WRAPS, {"compartment": compartment, "some": some}):
                if row.reader == self.reader:
                    keys[PersonId(row.person)] = self._unwrapped(row.person, compartment, row.wrapped)
                else:
                    others.add(row.person)
        if others - keys.keys():
            raise Refused(Objection("sealed.not-for-this-node", values={"people": len(others - keys.keys())}))
        return keys

    def _missing_wraps(
        self, keys: Mapping[PersonId, bytes], compartment: str, readers: Iterable[bytes]
    ) -> list[dict[str, str | bytes]]:
        """Rows that wrap each key for those readers who have no wrap of it yet; one fresh sender's key per reader."""
        have = {
            (row.person, row.reader)
            for some in _slices(sorted(keys), 500)
            for row in self._connection.execute(_WRAPS, {"compartment": compartment, "some": some})
        }
        rows: list[dict[str, str | bytes]] = []
        for reader in dict.fromkeys(readers):
            sender = X25519PrivateKey.from_private_bytes(self._noise(32))
            shared = sender.exchange(X25519PublicKey.from_public_bytes(reader))
            public = sender.public_key().public_bytes_raw()
            for person, key in keys.items():
                if (person, reader) in have:
                    continue
                nonce = self._noise(12)
                box = AESGCM(_wrap_key(shared, public, reader, person, compartment)).encrypt(nonce, key, None)
                rows.append({
                    "person": person, "compartment": compartment, "reader": reader, "wrapped": public + nonce + box,
                })  # fmt: skip
        return rows

    def _unwrapped(self, person: str, compartment: str, wrapped: bytes) -> bytes:
        public, nonce, box = wrapped[:32], wrapped[32:44], wrapped[44:]
        try:
            if public not in self._shared:
                self._shared[public] = self._reader.exchange(X25519PublicKey.from_public_bytes(public))
            key = _wrap_key(self._shared[public], public, self.reader, person, compartment)
            return AESGCM(key).decrypt(nonce, box, None)
        except (InvalidTag, TypeError, ValueError):
            raise Tampered("sealed.wrap-differs", compartment=compartment) from None

    def _closed(self, key: bytes, digest: Digest, one: Clear) -> bytes:
        nonce = self._noise(12)
        return nonce + AESGCM(key).encrypt(nonce, one.salt + one.clear, _bound(digest, one.person, one.kind))


_OPENED: Final = (
    select(
        blob_table.c.digest, blob_table.c.person, blob_table.c.kind, blob_table.c.compartment, blob_table.c.envelope,
        wrap_table.c.wrapped,
    )
    .join(
        wrap_table,
        (wrap_table.c.person == blob_table.c.person) & (wrap_table.c.compartment == blob_table.c.compartment),
    )
    .where(wrap_table.c.reader == bindparam("reader"), blob_table.c.digest.in_(bindparam("some", expanding=True)))
)  # fmt: skip
_OF_KIND: Final = select(blob_table.c.digest, blob_table.c.person).where(blob_table.c.kind == bindparam("kind"))
_WRAPS: Final = select(wrap_table.c.person, wrap_table.c.reader, wrap_table.c.wrapped).where(
    wrap_table.c.compartment == bindparam("compartment"), wrap_table.c.person.in_(bindparam("some", expanding=True))
)


def _opened(key: bytes, digest: Digest, person: str, kind: str, envelope: bytes) -> bytes:
    """Open one envelope and hold its contents against the digest the book names."""
    try:
        salted = AESGCM(key).decrypt(envelope[:12], envelope[12:], _bound(digest, person, kind))
    except (InvalidTag, TypeError, ValueError):
        raise Tampered("sealed.differs", digest=digest[:8]) from None
    if hashlib.sha256(salted).hexdigest() != digest:
        raise Tampered("sealed.differs", digest=digest[:8])
    return salted[SALT_BYTES:]


def _bound(digest: Digest, person: str, kind: str) -> bytes:
    return b"\x00".join((bytes.fromhex(digest), person.encode(), kind.encode()))


def _wrap_key(shared: bytes, sender: bytes, reader: bytes, person: str, compartment: str) -> bytes:
    info = b"musterbook/wrap/1\x00" + person.encode() + b"\x00" + compartment.encode()
    return HKDF(SHA256(), 32, salt=sender + reader, info=info).derive(shared)


def _slices(values: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
