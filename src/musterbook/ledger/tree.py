"""The tree over a log: root, inclusion and consistency proofs (RFC 6962), and the few hashes to go on from.

Leaves are entry digests as they are, 32 bytes; a node is SHA-256(0x01 ‖ left ‖ right). All hashes here are raw bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Self

from musterbook.terms.errors import Malformed

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""Root of the tree of no leaves."""

_HASH_BYTES: Final = 32
_FEW: Final = 4


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over all leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """The roots of the perfect trees a log falls into, largest first, at most 64.

    They are enough to append and to know the root. Appending costs one hash on average and the root as many as there
    are trees, so a node starts without reading its log again.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf."""
        ones = self.size
        while ones & 1:
            leaf = node(self._peaks.pop(), leaf)
            ones >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def append_tree(self, root: bytes, leaves: int) -> None:
        """Add a perfect subtree by its root alone: `leaves` is a power of two that divides the size so far."""
        assert leaves.bit_count() == 1, "no perfect tree has so many leaves"
        assert self.size % leaves == 0, "it would begin in the middle of another"
        ones = self.size // leaves
        while ones & 1:
            root = node(self._peaks.pop(), root)
            ones >>= 1
        self._peaks.append(root)
        self.size += leaves

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaves in order, row by row of the tree: the same as adding each, for many at a third of the cost."""
        if len(leaves) < _FEW:
            for leaf in leaves:
                self.append(leaf)
            return
        size, peaks, sha256 = self.size, self._peaks, hashlib.sha256
        self.size += len(leaves)
        row, ended = list(leaves), list[bytes]()
        while row:
            # At this height `size` perfect trees came before; the last of them is open when their number is odd.
            if size & 1:
                row.insert(0, peaks.pop())
                size -= 1
            if len(row) & 1:
                ended.append(row.pop())
            pairs = iter(row)
            row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            size >>= 1
        peaks += reversed(ended)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        sha256 = hashlib.sha256  # asked for at every commit: a call less for each hash
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = sha256(b"\x01" + peak + root).digest()
        return root

    def copy(self) -> Frontier:
        """One that goes on by itself."""
        return Frontier(self.size, self._peaks)

    def to_bytes(self) -> bytes:
        """The hashes, 32 bytes each; the size is kept beside them."""
        return b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> Self:
        """What `to_bytes` wrote; Malformed when the number of hashes is not the number of ones in the size."""
        if size < 0 or len(raw) != _HASH_BYTES * size.bit_count():
            raise Malformed.because("tree.frontier", size=size, bytes=len(raw))
        return cls(size, [raw[at : at + _HASH_BYTES] for at in range(0, len(raw), _HASH_BYTES)])


class Tree:
    """All perfect subtrees of a log in memory, 64 bytes a leaf: proves any entry, and any size in any later one."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0]) // _HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add one leaf and every perfect subtree it completes."""
        self._levels[0] += leaf
        place, height, ones = self.size - 1, 0, self.size
        while not ones & 1:
            if height + 1 == len(self._levels):
                self._levels.append(bytearray())
            self._levels[height + 1] += node(self._at(height, place - 1), self._at(height, place))
            place, height, ones = place >> 1, height + 1, ones >> 1

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, or over all."""
        return self._over(0, self.size if size is None else size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that leaf `index` is among the first `size`: the siblings on its way up (RFC 6962 §2.1.1)."""
        if not 0 <= index < size <= self.size:
            raise IndexError(index)
        low, high, path = 0, size, []
        while high - low > 1:
            middle = low + _left_size(high - low)
            if index < middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, smaller: int, size: int) -> list[bytes]:
        """The proof that the first `size` leaves begin with the first `smaller` (RFC 6962 §2.1.2)."""
        if not 0 <= smaller <= size <= self.size:
            raise IndexError(smaller)
        if smaller == 0:
            return []
        low, high, path = 0, size, []
        while smaller != high:
            middle = low + _left_size(high - low)
            if smaller <= middle:
                path.append(self._over(middle, high))
                high = middle
            else:
                path.append(self._over(low, middle))
                low = middle
        # The smaller tree's own root is known to whoever checks; a part of it is not.
        return path[::-1] if low == 0 else [self._over(low, high), *path[::-1]]

    def _at(self, height: int, place: int) -> bytes:
        return bytes(self._levels[height][place * _HASH_BYTES : (place + 1) * _HASH_BYTES])

    def _over(self, low: int, high: int) -> bytes:
        """The hash over leaves `low` up to `high`, where `low` begins a perfect tree at least as large as the first."""
        count = high - low
        if count == 0:
            return EMPTY_ROOT
        if count & (count - 1) == 0:
            return self._at(count.bit_length() - 1, low // count)
        middle = low + _left_size(count)
        return node(self._over(low, middle), self._over(middle, high))


def inclusion_holds(leaf: bytes, index: int, size: int, *, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf` stands at `index` of the tree of `size` leaves with this root.

    RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size or any(len(one) != _HASH_BYTES for one in proof):
        return False
    place, last, made = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node(sibling, made)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            made = node(made, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def subtrees_before(index: int, size: int, proof: Sequence[bytes]) -> dict[int, bytes]:
    """Of an inclusion proof that holds, the roots of the subtrees left of the leaf, by the leaf each begins at.

    Together they cover everything before it, and are the same in the tree of any size (RFC 9162 section 2.1.1).
    """
    begins, start, leaves = list[int | None](), 0, size
    while leaves > 1:
        half = 1 << ((leaves - 1).bit_length() - 1)
        begins.append(start if index >= start + half else None)
        start, leaves = (start + half, leaves - half) if index >= start + half else (start, half)
    return {at: root for at, root in zip(begins, reversed(proof), strict=True) if at is not None}


def consistency_holds(smaller: int, size: int, *, proof: Sequence[bytes], smaller_root: bytes, root: bytes) -> bool:
    """Whether `proof` shows that the tree of `size` leaves begins with the tree of `smaller`.

    RFC 9162 section 2.1.4.2; every tree begins with the empty one, and with itself.
    """
    if not 0 <= smaller <= size or any(len(one) != _HASH_BYTES for one in proof):
        return False
    if smaller == size:
        return not proof and smaller_root == root
    if smaller == 0:
        return not proof and smaller_root == EMPTY_ROOT
    hashes = list(proof) if smaller & (smaller - 1) else [smaller_root, *proof]
    if not hashes:
        return False
    place, last = smaller - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    made_smaller = made = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            made_smaller, made = node(sibling, made_smaller), node(sibling, made)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            made = node(made, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and made_smaller == smaller_root and made == root


def _left_size(count: int) -> int:
    """The largest power of two smaller than `count`: how many leaves go to the left."""
    return 1 << (count - 1).bit_length() - 1
