"""Envelopes: a thing under its data key, and a data key wrapped for whoever may read. Bytes in, bytes out, no file.

A thing is AES-256-GCM under the data key, bound to digest ‖ person ‖ kind. A data key is wrapped by X25519 with a fresh
sender's key, HKDF-SHA256 bound to person and compartment, and AES-256-GCM (ledger.md section 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from musterbook.ledger.facts import Digest
from musterbook.store.keys import Noise
from musterbook.terms.errors import Tampered

SALT_BYTES: Final = 32


class Reader:
    """Whoever reads: a node or an officer, by his private X25519 key of 32 bytes."""

    def __init__(self, private: bytes) -> None:
        self._private = X25519PrivateKey.from_private_bytes(private)
        self.public: bytes = self._private.public_key().public_bytes_raw()
        self._shared: dict[bytes, bytes] = {}

    @property
    def private(self) -> bytes:
        """The private key."""
        return self._private.private_bytes_raw()

    def unwrapped(self, person: str, compartment: str, wrapped: bytes) -> bytes:
        """The data key in a wrap made for this reader; Tampered when it is not one."""
        public, nonce, box = wrapped[:32], wrapped[32:44], wrapped[44:]
        try:
            if public not in self._shared:
                self._shared[public] = self._private.exchange(X25519PublicKey.from_public_bytes(public))
            key = _wrap_key(self._shared[public], public, self.public, person, compartment)
            return AESGCM(key).decrypt(nonce, box, None)
        except (InvalidTag, TypeError, ValueError):
            raise Tampered("sealed.wrap-differs", compartment=compartment) from None


class Sender:
    """Wraps data keys for one reader, by a key made for this once and forgotten."""

    def __init__(self, reader: bytes, noise: Noise) -> None:
        private = X25519PrivateKey.from_private_bytes(noise(32))
        self._reader, self._noise = reader, noise
        self._public = private.public_key().public_bytes_raw()
        self._shared = private.exchange(X25519PublicKey.from_public_bytes(reader))

    def wrapped(self, key: bytes, person: str, compartment: str) -> bytes:
        """A data key wrapped: sender's key (32), nonce (12), box."""
        nonce, around = self._noise(12), _wrap_key(self._shared, self._public, self._reader, person, compartment)
        return self._public + nonce + AESGCM(around).encrypt(nonce, key, None)


def closed(key: bytes, digest: Digest, person: str, kind: str, *, salted: bytes, nonce: bytes) -> bytes:
    """An envelope: nonce (12) and box of salt (32) and clear bytes."""
    return nonce + AESGCM(key).encrypt(nonce, salted, _bound(digest, person, kind))


def opened(key: bytes, digest: Digest, person: str, kind: str, envelope: bytes) -> bytes:
    """The clear bytes of an envelope, held against the digest the book names; Tampered when they differ."""
    return salted_in(key, digest, person, kind, envelope)[SALT_BYTES:]


def salted_in(key: bytes, digest: Digest, person: str, kind: str, envelope: bytes) -> bytes:
    """Salt and clear bytes of an envelope, held against the digest; with both it can be sealed again to another."""
    try:
        salted = AESGCM(key).decrypt(envelope[:12], envelope[12:], _bound(digest, person, kind))
    except (InvalidTag, TypeError, ValueError):
        raise Tampered("sealed.differs", digest=digest[:8]) from None
    if hashlib.sha256(salted).hexdigest() != digest:
        raise Tampered("sealed.differs", digest=digest[:8])
    return salted


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed thing as it lies: whoever copies it does not open it.

    Attributes:
        digest: what the book names.
        person: about whom; the envelope is bound to him and to the kind, the key to the compartment.
        kind: `particulars`, `photo` and the like.
        compartment: empty for what every reader here may read.
        envelope: the thing under its data key.
        wraps: reader's public key → the data key for him.
    """

    digest: Digest
    person: str
    kind: str
    compartment: str
    envelope: bytes
    wraps: Mapping[bytes, bytes]

    def opened_by(self, reader: Reader) -> bytes | None:
        """The clear bytes; None when they are not for this reader, Tampered when they were changed."""
        wrapped = self.wraps.get(reader.public)
        if wrapped is None:
            return None
        key = reader.unwrapped(self.person, self.compartment, wrapped)
        return opened(key, self.digest, self.person, self.kind, self.envelope)


def _bound(digest: Digest, person: str, kind: str) -> bytes:
    return b"\x00".join((bytes.fromhex(digest), person.encode(), kind.encode()))


def _wrap_key(shared: bytes, sender: bytes, reader: bytes, person: str, compartment: str) -> bytes:
    info = b"musterbook/wrap/1\x00" + person.encode() + b"\x00" + compartment.encode()
    return HKDF(SHA256(), 32, salt=sender + reader, info=info).derive(shared)
