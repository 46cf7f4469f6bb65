"""case country | figures: how a country is spoken with, and what others say of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words


def join(cases: typer.Typer) -> None:
    """Add the verbs to `case`."""
    cases.command("country")(country)
    cases.command("figures")(figures)


def country(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Three letters of ISO 3166, such as FRA.")],
    channel: Annotated[str, typer.Option(help="embassy, ministry, interpol, intermediary or by-hand.")] = "",
    policy: Annotated[
        list[str] | None,
        typer.Option(
            help="men, women, children, orphans-only, case-by-case, denaturalises or no-death-penalty; again for more."
        ),
    ] = None,
    document: Annotated[list[str] | None, typer.Option(help="What it wants to see; again for more.")] = None,
    quota: Annotated[int | None, typer.Option(help="How many it takes.")] = None,
    focal: Annotated[Path | None, typer.Option(help="File with who answers there; the book has its digest.")] = None,
    list_shared: Annotated[str, typer.Option(help="When a list was shared with it.")] = "",
    closed: Annotated[str, typer.Option(help="When it closed its door, or all is done.")] = "",
) -> None:
    """Describe a country, whole: what is not named is not known any more."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import CountryDescribed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    fact = CountryDescribed(
        country=code.upper(), channel=channel, policy=frozenset(policy or ()), documents=frozenset(document or ()),
        quota=quota, focal=asked.digest_of_file(focal) if focal is not None else None,
        list_shared=read_moment(list_shared) if list_shared else None, closed=read_moment(closed) if closed else None,
    )  # fmt: skip
    with asked.writing() as book:
        asked.wrote(
            returning.write(book, asked.acting(book, CountryDescribed), fact),
            in_words("{code}: described", code=code.upper()),
        )


def figures(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="Sheet with source, as_of, country, men, women, boys, girls, unknown, total.")
    ],
) -> None:
    """Import public totals as claims beside ours; good rows are written, bad ones named by row and column."""
    from musterbook.operation.public_figures import import_figures  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import FigureImported  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    with asked.writing() as book:
        written, faults = import_figures(book, asked.acting(book, FigureImported), file)
        asked.show(
            {"written": written, "faults": len(faults)},
            [in_words("{name}: {written} figures", name=file.name, written=written)],
        )
        if faults:
            raise Malformed.of(faults)
