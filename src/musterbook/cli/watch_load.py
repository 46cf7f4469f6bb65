"""watch load: files of incidents, control areas and storms into the incident store, sheets of reports into the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.tongue import aside
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Malformed

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.loading import LoadedHere, Read
    from musterbook.tables import Table


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("load")(load)


def load(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Incidents, control areas, storm advisories, tables of reports.")],
    kind: Annotated[str, typer.Option("--as", help="ucdp, acled, control, storm, or the name of a table.")] = "",
    dates: Annotated[str, typer.Option(help="day-first or month-first, when a table does not show it.")] = "",
) -> None:
    """Load files: incidents, control areas and storms beside the book, tables of reports into it; each is looked at.

    Storms: an agency's forecast deck, its tables of advisories, its bulletin of wind speed probabilities, and the list
    of the points that it names. What an advisory says is known from the hour it was issued, and not before.

    Tables: sites, guards, population, incidents, reliefs, warnings, scenarios. Every file is read before anything is
    written. A file that was loaded before changes nothing; good rows are written though others beside them are bad.
    """
    from musterbook.cli.watch_sheets import load_sheets  # noqa: PLC0415  heavy
    from musterbook.operation.loading import Read  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    find_book(asked.folder)
    found = [_read(asked, path, kind, dates) for path in files]
    read = [one for one in found if isinstance(one, Read)]
    _say(asked, [fault for one in read for fault in one.faults])
    with asked.writing() as book:
        sheets = load_sheets(asked, book, [one for one in found if not isinstance(one, Read)])
        done = _load_files(asked, book, read)
    _say(asked, [*(fault for one in done for fault in one.others), *(fault for one in sheets for fault in one.faults)])
    asked.show(
        [*map(_told, done), *(one.told for one in sheets)],
        [*(_line(one, asked.lang) for one in done), *(one.line for one in sheets)],
    )


def _read(asked: Asked, path: Path, kind: str, dates: str) -> Read | Table:
    """A file of rows about the world, or a table of the watch."""
    from musterbook.cli.watch_sheets import named_table, names_a_table, table_in  # noqa: PLC0415  heavy
    from musterbook.operation.loading import read_file  # noqa: PLC0415  heavy

    if names_a_table(kind):
        return named_table(asked, path, kind, dates)
    try:
        return read_file(path, wanted=kind, arrived_at=asked.moment())
    except Malformed:
        if kind:
            raise
        table = table_in(asked, path, dates)
        if table is None:
            raise
        return table


def _load_files(asked: Asked, book: Book, read: list[Read]) -> list[LoadedHere]:
    from musterbook.operation.loading import load as keep  # noqa: PLC0415  heavy
    from musterbook.store.incidents import IncidentStore  # noqa: PLC0415  heavy
    from musterbook.watch.facts import FileLoaded  # noqa: PLC0415  heavy

    if not read:
        return []
    acting = asked.acting(book, FileLoaded)
    store = IncidentStore.writing(find_book(asked.folder))
    try:
        return [keep(book, store, one, acting) for one in read]
    finally:
        store.close()


def _line(one: LoadedHere, language: str) -> str:
    """`jan.csv: 1,727 rows read: 1,427 placed, 300 too imprecise for distances, 0 quarantined; known through …`."""
    from musterbook.watch.forecast import because  # noqa: PLC0415  heavy
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy

    counted = reason(_counted(one.read), language)
    tail = "" if one.entry is not None else f"; {reason(because('watch.loaded-before'), language).lower()}"
    return f"{one.read.file.name}: {counted}{tail}"


def _counted(read: Read) -> Any:  # noqa: ANN401  a reason; its type would load the room
    from musterbook.watch.forecast import because  # noqa: PLC0415  heavy

    fact, through = read.fact, read.fact.known_through or None
    whole = fact.rows_good + fact.rows_kept_out + fact.rows_quarantined
    if read.winds:
        return because("watch.storms-loaded", read=fact.rows_good, quarantined=fact.rows_quarantined, through=through)
    if read.areas:
        return because("watch.areas-loaded", read=whole, quarantined=fact.rows_quarantined, through=through)
    return because(
        "watch.loaded", read=whole, placed=fact.rows_good, kept_out=fact.rows_kept_out,
        quarantined=fact.rows_quarantined, through=through,
    )  # fmt: skip


def _told(one: LoadedHere) -> dict[str, Any]:
    fact = one.read.fact
    return {
        "file": one.read.file.name, "digest": fact.file, "source": fact.source, "dialect": fact.dialect,
        "placed": fact.rows_good, "kept_out": fact.rows_kept_out, "quarantined": fact.rows_quarantined,
        "known_through": fact.known_through, "entry": None if one.entry is None else one.entry.digest,
    }  # fmt: skip


def _say(asked: Asked, faults: list[Any]) -> None:
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    for one in faults:
        aside(sentence(one, asked.lang))
