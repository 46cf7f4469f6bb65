"""Letters: the exchange through somebody who may keep, lose, double, reorder and alter what is given to him.

A letter holds one request or one reply, as `wire` has it. It is signed by the sender's log over everything in it, so
that nobody else can have written it, to nobody else, in another operation; and then sealed for the receiver's log by
HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM), so that whoever carries it learns sizes and times alone. It travels
in parts that no server finds too long. LEFT TO THE CALLER: whether the register knows the sender; and that a letter may
come twice or late, which the exchange does not mind (decision 1010).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from musterbook.ledger.signing import public_of
from musterbook.sync import exchange as said
from musterbook.sync.wire import BODY_BYTES_MAX, Got, Sent, read_reply, read_sent, replied, sent
from musterbook.terms.errors import Malformed, Tampered

LETTER_BYTES_MAX: Final = BODY_BYTES_MAX + 256 * 1024
CHANNEL: Final = hashlib.sha256(b"musterbook/letters/1").hexdigest()
"""What a meeting by letters is bound to, so that no hello can be passed on from or to another carrier."""

_SIGNED: Final = b"musterbook/letter/1\x00"
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEAD: Final = struct.Struct("<64sI")
Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says beside its body.

    Attributes:
        sender: the log that signed it.
        receiver: the log it is for.
        number: 128 drawn bits, hexadecimal: by it a reply names what it answers.
        answers: the number of the letter this replies to; empty for a request.
        method: of a request, as over HTTP; likewise `target`, `media` and `token`, the bearer.
        code: of a reply, as over HTTP; likewise `headers`.
        body: the body of either.
    """

    sender: said.Hex64
    receiver: said.Hex64
    number: Hex32
    answers: Hex32 | None = None
    method: said.Short = ""
    target: Annotated[str, msgspec.Meta(max_length=4_096)] = ""
    media: said.Short = ""
    token: said.Short = ""
    code: int = 0
    headers: dict[said.Short, said.Short] = field(default_factory=dict)
    body: bytes = b""

    def request(self) -> said.Request:
        """The request it holds; Malformed when it holds none."""
        return read_sent(self.method, self.target, self.body)

    def reply_to(self, request: said.Request) -> said.Reply:
        """The reply it holds; Malformed when it is none to that request."""
        return read_reply(request, Got(self.code, self.headers, self.body))


class Pen:
    """Writes and opens the letters of one node.

    Args:
        operation: whose book is kept.
        key: private key of the node's log.
        reading: private X25519 key that belongs to it.
        reader: the public X25519 key that belongs to a log; None when there is none.
        entropy: draws the numbers of letters.
    """

    def __init__(
        self, operation: str, key: Ed25519PrivateKey, reading: bytes, *, reader: Callable[[str], bytes | None],
        entropy: Callable[[int], bytes],
    ) -> None:  # fmt: skip
        self.log = public_of(key)
        self._key = key
        self._reading = X25519PrivateKey.from_private_bytes(reading)
        self._reader = reader
        self._entropy = entropy
        self._bound = operation.encode()

    def asks(self, receiver: str, request: said.Request, token: str = "") -> tuple[str, bytes]:
        """A request to a node: the letter's number and the letter, sealed."""
        out: Sent = sent(request)
        number = self._entropy(16).hex()
        letter = Letter(
            self.log, receiver, number, method=out.method, target=out.target, media=out.media, token=token,
            body=out.body,
        )  # fmt: skip
        return number, self.seal(letter)

    def answers(self, letter: Letter, reply: said.Reply) -> bytes:
        """The reply to a letter, sealed."""
        got: Got = replied(reply)
        back = Letter(
            self.log, letter.sender, self._entropy(16).hex(), letter.number, code=got.number,
            headers=dict(got.headers), body=got.body,
        )  # fmt: skip
        return self.seal(back)

    def seal(self, letter: Letter) -> bytes:
        """A letter signed, and sealed for its receiver; Malformed when nothing can be sealed to that log."""
        public = self._reader(letter.receiver)
        if public is None:
            raise Malformed.because("letter.no-reader", log=letter.receiver[:16])
        head = msgspec.json.encode(replace(letter, body=b""), order="deterministic")
        signature = self._key.sign(_signed(self._bound, head, letter.body))
        clear = _HEAD.pack(signature, len(head)) + head + letter.body
        return _SUITE.encrypt(clear, X25519PublicKey.from_public_bytes(public), info=_SIGNED + self._bound)

    def open(self, sealed: bytes) -> Letter:
        """What a letter says.

        1. It is sealed for this node, and nothing in it was altered on the way.
        2. It is a letter.
        3. It was meant for this node: nobody sealed it anew and passed it on.
        4. The log it names as its sender signed all of it.

        Raises:
            Malformed: 1 to 3 do not hold.
            Tampered: 4 does not hold.
        """
        try:
            clear = _SUITE.decrypt(sealed, self._reading, info=_SIGNED + self._bound)
        except (InvalidTag, ValueError):
            raise Malformed.because("letter.not-opened") from None
        try:
            signature, length = _HEAD.unpack_from(clear)
            head, body = clear[_HEAD.size : _HEAD.size + length], clear[_HEAD.size + length :]
            letter = msgspec.json.decode(head, type=Letter)
        except (struct.error, msgspec.MsgspecError):
            raise Malformed.because("letter.broken") from None
        if letter.receiver != self.log:
            raise Malformed.because("letter.another", log=letter.sender[:16])
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(letter.sender))
            public.verify(signature, _signed(self._bound, head, body))
        except (InvalidSignature, ValueError):
            raise Tampered("letter.signature", log=letter.sender[:16]) from None
        return replace(letter, body=body)


def _signed(operation: bytes, head: bytes, body: bytes) -> bytes:
    digests = (hashlib.sha256(part).digest() for part in (operation, head, body))
    return _SIGNED + b"".join(digests)
