"""A roll that is carried: its files named with their digests under the node's signature, so that a changed one shows.

The signature is a checkpoint in the form of a log's own under another name of the operation (`consulting.py`), so that
neither can stand for the other: its size is how many people are on the roll, its root the digest of what is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.ledger.canonical import canonical
from musterbook.ledger.entry import read_canonical
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import make_checkpoint, read_checkpoint
from musterbook.operation.book import Book
from musterbook.operation.consulting import NOTHING, node_key
from musterbook.operation.last_roll import LastRoll
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

OF: Final = "-last-roll"
FORM: Final = "musterbook/last-roll/1"


def sign_roll(book: Book, roll: LastRoll, files: Mapping[str, Digest], *, operation: str, at: datetime) -> bytes:
    """What goes beside the files of a roll: their digests, the numbers, and the node's signature under both.

    Args:
        book: whose node signs.
        roll: the roll.
        files: name → SHA-256 of each document and table.
        operation: the name checkpoints of this book carry.
        at: now.

    Raises:
        Refused: the key of no node is here.
    """
    key = node_key(book)
    if key is None:
        raise Refused(Objection("roll.no-node"))
    told = {
        "form": FORM, "operation": operation, "site": roll.site, "head": roll.head, "named": roll.named,
        "until": roll.until.isoformat() if roll.until else "",
        "counted_at": roll.counted_at.isoformat() if roll.counted_at else "",
        "people": [str(line.number) for line in roll.lines],
        "files": dict(files),
    }  # fmt: skip
    note = make_checkpoint(
        key, operation=operation + OF, size=len(roll.lines), root=_root(canonical(told)), at=at, register=NOTHING
    ).note
    return canonical({"note": note, "told": told})


def check_roll(signed: Path, *, operation: str, logs: Iterable[str]) -> tuple[int, tuple[str, ...]]:
    """Hold a carried roll against its signature and its files beside it: how many people, and the names of its files.

    Args:
        signed: the file `sign_roll` made; the files it names lie in its folder.
        operation: the book's operation.
        logs: ids of the book's logs, of which one must have signed.

    Raises:
        Malformed: it is no such file, or a file it names is not there.
        Tampered: it was changed, nobody of this operation signed it, or a file is not the one it names.
    """
    try:
        said = read_canonical(signed.read_bytes())
        told, note = said["told"], said["note"]
        files, people = dict(told["files"]), list(told["people"])
    except (OSError, KeyError, TypeError, ValueError):
        raise Malformed.because("roll.no-bundle", file=signed.name) from None
    for log in sorted(logs):
        try:
            one = read_checkpoint(note, log=log)
        except Malformed:
            continue
        if (one.operation, one.size, one.root) == (operation + OF, len(people), _root(canonical(told))):
            break
    else:
        raise Tampered("roll.not-signed", file=signed.name)
    for name, digest in files.items():
        place = signed.parent / Path(name).name
        if not place.is_file():
            raise Malformed.because("roll.file-missing", file=name)
        if hashlib.sha256(place.read_bytes()).hexdigest() != digest:
            raise Tampered("roll.file-differs", file=name)
    return len(people), tuple(sorted(files))


def _root(told: bytes) -> Digest:
    return Digest(hashlib.sha256(told).hexdigest())
