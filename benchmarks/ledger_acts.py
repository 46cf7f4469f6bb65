"""The acts that the benchmarks of the ledger write, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Mustered
from musterbook.ledger.entry import Act, Signature, entry_from, new_act_id
from musterbook.store.keys import exercise_key
from musterbook.terms.custodians import CustodianId

AT: Final = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
REGISTER: Final = (0, "0" * 64)
BODY_BYTES: Final = 415
"""Shorter than an entry can be now: a place of one letter comes nearest."""
NODE_KEY: Final = Ed25519PrivateKey.from_private_bytes(exercise_key(1, "log", "bench"))
LOG: Final = NODE_KEY.public_key().public_bytes_raw().hex()
Signed = tuple[Act, tuple[Signature, ...]]


def acts_of(count: int) -> list[Signed]:
    """So many different acts whose entries are as near to 415 bytes as the format lets them be."""

    def act(number: int, place: str) -> Act:
        return Act(
            new_act_id(AT, number.to_bytes(10, "big")), CustodianId("hasakah"),
            Mustered(muster=f"M{number:06}", counted=7, place=place), (), REGISTER, AT, AT,
        )  # fmt: skip

    bare = entry_from(act(0, "x"), log=LOG, seq=1_000, prev=REGISTER[1], signed=())  # type: ignore[arg-type]
    place = "x" * max(1, BODY_BYTES - len(bare.body) + 1)
    return [(act(number, place), ()) for number in range(count)]


def bodies_of(acts: Sequence[Signed]) -> list[bytes]:
    """The bytes the other contenders store: those of the same entries."""
    return [entry_from(act, log=LOG, seq=1_000, prev=REGISTER[1], signed=()).body for act, _ in acts]  # type: ignore[arg-type]
