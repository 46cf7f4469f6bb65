"""Extracting: everything the book holds about one person, for him: without others' numbers, names or onward routes.

Joins the entries that name him with what is sealed under his number. Others who stand in the same entry are counted and
not named (custody.md section 11, row 69 of section 15).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Json, to_json
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.journey import journey
from musterbook.operation.one_body import bodies_of
from musterbook.operation.sealed_about import sealed_about
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

OTHER: Final = "another person"
WITHHELD: Final = frozenset((
    "evidence.", "biometrics.proposed", "biometrics.judged", "eligibility.kept-apart", "eligibility.keep-apart-ended",
    "lift.", "custody.noticed",
))  # fmt: skip
"""Kinds, or rooms, an extract leaves out: what others said in confidence, whom he is kept from, where he will go."""


def extract(book: Book, person: PersonId, *, acting: Acting | None = None, because: str = "") -> dict[str, Any]:
    """What the book holds about someone, oldest first, with what is sealed of him, and how much of that stayed shut.

    Free words are given as they were written: whoever hands an extract over reads them for others' names first.

    Args:
        book: the book.
        person: about whom.
        acting: who opens what clinicians and protection officers alone may read; without it that stays shut.
        because: why, which is written down.

    Raises:
        Malformed: the book does not know the number.
        Refused: whoever opens may open nothing of him.
    """
    roll = book.reading(Roll)
    if person not in roll.where:
        raise Malformed.because("person.unknown", typed=person)
    his = frozenset(bodies_of(book).numbers(person))
    others = roll.where.keys() - his
    entries = [one for one in book.entries() if his & one.named()]
    told = [one for one in entries if not _withheld(one.act.kind)]
    way, about = journey(book, person), sealed_about(book, told, his, acting=acting, because=because)
    return {
        "person": person, "numbers": sorted(his), "account": way.account, "operation": book.settings.name,
        "head": book.head(), "entries": [_entry(one, his, others) for one in told],
        "left_out": len(entries) - len(told), "shut": dict(about.shut),
        "sealed": [
            {"what": kind, "digest": digest, "said": _without(said, his, others)} for kind, digest, said in about.opened
        ],
    }  # fmt: skip


def _entry(entry: Entry, his: frozenset[PersonId], others: Collection[PersonId]) -> dict[str, Any]:
    said = _without(to_json(entry.fact), his, others)
    return {
        "kind": entry.act.kind, "by": entry.by, "happened_at": entry.happened_at.isoformat(),
        "written_at": entry.act.written_at.isoformat(), "entry": entry.digest, "said": said,
        "others": len(entry.named() - his),
    }  # fmt: skip


def _without(said: Json, his: frozenset[PersonId], others: Collection[PersonId]) -> Json:
    """The same without other people: alone they become words, in lists they are left out."""
    if isinstance(said, str):
        return OTHER if said in others else said
    if isinstance(said, list):
        kept = [one for one in said if not _is_others(one, his, others)]
        return [_without(one, his, others) for one in kept]
    if isinstance(said, Mapping):
        return {
            key: _without(value, his, others)
            for key, value in said.items()
            if key not in others and key not in ("seals", "destination")
        }
    return said


def _is_others(one: Json, his: frozenset[PersonId], others: Collection[PersonId]) -> bool:
    """Whether an item of a list is another person, or a part about one."""
    if isinstance(one, str):
        return one in others
    return isinstance(one, Mapping) and one.get("person") in others and one.get("person") not in his


def _withheld(kind: str) -> bool:
    return any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in WITHHELD)
