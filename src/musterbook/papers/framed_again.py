"""A framed paper held against what the book tells: every value on its pages, but for names that only a key opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any, Final

from musterbook.operation.book import Book
from musterbook.operation.on_paper.of_casework import NOT_OPENED
from musterbook.operation.on_paper.signed import FACTS
from musterbook.operation.on_paper.told import OPENED, Told
from musterbook.papers.checking import CheckedPaper
from musterbook.papers.framed import paper_of, parts_of, template_of
from musterbook.papers.in_parts import IN_A_PART, ROWS
from musterbook.papers.printing import around_of
from musterbook.terms.errors import Tampered
from musterbook.terms.times import written
from musterbook.words.printed import Tongue
from musterbook.words.printed import named as named_as

NAMES: Final = ("name", "name-ar", "cell")
"""Columns that hold what was opened of somebody."""
FILES: Final = "files inside"
TEMPLATE: Final = "template"
DATE: Final = "date"
MINUTES: Final = "minutes"
SEALED: Final = ("question", "chosen", "what")
"""Columns of minutes that hold words which lie sealed: whoever prints opens them, or not, and so does who checks."""
OPENED_AS: Final = named_as(OPENED["name"])
APART: Final = " · "


def differences(book: Book, told: Told, found: CheckedPaper, *, named: bool) -> list[str]:
    """Where a paper says anything else than the book, each with the place on the paper; none for one that is right.

    All of it is compared: pages, foot, codes, template, date, and the files inside.

    Args:
        book: the book as it was when the paper was printed.
        told: what it tells of it; where names stand on the paper, `OPENED` in their place.
        found: the paper, made again byte for byte before.
        named: that names stand on the paper; they are passed over, as nobody opened them here.

    Raises:
        Tampered: the paper is in no language of ours.
    """
    paper = found.paper
    try:
        language, also = paper["language"], paper["other_language"]
        rows = int(paper.get(ROWS, IN_A_PART))  # how it is parted says nothing of anybody
        mine = [_whole(book, part, language, also, named=named, rows=rows) for part in parts_of(told)]
    except (KeyError, TypeError):
        raise Tampered("paper.facts", file=found.title) from None
    theirs = {**paper, FILES: found.inside, TEMPLATE: found.template, DATE: written(found.at.astimezone(UTC))}
    if told.kind == MINUTES:
        mine = [_shut_on_both(one, theirs) for one in mine]
        theirs = _shut_on_both(theirs, mine[0])
    return min((list(_between(one, theirs, named=named)) for one in mine), key=len)


def _whole(book: Book, told: Told, language: str, also: str, *, named: bool, rows: int) -> dict[str, Any]:
    """All that is compared of one document: its pages, and beside them files, template and date."""
    around = replace(around_of(book, told, language=language, also=also, named=named), rows=rows)
    paper = paper_of(told, around)
    return {
        **paper, FILES: {FACTS: around.facts, **told.files}, TEMPLATE: template_of(told.kind, paper),
        DATE: written(told.as_of.astimezone(UTC)),
    }  # fmt: skip


def has_shut(paper: Mapping[str, Any], told: Told) -> bool:
    """Whether words of the call lie sealed, on the paper or for whoever checks it: such words were not compared."""
    if told.kind != MINUTES:
        return False
    here = any(NOT_OPENED in row for block in told.blocks for row in block.get("rows", ()))
    shut = Tongue(str(paper["language"]), "framed").told("not-opened")
    return here or any(shut in row for block in paper.get("blocks", ()) for row in block.get("rows", ()))


def _between(mine: Mapping[str, Any], theirs: Mapping[str, Any], *, named: bool) -> Iterator[str]:
    if named:
        try:
            mine, theirs = _without_names(mine), _without_names(theirs)
        except (AttributeError, IndexError, KeyError, TypeError):
            yield "blocks"
            return
    yield from between(mine, theirs)


def between(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    """Places at which two papers differ, value by value."""
    yield from _differ("", mine, theirs)


def _differ(place: str, mine: object, theirs: object) -> Iterator[str]:
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        for key in sorted(mine.keys() | theirs.keys()):
            yield from _differ(f"{place}/{key}", mine.get(key), theirs.get(key))
    elif isinstance(mine, list | tuple) and isinstance(theirs, list | tuple) and len(mine) == len(theirs):
        for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            yield from _differ(f"{place}/{number}", one, other)
    elif mine != theirs and not _but_for_a_name(mine, theirs):
        yield place.lstrip("/")


def _but_for_a_name(mine: object, theirs: object) -> bool:
    """Whether a line in which a name may stand is the same before and behind it, with a name there or with none."""
    if not (isinstance(mine, str) and isinstance(theirs, str) and APART + OPENED_AS in mine):
        return False
    before, _, behind = mine.partition(APART + OPENED_AS)
    between = theirs.removeprefix(before).removesuffix(behind)
    if theirs != before + between + behind:
        return False
    name = between.removeprefix(APART + named_as("")[0]).removesuffix(named_as("")[1])
    return not between or (between == APART + named_as(name) and not set(named_as("")) & set(name))


def _shut_on_both(paper: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A paper with each sealed word shut that is shut in the same place on another; all else as it was."""
    tongue = Tongue(str(paper["language"]), "framed")
    shut, hidden = tongue.told("not-opened"), {tongue.told(f"column.{one}") for one in SEALED}
    try:
        blocks = [dict(block) for block in paper["blocks"]]
        for block, beside in zip(blocks, other["blocks"], strict=False):
            if block["type"] == beside["type"] == "table":
                places = [at for at, name in enumerate(block["columns"]) if name in hidden]
                block["rows"] = [
                    [shut if at in places and row_[at] == shut else cell for at, cell in enumerate(row)]
                    for row, row_ in zip(block["rows"], beside["rows"], strict=True)
                ]
    except (IndexError, KeyError, TypeError, ValueError):
        return dict(paper)
    return {**paper, "blocks": blocks}


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
        else:
            blocks.append(block)
    cards = [{**card, "name": "", "name_ar": ""} for card in paper.get("cards", ())]
    return {**paper, **({"blocks": blocks} if "blocks" in paper else {"cards": cards})}
