"""The keys of officers at a node: the one its register knows, where an officer got another."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.signing import public_of
from musterbook.rehearsal.simulator.cast import key_of
from musterbook.rights.register import Register


class OwnKeys:
    """The officers' keys at a node: the one its register knows, where an officer got another."""

    def __init__(self, register: Callable[[], Register]) -> None:
        self._register = register

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """An officer's signing key."""
        register = self._register()
        known = {one.public_key for one in register.keys_of(officer, register.size)}
        again = key_of("officer", f"{officer}#2")
        return again if public_of(again) in known else key_of("officer", officer)
