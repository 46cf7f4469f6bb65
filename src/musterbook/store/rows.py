"""Rows to entries: decoding bytes this store has already judged, without judging them again.

Everything that came in went through `chain.judge` or was made by `entry_from`; `verify` reads the bytes by the strict
road. Here the shape is taken for granted, which makes reading a book several times faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Final

import orjson

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest, Json, from_json
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written

_PLAIN: Final = 5
"""So many fields has a signature that is no passkey's."""


def entry_of(digest: Digest, body: bytes) -> Entry:
    """The entry whose stored bytes and digest these are; Tampered when the bytes are no entry any more."""
    try:
        said = orjson.loads(body)
        act = said["act"]
        happened, noted = act["happened_at"], act["written_at"]
        at = _moment(happened)
        return Entry(
            Act(
                act["id"], CustodianId(intern(act["by"])), from_json(act["kind"], act["form"], act["fact"]),
                tuple(act["after"]), _position(*act["register"]), at, at if noted == happened else _moment(noted),
                intern(act["via"]),
            ),
            intern(said["log"]), said["seq"], said["prev"], tuple([_signature(one) for one in said["signed"]]),
            digest, body,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, Malformed):
        raise Tampered("store.entry-unreadable", digest=digest[:8]) from None


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime:
    """The moment written so; many entries share a minute."""
    return read_written(text)


@lru_cache(maxsize=4096)
def _position(size: int, root: str) -> tuple[int, str]:
    """A position of the register; thousands of entries cite the same, and share it."""
    return size, root


def _signature(said: Mapping[str, Json]) -> Signature:
    """A signature, whose officer, role and key are those of thousands."""
    officer, role, key, alg = intern(said["officer"]), intern(said["role"]), intern(said["key"]), intern(said["alg"])
    if len(said) == _PLAIN:
        return Signature(officer, role, key, said["sig"], alg)
    return Signature(**{**said, "officer": officer, "role": role, "key": key, "alg": alg})
