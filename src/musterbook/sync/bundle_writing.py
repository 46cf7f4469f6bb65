"""A bundle is written: from any store, for a receiver who may hold whole logs or parts of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.forks import without_entries
from musterbook.ledger.held import excerpts_kept
from musterbook.ledger.log import Frame
from musterbook.sync.bundle_parts import MAGIC, excerpt_part, fork_part, frame_part, note_parts, sealed_part
from musterbook.sync.bundle_sides import Copied
from musterbook.sync.frame import Packing, frames_of
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


def write_bundle(
    store: Copied,
    path: Path,
    *,
    logs: Iterable[str] | None = None,
    since: Mapping[str, int] | None = None,
    packed: Packing = "zlib",
    shown: Callable[[str, int], Iterable[Excerpt] | None] = lambda _log, _start: None,
    sealed: Iterable[bytes] = (),
) -> int:
    """Write a bundle as `path`: to `.part`, synced, renamed. How many entries it holds.

    Args:
        store: where from.
        path: where to; replaced when it is there.
        logs: which logs; all when not given.
        since: for each log the size the receiver has; 0 where not named.
        packed: `zlib` for `.mbk`, `zstd` between nodes.
        shown: the excerpts of a log from a size on, for a receiver that may hold only some of its entries; None where
            he may hold it whole.
        sealed: sealed things for that receiver.

    Raises:
        Refused: the disk is full or may not be written.
    """
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("wb") as file:
            digest = hashlib.sha256()
            chosen = sorted(store.logs() if logs is None else logs)
            beside = ((sealed_part(one), 0) for one in sealed)
            for piece, entries in chain(_pieces(store, chosen, since or {}, packed=packed, shown=shown), beside):
                digest.update(piece)
                file.write(piece)
                count += entries
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as failed:
        part.unlink(missing_ok=True)
        raise Refused(Objection("bundle.not-written", values={"file": path.name, "said": failed.strerror})) from None
    return count


def _pieces(
    store: Copied,
    logs: Sequence[str],
    since: Mapping[str, int],
    *,
    packed: Packing,
    shown: Callable[[str, int], Iterable[Excerpt] | None],
) -> Iterator[tuple[bytes, int]]:
    """The bytes of a bundle before its digest, each with the number of entries in it."""
    yield MAGIC, 0
    partly = set[str]()
    for log in logs:
        start, until = since.get(log, 0), None
        if (excerpts := shown(log, start)) is not None:
            partly.add(log)
            for one in excerpts:
                yield excerpt_part(one, packed), len(one.bodies)
            continue
        if log in store.in_part():
            until = sum(1 for _ in store.bodies(log))
        notes = list(zip(store.sizes(log, start + 1), store.notes(log, start + 1), strict=True))
        beyond = [one for one in notes if until is not None and one[0] > until]
        notes = notes[: len(notes) - len(beyond)]
        for frame, inside in frames_of(store.bodies(log, start), notes, log=log, start=start):
            yield from ((piece, 0) for piece in note_parts(log, inside))
            full = Frame(log, frame.start, frame.size, frame.note + _cosigned(store, frame), frame.bodies)
            yield frame_part(full, packed), len(frame.bodies)
        for excerpt in excerpts_kept(log, store.held(log), store.runs(log), dict(beyond)) if beyond else ():
            yield excerpt_part(excerpt, packed), len(excerpt.bodies)
    proofs = store.forks()
    for log in sorted(proofs.keys() & partly):
        yield fork_part(without_entries(proofs[log])), 0
    for log in sorted(proofs.keys() & set(logs) - partly):
        yield fork_part(proofs[log]), 0
        for branch in store.branches(log):
            yield frame_part(branch, packed), len(branch.bodies)


def _cosigned(store: Copied, frame: Frame) -> str:
    return "".join(f"{line}\n" for line in store.cosignatures(frame.log, frame.size))
