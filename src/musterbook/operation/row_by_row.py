"""Row by row: what a table brings is written under ids made from its bytes and its rows, so that it is gone on with.

Whoever is stopped in the middle hands the same file in again: what was written is found by its id, and the rest is
written (decision 0985).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from musterbook.custody.facts import Registered
from musterbook.eligibility.facts import Assessed
from musterbook.ledger.entry import Entry, canonical, new_act_id
from musterbook.ledger.facts import Fact, to_json
from musterbook.operation.book import Book, Draft
from musterbook.terms.people import PersonId

DOMAIN: Final = b"musterbook/row/1\x00"
TOLD_APART_BY: Final = ("ground", "other", "kind_of", "issuer")
"""Fields that tell acts of one kind about the same people apart."""
_HOUR: Final = 13
"""So many signs of an act's id are its hour; what follows comes from the table alone."""


class RowByRow:
    """What one table brings to a book, with what of it is written already.

    Args:
        book: the book.
        digest: SHA-256 of the table's bytes, hexadecimal.
    """

    def __init__(self, book: Book, digest: str) -> None:
        self._book = book
        self._digest = digest
        self._row_of: Mapping[PersonId, int] = {}
        self._there = {entry.act.id[_HOUR:]: entry for entry in book.stored() if entry.act.via == "import"}
        self._assessed = {entry.fact.person for entry in book.stored() if isinstance(entry.fact, Assessed)}

    def registered(self, rows: Iterable[int]) -> dict[int, PersonId]:
        """Row → the number its person got, of those rows that were registered before."""
        found = {row: self._there.get(self._known_by(_mark(Registered.kind, [row]))) for row in rows}
        return {
            row: entry.fact.person
            for row, entry in found.items()
            if entry is not None and isinstance(entry.fact, Registered)
        }

    def here(self, numbers: Iterable[PersonId]) -> frozenset[PersonId]:
        """Those of these numbers that a row of this table gave before."""
        rows = {self._row_of[one] for one in numbers if one in self._row_of}
        return frozenset(self.registered(rows).values())

    def numbered(self, row_of: Mapping[PersonId, int]) -> None:
        """Say which row each number is of; before anything is written."""
        self._row_of = row_of

    def write(self, drafts: Sequence[Draft]) -> list[Entry]:
        """The entries of these acts: those that are there already, and the others written in one commit.

        Whoever was assessed since, by whomever, is not assessed again from the table.
        """
        drafts = [one for one in drafts if not self._is_assessed(one.fact)]
        marks = [self._known_by(self._mark_of(draft.fact)) for draft in drafts]
        fresh = [
            replace(draft, act_id=self._id_of(draft), via="import")
            for draft, mark in zip(drafts, marks, strict=True)
            if mark not in self._there
        ]
        if fresh:
            self._there |= {entry.act.id[_HOUR:]: entry for entry in self._book.write_all(fresh)}
        return [self._there[mark] for mark in marks]

    def _is_assessed(self, fact: Fact) -> bool:
        return isinstance(fact, Assessed) and fact.person in self._assessed

    def _mark_of(self, fact: Fact) -> bytes:
        rows: list[int | str] = sorted((self._row_of.get(one, one) for one in fact.named()), key=str)
        said = to_json(fact)
        return _mark(fact.kind, rows, *(str(said.get(name, "")) for name in TOLD_APART_BY))

    def _id_of(self, draft: Draft) -> str:
        return new_act_id(draft.written_at or draft.happened_at, self._noise(self._mark_of(draft.fact)))

    def _noise(self, mark: bytes) -> bytes:
        return hashlib.sha256(DOMAIN + self._digest.encode() + mark).digest()[:10]

    def _known_by(self, mark: bytes) -> str:
        return new_act_id(_ANY_HOUR, self._noise(mark))[_HOUR:]


_ANY_HOUR: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _mark(kind: str, rows: Sequence[int | str], *apart: str) -> bytes:
    """What makes an act of a table this one: its kind, its rows, and what tells it from others about the same."""
    return canonical({"apart": [one for one in apart if one], "kind": kind, "rows": list(rows)})
