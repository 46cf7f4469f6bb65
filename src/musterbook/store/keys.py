"""Private keys at rest: one small file per key, under a pass-phrase, opened for one signature and wiped best effort.

A key file is canonical JSON. The pass-phrase goes through argon2id; what comes out opens AES-256-GCM, whose bound data
is everything else in the file, so a name or purpose cannot be swapped. Keys of an exercise are derived from its seed,
say so in the file, and lie under a pass-phrase everyone knows: they must never guard anything real.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from musterbook.ledger.entry import canonical, read_canonical
from musterbook.ledger.facts import Json
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

Purpose = Literal["officer", "log", "root", "reader"]
"""Whose key it is; `reader` is the X25519 key that opens sealed things, the others are Ed25519."""

Noise = Callable[[int], bytes]
"""So many unpredictable bytes: `os.urandom`, except in an exercise."""

EXERCISE_PASS_PHRASE: Final = "this is only an exercise"  # noqa: S105  public on purpose: exercise keys guard nothing
_FIELDS: Final = {"box", "cost", "exercise", "name", "nonce", "public", "purpose", "salt", "v"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a pass-phrase costs: argon2id memory in KiB, passes and lanes."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 1


EXERCISE_COST: Final = Cost(memory_kib=64, passes=1)
COST_MAX: Final = Cost(memory_kib=1_048_576, passes=16, lanes=16)
"""More than this in a file is Malformed: a planted key file must not fill the memory."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file as it lies on the disk, still closed.

    Attributes:
        purpose: whose key.
        name: officer, node or root.
        public: the public key, hexadecimal.
        exercise: derived from the seed of an exercise.
        cost: what opening costs.
        salt: of the pass-phrase.
        nonce: of the box.
        box: the private key, sealed.
    """

    purpose: str
    name: str
    public: str
    exercise: bool
    cost: Cost
    salt: bytes
    nonce: bytes
    box: bytes


def write_key(
    path: Path,
    private: bytes,
    *,
    purpose: Purpose,
    name: str,
    pass_phrase: str,
    exercise: bool = False,
    noise: Noise = os.urandom,
) -> KeyFile:
    """Write a 32-byte private key under a pass-phrase, readable by its owner only; an existing file is Refused."""
    cost = EXERCISE_COST if exercise else Cost()
    salt, nonce = noise(16), noise(12)
    public = public_of(private, purpose).hex()
    bare = KeyFile(purpose, name, public, exercise, cost, salt, nonce, b"")
    box = AESGCM(_stretched(pass_phrase, salt, cost)).encrypt(nonce, private, canonical(_told(bare)))
    kept = KeyFile(purpose, name, public, exercise, cost, salt, nonce, box)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(Objection("key.file-exists", values={"file": path.name})) from None
    with os.fdopen(handle, "wb") as file:
        file.write(canonical(_told(kept) | {"box": _text(box)}))
        file.flush()
        os.fsync(file.fileno())
    return kept


def read_key_file(path: Path) -> KeyFile:
    """A key file without opening it: whose it is and its public key. Malformed when it is not one."""
    said = read_canonical(path.read_bytes())
    try:
        cost = said["cost"]
        told = KeyFile(
            said["purpose"], said["name"], said["public"], said["exercise"],
            Cost(cost["memory_kib"], cost["passes"], cost["lanes"]),
            *(b64decode(said[part], validate=True) for part in ("salt", "nonce", "box")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise Malformed.because("key.fields", file=path.name) from None
    sound = (
        said.keys() == _FIELDS
        and said["v"] == 1
        and told.purpose in ("officer", "log", "root", "reader")
        and type(told.exercise) is bool
        and 8 <= told.cost.memory_kib <= COST_MAX.memory_kib
        and 1 <= told.cost.passes <= COST_MAX.passes
        and 1 <= told.cost.lanes <= COST_MAX.lanes
        and len(told.nonce) == 12
    )
    if not sound:
        raise Malformed.because("key.fields", file=path.name)
    return told


@contextmanager
def opened(path: Path, pass_phrase: str) -> Iterator[bytearray]:
    """The 32 private bytes for the length of a `with`, then overwritten. Refused when the pass-phrase is wrong.

    Overwriting is best effort: Python and the cipher may have made copies we cannot reach.
    """
    told = read_key_file(path)
    try:
        clear = AESGCM(_stretched(pass_phrase, told.salt, told.cost)).decrypt(
            told.nonce, told.box, canonical(_told(told))
        )
    except InvalidTag:
        raise Refused(Objection("key.pass-phrase", values={"file": path.name})) from None
    private = bytearray(clear)
    try:
        yield private
    finally:
        private[:] = bytes(len(private))


def sign_with(path: Path, pass_phrase: str, signed: bytes) -> bytes:
    """One Ed25519 signature by the key in a file, which is closed again at once."""
    with opened(path, pass_phrase) as private:
        return Ed25519PrivateKey.from_private_bytes(bytes(private)).sign(signed)


def public_of(private: bytes, purpose: Purpose) -> bytes:
    """The public key of 32 private bytes."""
    if purpose == "reader":
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def new_private(noise: Noise = os.urandom) -> bytes:
    """A new private key of either kind: 32 unpredictable bytes."""
    return noise(32)


def exercise_key(seed: int, purpose: Purpose, name: str) -> bytes:
    """The private key an exercise gives to a name: the same for the same seed, and worthless for anything real."""
    said = canonical({"name": name, "purpose": purpose, "seed": seed})
    return hashlib.sha256(b"musterbook/exercise-key/1\x00" + said).digest()


def exercise_noise(seed: int, purpose: str) -> Noise:
    """A source of bytes that repeats with the seed, for salts, nonces and ids of an exercise."""
    start = hashlib.sha256(f"musterbook/exercise-noise/1\x00{seed}\x00{purpose}".encode()).digest()
    drawn = 0

    def noise(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(start + drawn.to_bytes(8, "big")).digest(count)

    return noise


def _stretched(pass_phrase: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        pass_phrase.encode(), salt, time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes,
        hash_len=32, type=Type.ID,
    )  # fmt: skip


def _told(kept: KeyFile) -> dict[str, Json]:
    """The file without its box: also what the box is bound to."""
    cost = kept.cost
    return {
        "cost": {"lanes": cost.lanes, "memory_kib": cost.memory_kib, "passes": cost.passes},
        "exercise": kept.exercise,
        "name": kept.name,
        "nonce": _text(kept.nonce),
        "public": kept.public,
        "purpose": kept.purpose,
        "salt": _text(kept.salt),
        "v": 1,
    }


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
