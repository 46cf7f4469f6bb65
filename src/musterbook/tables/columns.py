"""Columns: what a table is made of, and how the headers people write are matched to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, Protocol

from musterbook.tables.letters import cleaned, folded
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread, Value
from musterbook.tables.words_and_choices import Choice

Language = Literal["en", "ar", "ckb", "kmr"]
REASON_HEADER: Final = "reason (Musterbook)"
"""Header of the column in which refused rows come back with why; never read as a column of the table."""

_ASIDE: Final = re.compile(r"\s*[(\[（].*?[)\]）]\s*")
_OR: Final = re.compile(r"[/|\n\r]|\s[-–]\s")


class Kind(Protocol):
    """What may stand in a column's cells, and how it is written."""

    @property
    def shape(self) -> str:
        """How a cell is to be filled, in a few words."""
        ...

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The value in a cell that is neither empty nor an error; None for one that says nothing."""
        ...

    def show(self, value: Value) -> str:
        """The text that reads back as `value`."""
        ...


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name in files and in code; of a wildcard the part before the star, such as `identifier_`.
        kind: what its cells hold.
        meaning: one sentence for whoever fills it in.
        en, ar, ckb, kmr: other headers people write, parted by `|`; the first of a language heads its template.
        required: a row without it is faulty, a table without the column too.
        wildcard: any header `name` + something is such a column.
        offered: it stands in the template.
    """

    name: str
    kind: Kind
    meaning: str
    en: str = ""
    ar: str = ""
    ckb: str = ""
    kmr: str = ""
    required: bool = False
    wildcard: bool = False
    offered: bool = True

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (
            self.name,
            *(word for group in (self.en, self.ar, self.ckb, self.kmr) for word in group.split("|") if word),
        )

    def heading(self, language: Language) -> str:
        """The header a template in `language` writes; the name itself where none is known."""
        said = {"en": "", "ar": self.ar, "ckb": self.ckb, "kmr": self.kmr}[language]
        return said.split("|")[0] or self.name


@dataclass(frozen=True)
class Schema:
    """A table of the operation folder.

    Attributes:
        name: also the name of its file, without ending.
        about: one sentence for whoever fills it in.
        columns: in template order.
        private: its cells are about people: faults tell the class of a cell, never the cell.
        key: columns that together stand once only (rows in which one of them is empty are not compared).
        ordered: pairs of columns of which the first must lie before the second.
        distinct: pairs of columns that may not be equal.
        together: groups of columns of which all or none are filled.
        one_of: groups of columns of which at least one is filled.
        either: pairs of columns that say the same thing in two ways, of which one at most is filled.
        needs: columns that mean nothing unless another is filled, each with the other and the words of it with which it
            means nothing either.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    private: bool = False
    key: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    distinct: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    either: tuple[tuple[str, str], ...] = ()
    needs: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def __getitem__(self, name: str) -> Column:
        """The column called `name`; a wildcard column for a name that begins like it."""
        found = self.by_name.get(name)
        if found is None:
            found = next((each for each in self.columns if each.wildcard and name.startswith(each.name)), None)
        if found is None:
            raise KeyError(name)
        return found

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Column name → column."""
        return {column.name: column for column in self.columns}

    @cached_property
    def known(self) -> dict[str, str]:
        """Folded header → column name, wildcards left out."""
        return {folded(header): each.name for each in self.columns if not each.wildcard for header in each.headers}

    def growing(self, column: str, *choices: str) -> Schema:
        """The same table with more choices in one column, as an operation's settings may add."""
        kind = self.by_name[column].kind
        if not isinstance(kind, Choice):
            raise TypeError(f"{self.name}.{column} is no choice")
        grown = replace(self.by_name[column], kind=kind.grown(*choices))
        return replace(self, columns=tuple(grown if each.name == column else each for each in self.columns))


@dataclass(frozen=True)
class Matching:
    """Headers matched to columns.

    Attributes:
        places: column name → 0-based column of the sheet.
        twice: column name → every place whose header means it, where there are several.
        unknown: place → header that means no column here.
        missing: required columns no header means.
    """

    places: dict[str, int] = field(default_factory=dict)
    twice: dict[str, tuple[int, ...]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def matched(headers: Sequence[Cell], schema: Schema) -> Matching:
    """Match a row of headers to the columns of `schema`; case, spaces, marks and letter variants do not matter.

    A header in two languages (`Name / الاسم`) is matched by its parts, one with an aside (`lat (deg)`) without it.
    """
    claims: dict[str, list[int]] = {}
    unknown: dict[int, str] = {}
    for place, header in enumerate(headers):
        if not isinstance(header, str) or folded(header) == folded(REASON_HEADER):
            continue
        name = _meant(header, schema)
        if name is None:
            unknown[place] = cleaned(header)
        else:
            claims.setdefault(name, []).append(place)
    return Matching(
        places={name: places[0] for name, places in claims.items()},
        twice={name: tuple(places) for name, places in claims.items() if len(places) > 1},
        unknown=unknown,
        missing=tuple(each.name for each in schema.columns if each.required and each.name not in claims),
    )


def _meant(header: str, schema: Schema) -> str | None:
    for part in _readings(header):
        found = schema.known.get(folded(part)) or _wild(part, schema)
        if found is not None:
            return found
    return None


def _readings(header: str) -> Iterator[str]:
    yield header
    bare = _ASIDE.sub(" ", header)
    yield bare.rstrip(" *:")
    parts = _OR.split(bare)
    if len(parts) > 1:
        yield from parts


def _wild(header: str, schema: Schema) -> str | None:
    """`identifier_` and a scheme, from `Identifier: Camp card` or `معرف - بطاقة`."""
    text = cleaned(header)
    for column in schema.columns:
        if column.wildcard:
            for word in column.headers:
                match = re.fullmatch(rf"{re.escape(word.strip(' _'))}[\s_:–-]+(.+)", text, re.IGNORECASE)
                if match:
                    return column.name + re.sub(r"\W+", "_", match.group(1).casefold()).strip("_")
    return None
