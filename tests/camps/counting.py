"""Counts of invented camps, as tests say them."""

from __future__ import annotations

from musterbook.camps.facts import Cell, Counted


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
