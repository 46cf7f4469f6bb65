"""Blocks of a framed paper in words: facts, figures, tables, boxes, signatures, and lines to fill in by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.operation.on_paper.told import Block, Cell
from musterbook.papers.form_layout import TICK_MM, tick_places
from musterbook.papers.plain import plain
from musterbook.terms.times import read_written
from musterbook.words import deeds, pages
from musterbook.words.countries import country_said
from musterbook.words.languages import direction
from musterbook.words.on_papers import why_said
from musterbook.words.printed import Tongue, named

NOTES: Final = "last_roll"
"""The paper whose words for what to mind about somebody, and for months, serve every other."""
TEXT_MOST: Final = 400
NARROW: Final[Mapping[str, int]] = {
    "place": 8, "place-number": 8, "aboard": 14, "off": 13, "first": 16, "second": 16, "passed": 19, "seated": 14,
    "change": 16, "entry": 20, "taken": 16, "number": 25, "days": 14, "serial": 26, "way": 16,
}  # fmt: skip
"""Columns of a width of their own, in millimetres; the others share what is left."""
BOXES_LOW: Final = 4
"""Rows of fewer boxes stand closer, so that a form keeps to one page."""
MAY_LACK: Final = frozenset(("name", "name-ar", "cell", "mind", "apart"))
"""Columns that are left out where nothing stands in them: names that were not opened, notes that nobody made."""


def block_said(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    """One block in words, as the template wants it."""
    kind = next(one for one in _BLOCKS if one in block)
    return _BLOCKS[kind](tongue, block, zone)


def cell_said(tongue: Tongue, one: Cell, zone: str) -> Any:  # noqa: ANN401  text, or a box or line to fill in
    """One cell in words."""
    if one is None or one == "":
        return ""
    if isinstance(one, int):
        return tongue.number(one)
    if isinstance(one, str):
        return named(_breakable(plain(one, most=TEXT_MOST)))
    kind = next(name for name in _CELLS if name in one)
    return _CELLS[kind](tongue, one[kind], zone)


def moment_said(tongue: Tongue, at: datetime, zone: str) -> str:
    """A moment: in Zulu, and in local time."""
    return tongue.told("moment", zulu=tongue.zulu(at), local=Tongue(tongue.language, NOTES).hour(at, zone))


def _facts(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    rows = [[tongue.told(f"label.{label}"), cell_said(tongue, one, zone)] for label, one in block["facts"]]
    return {"type": "facts", "rows": [row for row in rows if row[1] != ""]}


def _figures(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    del zone
    tiles = [
        {"n": "–" if n is None else tongue.number(n), "words": tongue.told(f"figure.{key}"),
         "loud": key in block["loud"] and bool(n)}
        for key, n in block["figures"]
    ]  # fmt: skip
    return {"type": "figures", "tiles": tiles}


def _table(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    """A table in words, without columns of names and notes in which nothing stands."""
    names, rows = block["table"], [[cell_said(tongue, one, zone) for one in row] for row in block["rows"]]
    kept = [
        place for place, name in enumerate(names) if name not in MAY_LACK or not rows or any(row[place] for row in rows)
    ]
    return {
        "type": "table", "head": tongue.told(f"head.{block['head']}") if block["head"] else "",
        "columns": [tongue.told(f"column.{names[place]}") for place in kept],
        "widths": [NARROW.get(names[place], 0) for place in kept],
        "rows": [[row[place] for place in kept] for row in rows],
        "empty": "" if rows else tongue.told("nothing"),
    }  # fmt: skip


def _notice(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    lines = [" · ".join(filter(None, (str(cell_said(tongue, one, zone)) for one in line))) for line in block["lines"]]
    says = tongue.told(f"notice.{block['notice']}", **_values(tongue, block, zone))
    return {"type": "notice", "level": block["level"], "says": says, "lines": lines}


def _signatures(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    signed = [
        {"label": tongue.told(f"sign.{label}"),
         "says": [text for one in cells if (text := cell_said(tongue, one, zone))]}
        for label, cells in block["signatures"]
    ]  # fmt: skip
    return {"type": "signatures", "lines": signed}


def _to_fill(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    del zone
    return {"type": "to_fill", "label": tongue.told(f"fill.{block['to_fill']}"), "lines": block["lines"]}


def _boxed(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    del zone
    low = block["boxes"] < BOXES_LOW
    return {
        "type": "boxed", "label": tongue.told(f"fill.{block['boxed']}"), "boxes": block["boxes"],
        "parts": [tongue.told(f"fill.part.{one}") for one in block["parts"]],
        "high": 7 if low else 9, "apart": 4 if low else 8,
    }  # fmt: skip


def _ticks(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    """Boxes with their words, each where a scan is read."""
    del zone
    places = tick_places(len(block["ticks"]))
    boxes = [
        {"x": left, "y": top, "says": tongue.told(f"tick.{name}")}
        for name, (left, top) in zip(block["ticks"], places, strict=True)
    ]
    return {"type": "ticks", "boxes": boxes, "side": TICK_MM}


def _said(tongue: Tongue, block: Block, zone: str) -> dict[str, Any]:
    return {"type": "said", "says": tongue.told(f"said.{block['said']}", **_values(tongue, block, zone))}


def _values(tongue: Tongue, block: Block, zone: str) -> dict[str, str | int | None]:
    return {
        name: one if isinstance(one, int) or one is None
        else named(plain(one)) if isinstance(one, str) else str(cell_said(tongue, one, zone))
        for name, one in block["values"].items()
    }  # fmt: skip


def _moment(tongue: Tongue, written: str, zone: str) -> str:
    return moment_said(tongue, read_written(written), zone)


def _code(tongue: Tongue, code: tuple[str, str], zone: str) -> str:
    """A word of the book: of this paper's own sentences, or as the console's pages say it."""
    del zone
    whole = ".".join(code)
    own = f"word.{whole}"
    return tongue.told(own) if own in tongue.keys else str(pages.known(whole))


def _why(tongue: Tongue, words: str, zone: str) -> str:
    del tongue, zone  # the language of the paper is spoken while it is made
    return named(_breakable(plain(why_said(words), most=TEXT_MOST)))


def _several(tongue: Tongue, cells: list[Cell], zone: str) -> str:
    return tongue.told("semicolon").join(str(cell_said(tongue, one, zone)) for one in cells)


def _note(tongue: Tongue, note: tuple[str, int], zone: str) -> str:
    """What to mind about somebody, as the last good roll says it."""
    del zone
    roll, (key, number) = Tongue(tongue.language, NOTES), note
    whole = f"note.{key}"
    return roll.told(whole, n=number) if whole in roll.keys else named(plain(key.rpartition(".")[2]))


def _place(tongue: Tongue, names: tuple[str, str], zone: str) -> str:
    del zone
    name, name_ar = names
    return named(plain(name_ar if direction(tongue.language) == "rtl" and name_ar else name, most=60))


def _country(tongue: Tongue, letters: str, zone: str) -> str:
    del tongue, zone  # the language of the paper is spoken while it is made
    return country_said(plain(letters, most=TEXT_MOST))


def _listed(tongue: Tongue, word: tuple[str, str, str], zone: str) -> str:
    del tongue, zone  # as above
    deed, field, one = word
    return deeds.said_in(deed, field, plain(one, most=TEXT_MOST))


def _not_opened(tongue: Tongue, one: object, zone: str) -> str:
    del one, zone
    return tongue.told("not-opened")


def _as_it_is(kind: str) -> Callable[[Tongue, Any, str], dict[str, bool]]:
    """A box or a line, which the template draws."""
    return lambda _tongue, _one, _zone: {kind: True}


def _breakable(text: str) -> str:
    """A run too long for a column may be broken behind sixteen signs; at a hyphen any line may break by itself.

    No break is put in where none is needed: Typst files the sign for it under the letter before, and every such
    letter of the font is then copied out of the paper, and searched in it, with the sign behind.
    """
    return _LONG_RUN.sub(lambda run: f"{run[0]}\u200b", text)


_LONG_RUN: Final = re.compile(r"[^\s-]{16}(?=[^\s-])")
_BLOCKS: Final[Mapping[str, Callable[[Tongue, Block, str], dict[str, Any]]]] = {
    "facts": _facts, "figures": _figures, "table": _table, "notice": _notice, "signatures": _signatures,
    "to_fill": _to_fill, "boxed": _boxed, "said": _said, "ticks": _ticks,
}  # fmt: skip
_CELLS: Final[Mapping[str, Callable[[Tongue, Any, str], Any]]] = {
    "moment": _moment, "code": _code, "why": _why, "several": _several, "note": _note, "place": _place,
    "country": _country, "listed": _listed, "not_opened": _not_opened,
    "box": _as_it_is("box"), "line": _as_it_is("line"),
}  # fmt: skip
