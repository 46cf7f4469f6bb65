"""A file of rows and columns: what its header says, where each row begins, and what cannot be a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.terms.errors import Fault
from musterbook.watch.sources.opening import Opened

_DELIMITERS: Final = (",", ";", "\t")
_TAG: Final = "#"


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file of columns.

    Attributes:
        delimiter: comma, semicolon or tab.
        places: name of a column, lower case, → its place in a row; of two with one name the first.
        width: how many columns there are.
    """

    delimiter: str
    places: Mapping[str, int]
    width: int


def header_of(text: str) -> Header:
    """The header: the first line that is not blank."""
    line = next((one for one in io.StringIO(text, newline="") if one.strip()), "")
    delimiter = max(_DELIMITERS, key=line.count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name.strip().lower(), place)
    return Header(delimiter, places, len(names))


def rows_of(opened: Opened, header: Header, bad: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each row of the right width with the physical line it begins on, from 1; what is no row goes to `bad`.

    A row of tags (any cell that begins with `#`, as exchange sites put below a header) and blank rows are passed over.
    """
    reader = csv.reader(io.StringIO(opened.text, newline=""), delimiter=header.delimiter)
    width, ended, below = header.width, 0, -1
    while True:
        try:
            for cells in reader:
                line, ended = ended + 1, reader.line_num
                if not cells:
                    continue
                below += 1
                if below == 0 or (below == 1 and any(cell.startswith(_TAG) for cell in cells)):
                    continue
                if len(cells) == width:
                    yield line, cells
                elif any(cell.strip() for cell in cells):
                    bad.append(_misfit(opened.file, line, found=len(cells), wanted=width))
        except csv.Error:
            bad.append(Fault("source.endless-cell", file=opened.file, row=ended + 1))
            ended = reader.line_num
            continue
        return


def ends_well(opened: Opened) -> tuple[Fault, ...]:
    """A warning when the last line has no end: the file may have been cut off, and its last figure with it."""
    if opened.text.endswith(("\n", "\r")):
        return ()
    row = opened.text.count("\n") + 1
    return (Fault("source.last-line-open", file=opened.file, row=row),)


def _misfit(file: str, line: int, *, found: int, wanted: int) -> Fault:
    rule = "source.row-short" if found < wanted else "source.row-long"
    return Fault(rule, file=file, row=line, values={"found": found, "wanted": wanted})
