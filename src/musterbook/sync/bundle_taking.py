"""A bundle is taken in, frame by frame; what is bad in it is listed, and the rest goes in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.log import Frame
from musterbook.sync.bundle_parts import DIGEST_BYTES, Notes, Sealed, bytes_of, parts_of
from musterbook.sync.bundle_sides import Ingesting
from musterbook.terms.errors import Malformed, MusterbookError, Tampered


@dataclass(slots=True)
class Ingested:
    """What became of a bundle.

    Attributes:
        verdicts: what the store said to each frame, in order of the file.
        failures: what could not be read or was refused; the rest went in.
        proved: how many proofs of forks were new.
        left: logs of which the file shows only some entries, to a copy that takes whole logs.
        sealed: sealed things in it, unread.
    """

    verdicts: list[tuple[Frame | Excerpt, object]] = field(default_factory=list)
    failures: list[MusterbookError] = field(default_factory=list)
    proved: int = 0
    left: set[str] = field(default_factory=set)
    sealed: list[bytes] = field(default_factory=list)


def ingest_bundle(
    store: Ingesting, path: Path, *, at: datetime, came_from: str = "", whole: bool = False
) -> Ingested:  # fmt: skip
    """Take a bundle in, frame by frame: what is bad is listed, the rest goes in, and twice changes nothing.

    Checkpoints that lie inside a frame follow it, so that a copy of a copy proves as much as the first.

    Args:
        store: where to.
        path: the file.
        at: when it arrived, by our clock.
        came_from: carrier and sender for the store's list; the file's name when not given.
        whole: this copy holds everything, and takes whole logs only.

    Raises:
        Malformed: the file is no bundle at all.
    """
    raw = bytes_of(path)
    told = Ingested()
    if hashlib.sha256(raw[:-DIGEST_BYTES]).digest() != raw[-DIGEST_BYTES:]:
        told.failures.append(Tampered("bundle.digest", file=path.name))
    ahead: dict[str, list[str]] = {}
    for part in parts_of(raw):
        if isinstance(part, MusterbookError):
            told.failures.append(part)
        elif isinstance(part, bytes):
            _keep_proof(store, part, told)
        elif isinstance(part, Sealed):
            told.sealed.append(part.said)
        elif isinstance(part, Notes):
            ahead.setdefault(part.log, []).extend(part.notes)
        elif whole and isinstance(part, Excerpt):
            told.left.add(part.log)
        elif _take_part(store, part, told, came_from or f"file:{path.name}", at) and (notes := ahead.pop(part.log, ())):
            told.failures += store.keep_checkpoints(part.log, notes)
    return told


def _take_part(store: Ingesting, part: Frame | Excerpt, told: Ingested, came_from: str, at: datetime) -> bool:
    """Take a frame or an excerpt in; whether the store had an answer to it."""
    try:
        if isinstance(part, Frame):
            verdict = store.ingest(part, came_from=came_from, at=at)
        else:
            verdict = store.take_excerpt(part, came_from=came_from, at=at)
    except (Malformed, Tampered) as failed:
        told.failures.append(failed)
        return False
    told.verdicts.append((part, verdict))
    return True


def _keep_proof(store: Ingesting, proof: bytes, told: Ingested) -> None:
    try:
        told.proved += store.keep_fork(proof)
    except (Malformed, Tampered) as failed:
        told.failures.append(failed)
