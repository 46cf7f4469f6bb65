"""plan make | check | adopt, serial list, manifest: from who may move to who sits where."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed

plans = typer.Typer(help="Plan the lift.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(plans, name="plan")
    app.command("serials")(serials)
    app.command("manifest")(manifest)


@plans.command("make")
def make(
    ctx: typer.Context,
    problem: Annotated[Path | None, typer.Option(help="Instance in muster-lift/1; the book by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="File for the plan, muster-lift-plan/1.")] = None,
    planner: Annotated[str, typer.Option(help="One planner by name; the best of all by default.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 1,
    seconds: Annotated[float, typer.Option(help="Time to plan in.")] = 60.0,
    days: Annotated[int, typer.Option(help="Days ahead, when planning from the book.")] = 14,
) -> int:
    """Make a plan, from the book or from an instance file; always one the independent check passes."""
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy
    from musterbook.operation import planning  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if problem is not None:
        made = planning.plan_problem(
            read_problem(problem), planner=planner, seed=seed, seconds=seconds, progress=asked.progress("planning")
        )
    else:
        with asked.writing() as book:
            made = planning.propose(
                book, at=asked.moment(), days=days, planner=planner, seed=seed, seconds=seconds,
                progress=asked.progress("planning"),
            )  # fmt: skip
    if out is not None:
        planning.save(made, out)
    unmoved = [sentence(one) for one in made.found.unmoved]
    lines = made.lines()[:1] if made.plan is not None else []
    asked.show(made.told(), [*lines, *unmoved] or ["nobody is to be moved"])
    return 0 if made.plan is not None else 3


@plans.command("check")
def check(
    ctx: typer.Context,
    problem: Annotated[Path, typer.Argument(help="Instance in muster-lift/1.")],
    plan: Annotated[Path, typer.Argument(help="Plan in muster-lift-plan/1.")],
) -> int:
    """Check a plan against every rule, and measure what it would lose."""
    from musterbook.lift.check import check as judge  # noqa: PLC0415  heavy
    from musterbook.lift.plan_file import read_plan  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy
    from musterbook.operation import planning  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    verdict = judge(read_problem(problem), read_plan(plan))
    asked.show(planning.verdict_told(verdict), planning.verdict_lines(verdict))
    return 0 if verdict.feasible else 3


@plans.command("adopt")
def adopt(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="First digits of the plan's digest.")],
    because: Annotated[str, typer.Option(help="Why this one.")] = "first plan",
) -> None:
    """Adopt a proposed plan and seat people on its serials."""
    from musterbook.lift.facts import PlanAdopted, Seated  # noqa: PLC0415  heavy
    from musterbook.operation import planning  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if len(asked.officers) < 2:
        raise Malformed.because("cli.adopt-needs-two")
    with asked.writing() as book:
        desk = asked.with_officers(asked.officers[:1]).acting(book, PlanAdopted)
        planner = asked.with_officers(asked.officers[1:2]).acting(book, Seated)
        seated = planning.adopt_and_seat(book, desk, planner, plan, because=because)
        lines = [f"{serial}: {people} seated" for serial, people in seated] or ["adopted; nobody is seated yet"]
        asked.show([{"serial": serial, "people": people} for serial, people in seated], lines)


def serials(ctx: typer.Context) -> None:
    """List every serial: route, times, seats, and how many are seated."""
    from musterbook.operation.serials import listed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = listed(asked.book())
    lines = [
        f"{row['serial']:<14} {row['leaves']}  {row['giver']} → {row['receiver']}  {row['seated']}/{row['seats']}"
        f"{'  scrubbed: ' + row['scrubbed'] if row['scrubbed'] else ''}"
        for row in rows
    ]
    asked.show(rows, lines or ["no serials yet: make a plan and adopt it"])


def manifest(ctx: typer.Context, serial: Annotated[str, typer.Argument(help="The serial.")]) -> None:
    """Print the manifest of a serial: who should be aboard."""
    from musterbook.operation.serials import manifest_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = manifest_of(asked.book(), serial)
    head = f"{told['serial']}: {told['giver']} → {told['receiver']}, {told['leaves']}, {len(told['people'])} seated"
    asked.show(told, [head, *(f"  {number}" for number in told["people"])])
