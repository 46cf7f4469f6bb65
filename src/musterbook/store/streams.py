"""Streams: bytes of any length sealed in pieces of one mebibyte, so that no piece is cut off, moved or left out.

Every stream has a key of its own. Piece n is AES-256-GCM under the nonce n ‖ last, bound to the stream's header; the
last piece says that it is the last, so a stream cut short does not open. To a recipient the key is wrapped as in
`sealed.py`: X25519 with a fresh sender's key, HKDF-SHA256, AES-256-GCM. The header line is canonical JSON and holds no
secret.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from musterbook.ledger.canonical import canonical, read_canonical
from musterbook.ledger.facts import Json
from musterbook.store.keys import Noise
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

PIECE_BYTES: Final = 1024 * 1024
TAG_BYTES: Final = 16
HEADER_BYTES_MAX: Final = 4096


class Sealing:
    """A file to write clear bytes into, which seals them piece by piece under a key that seals nothing else.

    It ends with `close`, which writes the last piece; whoever never closes it leaves a stream that does not open.
    """

    def __init__(self, key: bytes, into: IO[bytes], header: dict[str, Json]) -> None:
        self._line = canonical(header)
        self._box, self._into, self._count, self._waiting = AESGCM(key), into, 0, bytearray()
        into.write(self._line + b"\n")

    def write(self, clear: bytes) -> int:
        """Take clear bytes; a piece leaves once it is known that another follows."""
        self._waiting += clear
        while len(self._waiting) > PIECE_BYTES:
            self._leave(bytes(self._waiting[:PIECE_BYTES]), last=False)
            del self._waiting[:PIECE_BYTES]
        return len(clear)

    def flush(self) -> None:
        """What waits to be a whole piece goes on waiting; what left is flushed."""
        self._into.flush()

    def close(self) -> None:
        """Write the last piece, which may be empty."""
        self._leave(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _leave(self, piece: bytes, *, last: bool) -> None:
        self._into.write(self._box.encrypt(_nonce(self._count, last=last), piece, self._line))
        self._count += 1


def read_header(source: IO[bytes], name: str) -> dict[str, Json]:
    """The header line of a sealed stream; Malformed when there is none."""
    line = source.readline(HEADER_BYTES_MAX)
    if not line.endswith(b"\n"):
        raise Malformed.because("stream.no-header", name=name)
    try:
        return dict(read_canonical(line[:-1]))
    except (Malformed, ValueError):
        raise Malformed.because("stream.no-header", name=name) from None


def open_stream(key: bytes, source: IO[bytes], header: dict[str, Json], name: str) -> Iterator[bytes]:
    """The clear pieces after the header; Tampered when one differs, is missing or was moved."""
    line, box, count = canonical(header), AESGCM(key), 0
    piece = source.read(PIECE_BYTES + TAG_BYTES)
    while True:
        following = source.read(PIECE_BYTES + TAG_BYTES)
        try:
            yield box.decrypt(_nonce(count, last=not following), piece, line)
        except (InvalidTag, ValueError):
            raise Tampered("stream.differs", name=name) from None
        if not following:
            return
        count, piece = count + 1, following


def sealing_to(recipient: bytes, into: IO[bytes], *, kind: str, noise: Noise = os.urandom) -> Sealing:
    """A file whose bytes only the holder of the private key of `recipient`, a public X25519 key of 32 bytes, reads."""
    key, nonce = noise(32), noise(12)
    sender = X25519PrivateKey.from_private_bytes(noise(32))
    public = sender.public_key().public_bytes_raw()
    shared = sender.exchange(X25519PublicKey.from_public_bytes(recipient))
    box = AESGCM(_wrap_key(shared, public, recipient, kind)).encrypt(nonce, key, None)
    wrapped = b64encode(public + nonce + box).decode("ascii")
    return Sealing(key, into, {"for": recipient.hex(), "key": wrapped, "kind": kind, "v": 1})


def open_from(private: bytes, source: IO[bytes], *, kind: str, name: str) -> Iterator[bytes]:
    """The clear pieces of a stream sealed to this private key; Refused when it was sealed to another."""
    header, own = read_header(source, name), X25519PrivateKey.from_private_bytes(private)
    public = own.public_key().public_bytes_raw()
    if header.get("for") != public.hex() or header.get("kind") != kind:
        raise Refused(Objection("stream.for-another", values={"name": name}))
    try:
        wrapped = b64decode(str(header["key"]), validate=True)
        sender, nonce, box = wrapped[:32], wrapped[32:44], wrapped[44:]
        shared = own.exchange(X25519PublicKey.from_public_bytes(sender))
        key = AESGCM(_wrap_key(shared, sender, public, kind)).decrypt(nonce, box, None)
    except (InvalidTag, ValueError, KeyError):
        raise Tampered("stream.differs", name=name) from None
    yield from open_stream(key, source, header, name)


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _wrap_key(shared: bytes, sender: bytes, recipient: bytes, kind: str) -> bytes:
    info = b"musterbook/stream/1\x00" + kind.encode()
    return HKDF(SHA256(), 32, salt=sender + recipient, info=info).derive(shared)
