"""Counts of invented camps, as tests say them."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.camps.census import KEYS, Camp, Said, Word
from musterbook.camps.facts import Cell, Counted
from musterbook.ledger.facts import Digest


def counted(
    as_of: str,
    people: int,
    *,
    camp: str = "demo",
    source: str = "monitor",
    definition: str = "",
    access: str = "full",
    overlap: int | None = None,
) -> Counted:
    """A count of everybody in one cell."""
    cells = () if access == "none" else (Cell(count=people),)
    return Counted(
        camp=camp, as_of=as_of, source=source, definition=definition, cells=cells, access=access, overlap=overlap
    )


def camp_of(name: str, *facts: Said) -> Camp:
    """A camp of which these things are said."""
    camp = Camp(name)
    for number, fact in enumerate(facts):
        key = tuple(getattr(fact, field) for field in KEYS[type(fact)])
        word = Word(fact, Digest(f"{number:064x}"), datetime(2026, 1, 26, tzinfo=UTC))
        camp.words.setdefault(type(fact), {})[key] = word
    return camp
