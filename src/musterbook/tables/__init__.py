"""Tables: spreadsheets of people in a hurry, read without guessing and written without danger.

`read_table` reads one file of an operation folder (.csv, .xlsx, .xls, .ods) by its schema: good rows, faults with
file, row and column, notices of everything left out or guessed. `write_table` and `write_template` write them;
`write_rejected` sends the bad rows back with the reason beside each. Nothing in a file is ever run.
"""

from __future__ import annotations

from musterbook.tables.columns import Column, Matching, Schema
from musterbook.tables.letters import near
from musterbook.tables.opening import Opened, open_sheets
from musterbook.tables.reading import read_sheets, read_table
from musterbook.tables.row import Row, Table
from musterbook.tables.schemas import CAMP_SCHEMAS, SCHEMAS, WATCH_SCHEMAS
from musterbook.tables.sheet import Line, Notice, Sheet
from musterbook.tables.template import write_template
from musterbook.tables.values import Birth, DateOrder, Reading, Value, Window
from musterbook.tables.writing import write_rejected, write_table

__all__ = [
    "CAMP_SCHEMAS",
    "SCHEMAS",
    "WATCH_SCHEMAS",
    "Birth",
    "Column",
    "DateOrder",
    "Line",
    "Matching",
    "Notice",
    "Opened",
    "Reading",
    "Row",
    "Schema",
    "Sheet",
    "Table",
    "Value",
    "Window",
    "near",
    "open_sheets",
    "read_sheets",
    "read_table",
    "write_rejected",
    "write_table",
    "write_template",
]
