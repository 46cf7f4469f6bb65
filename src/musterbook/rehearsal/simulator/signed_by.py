"""Another road to who signed what: worked out from an entry's bytes and a list of our own, without the rights room."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final

from cryptography.exceptions import InvalidSignature

from musterbook.ledger.entry import Entry
from musterbook.rehearsal.simulator.cast import key_of

BY_NODE: Final = ("rights.key-destroyed",)
"""Kinds that a node writes by itself, and nobody signs or is told of."""


def takes_two(entry: Entry) -> bool:
    """Whether an act is of the few that ask for two people, by a list of our own (ledger.md section 10)."""
    kind, outcome = entry.act.kind, getattr(entry.fact, "outcome", "")
    if kind in BY_NODE:
        return False
    two = kind.startswith("rights.") or kind in ("custody.mustered", "custody.explained", "custody.merged")
    return two or (kind == "custody.departed" and outcome in ("released", "void", "released-in-error"))


def founding(entry: Entry) -> bool:
    """Whether an entry is of the register as it was founded, before anything went wrong."""
    return entry.act.kind.startswith("rights.") and entry.written_at.day == 20


def signed_by(entry: Entry, officer: str, role: str, sig: str) -> bool:
    """The signature under an entry, worked out from its bytes alone, with any key this officer ever had."""
    said = json.loads(entry.body)
    told = json.dumps(
        {"act": said["act"], "log": said["log"], "officer": officer, "role": role}, sort_keys=True,
        separators=(",", ":"), ensure_ascii=False,
    )  # fmt: skip
    digest = hashlib.sha256(b"musterbook/act/1\x00" + told.encode()).digest()
    return any(_verifies(name, sig, digest) for name in (officer, f"{officer}#2"))


def _verifies(name: str, sig: str, digest: bytes) -> bool:
    try:
        key_of("officer", name).public_key().verify(base64.b64decode(sig), digest)
    except InvalidSignature:
        return False
    return True


def digest_again(body: bytes) -> str:
    """The digest of an entry's bytes."""
    return hashlib.sha256(b"\x00" + body).hexdigest()
