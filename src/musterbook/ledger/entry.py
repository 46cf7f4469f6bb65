"""Entries: an act signed by a person, in its place in a log. The bytes are the truth; nothing is re-serialised later.

The byte format is fixed in `docs/reference/entry-format.md` ("MBJ-1", a subset of RFC 8785, entry format 1).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import orjson

from musterbook.ledger.canonical import ENTRY_BYTES_MAX, canonical, read_canonical
from musterbook.ledger.facts import Digest, Fact, Json, from_json, to_json
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.people import PersonId
from musterbook.terms.times import read_written, written

__all__ = [
    "ENTRY_BYTES_MAX",
    "NO_DIGEST",
    "VIA",
    "Act",
    "Entry",
    "Signature",
    "act_json",
    "canonical",
    "digest_of",
    "entry_from",
    "new_act_id",
    "read_canonical",
    "read_entry",
    "read_entry_stored",
    "signed_hash",
]

NO_DIGEST: Final = Digest("0" * 64)
"""What the first entry of a log gives as its `prev`."""

VIA: Final = ("device", "paper", "import")


@dataclass(frozen=True, slots=True)
class Signature:
    """One officer's signature under an act.

    Attributes:
        officer: who signed.
        role: in which role; under the signature, so it cannot be swapped.
        key: first 16 hexadecimal digits of SHA-256 of the public key.
        sig: base64 of the signature.
        alg: `ed25519`, or `webauthn-es256` with `auth` and `client` (both base64).
    """

    officer: str
    role: str
    key: str
    sig: str
    alg: str = "ed25519"
    auth: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A fact with who, when and what it follows: the part of an entry that people sign.

    Attributes:
        id: UUIDv7; the same act in two logs counts once.
        by: the custodian in whose name.
        fact: what happened.
        after: digests this act follows, sorted: for each person named, the newest entries of his chain in the
            writer's copy.
        register: size and root of the register the writer acted under.
        happened_at: the world's time.
        written_at: the clerk's time.
        via: `device`, `paper` or `import`.
    """

    id: str
    by: CustodianId
    fact: Fact
    after: tuple[Digest, ...]
    register: tuple[int, str]
    happened_at: datetime
    written_at: datetime
    via: str = "device"

    @property
    def kind(self) -> str:
        """Name of the fact's kind."""
        return self.fact.kind


class Entry(NamedTuple):
    """An act with its signatures and its place in a log; a tuple, because a book makes them by the hundred thousand.

    Attributes:
        act: what was signed.
        log: public key of the writing node's log, 64 hexadecimal digits.
        seq: place in that log, from 0.
        prev: digest of the entry before, or `NO_DIGEST`.
        signed: signatures, sorted by officer.
        digest: SHA-256(0x00 ‖ body), the entry's name everywhere.
        body: the canonical bytes.
    """

    act: Act
    log: str
    seq: int
    prev: Digest
    signed: tuple[Signature, ...]
    digest: Digest
    body: bytes

    @property
    def fact(self) -> Fact:
        """What happened."""
        return self.act.fact

    @property
    def by(self) -> CustodianId:
        """The custodian in whose name it was written."""
        return self.act.by

    @property
    def happened_at(self) -> datetime:
        """The world's time."""
        return self.act.happened_at

    @property
    def written_at(self) -> datetime:
        """The clerk's time."""
        return self.act.written_at

    def named(self) -> frozenset[PersonId]:
        """Everyone the entry's fact names."""
        return self.act.fact.named()


def digest_of(body: bytes) -> Digest:
    """The digest of an entry's bytes: SHA-256(0x00 ‖ bytes)."""
    return Digest(hashlib.sha256(b"\x00" + body).hexdigest())


def act_json(act: Act) -> dict[str, Json]:
    """The act as the canonical object that is signed and stored."""
    return {
        "after": list(act.after),
        "by": act.by,
        "fact": to_json(act.fact),
        "form": getattr(act.fact, "said_form", act.fact.form),
        "happened_at": written(act.happened_at),
        "id": act.id,
        "kind": getattr(act.fact, "said_kind", act.fact.kind),
        "register": list(act.register),
        "via": act.via,
        "written_at": written(act.written_at),
    }


def signed_hash(act: Mapping[str, Json], *, log: str, officer: str, role: str) -> bytes:
    """What an officer signs: A = SHA-256(`musterbook/act/1` 0x00 ‖ canonical of act, log, officer, role)."""
    told = canonical({"act": act, "log": log, "officer": officer, "role": role})
    return hashlib.sha256(b"musterbook/act/1\x00" + told).digest()


def entry_from(act: Act, *, log: str, seq: int, prev: Digest, signed: Sequence[Signature]) -> Entry:
    """The entry that puts `act` at `seq` of `log`; Malformed when it is larger than an entry may be."""
    ordered = tuple(sorted(signed, key=lambda one: (one.officer, one.role, one.key)))
    signatures = [_signature_json(one) for one in ordered]
    body = canonical({
        "act": act_json(act), "log": log, "prev": prev, "seq": seq, "signed": signatures, "v": 1,
    })  # fmt: skip
    if len(body) > ENTRY_BYTES_MAX:
        raise Malformed.because("entry.too-large", bytes=len(body))
    return Entry(act, log, seq, prev, ordered, digest_of(body), body)


