"""Acts, keys and moments that repeat, for the tests of `store` and `sync`."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.custody.facts import Mustered
from musterbook.ledger.entry import Act, Signature, new_act_id
from musterbook.store.keys import exercise_key
from musterbook.terms.custodians import CustodianId

AT = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
REGISTER = (0, "0" * 64)
Signed = tuple[Act, tuple[Signature, ...]]


def node_key(name: str) -> Ed25519PrivateKey:
    """The log key of an invented node."""
    return Ed25519PrivateKey.from_private_bytes(exercise_key(1, "log", name))


def acts(count: int, *, start: int = 0, place: str = "") -> list[Signed]:
    """So many different unsigned acts: musters that counted a number, told by their place in the row."""
    return [
        (
            Act(
                new_act_id(AT, number.to_bytes(10, "big")), CustodianId("hasakah"),
                Mustered(muster=f"M{number}", counted=number, place=place), (), REGISTER, AT, AT,
            ),
            (),
        )
        for number in range(start, start + count)
    ]  # fmt: skip
