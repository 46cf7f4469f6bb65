"""Carrying by hand what is sealed: the things in a bundle for this node are kept, once; all others lie where they are.

Joins the sealed store with the bundle that brought them, once its entries are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.operation.book import Book
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.operation.folder import FolderKeyring
from musterbook.store.keeping import Keeping
from musterbook.sync.carrying import Sealed
from musterbook.sync.sealed_parts import read_sealed
from musterbook.terms.errors import Malformed, Refused


@dataclass(slots=True)
class SealedIn:
    """What became of the sealed things of a bundle.

    Attributes:
        kept: were lacking here, and are not any more.
        left: are here already, are for another node, or cannot be opened at this machine.
        turned_away: by which rule each of the others.
    """

    kept: int = 0
    left: int = 0
    turned_away: list[str] = field(default_factory=list)


def take_in_sealed(
    book: Book, parts: Sequence[bytes], *, at: datetime, came_from: str, nodes: Sequence[Sealed] | None = None
) -> SealedIn:
    """Keep of what a bundle brought what this node is to hold and lacks; what is wrong is named by its rule.

    `nodes` are those whose keys open here; without it they are looked for among the keys beside the book.
    """
    told = SealedIn()
    nodes = (_nodes_here(book) if nodes is None else nodes) if parts else ()
    wanted = [(beside, set(beside.wanted())) for beside in nodes]
    for said in parts:
        try:
            blob = read_sealed(said)
        except Malformed as wrong:
            told.turned_away.append(wrong.faults[0].rule)
            continue
        rules = [beside.keep(blob) for beside, lacking in wanted if blob.digest in lacking]
        if not rules:
            told.left += 1
        elif "" in rules:
            told.kept += 1
            for _, lacking in wanted:
                lacking.discard(blob.digest)
        else:
            told.turned_away.append(rules[0])
            cast("Keeping", book.store).turn_away(rules[0], blob.digest.encode(), came_from=came_from, at=at)
    return told


def _nodes_here(book: Book) -> list[SealedBeside]:
    """What is sealed here as each node whose key opens here gives and takes it; none where nothing is opened here.

    A key under another pass-phrase stays shut: the entries are in by now, and what they order must still be obeyed.
    """
    sealed, keyring = book.sealed, book.keyring
    if sealed is None or not isinstance(keyring, FolderKeyring):
        return []
    keys: list[Ed25519PrivateKey] = []
    for name in keyring.nodes():
        with suppress(Refused):
            keys.append(keyring.log_key(name))
    return [SealedBeside(lambda: book, lambda: nullcontext(sealed), key) for key in keys]
