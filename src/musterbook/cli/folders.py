"""new, check, open: from an empty folder to a book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.storing import Role, Schema, address_of
from musterbook.cli.tongue import aside
from musterbook.words.lines import in_words, to_copy


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("open")(open_)


def new(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    language: Annotated[str, typer.Option(help="Language of the headers: en, ar, ckb or kmr.")] = "en",
    ending: Annotated[str, typer.Option("--as", help="xlsx or csv.")] = "csv",
) -> None:
    """Make a folder of empty tables to fill in, with a page that says what each column means."""
    from musterbook.operation.template import make_folder  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    made = make_folder(folder, language=language, ending=ending)
    asked.show(
        {"folder": str(folder), "files": made},
        [in_words("{folder}: fill in", folder=folder), *(f"  {name}" for name in made)],
    )


def check(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Operation folder.")] = Path(),
    dates: Annotated[str, typer.Option(help="day-first or month-first, when the check asked.")] = "",
) -> int:
    """Read an operation folder and name every fault with file, row and column. Writes nothing."""
    from musterbook.operation.catalogue import date_order, read_folder  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    catalogue = read_folder(folder, dates=date_order(dates), today=asked.now())
    rows = {
        **{name: len(table.rows) for name, table in catalogue.tables.items()},
        **{name: read.rows_good for name, read in catalogue.camps.items()},
    }
    told = {
        "faults": [
            {"rule": one.rule, "file": one.file, "row": one.row, "column": one.column, "says": sentence(one)}
            for one in catalogue.faults
        ],
        "notices": [
            {"rule": one.rule, "file": one.file, "row": one.row, "column": one.column, "says": sentence(one)}
            for one in catalogue.notices
        ],
        "rows": rows,
    }
    counted = ", ".join(f"{count} {name}" for name, count in rows.items())
    lines = [sentence(one) for one in catalogue.faults]
    lines += [in_words("noticed: {sentence}", sentence=sentence(one)) for one in catalogue.notices]
    faults = len(catalogue.faults)
    lines.append(
        in_words("{faults} to mend; {counted}", faults=faults, counted=counted)
        if faults
        else in_words("nothing to mend; {counted}", counted=counted)
    )
    asked.show(told, lines)
    return 4 if faults else 0


def open_(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Operation folder, checked.")],
    into: Annotated[Path | None, typer.Option(help="Where the book is to lie; FOLDER/book by default.")] = None,
    dates: Annotated[str, typer.Option(help="day-first or month-first, when the check asked.")] = "",
    seed: Annotated[int | None, typer.Option(help="Of an exercise, and only there: keys and ids come from it.")] = None,
    store: Annotated[str, typer.Option(help="postgresql://… to keep it in a database; files of the folder else.")] = "",
    schema: Schema = "musterbook",
    role: Role = "musterbook_clerk",
) -> None:
    """Open a book on an operation folder: keys, register, agreements, and everyone registered, assessed and held."""
    from musterbook.operation.catalogue import date_order, file_of, read_folder  # noqa: PLC0415  heavy
    from musterbook.operation.half_opened import is_half_opened  # noqa: PLC0415  heavy
    from musterbook.operation.opening import Founding, open_folder  # noqa: PLC0415  heavy
    from musterbook.operation.watch_tables import to_load  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    catalogue = read_folder(folder, dates=date_order(dates), today=asked.now())
    catalogue.sound()
    target = into if into is not None else folder / "book"
    if is_half_opened(target):
        begun = in_words("{target}: an opening stopped half-way is cleared away; begun afresh", target=target)
        aside(begun)
    phrase = asked.new_pass_phrase() if seed is None else None
    founding = Founding(
        target, asked.moment(), pass_phrase=phrase, seed=seed, progress=asked.progress("registering"),
        store=address_of(store, schema, role),
    )  # fmt: skip
    book = open_folder(catalogue, founding)
    entries = len(book.entries())
    head = book.head()
    book.close()
    lines = [
        in_words("{target}: {entries} entries, head {head}", target=target, entries=entries, head=head[:8]),
        in_words("keep apart and away from here: {target}", target=target / "keys" / "roots"),
    ]
    waiting = to_load(catalogue)
    if waiting:
        files = " ".join(waiting)
        said = in_words("reports are written by who answers for them: muster watch load {files}", files=files)
        lines.append(to_copy(said))
    counts = sorted(path.name for name in catalogue.camps if (path := file_of(folder, name)) is not None)
    if counts:
        files = " ".join(counts)
        said = in_words("counts of camps are written by who counted: muster camps count {files}", files=files)
        lines.append(to_copy(said))
    asked.show({"book": str(target), "entries": entries, "head": head, "to_load": waiting, "to_count": counts}, lines)
