"""Watch sheets: rows of the tables of the watch become facts, those that the book has already left out.

Joins watch with the tables. Good rows are written though others beside them are bad; each bad one is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.reporting import assumed, known_sites, report_all
from musterbook.operation.sheet_facts import FACTS, Minimums
from musterbook.operation.watch_tables import LOADED
from musterbook.tables import Table
from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.facts import (
    GuardsReported,
    IncidentNoted,
    PopulationReported,
    ReliefCompleted,
    ReliefPlanned,
    ScenarioEntered,
    SiteDescribed,
    WarningReceived,
)
from musterbook.watch.faults import faults_of
from musterbook.watch.guard_reports import GuardReports

Key = tuple[object, ...]

KEYS: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    SiteDescribed: ("site",), GuardsReported: ("site", "counted_at"), PopulationReported: ("site", "counted_at"),
    IncidentNoted: ("incident",), ReliefPlanned: ("relief",), ReliefCompleted: ("relief",),
    WarningReceived: ("warning",), ScenarioEntered: ("scenario",),
}  # fmt: skip
"""By which fields two facts of a kind speak of one thing."""

DATED: Final = (GuardsReported, PopulationReported)
"""Of these several of one thing stand side by side; of the others the last one counts."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A table that was read and not written yet.

    Attributes:
        table: as it was read.
        facts: what each good row says, by its number.
        faults: what is wrong, by file, row and column; a row that is named here is not written.
    """

    table: Table
    facts: tuple[tuple[int, tuple[Fact, ...]], ...]
    faults: tuple[Fault, ...]

    @property
    def rows_aside(self) -> int:
        """How many rows are named in a fault."""
        return len({fault.row for fault in self.faults if fault.row is not None})

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        """The kinds of fact it holds, in the order of their first row."""
        return tuple(dict.fromkeys(type(fact) for _, facts in self.facts for fact in facts))


@dataclass(frozen=True, slots=True)
class SheetWritten:
    """What became of a table: the entries written, of how many rows, and how many rows the book had already."""

    read: SheetRead
    entries: tuple[Entry, ...]
    rows_written: int
    rows_known: int


def read_sheets(book: Book, tables: Sequence[Table], now: datetime) -> list[SheetRead]:
    """The facts of several tables that are loaded together, sites first; nothing is written.

    A site that one of them describes is known to the others. Malformed, with every fault, when a table has no good row.
    """
    order = list(LOADED.values())
    sheets = [_facts(book, table) for table in sorted(tables, key=lambda table: order.index(table.name))]
    described = {fact.site for one in sheets for _, facts in one.facts for fact in facts
                 if isinstance(fact, SiteDescribed)}  # fmt: skip
    sites, values = known_sites(book) | described, assumed(book).now.values
    judged = [_judged(one, lambda fact: faults_of(fact, now, sites=sites, values=values)) for one in sheets]
    empty = [one for one in judged if not one.facts]
    if empty:
        nothing = [Fault("watch.sheet-empty", file=one.table.file) for one in empty if not one.faults]
        raise Malformed.of([*(fault for one in empty for fault in one.faults), *nothing])
    return judged


def write_sheet(book: Book, read: SheetRead, acting: Mapping[type[Fact], Acting]) -> SheetWritten:
    """Write what a table says and the book does not say yet, each fact in the name of whoever may write its kind.

    A report of the same site and hour that says the same is known; of what a later fact replaces, only the last counts.
    """
    standing = _standing(book)
    said: list[tuple[Acting, Fact]] = []
    rows = 0
    for _, facts in read.facts:
        fresh = [fact for fact in facts if not _known(standing, fact)]
        said += [(acting[type(fact)], fact) for fact in fresh]
        for fact in fresh:
            standing.setdefault(_key(fact), []).append(fact)
        rows += bool(fresh)
    return SheetWritten(read, tuple(report_all(book, said)), rows, len(read.facts) - rows)


def _facts(book: Book, table: Table) -> SheetRead:
    """The facts of each good row, and the faults of the others."""
    minimums = Minimums(table, book.reading(GuardReports)) if table.name == "guards" else None
    found: list[tuple[int, tuple[Fact, ...]]] = []
    faults = list(table.faults)
    for row in table.rows:
        try:
            found.append((row.number, tuple(FACTS[table.name](row, minimums))))
        except Malformed as malformed:
            faults += [replace(fault, file=table.file, row=row.number) for fault in malformed.faults]
    kept, fewer = _lowest(found)
    faults += [replace(fault, file=table.file) for fault in fewer]
    return SheetRead(table, tuple(kept), tuple(faults))


def _lowest(
    rows: Sequence[tuple[int, tuple[Fact, ...]]],
) -> tuple[list[tuple[int, tuple[Fact, ...]]], list[Fault]]:
    """Of rows that count one site's guards at one hour and differ, the lowest: one hand reports one figure."""
    lowest: dict[Key, tuple[int, GuardsReported]] = {}
    for number, facts in rows:
        for fact in facts:
            if isinstance(fact, GuardsReported):
                known = lowest.get(_key(fact))
                if known is None or _share(fact) < _share(known[1]):
                    lowest[_key(fact)] = number, fact
    kept, faults = [], []
    for number, facts in rows:
        fewer = [low for fact in facts if (low := lowest.get(_key(fact))) is not None and low[1] != fact]
        if fewer:
            faults.append(Fault("watch.counted-lower", row=number, column="posts_filled", values={"row": fewer[0][0]}))
        else:
            kept.append((number, facts))
    return kept, faults


def _share(fact: GuardsReported) -> tuple[bool, float]:
    """Nobody is less than anybody, then the share of posts, as where two reports of one shift disagree."""
    return fact.on_site, fact.posts_filled / fact.posts_minimum


def _judged(sheet: SheetRead, wrong: Callable[[Fact], Iterable[Fault]]) -> SheetRead:
    """The rows with which nothing is wrong as facts; the faults of the others beside those there were."""
    good, bad = [], list(sheet.faults)
    for number, facts in sheet.facts:
        found = {(one.rule, one.column): one for fact in facts for one in wrong(fact)}
        bad += [replace(one, file=sheet.table.file, row=number) for one in found.values()]
        if not found:
            good.append((number, facts))
    return replace(sheet, facts=tuple(good), faults=tuple(sorted(bad, key=lambda one: one.row or 0)))


def _standing(book: Book) -> dict[Key, list[Fact]]:
    """What the book says of each thing, in reading order."""
    said: dict[Key, list[Fact]] = {}
    for entry in book.entries():
        if type(entry.fact) in KEYS:
            said.setdefault(_key(entry.fact), []).append(entry.fact)
    return said


def _known(standing: Mapping[Key, Sequence[Fact]], fact: Fact) -> bool:
    said = standing.get(_key(fact), ())
    return fact in (said if isinstance(fact, DATED) else said[-1:])


def _key(fact: Fact) -> Key:
    return type(fact), *(attrgetter(name)(fact) for name in KEYS[type(fact)])
