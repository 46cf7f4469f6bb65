"""camps project: how many of those counted in a camp reach an age; any file of counts, without a book."""

from __future__ import annotations

from math import floor, log10
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from musterbook.cli.context import Asked
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from musterbook.camps.ageing import Turning
    from musterbook.terms.errors import Fault

EXIT_OPEN: Final = 6
"""Done, with rows put aside."""
SCALES: Final = ((1000, "thousands"), (100, "hundreds"), (10, "tens"))


def join(camps: typer.Typer) -> None:
    """Add the verb to `camps`."""
    camps.command("project")(project)


def project(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Counts by month or year of birth, by age or by band: camps.csv.")],
    ages: Annotated[str, typer.Option(help="Ages to be reached, parted by commas.")] = "15,18",
    months: Annotated[int, typer.Option(help="In how many months after the count.")] = 12,
    out: Annotated[
        Path | None, typer.Option(help="Where to write camp, age, from, until, low, best, high, method.")
    ] = None,
    dates: Annotated[str, typer.Option(help="day-first or month-first, when the table does not show it.")] = "",
) -> int:
    """Say how many of those counted in each camp reach an age, with low, best and high.

    By month of birth it is exact but for the months at both ends; a band of ages gives hundreds with a range. Deaths
    and departures are not foretold: it speaks of those counted that day. Ends with 6 when rows were put aside.
    """
    from musterbook.operation.camp_files import read_camp_file  # noqa: PLC0415  heavy
    from musterbook.operation.camp_projecting import projected, projection_csv  # noqa: PLC0415  heavy
    from musterbook.operation.catalogue import date_order  # noqa: PLC0415  heavy
    from musterbook.tables import Reading  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    read = read_camp_file(file, reading=Reading(dates=date_order(dates)))
    found = projected(read, ages=_ages(ages), months=months)
    say_faults(asked, read.faults)
    if out is not None:
        if out.resolve() == file.resolve():
            raise Malformed.because("camps.out-is-in", file=file.name)
        out.write_text(projection_csv(found.turnings), encoding="utf-8")
    told = [
        {"camp": one.camp, "age": one.age, "from": f"{one.since}", "until": f"{one.until}", "method": one.method,
         "ageless": one.ageless, "source": found.sources[one.camp][0],
         **dict(zip(("low", "best", "high"), one.people or (None, None, None), strict=True))}
        for one in found.turnings
    ]  # fmt: skip
    beside = [
        in_words(
            "{camp}: as {source} counted; others of that day: {others}", camp=camp,
            source=said[0] or in_words("one source"), others=", ".join(filter(None, said[1:])),
        )
        for camp, said in found.sources.items()
        if len(said) > 1
    ]  # fmt: skip
    asked.show(told, [*(line(one) for one in found.turnings), *beside])
    return EXIT_OPEN if read.faults else 0


def say_faults(asked: Asked, faults: Iterable[Fault]) -> None:
    """Each fault as a sentence on standard error."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    for fault in faults:
        aside(sentence(fault, asked.lang))


def line(one: Turning) -> str:
    """A projection in words: bands as hundreds with a range, whole figures otherwise."""
    when = in_words("turn {age} by {until}, of those counted on {since}", age=one.age, until=one.until, since=one.since)
    beside = in_words("; {ageless} more were counted without an age", ageless=one.ageless) if one.ageless else ""
    if one.people is None:
        return in_words(
            "{camp}: not known how many {when}: the count does not say{beside}", camp=one.camp, when=when, beside=beside
        )
    low, best, high = one.people
    if "band" in one.method:
        return in_words(
            "{camp}: {scale} {when}: about {best}, from {low} to {high}, "
            "because only bands of ages were counted{beside}", camp=one.camp, scale=_scale(best), when=when,
            best=_rounded(best), low=_rounded(low), high=_rounded(high), beside=beside,
        )  # fmt: skip
    if low == high:
        return f"{one.camp}: {best:,.0f} {when}{beside}"
    return in_words(
        "{camp}: about {best} {when}, from {low} to {high}{beside}", camp=one.camp, best=f"{best:,.0f}", when=when,
        low=f"{low:,.0f}", high=f"{high:,.0f}", beside=beside,
    )  # fmt: skip


def _scale(best: float) -> str:
    return next((word for least, word in SCALES if best >= least), "a few")


def _rounded(value: float) -> int:
    """To two figures; a guess has no more."""
    step = 10 ** max(0, floor(log10(value)) - 1) if value >= 1 else 1
    return round(value / step) * step


def _ages(typed: str) -> list[int]:
    """`15,18` → 15 and 18, each once."""
    parts = [part.strip() for part in typed.replace(";", ",").split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise Malformed.because("camps.ages-shape", typed=typed)
    return list(dict.fromkeys(map(int, parts)))
