"""Sheets that came back by scan and what is being typed from them, kept beside the book until it is written there.

The pictures lie sealed; here stand their digests. What was typed names people by number, so the file is its owner's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from musterbook.store.beside import Beside

FIRST, SECOND, SETTLED = 1, 2, 3
_TABLES: Final = """
create table if not exists form_sheet (
    form text primary key, kind text not null, came text not null, upright text not null, ticks text not null,
    turned integer not null, at text not null, officer text not null
) strict;
create table if not exists form_typed (
    form text not null, turn integer not null, officer text not null, at text not null, said text not null,
    primary key (form, turn)
) strict;
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One scanned sheet.

    Attributes:
        form: its number. kind: what it is for.
        came, upright: salted digests of its pictures; the second empty where its corners were not found.
        ticks: each box with yes, no, or nothing where somebody has to look.
        turned: degrees by which it lay turned.
        at: when it was taken in, in RFC 3339. officer: by whom.
    """

    form: str
    kind: str
    came: str
    upright: str
    ticks: Mapping[str, bool | None]
    turned: int
    at: str
    officer: str


@dataclass(frozen=True, slots=True)
class TypedIn:
    """What one person typed from a sheet: `turn` is `FIRST`, `SECOND`, or `SETTLED` where the two differed."""

    turn: int
    officer: str
    at: str
    said: Mapping[str, str]


class Forms(Beside):
    """The sheets beside one book."""

    tables = _TABLES

    def sheets(self) -> list[Sheet]:
        """Every sheet, in the order in which they came."""
        with self._opened() as base:
            return [_sheet(row) for row in base.execute("select * from form_sheet order by rowid")]

    def sheet(self, form: str) -> Sheet | None:
        """One sheet by its number."""
        with self._opened() as base:
            row = base.execute("select * from form_sheet where form = ?", (form,)).fetchone()
        return _sheet(row) if row else None

    def take(self, sheet: Sheet) -> bool:
        """Keep a sheet; False where one of that number is here."""
        row = (
            sheet.form, sheet.kind, sheet.came, sheet.upright, json.dumps(dict(sheet.ticks)), sheet.turned, sheet.at,
            sheet.officer,
        )  # fmt: skip
        with self._opened() as base:
            done = base.execute("insert or ignore into form_sheet values (?, ?, ?, ?, ?, ?, ?, ?)", row)
            return done.rowcount == 1

    def typed(self, form: str) -> list[TypedIn]:
        """What was typed from a sheet so far, first, second, settled."""
        with self._opened() as base:
            rows = base.execute("select turn, officer, at, said from form_typed where form = ? order by turn", (form,))
            return [TypedIn(turn, officer, at, json.loads(said)) for turn, officer, at, said in rows]

    def type_in(self, form: str, typed: TypedIn) -> bool:
        """Keep what somebody typed; False where that turn was taken meanwhile."""
        row = (form, typed.turn, typed.officer, typed.at, json.dumps(dict(typed.said), ensure_ascii=False))
        with self._opened() as base:
            return base.execute("insert or ignore into form_typed values (?, ?, ?, ?, ?)", row).rowcount == 1

    def begin_again(self, form: str) -> None:
        """Forget what was typed, and overwrite it; the sheet stays."""
        with self._opened() as base:
            base.execute("delete from form_typed where form = ?", (form,))

    def withdraw(self, form: str) -> None:
        """Forget a sheet and what was typed from it, and overwrite both."""
        with self._opened() as base:
            base.execute("begin immediate")
            base.execute("delete from form_typed where form = ?", (form,))
            base.execute("delete from form_sheet where form = ?", (form,))
            base.execute("commit")


def _sheet(row: tuple[str, str, str, str, str, int, str, str]) -> Sheet:
    form, kind, came, upright, ticks, turned, at, officer = row
    return Sheet(form, kind, came, upright, json.loads(ticks), turned, at, officer)
