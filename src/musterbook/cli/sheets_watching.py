"""sheet warn | lift-warning | watch: what is to be known of a person wherever he is, and how often he is looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

Person = Annotated[str, typer.Argument(help="Number of the person.")]
About = Annotated[str, typer.Argument(help="A word of the list of warnings, such as escape.")]
Until = Annotated[str, typer.Option(help="Until when: 212348ZJAN26 or RFC 3339.")]


def join(sheet: typer.Typer) -> None:
    """Add the verbs to the group."""
    sheet.command("warn")(warn)
    sheet.command("lift-warning")(lift_warning)
    sheet.command("watch")(watch)


def warn(
    ctx: typer.Context,
    person: Person,
    about: About,
    words: Annotated[str, typer.Option(help="More about it; it is sealed.")] = "",
    since: Annotated[str, typer.Option("--from", help="From when; from now by default.")] = "",
    until: Until = "",
) -> None:
    """Raise a warning about someone; it fills in the questions it answers, and stands on every printed sheet."""
    from musterbook.custody.sheets.facts import WarningRaised  # noqa: PLC0415  heavy
    from musterbook.custody.sheets.warnings import kinds_of_warning  # noqa: PLC0415  heavy
    from musterbook.operation import sheets_watching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        entry = sheets_watching.warn(
            book, asked.acting(book, WarningRaised), number, about, words=words,
            since=read_moment(since) if since else None, until=read_moment(until) if until else None,
        )  # fmt: skip
        asked.wrote(entry, f"{number}: {kinds_of_warning()[about].sentence(asked.lang).rstrip('.')}")


def lift_warning(
    ctx: typer.Context,
    person: Person,
    about: About,
    because: Annotated[str, typer.Option(help="Why it no longer holds; it is sealed.")],
) -> None:
    """Lift a warning."""
    from musterbook.custody.sheets.facts import WarningLifted  # noqa: PLC0415  heavy
    from musterbook.operation import sheets_watching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        entry = sheets_watching.lift_warning(
            book, asked.acting(book, WarningLifted), number, about, because=because
        )  # fmt: skip
        asked.wrote(entry, in_words("{number}: no longer warned of, {about}", number=number, about=about))


def watch(
    ctx: typer.Context,
    person: Person,
    level: Annotated[str, typer.Argument(help="standard ends it; hourly, every-15-minutes, constant-in-person, …")],
    signs: Annotated[str, typer.Option(help="What was seen or said; it is sealed to clinicians.")],
    where: Annotated[str, typer.Option(help="site, on-the-way or reception; at reception two sign.")] = "site",
    until: Until = "",
) -> None:
    """Set how often someone must be looked at; at reception a second person signs, and when it is ended."""
    from musterbook.custody.sheets.facts import WatchSet  # noqa: PLC0415  heavy
    from musterbook.operation import sheets_watching  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        entry = sheets_watching.set_watch(
            book, asked.acting(book, WatchSet, level=level, where=where), number, level, where=where, signs=signs,
            until=read_moment(until) if until else None,
        )  # fmt: skip
        asked.wrote(entry, in_words("{number}: looked at {level}", number=number, level=level.replace("-", " ")))
