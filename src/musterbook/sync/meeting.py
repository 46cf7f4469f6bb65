"""Meeting: two nodes prove to each other that they hold the keys of their logs, over both nonces and the channel.

What is signed names the operation, both logs, both nonces, who calls and who answers, and the channel: the SHA-256 of
the answering side's certificate where the link is encrypted. So no greeting can be used again, turned round, or passed
on by somebody in the middle; and no authority for certificates is needed: the log's key vouches for the channel.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from musterbook.ledger.entry import canonical
from musterbook.ledger.signing import public_of
from musterbook.sync.exchange import Greeting, Hello

Side = Literal["calls", "answers"]
NO_CHANNEL: Final = ""
"""Of a carrier that is not encrypted: a loopback address, a test, the simulator."""


def sign_meeting(key: Ed25519PrivateKey, side: Side, hello: Hello, *, nonce: str, answers: str, channel: str) -> str:
    """The signature of one side under a meeting, base64. `nonce` is the answerer's, `answers` his log."""
    assert public_of(key) == (hello.log if side == "calls" else answers), "signed with another log's key"
    return base64.b64encode(key.sign(_said(side, hello, nonce, answers, channel))).decode()


def meeting_holds(
    signature: str, side: Side, hello: Hello, *, nonce: str, answers: str, channel: str = NO_CHANNEL
) -> bool:
    """Whether a side signed this meeting with its log's key."""
    log = hello.log if side == "calls" else answers
    try:
        raw = binascii.a2b_base64(signature.encode("ascii"), strict_mode=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(log)).verify(raw, _said(side, hello, nonce, answers, channel))
    except (InvalidSignature, ValueError):
        return False
    return True


def greeting_holds(greeting: Greeting, hello: Hello, *, channel: str = NO_CHANNEL) -> bool:
    """Whether the answerer holds the key of the log he names, speaks to this hello, over this channel."""
    return greeting.operation == hello.operation and meeting_holds(
        greeting.signature, "answers", hello, nonce=greeting.nonce, answers=greeting.log, channel=channel
    )


def _said(side: Side, hello: Hello, nonce: str, answers: str, channel: str) -> bytes:
    said = canonical({
        "answers": answers, "calls": hello.log, "channel": channel, "nonces": [hello.nonce, nonce],
        "operation": hello.operation, "side": side, "version": hello.version,
    })  # fmt: skip
    return b"musterbook/hello/1\x00" + said
