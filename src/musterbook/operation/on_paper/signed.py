"""The signed facts inside a paper: the entries it rests on, byte for byte, and the heads of the book it was read from.

Whoever has a copy of the book holds them against it (`held_against`). Whoever has none can still see that each entry
is whole and that what is cited has the digest that is printed; WHETHER ITS KEYS ARE THOSE OF OFFICERS ONLY A BOOK SAYS.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Final

from musterbook.ledger.entry import Entry, read_entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.on_paper.kinds import PAPERS, people_on
from musterbook.operation.on_paper.told import OPENED, Told
from musterbook.operation.sitrep.heads import book_at
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_written, written

FACTS: Final = "signed-facts.json"
FORM: Final = "musterbook/signed-facts/1"


@dataclass(frozen=True, slots=True)
class Inside:
    """What a paper says of itself, its entries read.

    Attributes:
        kind: of `kinds.PAPERS`, or of a paper with a verb of its own.
        subject: what it is about.
        as_of: the moment it stands for.
        named: whether names stand on it.
        operation: which operation's book it was read from.
        heads: size and root of every log.
        entries: those it rests on.
    """

    kind: str
    subject: str
    as_of: datetime
    named: bool
    operation: str
    heads: Mapping[str, tuple[int, str]]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """How the entries inside a paper stand in a book.

    Attributes:
        standing: how many stand there with these bytes.
        set_aside: those that are there, or lie in a log that forked, and do not stand.
        not_here: those that this copy does not have.
    """

    standing: int
    set_aside: tuple[Digest, ...]
    not_here: tuple[Digest, ...]


def facts_of(book: Book, told: Told, *, named: bool) -> str:
    """The file that rides in a paper; the same book and paper give the same text."""
    return facts_about(book, told.kind, told.subject, told.as_of, told.cites, named=named)


def facts_about(
    book: Book, kind: str, subject: str, as_of: datetime, cites: Iterable[Digest], *, named: bool,
    heads: Mapping[str, tuple[int, str]] | None = None,
) -> str:  # fmt: skip
    """The same, of any paper by the entries it rests on; those this copy does not have are left out.

    `heads` are those the paper was read at, where the book has been written in since.
    """
    ends = book.store.heads() if heads is None else heads
    entries = [entry.body.decode() for digest in cites if (entry := book.entry(digest)) is not None]
    said = {
        "form": FORM, "kind": kind, "subject": subject, "as_of": written(as_of), "named": named,
        "operation": book.settings.name, "heads": {log: list(end) for log, end in sorted(ends.items())},
        "entries": list(dict.fromkeys(entries)),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_facts(text: str, file: str) -> Inside:
    """What lies in a paper; Tampered when it is no such file any more, or an entry in it is not whole."""
    try:
        said: dict[str, Any] = json.loads(text)
        {FORM: True}[said["form"]]
        heads = {str(log): (int(size), str(root)) for log, (size, root) in said["heads"].items()}
        entries = tuple(read_entry(str(one).encode()) for one in said["entries"])
        return Inside(
            str(said["kind"]), str(said["subject"]), read_written(said["as_of"]), bool(said["named"]),
            str(said["operation"]), heads, entries,
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError, Malformed):
        raise Tampered("paper.facts", file=file) from None


def check_manifest(inside: Inside, files: Mapping[str, str], file: str) -> None:
    """That a manifest which rides inside is the one the offer was signed over; Tampered when it is another."""
    manifest = files.get("manifest.json")
    if manifest is None:
        return
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    if digest not in {getattr(entry.fact, "manifest", "") for entry in inside.entries}:
        raise Tampered("paper.manifest", file=file, digest=digest[:16])


def held_against(book: Book, inside: Inside, file: str) -> Stand:
    """How the entries inside stand in the book, each looked for among all that are stored, whether they stand or not.

    Raises:
        Tampered: the paper is of another operation, or the book has another entry in the place of one inside.
    """
    if inside.operation != book.settings.name:
        raise Tampered("paper.other-operation", file=file, operation=inside.operation)
    standing, aside, missing = 0, list[Digest](), list[Digest]()
    for entry in inside.entries:
        if book.entry(entry.digest) is not None:
            standing += 1
        elif _is_stored(book, entry, file):
            aside.append(entry.digest)
        else:
            missing.append(entry.digest)
    return Stand(standing, tuple(aside), tuple(missing))


def _is_stored(book: Book, entry: Entry, file: str) -> bool:
    """Whether an entry that does not stand is here; Tampered where a log that never forked has another in its place."""
    found = chain(book.store.entries(entry.log, entry.seq, entry.seq + 1), book.store.branch_entries())
    here = {one.digest for one in found if (one.log, one.seq) == (entry.log, entry.seq)}
    here |= {digest for digest, place in book.store.known_by_digest().items() if place == (entry.log, entry.seq)}
    if entry.digest in here:
        return entry.digest not in book.store.known_by_digest()
    forked = book.forks.get(entry.log)
    if here and (forked is None or entry.seq < forked):
        raise Tampered("paper.not-in-book", file=file, entry=entry.digest[:16])
    return bool(here)


def can_tell_again(book: Book) -> bool:
    """Whether this copy has everybody; one that keeps only its people cannot tell a paper about others again."""
    return book.holding is None and not book.store.in_part()


def told_again(book: Book, inside: Inside, file: str) -> tuple[Book, Told]:
    """The book as it was, and what the paper would tell if it were made again from it; `OPENED` stands for each name.

    Raises:
        Refused: this copy does not have all that the paper was read from.
        Tampered: it has other bytes there, or nothing that this paper could be of.
    """
    kind = PAPERS.get(inside.kind)
    if kind is None:
        raise Tampered("paper.facts", file=file)
    then = book_at(book, inside.as_of, inside.heads)
    then.sealed = book.sealed
    try:
        named = inside.named and kind.named
        people = people_on(then, inside.kind, inside.subject, inside.as_of) if named else frozenset()
        return then, kind.make(then, inside.subject, inside.as_of, dict.fromkeys(people, OPENED))
    except (Malformed, KeyError, TypeError, ValueError, OverflowError):
        raise Tampered("paper.facts", file=file) from None
