"""Sealed things on the way: what of them a node gives, wants and keeps, as the operation says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, Protocol

from musterbook.sync import exchange as said


class Sealed(Protocol):
    """The sealed things beside a copy, and who may have them. Whose node somebody is, the book says, not he."""

    def give(self, log: str, digests: Sequence[str]) -> Sequence[said.SealedBlob]:
        """Those of these that the node of a log may have, within the bounds of one answer, wrapped for it."""
        ...

    def lacking(self, digests: Sequence[str]) -> Sequence[str]:
        """Those of these that this node is to hold and has not."""
        ...

    def wanted(self) -> Sequence[str]:
        """What entries here name, of people this node is to hold, and is not here."""
        ...

    def for_node(self, log: str) -> Sequence[str]:
        """Digests of what is here and the node of a log is to hold."""
        ...

    def keep(self, blob: said.SealedBlob) -> str:
        """Keep one that came; the rule by which it is turned away, or nothing."""
        ...


class _Nothing:
    """A copy beside which nothing sealed lies."""

    def give(self, log: str, digests: Sequence[str]) -> Sequence[said.SealedBlob]:
        """Nothing."""
        del log, digests
        return ()

    def lacking(self, digests: Sequence[str]) -> Sequence[str]:
        """Nothing."""
        del digests
        return ()

    def wanted(self) -> Sequence[str]:
        """Nothing."""
        return ()

    def for_node(self, log: str) -> Sequence[str]:
        """Nothing."""
        del log
        return ()

    def keep(self, blob: said.SealedBlob) -> str:
        """Turned away."""
        del blob
        return "sync.seal-unwanted"


NOTHING_SEALED: Final[Sealed] = _Nothing()


def some(digests: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """As many at once as may be asked for."""
    ahead = iter(digests)
    while these := tuple(islice(ahead, said.BLOBS_AT_ONCE_MAX)):
        yield these
