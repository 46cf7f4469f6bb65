"""Signatures: an officer's under an act, a node's under a checkpoint, a witness's under another node's checkpoint.

Keys of logs and officers are Ed25519; an officer may have a passkey (WebAuthn, ES256) instead. What exactly is signed
is fixed in `docs/reference/entry-format.md`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from musterbook.ledger.entry import Act, Entry, Signature, act_json, canonical, signed_hash
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written, written

_LOG_TYPE: Final = b"\x01"
_COSIGNATURE_TYPE: Final = b"\x04"
_PRESENT_AND_VERIFIED: Final = 0x05
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_OPERATION: Final = re.compile(r"[^\s/+]+")
_NUMBER: Final = re.compile(r"0|[1-9]\d{0,15}")
_REMEMBERED_MAX: Final = 1_000
"""Characters of a note that is worth remembering."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and root of a log, signed by the log's key.

    Attributes:
        log: the log's public key, 64 hexadecimal digits.
        operation: name of the operation.
        size: number of entries.
        root: root of the tree over them, 64 hexadecimal digits.
        at: when the node signed, by its clock.
        register: size and root of the register the node had.
        note: the whole signed note, ending with the log's own signature line.
    """

    log: str
    operation: str
    size: int
    root: str
    at: datetime
    register: tuple[int, str]
    note: str

    @property
    def text(self) -> str:
        """The part of the note that is signed."""
        return self.note.partition("\n\n")[0] + "\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that it has seen a checkpoint, and that it extends what it saw of that log before.

    Attributes:
        witness: public key of the witness's log.
        seconds: the witness's clock, seconds since 1970.
        line: the signature line, without its newline.
    """

    witness: str
    seconds: int
    line: str


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key as 64 hexadecimal digits: a log's id, or an officer's key as the register has it."""
    return key.public_key().public_bytes_raw().hex()


def key_id(public_key: str) -> str:
    """The short name of a public key (hexadecimal): the first 16 digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def sign_act(act: Act, *, log: str, officer: str, role: str, key: Ed25519PrivateKey) -> Signature:
    """An officer's signature under an act that is to be written in `log`."""
    told = signed_hash(act_json(act), log=log, officer=officer, role=role)
    return sign_told(told, officer=officer, role=role, key=key)


def sign_told(told: bytes, *, officer: str, role: str, key: Ed25519PrivateKey) -> Signature:
    """An officer's signature under what `signed_hash` says he signs."""
    return Signature(officer, role, key_id(public_of(key)), _b64(key.sign(told)))


def told_holds(told: bytes, signature: Signature, public_key: str) -> bool:
    """Whether what `sign_told` made was made with this public key, 64 hexadecimal digits."""
    try:
        _ed25519(public_key).verify(_unb64(signature.sig), told)
    except (InvalidSignature, ValueError):
        return False
    return signature.alg == "ed25519"


