"""plan make | check | adopt | problem, serial list, manifest: from who may move to who sits where."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from musterbook.cli import plan_adopting, plan_explaining, plan_foreseeing
from musterbook.cli.clustered import ClusterGiven, crew_on
from musterbook.cli.context import Asked
from musterbook.cli.plan_files import ProblemFile
from musterbook.cli.plan_from_book import planned_from_book
from musterbook.cli.plan_made import left_lines, made_lines, made_told, save_plan
from musterbook.cli.plan_making import Wanted, planned, read_instance
from musterbook.cli.stopping import Stopping
from musterbook.cli.tongue import aside
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

FINDINGS_MAX = 50
"""Of a plan that breaks more, the number is said."""

SEEDS = 10**9

BoundSeconds = Annotated[
    float | None,
    typer.Option(min=0.0, help="Seconds to prove in how good any plan could be; by default a quarter of --seconds."),
]

plans = typer.Typer(help="Plan the lift.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    plan_adopting.join(plans)
    plan_explaining.join(plans)
    plan_foreseeing.join(plans)
    app.add_typer(plans, name="plan")
    app.command("serials")(serials)
    app.command("manifest")(manifest)


@plans.command("make")
def make(
    ctx: typer.Context,
    problem: ProblemFile = None,
    out: Annotated[Path | None, typer.Option(help="File for the plan, muster-lift-plan/1.")] = None,
    planner: Annotated[str, typer.Option(help="One planner by name; the best of all by default.")] = "",
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same plan; 1 by default, drawn with --vary.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.0, help="Time to plan in.")] = 60.0,
    days: Annotated[int, typer.Option(min=1, help="Days ahead, when planning from the book.")] = 14,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core by default.")] = None,
    trials: Annotated[int | None, typer.Option(min=1, help="End after so many trials: always the same plan.")] = None,
    start: Annotated[Path | None, typer.Option(help="Plan to begin with; the answer is never worse than it.")] = None,
    robust: Annotated[
        bool,
        typer.Option(
            "--robust", help="Search three times, and near the best, for the plan that does best in bad futures."
        ),
    ] = False,
    bound: BoundSeconds = None,
    vary: Annotated[
        bool, typer.Option("--vary", help="Draw one of the plans within 1 % of the best, so that no pattern shows.")
    ] = False,
    cluster: ClusterGiven = "",
    seeds: Annotated[
        int | None, typer.Option(min=1, help="On a cluster: seeds in all; one a worker by default.")
    ] = None,
) -> int:
    """Make a plan, from the book or from an instance file; always one the independent check passes.

    Ctrl-C ends the search and writes the best plan found so far.
    """
    asked: Asked = ctx.obj
    with Stopping() as stopping, crew_on(cluster, asked.lang) as crew:
        wanted = Wanted(
            planner, _seed(seed, vary=vary), seconds, start, stopping.asked, asked.progress("planning"), robust=robust,
            workers=workers, trials=trials, bound=bound, crew=crew, seeds=seeds, vary=vary,
        )  # fmt: skip
        if problem is not None:
            made = planned(read_instance(problem), wanted)
        else:
            made = planned_from_book(asked, wanted, days=days, out=out)
    if out is not None:
        save_plan(made, out)
    left = left_lines(asked, made)
    asked.show(made_told(asked, made, left), made_lines(asked, made, left))
    return 0 if made.plan is not None and not made.late else 3


def _seed(given: int | None, *, vary: bool) -> int:
    """The seed given, or 1; to vary, one nobody can guess, told on standard error so that it can be given again."""
    if given is not None or not vary:
        return 1 if given is None else given
    drawn = secrets.randbelow(SEEDS)
    aside(in_words("seed {seed:plain}", seed=drawn))
    return drawn


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
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    posed = read_problem(problem)
    verdict = judge(posed, read_plan(plan))
    said = [finding(one, posed.epoch, asked.lang) for one in verdict.findings[:FINDINGS_MAX]]
    worth, shown = verdict.objective, verdict.findings[:FINDINGS_MAX]
    told = {
        "feasible": verdict.feasible,
        "findings": [
            {"rule": one.rule, "where": one.where, "minute": one.minute, "values": dict(one.values),
             "says": says}
            for one, says in zip(shown, said, strict=True)
        ],
        "objective": {
            "weighted_loss": worth.weighted_loss, "makespan_min": worth.makespan_min, "cost": worth.cost,
            "delivered": worth.delivered,
        },
    }  # fmt: skip
    last = (
        in_words(
            "feasible: {delivered} delivered, weighted loss {weighted_loss}", delivered=worth.delivered,
            weighted_loss=f"{worth.weighted_loss:.3f}",
        )
        if verdict.feasible
        else in_words("not feasible: {findings} findings", findings=len(verdict.findings))
    )  # fmt: skip
    asked.show(told, [*said, last])
    return 0 if verdict.feasible else 3


@plans.command("problem")
def problem(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="File for the instance, muster-lift/1.")],
    at: Annotated[str, typer.Option(help="The hour it is asked for: now, or a time.")] = "now",
    days: Annotated[int, typer.Option(min=1, help="Days ahead.")] = 14,
) -> None:
    """Write what the book says now as an instance file: who may go, from where, on what, by which roads."""
    from musterbook.lift.problem_file import write_problem  # noqa: PLC0415  heavy
    from musterbook.operation.posing import problem_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    posed = problem_of(book, at=asked.seen_at(book) if at == "now" else read_moment(at), days=days)
    write_problem(posed, out)
    people = sum(group.count for group in posed.groups)
    told = {"problem": str(out), "people": people, "groups": len(posed.groups), "carriers": len(posed.vehicles)}
    said = in_words(
        "{out}: {people} people in {groups} groups, {vehicles} carriers, from {epoch}", out=out, people=people,
        groups=len(posed.groups), vehicles=len(posed.vehicles), epoch=posed.epoch,
    )  # fmt: skip
    asked.show(told, [said])


def serials(ctx: typer.Context) -> None:
    """List every serial: route, times, seats, how many are seated, and where one under way was last seen."""
    from musterbook.operation.positions.looking import roles_at, sight_told, sights_for  # noqa: PLC0415  heavy
    from musterbook.operation.serials import listed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    seen = {
        one.leg.serial: one
        for one in sights_for(book, now, roles_at(book, asked.officers[0], now) if asked.officers else None)
    }
    rows = [{**row, **sight_told(seen.get(row["serial"]))} for row in listed(book)]
    lines = [f"{row['serial']:<14} {row['leaves']}  {_listed(row)}" for row in rows]
    asked.show(rows, lines or [in_words("no serials yet: make a plan and adopt it")])


def _listed(row: Mapping[str, Any]) -> str:
    """Whence and whither a serial goes, with how many, and what is to be known of it."""
    return in_words(
        "{giver} → {receiver}  {seated}/{seats}[[  scrubbed: {scrubbed}]][[  seen at {seen}]][[  ALARM {alarms}]]",
        **{name: row[name] for name in ("giver", "receiver", "seated", "seats", "scrubbed", "seen", "alarms")},
    )


def manifest(ctx: typer.Context, serial: Annotated[str, typer.Argument(help="The serial.")]) -> None:
    """Print the manifest of a serial: who should be aboard, and who would be asked for a freed seat, in that order."""
    from musterbook.operation.manifest_lists import list_digest  # noqa: PLC0415  heavy
    from musterbook.operation.manifest_lists import listed as listed_now  # noqa: PLC0415  heavy
    from musterbook.operation.serials import manifest_of, serial_named  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = listed_now(book, serial, now=asked.seen_at(book))
    next_in_turn = list(now.substitutes) if now is not None else []
    digest = list_digest(serial_named(book, serial))
    told = manifest_of(book, serial) | {"digest": digest, "substitutes": next_in_turn}
    head = in_words(
        "{serial}: {giver} → {receiver}, {leaves}, {people} seated", serial=told["serial"], giver=told["giver"],
        receiver=told["receiver"], leaves=told["leaves"], people=len(told["people"]),
    )  # fmt: skip
    head = in_words("{head}; list {digest}", head=head, digest=digest[:8])
    freed = (
        [in_words("for a freed seat, in this order: {next_in_turn}", next_in_turn=", ".join(next_in_turn))]
        if next_in_turn
        else []
    )
    standing = ", ".join(f"{count} {what}" for what, count in told["identity"].items())
    identity = [in_words("who they are: {standing}", standing=standing)] if standing else []
    asked.show(told, [head, *identity, *(f"  {number}" for number in told["people"]), *freed])
