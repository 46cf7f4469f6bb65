"""demo, rehearse: the whole operation with invented people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.rehearsal.faults import TakenAway

HOURS_MAX = 1000.0

Into = Annotated[Path, typer.Option("--book", help="Where the book is to lie.")]
RunName = Annotated[str, typer.Option("--run", help="gated, or as-published.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same book.")]
TakeAway = Annotated[
    list[str] | None,
    typer.Option(
        "--take-away", metavar="CARRIER@TIME/HOURS",
        help="Take a carrier away in the middle: bus-03@280600ZJAN26/48. May be given again.",
    ),
]  # fmt: skip
KeepWatch = Annotated[
    bool, typer.Option("--watch/--no-watch", help="Begin months before, with the watch, where the scenario has one.")
]  # fmt: skip


Enrol = Annotated[
    str,
    typer.Option(
        "--enrol",
        help="sample, or all: everyone who came is enrolled and looked for by his prints, in half an hour and more.",
    ),
]  # fmt: skip


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("demo")(demo)
    app.command("rehearse")(rehearse)


def demo(
    ctx: typer.Context,
    book: Into = Path("book"),
    run: RunName = "gated",
    seed: Seed = 1,
    take_away: TakeAway = None,
    watch: KeepWatch = True,
    enrol: Enrol = "sample",
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Print the account and end.")] = False,
    port: Annotated[int, typer.Option(help="Port of the console on this machine.")] = 8100,
) -> int:
    """Rehearse the movement of 2026 with invented people, print the account, and serve the console on it."""
    asked: Asked = ctx.obj
    _rehearse(asked, "syria-2026", book, run, seed, take_away or [], watch=watch, enrol=enrol)
    if not no_serve:
        asked.serve(book, "127.0.0.1", port)
    return 0


def rehearse(
    ctx: typer.Context,
    scenario: Annotated[str, typer.Argument(help="Name or folder of the rehearsal.")] = "syria-2026",
    book: Into = Path("book"),
    run: RunName = "gated",
    seed: Seed = 1,
    take_away: TakeAway = None,
    watch: KeepWatch = True,
    enrol: Enrol = "sample",
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Instead: whole nodes on disks, links and clocks that fail on purpose.")
    ] = False,
    seeds: Annotated[int | None, typer.Option("--seeds", min=1, help="Simulate so many seeds.")] = None,
    first: Annotated[int, typer.Option("--first", min=1, help="The first of the seeds to simulate.")] = 1,
    into: Annotated[
        Path | None, typer.Option("--into", help="Simulate into a file, a line a seed; those it has are not repeated.")
    ] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Simulate the one seed and tell it, act by act.")] = False,
    shrink: Annotated[
        int | None,
        typer.Option("--shrink", metavar="SEED", help="Simulate this seed ever smaller, as long as it fails alike."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="FAULTS", help="Simulate without these: lost,crashes,liars."),
    ] = None,
    having: Annotated[
        list[str] | None, typer.Option("--with", metavar="WHAT=NUMBER", help="Simulate with so many: people=4.")
    ] = None,
    server: Annotated[
        str,
        typer.Option("--server", metavar="ADDRESS", help="Simulate with the desk's book on this PostgreSQL server."),
    ] = "",
) -> int:
    """Rehearse a scenario into a book and print the account; it begins with the watch where the scenario has one."""
    if simulate:
        from musterbook.cli.simulating import shrink as smaller  # noqa: PLC0415  heavy
        from musterbook.cli.simulating import simulate as play  # noqa: PLC0415  heavy

        without, having = without or [], having or []
        if shrink is not None:
            return smaller(ctx.obj, shrink, without=without, having=having, server=server)
        chosen = range(first, first + seeds) if seeds else (seed,)
        return play(ctx.obj, chosen, into, trace=trace, without=without, having=having, server=server)
    _rehearse(ctx.obj, scenario, book, run, seed, take_away or [], watch=watch, enrol=enrol)
    return 0


def _rehearse(
    asked: Asked, scenario: str, book: Path, run: str, seed: int, take_away: Sequence[str], *, watch: bool,
    enrol: str,
) -> None:  # fmt: skip
    from musterbook.cli.render import account_lines  # noqa: PLC0415  heavy
    from musterbook.rehearsal.director import rehearse as direct  # noqa: PLC0415  heavy
    from musterbook.rehearsal.scenario import find_scenario, run_named  # noqa: PLC0415  heavy

    found = find_scenario(scenario)
    found = found.watched() if watch and found.has_watch else found
    found = found.enrolling(enrol)
    if not asked.json:
        rest = found.said.get("invented", in_words("nothing here is real"))
        aside(in_words("EXERCISE: every person here is invented; {rest}.", rest=rest))
    told = direct(found, into=book, run=run_named(run, found), seed=seed, progress=asked.told_progress(),
                  taken_away=[_taken_away(one) for one in take_away])  # fmt: skip
    asked.show(told, account_lines(told))


def _taken_away(typed: str) -> TakenAway:
    """`CARRIER@TIME/HOURS` as it is meant; Malformed when it is not of this shape."""
    from musterbook.rehearsal.faults import TakenAway  # noqa: PLC0415  heavy

    carrier, at, rest = typed.partition("@")
    moment, slash, hours = rest.partition("/")
    try:
        lasts = float(hours) if slash else 24.0
    except ValueError:
        lasts = 0.0
    if not (carrier and at and 0 < lasts < HOURS_MAX):
        raise Malformed.because("cli.take-away-shape", typed=typed)
    return TakenAway(carrier, read_moment(moment), lasts)