def signature_holds(entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
    """Whether a signature under an entry was made with this public key (hexadecimal).

    Args:
        entry: the entry, whose bytes are what was signed.
        signature: one of its signatures.
        public_key: 32 bytes for `ed25519`; the uncompressed point, 65 bytes, for `webauthn-es256`.
        names: addresses a passkey is registered for; it holds only if it was used at one of them.
    """
    told = told_under(entry, signature)
    try:
        if signature.alg == "ed25519":
            _ed25519(public_key).verify(_unb64(signature.sig), told)
            return True
        return signature.alg == "webauthn-es256" and _passkey_holds(told, signature, public_key, names)
    except (InvalidSignature, ValueError):
        return False


def told_under(entry: Entry, signature: Signature) -> bytes:
    """What this officer signed, taken from the entry's bytes.

    The body is `{"act":…,"log":…`, and what is signed begins with the same bytes. Quotes inside texts are escaped and
    nothing behind the log has a field of that name, so the last `,"log":"` is where the act ends.
    """
    end = entry.body.rindex(b',"log":"')
    tail = _tail(entry.log, signature.officer, signature.role)
    return hashlib.sha256(b"musterbook/act/1\x00" + entry.body[:end] + tail).digest()


@lru_cache(maxsize=4096)
def _tail(log: str, officer: str, role: str) -> bytes:
    """What stands behind the act in what an officer signs; thousands of his signatures have it alike."""
    return b"," + canonical({"log": log, "officer": officer, "role": role})[1:]


def make_checkpoint(
    key: Ed25519PrivateKey,
    *,
    operation: str,
    size: int,
    root: str,
    at: datetime,
    register: tuple[int, str],
    log: str = "",
) -> Checkpoint:
    """The checkpoint of the log whose key this is; whoever knows the log's id gives it, as finding it takes time."""
    log = log or public_of(key)
    name, short = _signing_name(operation, log)
    noted = written(at)
    text = _checkpoint_text(name, size=size, root=root, at=noted, register=register)
    note = f"{text}\n{_signature_line(name, short + key.sign(text.encode()))}\n"
    return Checkpoint(log, operation, size, root, _read_noted(noted), register, note)


def read_checkpoint(note: str, *, log: str) -> Checkpoint:
    """The checkpoint of `log` that a note is; signature lines after the log's own are left aside.

    Raises:
        Malformed: the note has another shape, or is about another log.
        Tampered: it is not signed by the log's key.
    """
    checkpoint = parse_checkpoint(note, log=log)
    if not checkpoint_holds(checkpoint):
        raise Tampered("checkpoint.signature", log=log[:16], size=checkpoint.size)
    return checkpoint


def parse_checkpoint(note: str, *, log: str) -> Checkpoint:
    """What a note says, WITHOUT ITS SIGNATURE HAVING BEEN CHECKED; Malformed as for `read_checkpoint`."""
    return _parsed(note, log)[0]


def checkpoint_holds(checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint says what its note says, under the signature of its log."""
    try:
        again, raw = _parsed(checkpoint.note, checkpoint.log)
        if not _held(checkpoint.log, raw[4:], checkpoint.text.encode()):
            return False
    except (ValueError, Malformed):
        return False
    name = _origin(checkpoint.operation, checkpoint.log)
    return again == checkpoint and raw[:4] == _note_key_id(name, _LOG_TYPE, checkpoint.log)


def make_cosignature(key: Ed25519PrivateKey, checkpoint: Checkpoint, *, seconds: int) -> Cosignature:
    """The word of the witness whose log key this is.

    LEFT TO THE CALLER: that the checkpoint extends every one the witness saw of this log.
    """
    witness = public_of(key)
    name = _origin(checkpoint.operation, witness)
    signature = key.sign(_cosigned(checkpoint, seconds))
    raw = _note_key_id(name, _COSIGNATURE_TYPE, witness) + seconds.to_bytes(8, "big") + signature
    return Cosignature(witness, seconds, _signature_line(name, raw))


def read_cosignature(line: str, checkpoint: Checkpoint, *, witness: str) -> Cosignature:
    """The cosignature a line holds.

    Raises:
        Malformed: the line has another shape, or is another witness's.
        Tampered: the witness did not sign this checkpoint.
    """
    name = _origin(checkpoint.operation, witness)
    raw = _read_signature_line(line, name, length=76)
    seconds = int.from_bytes(raw[4:12], "big")
    try:
        held = _held(witness, raw[12:], _cosigned(checkpoint, seconds))
        held = held and raw[:4] == _note_key_id(name, _COSIGNATURE_TYPE, witness)
    except ValueError:
        held = False
    if not held:
        raise Tampered("cosignature.signature", log=checkpoint.log[:16], size=checkpoint.size, witness=witness[:16])
    return Cosignature(witness, seconds, line.rstrip("\n"))


def cosignature_lines(note: str) -> list[str]:
    """The signature lines of a note after the log's own: those of witnesses, unchecked."""
    return note.rstrip("\n").partition("\n\n")[2].split("\n")[1:]


def head_of(logs: Mapping[str, tuple[int, str]]) -> Digest:
    """The head of a book: the digest of every log's size and root, by which two copies are compared."""
    said = canonical([[log, size, root] for log, (size, root) in sorted(logs.items())])
    return Digest(hashlib.sha256(b"musterbook/head/1\x00" + said).hexdigest())


def _passkey_holds(told: bytes, signature: Signature, public_key: str, names: Iterable[str]) -> bool:
    """WebAuthn, as far as it can be checked without the network; a counter is not required to grow."""
    auth, client = _unb64(signature.auth), _unb64(signature.client)
    said = orjson.loads(client)
    bound = [hashlib.sha256(name.encode()).digest() for name in names]
    sound = (
        isinstance(said, dict)
        and said.get("type") == "webauthn.get"
        and said.get("challenge") == base64.urlsafe_b64encode(told).rstrip(b"=").decode()
        and len(auth) >= 37
        and auth[:32] in bound
        and auth[32] & _PRESENT_AND_VERIFIED == _PRESENT_AND_VERIFIED
    )
    if sound:
        signed = auth + hashlib.sha256(client).digest()
        _es256(public_key).verify(_unb64(signature.sig), signed, ECDSA(SHA256()))
    return sound


def _checkpoint_text(name: str, *, size: int, root: str, at: str, register: tuple[int, str]) -> str:
    return f"{name}\n{size}\n{_b64(bytes.fromhex(root))}\nat {at}\nregister {register[0]} {register[1]}\n"


def _parsed(note: str, log: str) -> tuple[Checkpoint, bytes]:
    """A note as a checkpoint, and the bytes of its first signature line; Malformed in any but its one form.

    Whoever is met shows the same notes again, each time with other witnesses behind: those lines are left aside.
    """
    lines = note.split("\n")
    if len(lines) < 8 or lines[5] or lines[-1] or not all(lines[6:-1]):
        raise Malformed.because("checkpoint.shape", log=log[:16])
    own = "\n".join([*lines[:7], ""])
    # None that is sound is so long; one that is made to fill memory is read and forgotten.
    return _read_own(own, log) if len(own) <= _REMEMBERED_MAX else _read_own.__wrapped__(own, log)


@lru_cache(maxsize=4096)
def _read_own(own: str, log: str) -> tuple[Checkpoint, bytes]:
    """The part of a note that the log itself wrote: the text, an empty line, and the log's signature."""
    lines = own.split("\n")
    origin, at, register = lines[0].split("/"), lines[3].split(" "), lines[4].split(" ")
    shaped = (
        len(origin) == 3
        and _NUMBER.fullmatch(lines[1])
        and len(at) == 2
        and len(register) == 3
        and _NUMBER.fullmatch(register[1])
        and _HEX64.fullmatch(register[2])
    )
    if not shaped:
        raise Malformed.because("checkpoint.shape", log=log[:16])
    if _origin(origin[1], log) != lines[0]:
        raise Malformed.because("checkpoint.origin", log=log[:16])
    raw = _read_signature_line(lines[6], lines[0], length=68)
    checkpoint = Checkpoint(
        log, origin[1], int(lines[1]), _unb64_root(lines[2]), read_written(at[1]), (int(register[1]), register[2]), own
    )
    again = _checkpoint_text(
        _sound_origin(origin[1], log),
        size=checkpoint.size, root=checkpoint.root, at=written(checkpoint.at), register=checkpoint.register,
    )  # fmt: skip
    if again != checkpoint.text:
        raise Malformed.because("checkpoint.shape", log=log[:16])
    return checkpoint, raw


def _unb64_root(text: str) -> str:
    try:
        return _unb64(text).hex()
    except ValueError:
        raise Malformed.because("checkpoint.root") from None


def _read_signature_line(line: str, name: str, *, length: int) -> bytes:
    said = line.rstrip("\n").split(" ")
    if len(said) != 3 or said[0] != "—" or said[1] != name:
        raise Malformed.because("checkpoint.signature-line")
    try:
        raw = _unb64(said[2])
    except ValueError:
        raise Malformed.because("checkpoint.signature-line") from None
    if len(raw) != length or _b64(raw) != said[2]:
        raise Malformed.because("checkpoint.signature-line")
    return raw


def _origin(operation: str, log: str) -> str:
    """The first line of a checkpoint, and the name under which a log signs."""
    return f"musterbook/{operation}/{log[:16]}"


@lru_cache(maxsize=64)
def _signing_name(operation: str, log: str) -> tuple[str, bytes]:
    """Under which name a log of ours signs, and the key's four bytes: the same at each of its commits."""
    name = _sound_origin(operation, log)
    return name, _note_key_id(name, _LOG_TYPE, log)


def _sound_origin(operation: str, log: str) -> str:
    """The same; Malformed when the name of the operation would break it."""
    if _OPERATION.fullmatch(operation) is None:
        raise Malformed.because("checkpoint.operation", operation=operation[:40])
    return _origin(operation, log)


def _signature_line(name: str, raw: bytes) -> str:
    return f"— {name} {_b64(raw)}"


def _note_key_id(name: str, kind: bytes, public_key: str) -> bytes:
    """Four bytes by which a signed note finds the key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + bytes.fromhex(public_key)).digest()[:4]


def _cosigned(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    """Standard base64 with its padding; ValueError for anything else."""
    return binascii.a2b_base64(text.encode("ascii"), strict_mode=True)


_read_noted: Final = lru_cache(maxsize=64)(read_written)
"""Many checkpoints are of one second."""


@lru_cache(maxsize=4096)
def _held(public_key: str, signature: bytes, said: bytes) -> bool:
    """Whether a key signed this: the same checkpoints and cosignatures come again from everyone who is met."""
    try:
        _ed25519(public_key).verify(signature, said)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=4096)
def _ed25519(public_key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


@lru_cache(maxsize=4096)
def _es256(public_key: str) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes.fromhex(public_key))
