"""Reading keys: the X25519 pair of an officer, derived from his signing pair, so that the register has it already.

Of an Ed25519 pair the public half has a Montgomery form that anyone can reckon, and the private half is the one under
the officer's own pass-phrase (RFC 7748 section 4.1, RFC 8032 section 5.1.5; used so by age for SSH keys; that one pair
may serve both is argued in ePrint 2021/509). A passkey has no such form: its officer cannot open what is sealed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

_PRIME: Final = 2**255 - 19
_TRIAL: Final = X25519PrivateKey.from_private_bytes(bytes(range(32)))


def reading_private(signing: Ed25519PrivateKey) -> bytes:
    """The private half, 32 bytes: the first half of SHA-512 of the signing seed, clamped as Ed25519 clamps it."""
    return hashlib.sha512(signing.private_bytes_raw()).digest()[:32]


@lru_cache(maxsize=4096)
def reading_public(signing: str) -> bytes | None:
    """The public half for a public Ed25519 key in hexadecimal; None when it is no key one can seal to."""
    try:
        raw = bytes.fromhex(signing)
    except ValueError:
        return None
    if len(raw) != 32:
        return None
    height = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if height >= _PRIME or height == 1:
        return None
    public = ((1 + height) * pow(1 - height, -1, _PRIME) % _PRIME).to_bytes(32, "little")
    try:
        _TRIAL.exchange(X25519PublicKey.from_public_bytes(public))  # refuses the points of small order
    except ValueError:
        return None
    return public
