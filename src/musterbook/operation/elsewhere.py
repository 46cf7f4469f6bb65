"""What a book asks of whatever lies elsewhere: papers, and officers whose keys are not here (`signing_outside`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from musterbook.ledger.entry import Act, Signature
from musterbook.ledger.facts import Digest


@dataclass(frozen=True, slots=True)
class Made:
    """An act as it would be written: in which log, and who signs it, each as (officer, role)."""

    log: str
    act: Act
    officers: tuple[tuple[str, str], ...]


Signed = tuple[str, Act, tuple[Signature, ...]]
"""An act as it is written: its log and its signatures."""


class Elsewhere(Protocol):
    """Officers who sign what is made here, or have signed it."""

    def signed(self, made: Sequence[Made]) -> list[Signed]:
        """Each act with its signatures."""
        ...


class Papers(Protocol):
    """Where manifests and plans are kept by digest, beside the book."""

    def keep(self, digest: Digest, paper: bytes) -> None:
        """Keep a paper; durable when this returns."""
        ...

    def read(self, digest: Digest) -> bytes | None:
        """The paper of that digest; None when it is not here."""
        ...
