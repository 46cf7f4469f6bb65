"""Lines of the page of reports: figures side by side, what changed between two moments, what was said already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from musterbook.console.report_rows import (
    ChangeLine,
    FigureLine,
    IssuedLine,
    NumberView,
    StatementLine,
)
from musterbook.coordination.facts import ReportIssued, StatementCleared
from musterbook.custody.figures import EVERYONE, Statement, state_figure
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.sitrep.sources import Sources
from musterbook.papers.sitrep_page import Page, SaidLine, SaidTable

ORDER = ("agreed", "stated", "claimed")


def figures_of(s: Sources) -> tuple[FigureLine, ...]:
    """Every newest number by question; of one question the agreed first, then what differs most from the book."""
    lines = [*_stated(s), *_claimed(s)]
    return tuple(
        sorted(lines, key=lambda one: (one.scope != EVERYONE, one.scope, ORDER.index(one.said), one.by, one.as_of))
    )


def number_of(s: Sources) -> NumberView:
    """The number of the whole operation: the newest stated figure where somebody agreed it, and no other."""
    stated = [one for one in s.figures.statements if one.scope == EVERYONE and one.as_of <= s.now]
    if not stated:
        return NumberView("nothing-stated")
    newest = max(reversed(stated), key=lambda one: one.as_of)
    if not newest.agreed:
        asked = tuple(str(one) for one in s.book.settings.ends if one != newest.by)
        return NumberView("not-agreed", by=newest.by, as_of=newest.as_of, asked=asked, entry=newest.entry)
    return NumberView(
        "agreed", newest.counts["total"], newest.by, newest.as_of, tuple(map(str, newest.agreed_by)), (), newest.entry
    )


def shouts_of(page: Page) -> Iterator[str]:
    """The loud lines of the report, in their order, each once."""
    said = (one.text for section in page.sections for one in section.parts if isinstance(one, SaidLine) and one.loud)
    yield from dict.fromkeys(said)


def changes_of(old: Page, new: Page) -> Iterator[ChangeLine]:
    """Every line and every row that is not the same in two reports, in words."""
    before = {one.head: one.parts for one in old.sections}
    after = {one.head: one.parts for one in new.sections}
    for head in dict.fromkeys([*before, *after]):
        was, now = before.get(head, ()), after.get(head, ())
        lines = ([one.text for one in parts if isinstance(one, SaidLine)] for parts in (was, now))
        for said, says in zip_longest(*lines, fillvalue=""):
            if said != says:
                yield ChangeLine(head, "", said, says)
        yield from _rows_changed(head, _tables(was), _tables(now))


def statements_of(entries: Sequence[Entry]) -> Iterator[StatementLine]:
    """Statements cleared, the newest first; of two of one name the first counts."""
    found: dict[str, StatementLine] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, StatementCleared):
            figure = next((name for name in ("on-the-roll", "received") if name in fact.said), "")
            line = StatementLine(
                fact.statement, figure, fact.said.get(figure), entry.happened_at, _signers(entry), fact.corrects,
                entry.digest,
            )  # fmt: skip
            found.setdefault(fact.statement, line)
    return reversed(found.values())


def issued_of(entries: Sequence[Entry]) -> Iterator[IssuedLine]:
    """Reports that left, the newest first."""
    for entry in reversed(entries):
        fact = entry.fact
        if isinstance(fact, ReportIssued):
            yield IssuedLine(fact.report, fact.recipient, fact.as_of, entry.happened_at, _signers(entry), entry.digest)


def _stated(s: Sources) -> Iterator[FigureLine]:
    """The newest statement of each custodian about each question."""
    newest: dict[tuple[str, str], Statement] = {}
    for one in s.figures.statements:
        known = newest.get((one.scope, one.by))
        if one.as_of <= s.now and (known is None or known.as_of <= one.as_of):
            newest[one.scope, one.by] = one
    for one in newest.values():
        value, book = one.counts["total"], None
        if one.scope == EVERYONE:
            book = state_figure(Roll.of(s.book.as_of(one.as_of)))["total"]
        yield FigureLine(
            one.scope, "agreed" if one.agreed else "stated", one.by, value, one.as_of, book,
            None if book is None else value - book, one.entry, tuple(map(str, one.agreed_by)),
        )  # fmt: skip


def _claimed(s: Sources) -> Iterator[FigureLine]:
    """The newest claim of each source about each question, beside the book's own number."""
    newest = {(claim.scope, claim.source): (claim, book) for claim, book in s.claims}
    for claim, book in newest.values():
        difference = None if book is None else claim.value - book
        yield FigureLine(claim.scope, "claimed", claim.source, claim.value, claim.as_of, book, difference, claim.entry)


def _tables(parts: Sequence[SaidLine | SaidTable]) -> dict[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Each table by its heads, its rows by what they are of."""
    found: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
    for one in parts:
        if isinstance(one, SaidTable):
            rows = found.setdefault(one.heads, {})
            for cells, _ in one.rows:
                name = cells[0] if cells[0] not in rows else " · ".join(cells[:2])
                rows[name] = cells
    return found


def _rows_changed(
    head: str, was: dict[tuple[str, ...], dict[str, tuple[str, ...]]],
    now: dict[tuple[str, ...], dict[str, tuple[str, ...]]],
) -> Iterator[ChangeLine]:  # fmt: skip
    for heads in dict.fromkeys([*was, *now]):
        old, new = was.get(heads, {}), now.get(heads, {})
        for name in dict.fromkeys([*old, *new]):
            before, after = old.get(name, ()), new.get(name, ())
            if before != after:
                differ = [place for place in range(1, len(heads))
                          if before[place : place + 1] != after[place : place + 1]]  # fmt: skip
                sides = [
                    "; ".join(f"{heads[at]} {side[at]}" for at in differ) if side else "" for side in (before, after)
                ]
                yield ChangeLine(head, name, *sides)


def _cells(heads: Sequence[str], row: Sequence[str], places: Sequence[int]) -> str:
    """Some cells of a row, each under its head; nothing where the row does not stand."""
    return "; ".join(f"{heads[at]} {row[at]}" for at in places) if row else ""


def _signers(entry: Entry) -> tuple[str, ...]:
    return tuple(one.officer for one in entry.signed)
