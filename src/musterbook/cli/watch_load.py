"""watch load: files of incidents and control areas into the incident store, and the book told of each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked

if TYPE_CHECKING:
    from musterbook.operation.loading import LoadedHere, Read


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("load")(load)


def load(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Incidents of UCDP or ACLED, or control areas; also packed.")],
    kind: Annotated[str, typer.Option("--as", help="ucdp, acled or control, when the file must be that.")] = "",
) -> None:
    """Load files of incidents or control areas: rows beside the book, and in the book which file, and how far it tells.

    Every file is read before anything is written. A file that was loaded before changes nothing.
    """
    from musterbook.operation.folder import find_book  # noqa: PLC0415  heavy
    from musterbook.operation.loading import load as keep  # noqa: PLC0415  heavy
    from musterbook.operation.loading import read_file  # noqa: PLC0415  heavy
    from musterbook.store.incidents import IncidentStore  # noqa: PLC0415  heavy
    from musterbook.watch.facts import FileLoaded  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    find_book(asked.folder)
    read = [read_file(path, wanted=kind, arrived_at=asked.moment()) for path in files]
    _say(asked, [fault for one in read for fault in one.faults])
    with asked.writing() as book:
        acting = asked.acting(book, FileLoaded)
        store = IncidentStore.writing(find_book(asked.folder))
        try:
            done = [keep(book, store, one, acting) for one in read]
        finally:
            store.close()
    _say(asked, [fault for one in done for fault in one.others])
    asked.show([_told(one) for one in done], [_line(one, asked.lang) for one in done])


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
        print(sentence(one, asked.lang), file=sys.stderr)
