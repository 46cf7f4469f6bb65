"""Where a table was found: a sheet, its header, and the columns matched there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musterbook.tables.columns import Matching, Schema
from musterbook.tables.sheet import Line, Notice, Sheet
from musterbook.terms.errors import Fault
from musterbook.terms.errors import Value as FaultValue


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that holds a table of `schema` under `header`."""

    sheet: Sheet
    header: Line
    matching: Matching
    schema: Schema

    def fault(self, rule: str, line: Line | None = None, column: str | None = None, /, **values: FaultValue) -> Fault:
        """A fault in this table, at a line and column of it."""
        row = None if line is None else line.number
        return Fault(rule, file=self.sheet.file, row=row, column=column, values=values)

    def notice(
        self,
        rule: str,
        line: Line | None = None,
        column: str | None = None,
        /,
        values: Mapping[str, FaultValue] | None = None,
    ) -> Notice:
        """Something to be said about this table, at a line and column of it."""
        row = None if line is None else line.number
        return Notice(rule, file=self.sheet.file, row=row, column=column, values=values or {})
