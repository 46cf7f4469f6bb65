"""store: where the book lies, moving it into a database and back, and keeping that database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.store.address import Address

group = typer.Typer(no_args_is_help=True, help="Where the book lies: files of its folder, or a PostgreSQL database.")

To = Annotated[str, typer.Option("--to", help="postgresql://…, without a password; or `files`.")]
Keeper = Annotated[str, typer.Option("--keeper", help="Address by which the owner of the tables reaches them.")]
Schema = Annotated[str, typer.Option(help="Schema of the database in which the tables lie.")]
Role = Annotated[str, typer.Option(help="Role that reads and writes the book and owns nothing.")]


def join(app: typer.Typer) -> None:
    """Add the group to the command."""
    app.add_typer(group, name="store")


@group.command("show")
def show(ctx: typer.Context) -> None:
    """Say where the book lies."""
    from musterbook.store.address import read_address  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    place = find_book(asked.folder)
    address = read_address(place)
    told = {
        "lies": str(address or place),
        "schema": address.schema if address else "",
        "role": address.role if address else "",
    }
    lines = [
        in_words("{address}, schema {schema}, role {role}", address=address, schema=address.schema, role=address.role)
        if address
        else in_words("files of {place}", place=place)
    ]
    asked.show(told, lines)


@group.command("move")
def move(ctx: typer.Context, to: To, schema: Schema = "musterbook", role: Role = "musterbook_clerk") -> None:
    """Move the book into a database or back into files: by frames, verified there, with the same head."""
    from musterbook.operation.moving_store import move as moved_to  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    moved = moved_to(asked.folder, None if to == "files" else _address(to, schema, role))
    told = {
        "entries": moved.entries, "sealed": moved.sealed, "consultations": moved.consultations, "head": moved.head,
        "left": moved.left,
    }  # fmt: skip
    lines = [
        in_words(
            "head {head}: {entries} entries, {sealed} sealed, {consultations} consultations", head=moved.head[:8],
            entries=moved.entries, sealed=moved.sealed, consultations=moved.consultations,
        ),
        in_words("still there, and to be destroyed once you have looked: {left}", left=moved.left),
    ]  # fmt: skip
    asked.show(told, lines)


@group.command("upgrade")
def upgrade(
    ctx: typer.Context,
    copy: Annotated[Path, typer.Option(help="Where to write a whole copy first, .mbk.")],
    keeper: Keeper = "",
) -> None:
    """Bring the tables in the database up to this Musterbook, after a whole copy."""
    from musterbook.operation.moving_store import upgrade as brought_up  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if copy.exists() and not asked.yes:
        raise Malformed(Fault("cli.file-exists", values={"file": copy.name}))
    before, after = brought_up(asked.folder, _kept_by(asked, keeper), copy)
    asked.show(
        {"before": before, "after": after, "copy": str(copy)},
        [in_words("tables of form {before} are of form {after}; {copy}", before=before, after=after, copy=copy)],
    )


@group.command("guard")
def guard(ctx: typer.Context, keeper: Keeper = "") -> None:
    """Lay triggers, grants and row-level security anew over every table of the book."""
    from musterbook.operation.moving_store import guard as guarded  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    where = guarded(asked.folder, _kept_by(asked, keeper))
    asked.show({"guarded": str(where)}, [in_words("{where}: guarded", where=where)])


@group.command("sweep")
def sweep(ctx: typer.Context, keeper: Keeper = "") -> int:
    """Write the tables anew in which something was destroyed, and say what the server keeps of it all the same."""
    from musterbook.operation.moving_store import sweep as swept  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    where, told = swept(asked.folder, _kept_by(asked, keeper))
    lines = [in_words("{where}: {tables} written anew", where=where, tables=", ".join(told.tables))]
    lines += [
        in_words("the server may still keep what was destroyed: {why}", why=code_words("swept", one))
        for one in told.kept_by
    ]
    asked.show({"swept": str(where), "tables": list(told.tables), "kept_by": list(told.kept_by)}, lines)
    return 6 if told.kept_by else 0


def address_of(store: str, schema: str, role: str) -> Address | None:
    """The address `--store` names; None when it names none."""
    return _address(store, schema, role) if store else None


def _address(text: str, schema: str, role: str) -> Address:
    from musterbook.store.address import Address  # noqa: PLC0415  heavy

    return Address(text, schema, role)


def _kept_by(asked: Asked, keeper: str) -> Address | None:
    """The book's own address with the keeper's way to reach it."""
    from musterbook.store.address import read_address  # noqa: PLC0415  heavy

    address = read_address(find_book(asked.folder))
    return _address(keeper, address.schema, address.role) if keeper and address is not None else None
