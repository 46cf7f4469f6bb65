"""Carrying out: what is here as a bundle for a stick, for anyone, or for one node with what is sealed for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Final, cast

from musterbook.ledger.excerpt import Excerpt
from musterbook.operation.allowing import AllowedTo, Allowing
from musterbook.operation.book_now import BookNow
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.operation.syncing import Clock, Here, Knowing
from musterbook.operation.telling_beyond import Tells
from musterbook.store.kept import Kept
from musterbook.store.peers import Peer
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.copies import Meets
from musterbook.sync.excerpting import excerpts_from
from musterbook.sync.sealed_parts import sealed_for
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

BUNDLE: Final = ".bundle"


def carry_out(me: Here, folder: Path, *, now: Clock, to: str = "") -> tuple[Path, int]:
    """Write what is here as a bundle to carry, for everyone or for one node, from what it was last known to have.

    For one node also what is sealed of whom it is to hold. The file is named for this node and the size of its log.
    Refused when nobody of that name was ever met.
    """
    with me.reading() as store:
        since: dict[str, int] = {}
        peer: Peer | None = None
        allowed: AllowedTo | None = None
        if to:
            peer = next((one for one in store.peers() if to in (one.name, one.log, one.log[:16])), None)
            if peer is None:
                raise Refused(Objection("sync.never-met", values={"node": to}))
            since = {log: min(size, store.size_of(log)) for log, size in peer.sizes.items()}
            allowed = _allowed_by_then(me, store, peer.log, now)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{me.name}-{store.size_of(me.identity.log)}{BUNDLE}"

        def shown(log: str, start: int) -> Iterator[Excerpt] | None:
            partly = allowed is not None and not allowed.whole(log)
            return excerpts_from(cast("Meets", store), allowed, log, start) if allowed and partly else None

        things = _sealed_for(me, peer.log) if peer is not None else ()
        return path, write_bundle(store, path, since=since, packed="zstd", shown=shown, sealed=things)


def _sealed_for(me: Here, log: str) -> Iterator[bytes]:
    """What is sealed here of whom the node of a log is to hold, as parts of a bundle."""
    with me.sealed() as sealed:
        if sealed is not None:
            book = BookNow(me.place, me.reading)
            yield from sealed_for(SealedBeside(book, lambda: nullcontext(sealed), me.identity.key), log)


def _allowed_by_then(me: Here, store: Kept, log: str, now: Clock) -> AllowedTo | None:
    """What may be carried to the node of a log, once it was told what it cannot count."""
    book, knows = BookNow(me.place, me.reading), Knowing(store, me.identity.register_log)
    if not knows.partial(me.identity.log):
        Tells(me.identity, book, knows.partial, me.writing, now)(log)
    return Allowing(me.place, knows.partial, me.reading, now=book)(log)
