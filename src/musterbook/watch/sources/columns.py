"""Reading the columns that matter of a file of rows, and naming every cell that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, Final

from musterbook.terms.errors import Fault
from musterbook.watch.sources.cells import Remembered, outside
from musterbook.watch.sources.grid import Header, rows_of
from musterbook.watch.sources.opening import Opened

Reads = Mapping[str, Callable[[str], object]]
"""Name of a column, lower case → how its cells are read; ValueError or OverflowError where one cannot be."""


class Columns:
    """The columns of one file that are read, two at least. One that is absent is read as blank cells."""

    def __init__(self, header: Header, reads: Reads) -> None:
        self._header: Final = header
        self._reads: Final = reads
        self._picked: Final = itemgetter(*(header.places.get(name, header.width) for name in reads))
        self._meanings: Final[tuple[Remembered[str, Any], ...]] = tuple(Remembered(each) for each in reads.values())

    def rows(self, opened: Opened, bad: list[Fault]) -> Iterator[tuple[int, list[Any]]]:
        """Each good row: its physical line, from 1, and what its cells mean in the order of the columns.

        A row with a cell that cannot be read goes to `bad`, cell by cell.
        """
        for line, cells in rows_of(opened, self._header, bad):
            cells.append("")
            picked = self._picked(cells)
            try:
                meant = [meaning[cell] for meaning, cell in zip(self._meanings, picked, strict=True)]
            except (ValueError, OverflowError):
                bad.extend(self._faults(picked, file=opened.file, line=line))
                continue
            yield line, meant

    def _faults(self, cells: tuple[str, ...], *, file: str, line: int) -> list[Fault]:
        found = []
        for (name, reads), cell in zip(self._reads.items(), cells, strict=True):
            try:
                reads(cell)
            except (ValueError, OverflowError):
                rule = outside(name, cell) if cell.strip() else "source.cell-empty"
                found.append(Fault(rule, file=file, row=line, column=name))
        return found
