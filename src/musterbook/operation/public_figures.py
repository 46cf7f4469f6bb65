"""Public figures: a sheet of what others say, row by row as claims beside ours. Joins tables with repatriation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.repatriation.facts import FigureImported
from musterbook.repatriation.faults import COUNTS, faults_of
from musterbook.repatriation.figures import Figures
from musterbook.tables import Reading, Row, read_table
from musterbook.tables.schemas.public_totals import PUBLIC_TOTALS
from musterbook.terms.errors import Fault


def import_figures(book: Book, acting: Acting, path: Path) -> tuple[int, list[Fault]]:
    """Write every good row of a sheet that is not in the book yet; how many, and every fault of the others.

    Faults name file, row and column: a count that is none, a country that is no code, a row that says nothing.
    """
    table = read_table(path, PUBLIC_TOTALS, Reading(zone=book.settings.zone))
    faults, facts = list(table.faults), []
    known = {_key(one.source, one.as_of, one.country, one.measure) for one in book.reading(Figures).all()}
    for row in table.rows:
        fact = _fact(row)
        wrong = [Fault(one.rule, path.name, row.number, one.column, one.values) for one in faults_of(fact)]
        if not wrong and fact.total is None and not any(getattr(fact, name) for name in COUNTS):
            wrong = [Fault("case.empty", path.name, row.number, "total")]
        faults += wrong
        if not wrong and _key(fact.source, fact.as_of, fact.country, fact.measure) not in known:
            facts.append(fact)
    if facts:
        book.write_all([acting.draft(fact) for fact in facts])
    return len(facts), faults


def _fact(row: Row) -> FigureImported:
    counts = {name: row.get(name, int) or 0 for name in COUNTS}
    return FigureImported(
        source=row.must("source", str), as_of=row.must("as_of", datetime),
        country=(row.get("country", str) or "").strip().upper(), measure=row.get("measure", str) or "held",
        total=row.get("total", int), **counts,
    )  # fmt: skip


def _key(source: str, as_of: datetime, country: str, measure: str) -> tuple[str, datetime, str, str]:
    return source, as_of, country, measure
