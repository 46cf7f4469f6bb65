"""check-bands: someone looks at each person and at his band, before he goes anywhere and where he arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, people
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from musterbook.operation.book import Book
    from musterbook.terms.custodians import CustodianId
    from musterbook.terms.people import PersonId


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("check-bands")(check_bands)


def check_bands(
    ctx: typer.Context,
    move: Annotated[str, typer.Argument(help="Serial, before it is offered, or handover, where it arrives.")],
    how: Annotated[str, typer.Option(help="photo, face, finger or two-officers.")],
    person: Annotated[list[str] | None, typer.Option(help="These alone; everyone of it by default.")] = None,
    differs: Annotated[list[str] | None, typer.Option(help="A number whose band is not this person's.")] = None,
) -> None:
    """Write that each person was compared with his band, and of whom it is not his."""
    from musterbook.custody.facts import Checked  # noqa: PLC0415  heavy
    from musterbook.operation.handing_over import check_identities  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Checked)
        strangers = frozenset(number_in(book, one) for one in differs or ())
        named = [number_in(book, one) for one in person or ()] or _everyone(book, move, acting.by)
        same = frozenset(named) - strangers
        entry = check_identities(book, acting, move, same, how=how, mismatched=strangers)
        told = in_words(
            "{move}: {people} compared with their bands by {how}", move=move, people=people(len(same)), how=how
        )
        asked.wrote(
            entry,
            in_words("{told}; {strangers} not theirs", told=told, strangers=len(strangers)) if strangers else told,
        )


def _everyone(book: Book, move: str, by: CustodianId) -> Sequence[PersonId]:
    """Whom a serial seats and the author holds; or whom a handover offers."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy
    from musterbook.lift.manifests import Manifests  # noqa: PLC0415  heavy
    from musterbook.operation.handing_over import found  # noqa: PLC0415  heavy
    from musterbook.terms.custodians import in_hand  # noqa: PLC0415  heavy

    manifest = book.reading(Manifests).serials.get(move)
    if manifest is None:
        return sorted(found(book, move).people)
    return sorted(manifest.people & book.reading(Roll).on(in_hand(by)))
