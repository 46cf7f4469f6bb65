"""A gallery in parts: who stands in which by the digest of his number, and parts side by side on one machine.

What is found over parts is what is found over the whole, to the last digit (`finder` cuts at ranks over all parts).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from musterbook.biometrics.search.gallery import Gallery
from musterbook.biometrics.search.part import Part


def shard_of(person: str, count: int) -> int:
    """In which of so many parts somebody stands: the first eight bytes of SHA-256 over his number."""
    return int.from_bytes(hashlib.sha256(person.encode()).digest()[:8]) % count


def split(gallery: Gallery, count: int) -> tuple[Gallery, ...]:
    """The gallery in so many parts, some perhaps empty; order of rows within each as in the whole."""
    at = np.array([shard_of(person, count) for person in gallery.people], np.int64)
    return tuple(gallery.part(np.flatnonzero(at == number)) for number in range(count))


@dataclass(frozen=True, slots=True)
class Beside:
    """Parts side by side on this machine; satisfies `finder.Parts`."""

    parts: Sequence[Part]
    missing: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """In all of them."""
        return sum(len(part.gallery) for part in self.parts)

    def ask(self, question: str, *arguments: Any) -> list[Any]:  # noqa: ANN401  each question has its own
        """One answer from each."""
        return [getattr(part, question)(*arguments) for part in self.parts]
