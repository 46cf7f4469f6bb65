"""A tree of which only some leaves and the roots of subtrees between them are known: what a copy in part has of a log.

They are enough to show each known leaf to anybody, under any checkpoint they reach: so a node that holds a log in part
can prove that the log forked, although it cannot give on what it was shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from musterbook.ledger.excerpt import Excerpt, between
from musterbook.ledger.held import Run
from musterbook.ledger.log import HeldPlace
from musterbook.ledger.tree import node


class Partly(Protocol):
    """What is asked of a store about a log in part."""

    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[str]:
        """The digests at its whole beginning."""
        ...

    def held(self, log: str) -> Sequence[HeldPlace]:
        """The places known behind it."""
        ...

    def runs(self, log: str) -> Sequence[Run]:
        """How they were shown."""
        ...


class Sparse:
    """Known nodes of one tree.

    Args:
        leaves: place → digest of the entry there; a subtree of one leaf is one too.
        nodes: (first leaf, how many leaves) → root of that perfect subtree.
    """

    def __init__(self, leaves: Mapping[int, str], nodes: Mapping[tuple[int, int], bytes]) -> None:
        single = {place: root.hex() for (place, count), root in nodes.items() if count == 1}
        self.leaves = single | dict(leaves)
        self._nodes = {**nodes, **{(place, 1): bytes.fromhex(digest) for place, digest in leaves.items()}}

    def root(self, size: int) -> bytes | None:
        """The root over the first so many leaves; None where not enough is known."""
        return self._root(0, size)

    def subtree(self, start: int, leaves: int) -> bytes | None:
        """The root of a perfect subtree; None where not enough is known."""
        return self._root(start, leaves)

    def subtrees(self) -> list[tuple[int, int]]:
        """Where each known node begins, and how many leaves it has, one or more; the smallest first at a place."""
        return sorted(self._nodes)

    def inclusion(self, place: int, size: int, leaves_there: int = 1) -> list[bytes] | None:
        """The proof that a leaf, or a perfect subtree that begins there, is in the tree of `size`.

        RFC 6962 section 2.1.1. None where not enough is known.
        """
        proof: list[bytes] = []
        start, leaves = 0, size
        while leaves > leaves_there:
            left = _left(leaves)
            if place < start + left:
                beside, leaves = self._root(start + left, leaves - left), left
            else:
                beside, start, leaves = self._root(start, left), start + left, leaves - left
            if beside is None:
                return None
            proof.append(beside)
        return proof[::-1]

    def _root(self, start: int, leaves: int) -> bytes | None:
        known = self._nodes.get((start, leaves))
        if known is not None or leaves <= 1:
            return known
        left = _left(leaves)
        one, other = self._root(start, left), self._root(start + left, leaves - left)
        return node(one, other) if one is not None and other is not None else None


def sparse_of(store: Partly, log: str) -> Sparse:
    """What a copy in part knows of the tree of a log."""
    leaves = dict(enumerate(store.digests(log))) | {one.seq: one.digest for one in store.held(log)}
    nodes: dict[tuple[int, int], bytes] = {}
    for run in store.runs(log):
        nodes |= dict(zip(between(run.start, run.size, run.places), run.hashes, strict=True))
    return Sparse(leaves, nodes)


def sparse_shown(excerpt: Excerpt, digests: Mapping[int, str]) -> Sparse | None:
    """What an excerpt from 0 tells of the tree; None when its hashes do not fill its places.

    Args:
        excerpt: the excerpt.
        digests: of the entries it gives, by place.
    """
    leaves: dict[int, str] = {**excerpt.digests, **digests}
    gaps = list(between(excerpt.start, excerpt.size, sorted(leaves)))
    return Sparse(leaves, dict(zip(gaps, excerpt.hashes, strict=True))) if len(gaps) == len(excerpt.hashes) else None


def _left(leaves: int) -> int:
    """How many leaves the left subtree has: the largest power of two below."""
    return 1 << ((leaves - 1).bit_length() - 1)
