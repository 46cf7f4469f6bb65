"""compartments list | share: who may open what is sealed for a few roles, and giving access to one appointed later."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, cast

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.compartments import Compartment
    from musterbook.operation.sharing import Access

compartments = typer.Typer(help="What is sealed to the holders of a few roles, and who may open it.")


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(compartments, name="compartments")


def opening(asked: Asked, book: Book) -> Acting:
    """Who opens something sealed: the first officer named with --key, now.

    Raises:
        Refused: nobody was named.
    """
    from musterbook.operation.acting import Acting  # noqa: PLC0415  heavy

    if not asked.officers:
        raise Refused(Objection("compartment.nobody-opens"))
    return Acting(book.settings.desk, ((asked.officers[0], ""),), asked.seen_at(book))


@compartments.callback(invoke_without_command=True)
def show(ctx: typer.Context) -> None:
    """Say for health, security and complaints who may open them, and who lacks access to what was sealed before."""
    from musterbook.operation.sharing import accesses  # noqa: PLC0415  heavy

    if ctx.invoked_subcommand is not None:
        return
    asked: Asked = ctx.obj
    book = asked.book(signing=True)
    found = accesses(book, asked.seen_at(book))
    asked.show([asdict(one) for one in found], [line for one in found for line in _lines(one)])


@compartments.command("share")
def share(
    ctx: typer.Context,
    officer: Annotated[str, typer.Argument(help="Who is given access; he holds a role of the compartment.")],
    because: Annotated[str, typer.Option(help="Why; sealed, and written in the register of consultations.")],
    compartment: Annotated[
        list[str] | None, typer.Option("--compartment", help="health, security or complaint; all he may read.")
    ] = None,
) -> None:
    """Give an officer appointed later access to what was sealed before; --key is one who has it, or a root."""
    from musterbook.operation.compartments import COMPARTMENTS  # noqa: PLC0415  heavy
    from musterbook.operation.sharing import share_in  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    for one in compartment or ():
        if one not in COMPARTMENTS:
            raise typer.BadParameter(f"{one} is none of {', '.join(COMPARTMENTS)}")
    with asked.writing() as book:
        named = cast("list[Compartment]", compartment or [])
        shared = share_in(book, opening(asked, book), officer, because, compartments=named)
    lacking = (
        in_words("; {lacking} more are closed to whoever shares too", lacking=shared.lacking) if shared.lacking else ""
    )
    asked.show(
        asdict(shared),
        [in_words("{officer}: {rooms} sealings shared{lacking}", officer=officer, rooms=shared.rooms, lacking=lacking)],
    )


def _lines(one: Access) -> list[str]:
    roles = " or ".join(role.replace("-", " ") for role in one.roles)
    lines = [
        in_words(
            "{compartment}: sealed {rooms} times; opens for {roles}", compartment=one.compartment, rooms=one.rooms,
            roles=roles,
        )
    ]  # fmt: skip
    lines += [
        f"  {officer}"
        + (in_words(": lacks {lacking} sealed before his appointment", lacking=lacking) if lacking else "")
        for officer, lacking in one.officers.items()
    ]
    lines += [
        "  " + in_words("{officer}: has no key that things can be sealed to", officer=officer)
        for officer in one.keyless
    ]
    if one.roots_only:
        lines.append(
            "  "
            + in_words(
                "{roots_only} were sealed when nobody was appointed: only a root key can share them",
                roots_only=one.roots_only,
            )
        )
    return lines
