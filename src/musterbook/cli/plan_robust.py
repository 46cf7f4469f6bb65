"""plan robust: what becomes of a plan when things go wrong as they do, and which one more resource would help most."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.clustered import ClusterGiven, crew_on
from musterbook.cli.context import Asked
from musterbook.cli.plan_files import ProblemFile, problem_and_plan
from musterbook.cli.stopping import Stopping
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.lift.check import Objective
    from musterbook.lift.cluster.crew import Crew
    from musterbook.lift.plan import Plan
    from musterbook.lift.problem import Problem
    from musterbook.lift.robust.futures import Futures
    from musterbook.lift.robust.outcomes import Outcomes, Spread
    from musterbook.lift.robust.replanned import Replans
    from musterbook.lift.robust.worth import Gain, Worth

CAUSES_SHOWN = 3
UNITS = {"vehicle": "", "escorts": "", "slot": "", "window": " h", "reception": " %"}


def join(plans: typer.Typer) -> None:
    """Add the verb to `plan`."""
    plans.command("robust")(robust)


def robust(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(help="Plan file; or first digits of a plan's digest in the book.")] = "",
    problem: ProblemFile = None,
    futures: Annotated[int, typer.Option(min=1, help="How many futures are drawn.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed draws the same futures.")] = 1,
    worth: Annotated[
        bool, typer.Option("--worth", help="Also ask which one more carrier, escort, slot or hour would save most.")
    ] = False,
    seconds: Annotated[float, typer.Option(help="Time to plan again for each of these.")] = 5.0,
    replan: Annotated[
        int, typer.Option(min=0, help="In so many of the futures plan again at each fault; 20 tell enough.")
    ] = 0,
    cluster: ClusterGiven = "",
) -> None:
    """Replay a plan in many futures: breakdowns, weather, slow roads, late consent; what is lost, and when it ends."""
    from musterbook.lift.check import check  # noqa: PLC0415  heavy
    from musterbook.lift.robust.futures import futures as drawn  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    posed, known = problem_and_plan(asked, problem, plan)
    worlds = drawn(posed, futures, seed)
    planned = check(posed, known).objective
    with Stopping() as stopping, crew_on(cluster, asked.lang) as crew:
        found = _replayed(asked, crew, posed, known, worlds, stopping.asked)
        told: dict[str, Any] = {
            **found.told(),
            "planned_loss": planned.weighted_loss,
            "planned_end": planned.makespan_min,
        }
        lines = _outcome_lines(found, planned, posed.epoch)
        if replan and not stopping.asked():
            lived = _replanned(asked, crew, posed, known, worlds, count=replan, stop=stopping.asked)
            told["replanned"] = lived.told()
            lines += ["", *_replanned_lines(lived)]
        if worth and not stopping.asked():
            gains = _worth(asked, crew, posed, known, worlds, seconds=seconds, stop=stopping.asked)
            told["worth"] = gains.told()
            lines += ["", *_worth_lines(gains)]
    asked.show(told, lines)


def _replayed(
    asked: Asked, crew: Crew | None, posed: Problem, known: Plan, worlds: Futures, stop: Callable[[], bool]
) -> Outcomes:
    from musterbook.lift.robust.replay import replay  # noqa: PLC0415  heavy

    progress = asked.progress("futures")
    if crew is None:
        return replay(posed, known, worlds, progress=progress, stop=stop)
    from musterbook.lift.cluster.foreseeing import replay_on  # noqa: PLC0415  heavy

    return replay_on(crew, posed, known, worlds, progress=progress, stop=stop)


def _replanned(
    asked: Asked,
    crew: Crew | None,
    posed: Problem,
    known: Plan,
    worlds: Futures,
    *,
    count: int,
    stop: Callable[[], bool],
) -> Replans:
    from musterbook.lift.robust.replanned import replanned  # noqa: PLC0415  heavy

    progress = asked.progress(in_words("planning again"))
    if crew is None:
        return replanned(posed, known, worlds, count, progress=progress, stop=stop)
    from musterbook.lift.cluster.foreseeing import replanned_on  # noqa: PLC0415  heavy

    return replanned_on(crew, posed, known, worlds, count, progress=progress, stop=stop)


def _worth(
    asked: Asked,
    crew: Crew | None,
    posed: Problem,
    known: Plan,
    worlds: Futures,
    *,
    seconds: float,
    stop: Callable[[], bool],
) -> Worth:
    from musterbook.lift.planners import planner_for  # noqa: PLC0415  heavy
    from musterbook.lift.robust.worth import researched_by, worth  # noqa: PLC0415  heavy

    research = researched_by(planner_for(posed), seconds, stop)
    progress = asked.progress(in_words("one more"))
    if crew is None:
        return worth(posed, known, worlds, research=research, progress=progress, stop=stop)
    from musterbook.lift.cluster.foreseeing import TriedOn  # noqa: PLC0415  heavy

    tries = TriedOn(crew, seconds, stop).tried
    return worth(posed, known, worlds, research=research, progress=progress, stop=stop, tries=tries)


def _outcome_lines(found: Outcomes, planned: Objective, epoch: str) -> list[str]:
    """The spreads beside what the plan says, and the serials that fail most."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.lift.robust.outcomes import Spread  # noqa: PLC0415  heavy
    from musterbook.words.plans import moment  # noqa: PLC0415  heavy

    def losses(name: str, spread: Spread, plan: str = "") -> tuple[str, ...]:
        return (name, plan, *(f"{one:,.1f}" for one in (spread.p50, spread.p90, spread.worst_tenth)))

    end = found.makespan
    ends = (moment(epoch, round(one)) for one in (end.p50, end.p90, end.worst_tenth))
    figures = [
        losses(in_words("Weighted loss"), found.loss, f"{planned.weighted_loss:,.1f}"),
        losses(in_words("…if those left are fetched in the end"), Spread.of(found.if_fetched)),
        losses(in_words("People left behind"), Spread.of(found.left), f"{planned.left_behind:,}"),
        (in_words("Last delivery"), moment(epoch, planned.makespan_min), *ends),
    ]
    lines = [
        in_words(
            "{count} of {asked} futures. Nobody plans again in them: a pessimist's figure.", count=found.count,
            asked=found.asked,
        ),
        "",
        *table(("", "As planned", "Middle", "90th percentile", "Worst tenth"), figures, right=(1, 2, 3, 4)),
        "",
        in_words(
            "Of {lines} serials {scrubbed_share} do not go, over all futures.", lines=len(found.lines),
            scrubbed_share=f"{found.scrubbed_share:.1%}",
        ),
    ]  # fmt: skip
    rows = [
        (one.serial, f"{one.origin} → {one.destination}", moment(epoch, one.depart), one.people,
         f"{one.scrubbed:.0%}", f"{one.late:.0%}", ", ".join([*one.causes][:CAUSES_SHOWN]))
        for one in found.fragile()
    ]  # fmt: skip
    head = ("Most fragile", "Way", "Leaves", "People", "Does not go", "Over 1 h late", "Mostly because of")
    return [*lines, "", *table(head, rows, right=(3, 4, 5))] if rows else lines


