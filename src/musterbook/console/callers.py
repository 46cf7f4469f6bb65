"""Programs that call: who shows which secret, and how often he may ask.

A program is an officer of the register like any other; what it may is asked there at every call. It shows its secret
in the head `Authorization: Bearer …` and never has a session.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from litestar.types import Scope

from musterbook.console.looking import Looker
from musterbook.console.porch import Porch
from musterbook.rights.policy import asker_of
from musterbook.store.programs import Programs

ASKED_MOST: Final = 300
"""So many calls at once; afterwards ASKED_EACH_SECOND."""
ASKED_EACH_SECOND: Final = 20.0
SECRET_LETTERS_MOST: Final = 200


@dataclass
class Bucket:
    """How many calls are left, and since when that is so."""

    left: float
    at: float


@dataclass
class Callers:
    """The programs this machine lets in, and how often each has called.

    Attributes:
        programs: their secrets. porch: who gives roles and what is needed to know.
        clock: seconds since any moment, for counting calls.
    """

    programs: Programs
    porch: Porch
    clock: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether the API asks who calls: as soon as a program or an officer can sign in here."""
        return self.porch.asks or self.programs.any

    def looker(self, secret: str) -> Looker:
        """Who calls under this secret, with the roles the register gives him now; nobody for a secret of nobody."""
        program = self.programs.of_secret(secret[:SECRET_LETTERS_MOST], self.porch.clock()) if secret else None
        return Looker(asked=True) if program is None else self.of_officer(program.officer, program.purpose)

    def of_officer(self, officer: str, purpose: str) -> Looker:
        """A program with the roles the register gives it now; nobody where it has none."""
        roles = self.porch.roles_of(officer)
        if not roles:
            return Looker(asked=True)
        needs = self.porch.needs() if self.porch.needs is not None else None
        known = asker_of(self.porch.register(), officer, roles, when=self.porch.now())
        return Looker(officer, roles, asked=True, needs=needs, purpose=purpose, known=known)

    def too_many(self, officer: str) -> int:
        """Seconds until the program may call again; 0 when it may now."""
        now = self.clock()
        bucket = self.buckets.setdefault(officer, Bucket(ASKED_MOST, now))
        bucket.left = min(ASKED_MOST, bucket.left + (now - bucket.at) * ASKED_EACH_SECOND)
        bucket.at = now
        if bucket.left < 1:
            return max(1, round((1 - bucket.left) / ASKED_EACH_SECOND))
        bucket.left -= 1
        return 0


def secret_of(scope: Scope) -> str:
    """The secret a call shows; empty when it shows none."""
    said = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    kind, _, secret = said.partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""
