"""What SQLite takes for chance, drawn from a seed: the salts of its write-ahead log decide what a torn one shows."""

from __future__ import annotations

from random import Random

import apsw


class Chance(apsw.VFS):
    """The system's file system, but for what SQLite takes for chance: that follows from a seed."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "", makedefault=True)
        self._drawn = Random(name)

    def begin(self, seed: str) -> None:
        """Draw from this seed from now on; SQLite asks once, and then makes its own of it."""
        self._drawn = Random(seed)
        apsw.randomness(0)

    def xRandomness(self, numbytes: int) -> bytes:  # noqa: N802  apsw's name
        """Bytes that follow from the seed."""
        return self._drawn.randbytes(numbytes)