def _replanned_lines(found: Replans) -> list[str]:
    """What planning again is worth, in the same futures."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    def row(name: str, spread: Spread) -> tuple[str, ...]:
        return (name, *(f"{one:,.1f}" for one in (spread.p50, spread.p90, spread.worst_tenth, spread.mean)))

    count, broken = len(found.lived), found.told()["futures_with_a_rule_broken"]
    replans, changed = found.mean(lambda one: one.replans), found.mean(lambda one: one.changed)
    rows = [
        row(in_words("Planned again at each fault"), found.loss),
        row(in_words("Never planned again"), found.loss_kept),
    ]
    head = in_words(
        "{count} of these futures, without slow legs and slow loading, planned again {replans} times each", count=count,
        replans=f"{replans:.1f}",
    )  # fmt: skip
    lines = [
        in_words("{head}; {changed} serials changed.", head=head, changed=f"{changed:.0f}"),
        *table(("Weighted loss", "Middle", "90th percentile", "Worst tenth", "Mean"), rows, right=(1, 2, 3, 4)),
    ]
    return (
        [*lines, in_words("In {broken} of them a rule was broken by what had begun.", broken=broken)]
        if broken
        else lines
    )


def _worth_lines(found: Worth) -> list[str]:
    """What one more of each would save, the largest first, each in both figures; nothing above noise is an answer."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    def row(one: Gain) -> tuple[str, ...]:
        figures = [
            text
            for saved, believed in (
                (one.saved, one.above_noise),
                (one.saved_if_fetched, one.above_noise_if_fetched),
            )
            for text in (
                f"{saved.mean:.1f}",
                in_words("{p10} to {p90}", p10=f"{saved.p10:.1f}", p90=f"{saved.p90:.1f}"),
                in_words("yes") if believed else in_words("no"),
            )
        ]
        return (one.kind, one.where, f"{one.amount:g}{UNITS[one.kind]}", *figures)

    head = ("One more", "Where", "By", "Saves", "10 to 90 %", "Above noise", "If fetched", "10 to 90 %", "Above noise")
    lines = table(head, [row(one) for one in found.gains], right=(2, 3, 4, 6, 7))
    lines.append(
        in_words(
            "The search alone differs by {search_error} ({search_error_if_fetched} if fetched).",
            search_error=f"{found.search_error:.1f}", search_error_if_fetched=f"{found.search_error_if_fetched:.1f}",
        )
    )  # fmt: skip
    if not found.above_noise:
        lines.append(in_words("Nothing is above noise: no one more of these can be shown to help."))
    return lines if found.complete else [*lines, in_words("Ended before all were tried.")]