def read_entry(body: bytes) -> Entry:
    """The entry that `body` is; Malformed unless it is canonical and has exactly the fields of entry format 1."""
    said = read_canonical(body)
    try:
        return _entry_of(said, body)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Malformed.because("entry.fields") from None


def read_entry_stored(body: bytes, digest: Digest | None = None) -> Entry:
    """The entry that bytes of our own store are, twice as fast as `read_entry` because their form is not judged again.

    Only for bytes that `read_entry` once accepted, or that `entry_from` made, and that lay where nobody else writes:
    what was changed there since is found by verifying the log, not here. `digest` is their digest where it lies beside
    them, and is taken at its word.

    Raises:
        Tampered: the bytes are no entry any more.
    """
    try:
        return _built(orjson.loads(body), digest_of(body) if digest is None else digest, body)
    except (AttributeError, KeyError, TypeError, ValueError, Malformed):
        raise Tampered("entry.unreadable", digest=(digest or "")[:8]) from None


def new_act_id(moment: datetime, random: bytes | None = None) -> str:
    """A UUIDv7 for `moment`; `random` (10 bytes) comes from the operating system unless an exercise gives it."""
    noise = bytearray(random if random is not None else secrets.token_bytes(10))
    noise[0] = 0x70 | (noise[0] & 0x0F)
    noise[2] = 0x80 | (noise[2] & 0x3F)
    text = (int(moment.timestamp() * 1000).to_bytes(6, "big") + bytes(noise)).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_ENTRY_FIELDS: Final = {"act", "log", "prev", "seq", "signed", "v"}
_ACT_FIELDS: Final = {"after", "by", "fact", "form", "happened_at", "id", "kind", "register", "via", "written_at"}
_SIGNATURE_FIELDS: Final = {"alg", "key", "officer", "role", "sig"}
_PASSKEY_FIELDS: Final = _SIGNATURE_FIELDS | {"auth", "client"}
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _entry_of(said: dict[str, Json], body: bytes) -> Entry:
    """The entry whose decoded body is `said`, once every field has its form."""
    act = said["act"]
    if not (said.keys() == _ENTRY_FIELDS and act.keys() == _ACT_FIELDS and _is_placed(said) and _is_sound(act)):
        raise Malformed.because("entry.fields")
    for one in said["signed"]:
        _check_signature(one)
    officers = [one["officer"] for one in said["signed"]]
    if any(left > right for left, right in pairwise(officers)):
        raise Malformed.because("entry.signatures-not-sorted")
    return _built(said, digest_of(body), body)


def _is_placed(said: Mapping[str, Json]) -> bool:
    return (
        said["v"] == 1
        and type(said["v"]) is int
        and type(said["seq"]) is int
        and said["seq"] >= 0
        and _HEX64.fullmatch(said["log"]) is not None
        and _HEX64.fullmatch(said["prev"]) is not None
        and type(said["signed"]) is list
    )


def _is_sound(act: Mapping[str, Json]) -> bool:
    after, register = act["after"], act["register"]
    return (
        type(after) is list
        and all(map(_HEX64.fullmatch, after))
        and (len(after) < 2 or after == sorted(set(after)))
        and _UUID7.fullmatch(act["id"]) is not None
        and type(act["form"]) is int
        and act["form"] >= 1
        and type(act["by"]) is str
        and act["by"] != ""
        and type(act["kind"]) is str
        and type(act["fact"]) is dict
        and act["via"] in VIA
        and type(register) is list
        and len(register) == 2
        and type(register[0]) is int
        and register[0] >= 0
        and _HEX64.fullmatch(register[1]) is not None
        and _moment(act["happened_at"]) is not None
        and _moment(act["written_at"]) is not None
    )


def _built(said: Mapping[str, Json], digest: Digest, body: bytes) -> Entry:
    act = said["act"]
    size, root = act["register"]
    return Entry(
        Act(
            act["id"], act["by"], from_json(act["kind"], act["form"], act["fact"]), tuple(act["after"]), (size, root),
            _moment(act["happened_at"]), _moment(act["written_at"]), act["via"],
        ),
        said["log"], said["seq"], said["prev"], tuple([Signature(**one) for one in said["signed"]]), digest, body,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime:
    """The moment written in its one form; Malformed in another, such as `-00:00`. Many entries share a minute."""
    moment = read_written(text)
    if written(moment) != text:
        raise Malformed.because("time.not-rfc3339", text=text)
    return moment


def _signature_json(signature: Signature) -> dict[str, Json]:
    told = {
        "alg": signature.alg,
        "key": signature.key,
        "officer": signature.officer,
        "role": signature.role,
        "sig": signature.sig,
    }
    if signature.alg == "webauthn-es256":
        told |= {"auth": signature.auth, "client": signature.client}
    return told


def _check_signature(said: Mapping[str, Json]) -> None:
    wanted = _PASSKEY_FIELDS if said["alg"] == "webauthn-es256" else _SIGNATURE_FIELDS
    if said.keys() != wanted or not all(type(part) is str for part in said.values()):
        raise Malformed.because("entry.signature-fields")
