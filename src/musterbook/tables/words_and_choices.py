"""Kinds of cells that hold words: text, closed choices, yes or no, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from musterbook.tables.letters import cleaned, folded, near
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread, Value, class_of

TEXT_LETTERS_MAX: Final = 500
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_EXACT_FLOAT_MAX: Final = 10**15


@dataclass(frozen=True)
class Text:
    """Words as written, at most 500 letters; a whole number in the cell is taken as its digits."""

    letters_max: int = TEXT_LETTERS_MAX
    shape: str = "text"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The text, cleaned; None when only spaces stand there."""
        del leaning
        text = _written(cell)
        if isinstance(text, Unread):
            return text
        if len(text) > self.letters_max:
            return Unread("text.too-long", "text", {"letters": len(text), "most": self.letters_max})
        if _CONTROL.search(text):
            return Unread("text.control-sign", "text")
        return text or None

    def show(self, value: Value) -> str:
        """The text itself."""
        return str(value)


@dataclass(frozen=True)
class Choice:
    """One of a closed list; each choice with the other words people write for it, in any script."""

    words: Mapping[str, tuple[str, ...]]
    shape: str = "one of a list"

    @cached_property
    def known(self) -> dict[str, str]:
        """Folded word → the choice it means."""
        return {folded(word): choice for choice, others in self.words.items() for word in (choice, *others)}

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The choice in the list's own word."""
        del leaning
        text = _written(cell)
        if isinstance(text, Unread):
            return text
        if not text:
            return None
        found = self.known.get(folded(text))
        if found is None:
            nearest = near(text, self.words, most=1)
            likely = {"near": nearest[0]} if nearest else {}
            return Unread("choice.not-in-list", "text", {"choices": ", ".join(self.words), **likely})
        return found

    def show(self, value: Value) -> str:
        """The choice in the list's own word."""
        return str(value)

    def grown(self, *more: str) -> Choice:
        """The same list with choices an operation adds."""
        return replace(self, words={**self.words, **dict.fromkeys(more, ())})


@dataclass(frozen=True)
class YesNo:
    """Yes, no, or unknown (an empty cell)."""

    shape: str = "yes or no"
    choice: Choice = field(
        default=Choice(
            {
                "yes": ("y", "true", "1", "x", "✓", "نعم", "ن", "صح", "بەڵێ", "erê", "bele"),
                "no": ("n", "false", "0", "لا", "كلا", "نەخێر", "na"),
            }
        ),
        repr=False,
    )

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """True, False, or None for unknown."""
        if isinstance(cell, bool):
            return cell
        if cell in {"✓", "✔", "☑"}:
            return True
        word = self.choice.read(cell, leaning)
        return {"yes": True, "no": False}.get(word) if isinstance(word, str) else word

    def show(self, value: Value) -> str:
        """`yes` or `no`."""
        return "yes" if value else "no"


@dataclass(frozen=True)
class Listed:
    """Several in one cell, parted by semicolons (or line ends): words, or choices of a closed list.

    With `commas` a comma parts too, for lists of short names in which no comma can stand.
    """

    of: Text | Choice = field(default_factory=Text)
    commas: bool = False
    shape: str = "list, parted by ;"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The parts in their order, each once; None for an empty cell."""
        text = cell if isinstance(cell, str) else _written(cell)
        if isinstance(text, Unread):
            return text
        for sign in "؛\r\n" + (",،" if self.commas else ""):
            text = text.replace(sign, ";")
        parts: dict[str, None] = {}
        for part in text.split(";"):
            found = self.of.read(part, leaning)
            if isinstance(found, Unread):
                return found
            if isinstance(found, str):
                parts[found] = None
        return tuple(parts) or None

    def show(self, value: Value) -> str:
        """The parts, parted by semicolons."""
        return "; ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def _written(cell: Cell) -> str | Unread:
    """A cell's text; digits of a whole number; Unread for a date, a time or a number that lost digits."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cleaned(cell)
    if isinstance(cell, bool):
        return Unread("text.yes-no", "yes-no")
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT_FLOAT_MAX:
            # A spreadsheet keeps fifteen digits; a longer number was rounded before it was saved.
            return Unread("text.number-too-long", "number")
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    return Unread("text.is-a-date", class_of(cell))
