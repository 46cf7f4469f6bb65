"""retention due | hold | destroy: how long what is sealed about people is kept, and its destruction by two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.calls import rows_or
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.numbers import people as counted
from musterbook.words.lines import in_words

retention = typer.Typer(help="How long what is sealed about people is kept.", no_args_is_help=True)

People = Annotated[list[str], typer.Argument(help="Numbers of the people.")]
Because = Annotated[str, typer.Option(help="Why; it is sealed.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(retention, name="retention")


@retention.command("due")
def due(ctx: typer.Context) -> int:
    """List whose sealed things are to be destroyed, now or later, by the days the operation keeps them."""
    from musterbook.operation.destroying import retention_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = retention_told(book, asked.seen_at(book))
    asked.show(rows, rows_or(rows, ("Person", "By"), ("person", "due"), "nothing is to be destroyed"))
    return 6 if any(row["overdue"] for row in rows) else 0


@retention.command("hold")
def hold(
    ctx: typer.Context,
    person: People,
    because: Because,
    end: Annotated[bool, typer.Option("--end", help="End it; their age decides again.")] = False,
) -> None:
    """Lay a legal hold on what is kept of people, so that it is not destroyed, or end it."""
    from musterbook.custody.dues.facts import RetentionEnded, RetentionHeld  # noqa: PLC0415  heavy
    from musterbook.operation import destroying, erasing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        acting = asked.acting(book, RetentionEnded if end else RetentionHeld)
        entry = destroying.hold(book, acting, numbers, because=because, end=end)
        late = {} if end else erasing.gone(book, numbers)
        said = in_words(
            "{counted}: legal hold {end}", counted=counted(len(numbers)),
            end=in_words("ended") if end else in_words("laid"),
        )  # fmt: skip
        asked.wrote(entry, "; ".join((said, *map(_late, late.items()))), destroyed_before=sorted(late))


def _late(gone: tuple[str, tuple[str, ...]]) -> str:
    """That a hold comes too late for what was destroyed before, and on which machines."""
    number, nodes = gone
    if not nodes:
        return in_words("{number}: destroyed before by a certificate; the hold keeps nothing", number=number)
    return in_words("{number}: destroyed before on {nodes}; the hold keeps what lies elsewhere",
                    number=number, nodes=", ".join(nodes))  # fmt: skip


@retention.command("destroy")
def destroy(
    ctx: typer.Context,
    person: People,
    because: Because,
    certificate: Annotated[Path, typer.Option(help="File for the certificate; the book has its digest.")],
) -> None:
    """Destroy everything sealed under these numbers; two sign, entries and counts remain. It cannot be undone."""
    from musterbook.custody.dues.facts import Destroyed  # noqa: PLC0415  heavy
    from musterbook.operation import destroying  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        entry, told = destroying.destroy(book, asked.acting(book, Destroyed), numbers, because=because)
        certificate.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2) + "\n", encoding="utf-8")
        asked.wrote(
            entry,
            in_words(
                "{counted}: {things} sealed things destroyed; {certificate}", counted=counted(len(numbers)),
                things=len(told["things"]), certificate=certificate,
            ),
        )  # fmt: skip
