"""dossier build | show | review: what is known about one person, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.casework_beside import consulted, named_officer, reading_beside, writing_beside
from musterbook.cli.context import Asked
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words

dossiers = typer.Typer(help="Items about one person, put together.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Its name, such as D-77.")]


@dossiers.command("build")
def build(
    ctx: typer.Context,
    dossier: Name,
    person: Annotated[str, typer.Option(help="Whom it is about.")],
    item: Annotated[list[str], typer.Option(help="An item, in the order they are read; several times.")],
    hole: Annotated[list[str] | None, typer.Option(help="What was looked for and not found; sealed.")] = None,
    recruited_as_child: Annotated[str, typer.Option(help="yes, no or unknown.")] = "unknown",
) -> None:
    """Put items about a person together; its banner is the roll-up of their portions."""
    from musterbook.evidence.facts import DossierBuilt  # noqa: PLC0415  heavy
    from musterbook.operation.casework import build_dossier  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, DossierBuilt)
        entry = build_dossier(
            beside, acting, dossier, PersonId(person), item, holes=hole or (), recruited=recruited_as_child
        )
        asked.wrote(
            entry,
            in_words(
                "{dossier}: {item} items, {banner}", dossier=dossier, item=len(item),
                banner=getattr(entry.fact, "banner", ""),
            ),
        )  # fmt: skip


@dossiers.command("show")
def show(
    ctx: typer.Context,
    dossier: Name,
    because: Annotated[str, typer.Option(help="Why you look; it is written down before it opens.")] = "",
) -> None:
    """Show a dossier whole: marks, statements, contradictions, holes, what was withheld, every hand; asks why first."""
    from musterbook.cli.dossier_lines import dossier_lines  # noqa: PLC0415  heavy
    from musterbook.operation.dossier_telling import tell_dossier  # noqa: PLC0415  heavy
    from musterbook.operation.reading_marked import dossier_for  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    one = dossier_for(beside, dossier, named_officer(asked, beside, dossier), asked.moment())
    consulted(asked, beside, dossier, because, page="dossier show")
    told = tell_dossier(beside.book, one)
    asked.show(told, dossier_lines(told))


@dossiers.command("review")
def review(
    ctx: typer.Context,
    dossier: Name,
    outcome: Annotated[str, typer.Option(help="release or withhold.")],
    note: Annotated[str, typer.Option(help="The review in words; sealed.")],
) -> None:
    """Write what an adviser on justice for children says of a dossier as it now is."""
    from musterbook.evidence.facts import ChildJusticeReviewed  # noqa: PLC0415  heavy
    from musterbook.operation.casework import review_child  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_beside(asked) as beside:
        acting = asked.acting(beside.book, ChildJusticeReviewed)
        asked.wrote(review_child(beside, acting, dossier, outcome=outcome, note=note), f"{dossier}: {outcome}")
