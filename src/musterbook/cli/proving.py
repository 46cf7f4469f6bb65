"""verify, backup, take-in, tell, consultations, doctor, serve: proving the book, copying it, showing it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.synced_lines import taken_in_lines
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import in_words


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("verify")(verify)
    app.command("backup")(backup)
    app.command("take-in")(take_in)
    app.command("tell")(tell)
    app.command("consultations")(consultations)
    app.command("doctor")(doctor)
    app.command("serve")(serve)


def verify(
    ctx: typer.Context,
    copy: Annotated[
        Path | None, typer.Argument(help="A copy (.mbk), a book's folder or a paper (.pdf); the book by default.")
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Recount everyone by another road.")] = False,
) -> int:
    """Verify a book from its bytes: canonical, chained, rooted, signed, entitled, and everyone on one account.

    A paper is printed again from what rides inside it and compared byte for byte; its signed entries are held against
    the book of the folder, where there is one.
    """
    from musterbook.cli.verifying_papers import is_paper, verify_paper  # noqa: PLC0415  heavy
    from musterbook.operation.verifying import verify_book  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if copy is not None and is_paper(copy):
        return verify_paper(asked, copy)
    del count  # the recount is always made
    outcome = verify_book(copy if copy is not None else asked.folder)
    asked.show(outcome.told(), outcome.lines())
    return outcome.exit_code


def backup(ctx: typer.Context, copy: Annotated[Path, typer.Argument(help="File to write, .mbk.")]) -> None:
    """Write a whole copy of the book, without keys and sealed things; beside it, what muster restore needs to know."""
    from musterbook.operation.copying import back_up  # noqa: PLC0415  heavy
    from musterbook.operation.starting import keep_beside  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if copy.exists() and not asked.yes:
        raise Malformed(Fault("cli.file-exists", values={"file": copy.name}))
    entries, size = back_up(asked.folder, copy)
    beside = keep_beside(asked.folder, copy)
    lines = [
        in_words("{copy}: {entries} entries, {size} bytes", copy=copy, entries=entries, size=size),
        in_words("{beside}: the operation it is of, without people", beside=beside),
    ]
    asked.show({"copy": str(copy), "entries": entries, "bytes": size, "beside": str(beside)}, lines)


def take_in(ctx: typer.Context, bundle: Annotated[list[Path], typer.Argument(help="Bundles carried here.")]) -> int:
    """Take in what other nodes wrote, from files; what is there already is not taken twice."""
    from musterbook.operation.copying import take_in as take  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        told = [take(book, one, at=asked.now()) for one in bundle]
    asked.show([one.told() for one in told], [line for one in told for line in taken_in_lines(one)])
    return max(one.exit_code for one in told)


def tell(ctx: typer.Context, person: Annotated[str, typer.Option(help="Only what names this person.")] = "") -> None:
    """Print the book in its own notation."""
    from musterbook.ledger.notation import tell as told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    whom = number_in(book, person) if person else None
    lines = told([one for one in book.entries() if whom is None or whom in one.named()]).splitlines()
    asked.show({"lines": lines}, lines)


def consultations(
    ctx: typer.Context,
    officer: Annotated[str, typer.Option(help="Only what this officer opened.")] = "",
    about: Annotated[str, typer.Option(help="Only what is about this item, dossier or person.")] = "",
    note: Annotated[Path | None, typer.Option(help="Write the newest checkpoint there, for oversight.")] = None,
    against: Annotated[Path | None, typer.Option(help="A checkpoint sent away before, to be held against.")] = None,
) -> None:
    """List who opened what is sealed, when and through which door; why is sealed. The register is checked first."""
    from musterbook.cli.outputs import write_whole  # noqa: PLC0415  only some ask for it
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.consulting import checked  # noqa: PLC0415  heavy
    from musterbook.store.opening import open_consultations  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    place, book = find_book(asked.folder), asked.book()
    register = open_consultations(place)
    held = checked(register, read_book_file(place).operation, book.store.heads(), against=_text_of(against))
    if note is not None:
        if not register.notes():
            raise Malformed.because("consultations.none")
        write_whole(note, register.notes()[-1][1].encode())
    lines = register.lines(officer=officer, subject=about)
    rows = [(one.at, one.officer, one.subject, one.page, one.why[:8]) for one in lines]
    told = {"lines": held.lines, "signed": held.signed, "log": held.log, "openings": [asdict(one) for one in lines]}
    head = in_words("{lines} openings chained, {signed} under a checkpoint", lines=held.lines, signed=held.signed)
    asked.show(told, [*(table(("At", "Officer", "Of what", "Through", "Why"), rows) if rows else []), head])


def _text_of(path: Path | None) -> str:
    try:
        return path.read_text("utf-8") if path is not None else ""
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=path.name if path else "")) from None


def doctor(ctx: typer.Context) -> int:
    """Look at disk, clock, keys and files, and say what to mend."""
    from musterbook.operation.doctor import look  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = look(asked.folder, asked.now())
    asked.show(
        [{"what": what, "sound": sound, "says": says} for what, sound, says in rows],
        [f"{'✓' if sound else '!'} {what}: {says}" for what, sound, says in rows],
    )
    return 0 if all(sound for _, sound, _ in rows) else 6


def serve(
    ctx: typer.Context,
    book: Annotated[Path | None, typer.Argument(help="The book's folder; that of -C by default.")] = None,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8100,
    host: Annotated[
        str, typer.Option(help="Address; only this machine's own, or with --lan its address on the network.")
    ] = "127.0.0.1",
    lan: Annotated[bool, typer.Option("--lan", help="For tablets on the local network too, over TLS.")] = False,
    trust_port: Annotated[int, typer.Option(help="With --lan: where tablets find this machine's authority.")] = 8080,
    machine_pass_file: Annotated[
        Path | None,
        typer.Option(help="File with the pass-phrase of this machine's log: programs can write, and are told."),
    ] = None,
) -> None:
    """Serve the console and the API on the book, on this machine; with --lan to tablets that were let in too."""
    asked: Asked = ctx.obj
    said = _phrase_in(machine_pass_file) if machine_pass_file is not None else None
    asked.serve(
        book if book is not None else asked.folder, host, port, machine_phrase=said, lan=lan, trust_port=trust_port,
        opens=asked.pass_phrase_of,
    )  # fmt: skip


def _phrase_in(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Malformed.because("cli.no-pass-file", file=file.name) from None
