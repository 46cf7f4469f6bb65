"""identify search | new: one person among many, on request; everyone new among everyone enrolled here."""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.biometrics_beside import writing_prints
from musterbook.cli.context import Asked
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.biometrics.facts import Engine
    from musterbook.biometrics.gallery import Sitting
    from musterbook.operation.acting import Acting
    from musterbook.operation.biometrics_beside import BiometricsBeside
    from musterbook.operation.searching import Found

SpreadOver = Annotated[
    str,
    typer.Option("--on", help="local:N for N processes here; auto or HOST:PORT for a Ray cluster."),
]
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


def new(ctx: typer.Context, on: SpreadOver = "") -> None:
    """Look for everyone who is new among everyone enrolled here; stopped, it goes on."""
    from musterbook.biometrics.facts import Enrolled  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with writing_prints(asked) as beside:
        found = look_for_new(asked, beside, asked.acting(beside.book, Enrolled), on=on)
    _show(asked, found)


def look_for_new(
    asked: Asked, beside: BiometricsBeside, acting: Acting, *, only: Collection[str] | None = None, on: str = ""
) -> list[Found]:
    """Everyone not searched for yet, or those of these sittings, with progress; engine by engine."""
    from musterbook.operation import searching  # noqa: PLC0415  heavy
    from musterbook.operation.searching_engines import engine_of_sitting, using_spread  # noqa: PLC0415  heavy

    dice = random.Random(secrets.randbits(64))  # noqa: S311  seeds nothing secret; which pairs are known is sealed
    waiting = [one for one in searching.not_searched(beside) if only is None or one.number in only]
    by_engine: dict[Engine, list[Sitting]] = {}
    for one in waiting:
        by_engine.setdefault(engine_of_sitting(one), []).append(one)
    progress = asked.progress(in_words("searched for"))
    done: list[Found] = []
    for engine, sittings in by_engine.items():
        with using_spread(beside, engine, acting.at.date(), on) as using:
            for found in searching.search_new(beside, acting, sittings, using, dice):
                done.append(found)
                progress(len(done), len(waiting))
    return done


def _show(asked: Asked, found: list[Found]) -> None:
    asked.show(told_of(found), lines_of(found))


def told_of(found: Collection[Found]) -> dict[str, object]:
    """How many were searched for, how many pairs wait now, and which parts of the gallery nobody saw."""
    missing = sorted({name for one in found for name in one.missing})
    return {"searched": len(found), "pairs": sum(len(one.proposed) for one in found), "missing": missing}


def lines_of(found: Collection[Found]) -> list[str]:
    """The same in words; an incomplete search never says that nothing was found."""
    told = told_of(found)
    lines = [
        in_words(
            "searched for: {searched}; pairs put before examiners: {pairs}", searched=told["searched"],
            pairs=told["pairs"],
        )
    ]  # fmt: skip
    if missing := told["missing"]:
        names = ", ".join(map(str, missing)) if isinstance(missing, list) else ""
        lines.append(
            in_words("not everybody was looked at ({names}): nobody may say that nothing was found", names=names)
        )
    return lines
