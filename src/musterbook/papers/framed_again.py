"""A framed paper held against what the book tells: every value on its pages, but for names that only a key opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from musterbook.operation.book import Book
from musterbook.operation.on_paper.told import Told
from musterbook.papers.framed import Around, paper_of, parts_of
from musterbook.words.printed import Tongue

NAMES: Final = ("name", "name-ar", "cell")
"""Columns that hold what was opened of somebody."""
LEFT_OUT: Final = ("foot", "codes", "families")
"""What stands around the values; it was made again byte for byte before."""


def differences(book: Book, told: Told, paper: Mapping[str, Any], *, named: bool) -> list[str]:
    """Where a paper says anything else than the book, each with the place on the paper; none for one that is right.

    `named`: that names stand on the paper; they are passed over, as nobody opened them here.
    """
    settings = book.settings
    around = Around(settings.name, settings.marking, settings.time_zone, paper["language"], paper["other_language"])
    mine = [paper_of(part, around) for part in parts_of(told)]
    return min((list(_between(one, paper, named=named)) for one in mine), key=len)


def _between(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, named: bool) -> Iterator[str]:
    mine, theirs = ({key: value for key, value in one.items() if key not in LEFT_OUT} for one in (mine, theirs))
    if named:
        mine, theirs = _without_names(mine), _without_names(theirs)
    yield from _differ("", mine, theirs)


def _differ(place: str, mine: object, theirs: object) -> Iterator[str]:
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        for key in sorted(mine.keys() | theirs.keys()):
            yield from _differ(f"{place}/{key}", mine.get(key), theirs.get(key))
    elif isinstance(mine, list | tuple) and isinstance(theirs, list | tuple) and len(mine) == len(theirs):
        for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            yield from _differ(f"{place}/{number}", one, other)
    elif mine != theirs:
        yield place.lstrip("/")


def _without_names(paper: Mapping[str, Any]) -> dict[str, Any]:
    """A paper's values without the columns and lines of names."""
    tongue = Tongue(str(paper["language"]), "framed")
    hidden = {tongue.told(f"column.{one}") for one in NAMES} | {tongue.told("label.name")}
    blocks = []
    for block in paper.get("blocks", ()):
        if block["type"] == "table":
            kept = [place for place, name in enumerate(block["columns"]) if name not in hidden]
            blocks.append({
                **block, "columns": [block["columns"][place] for place in kept],
                "widths": [block["widths"][place] for place in kept],
                "rows": [[row[place] for place in kept] for row in block["rows"]],
            })  # fmt: skip
        elif block["type"] == "facts":
            blocks.append({**block, "rows": [row for row in block["rows"] if row[0] not in hidden]})
        elif block["type"] == "notice":
            blocks.append({**block, "lines": len(block["lines"])})
        else:
            blocks.append(block)
    cards = [{**card, "name": "", "name_ar": ""} for card in paper.get("cards", ())]
    return {**paper, **({"blocks": blocks} if "blocks" in paper else {"cards": cards})}
