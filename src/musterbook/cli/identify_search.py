"""identify search | new: one person among many, on request; everyone new among everyone enrolled here."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

if TYPE_CHECKING:
    from musterbook.operation.searching import Found

Reason = Annotated[str, typer.Option("--reason", help="Why, in words; sealed, and written down before anything opens.")]


def join(group: typer.Typer) -> None:
    """Add the verbs to the group."""
    group.command("search")(search)
    group.command("new")(new)


def search(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    reason: Reason,
    gallery: Annotated[str, typer.Option(help="A list of others by name; this operation by default.")] = "operation",
) -> None:
    """Search for one person among many; what is found is put before examiners and decides nothing."""
    from musterbook.biometrics.facts import Identified  # noqa: PLC0415  heavy
    from musterbook.biometrics.gallery import OPERATION, Enrolments  # noqa: PLC0415  heavy
    from musterbook.operation import lists_of_others, searching  # noqa: PLC0415  heavy
    from musterbook.operation.searching_engines import (  # noqa: PLC0415  heavy
        engine_of_sitting,
        using_here,
        using_list,
    )

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Identified)
        sitting = beside.book.reading(Enrolments).current(PersonId(person))
        if sitting is None:
            raise Refused(Objection("biometrics.not-enrolled", PersonId(person)))
        engine = engine_of_sitting(sitting)
        searching.check_search(beside, acting, sitting, engine, gallery)
        if gallery == OPERATION:
            using = using_here(beside, engine, acting.at.date())
        else:
            using = using_list(lists_of_others.people_of_list(beside, gallery), engine)
        dice = random.Random(secrets.randbits(64))  # noqa: S311  seeds nothing secret; which pairs are known is sealed
        found = searching.search(beside, acting, sitting.number, using, dice, gallery=gallery, reason=reason)
    _show(asked, [found])


def new(ctx: typer.Context) -> None:
    """Look for everyone who is new among everyone enrolled here; stopped, it goes on."""
    from musterbook.biometrics.facts import Enrolled  # noqa: PLC0415  heavy
    from musterbook.operation import searching  # noqa: PLC0415  heavy
    from musterbook.operation.searching_engines import engine_of_sitting, using_here  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    dice = random.Random(secrets.randbits(64))  # noqa: S311  seeds nothing secret; which pairs are known is sealed
    with writing_prints(asked) as beside:
        acting = asked.acting(beside.book, Enrolled)
        waiting = searching.not_searched(beside)
        engines = {engine_of_sitting(one) for one in waiting}
        using = {engine: using_here(beside, engine, acting.at.date()) for engine in engines}
        progress = asked.progress("searched for")
        done = []
        for place, one in enumerate(waiting, start=1):
            done.append(searching.search(beside, acting, one.number, using[engine_of_sitting(one)], dice))
            progress(place, len(waiting))
    _show(asked, done)


def _show(asked: Asked, found: list[Found]) -> None:
    """How many were searched, how many pairs wait now; an incomplete search never says that nothing was found."""
    pairs = sum(len(one.proposed) for one in found)
    missing = sorted({name for one in found for name in one.missing})
    lines = [f"searched for: {len(found):,}; pairs put before examiners: {pairs:,}"]
    if missing:
        lines.append(f"not everybody was looked at ({', '.join(missing)}): nobody may say that nothing was found")
    asked.show({"searched": len(found), "pairs": pairs, "missing": missing}, lines)
