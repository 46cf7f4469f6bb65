"""plan bound | robust | replan: how good any plan could be, what becomes of one, and planning again after news."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.plan_files import ProblemFile, answering, minute_typed, problem_and_plan
from musterbook.cli.stopping import Stopping

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound, Layer
    from musterbook.lift.explain.changes import Change
    from musterbook.lift.plan import Serial
    from musterbook.lift.robust.outcomes import Outcomes
    from musterbook.lift.robust.worth import Worth

WORTH_SHOWN = 0.1
"""A thousandth of a weighted person for one per cent more: below it nothing is said."""

FREEZE_MIN = 120
"""Serials that begin within so many minutes are committed (lift.md section 2, by air)."""


def join(plans: typer.Typer) -> None:
    """Add the verbs to `plan`."""
    plans.command("bound")(bound)
    plans.command("robust")(robust)
    plans.command("replan")(replan)


def bound(
    ctx: typer.Context,
    problem: ProblemFile = None,
    plan: Annotated[str, typer.Option(help="Plan whose gap is told: a file, or first digits of a digest.")] = "",
    seconds: Annotated[float, typer.Option(min=0.0, help="Time to work in.")] = 60.0,
) -> None:
    """Prove how good any plan could be, layer after layer, and how far a plan may still be from it."""
    from musterbook.lift.bound import bound as proved  # noqa: PLC0415  heavy
    from musterbook.lift.bound import gap  # noqa: PLC0415  heavy
    from musterbook.lift.check import check  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    known = None
    if problem is None or plan:
        posed, known = problem_and_plan(asked, problem, plan)
    else:
        posed = read_problem(problem)
    with Stopping() as stopping:
        found = proved(posed, seconds=seconds, progress=_layer_done, stop=stopping.asked)
    loss = check(posed, known).objective.weighted_loss if known is not None else None
    lines = [*_layer_lines(found), *_binding_lines(asked, found, posed.epoch)]
    lines.append(f"no plan whatever loses less than {found.value:.3f} weighted people")
    if loss is not None:
        lines.append(f"the plan loses {loss:.3f}: at most {gap(loss, found):.1%} of it could be saved")
    asked.show(found.told(loss), lines)


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
) -> None:
    """Replay a plan in many futures: breakdowns, weather, slow roads, late consent; what is lost, and when it ends."""
    from musterbook.lift.planners import planner_for  # noqa: PLC0415  heavy
    from musterbook.lift.robust.futures import futures as drawn  # noqa: PLC0415  heavy
    from musterbook.lift.robust.replay import replay  # noqa: PLC0415  heavy
    from musterbook.lift.robust.worth import researched_by  # noqa: PLC0415  heavy
    from musterbook.lift.robust.worth import worth as worth_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    posed, known = problem_and_plan(asked, problem, plan)
    worlds = drawn(posed, futures, seed)
    with Stopping() as stopping:
        found = replay(posed, known, worlds, progress=asked.progress("futures"), stop=stopping.asked)
        told: dict[str, Any] = found.told()
        lines = _outcome_lines(found, posed.epoch)
        if worth and not stopping.asked():
            gains = worth_of(
                posed, known, worlds, research=researched_by(planner_for(posed), seconds, stopping.asked),
                progress=asked.progress("one more"), stop=stopping.asked,
            )  # fmt: skip
            told["worth"] = gains.told()
            lines += ["", *_worth_lines(gains)]
    asked.show(told, lines)


def replan(
    ctx: typer.Context,
    adopted: Annotated[Path, typer.Option(help="The plan in force, muster-lift-plan/1.")],
    problem: Annotated[Path, typer.Option(help="The instance as it is now, muster-lift/1, with the same epoch.")],
    at: Annotated[str, typer.Option(help="Now: minutes after the epoch, or a time.")],
    out: Annotated[Path | None, typer.Option(help="File for the new plan.")] = None,
    freeze: Annotated[int, typer.Option(min=0, help="Serials that begin within so many minutes stay.")] = FREEZE_MIN,
    seed: Annotated[int, typer.Option(help="The same seed gives the same plan.")] = 1,
) -> int:
    """Plan again after news, keeping what has begun and what is about to."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.lift.plan_file import read_plan, write_plan  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy
    from musterbook.lift.replan import replan as again  # noqa: PLC0415  heavy
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    posed = read_problem(problem)
    before = answering(posed, read_plan(adopted))
    now = minute_typed(at, posed)
    with Stopping() as stopping:
        found = again(posed, before, now_minute=now, freeze_minute=now + freeze, seed=seed, stop=stopping.asked)
    if out is not None:
        write_plan(found.plan, out)
    rows = [_change_row(one.change, posed.epoch) for one in found.changes if one.change.kind != "kept"]
    kept = len(found.changes) - len(rows)
    objections = [finding(one, posed.epoch, asked.lang) for one in found.findings]
    worth = found.objective
    lines = [
        f"{kept} serials kept, {len(rows)} not; {worth.delivered} delivered, weighted loss {worth.weighted_loss:.2f}",
        f"{found.gain_per_change:.3f} weighted people saved for each serial changed beyond what the news forced",
        *(table(("Serial", "Change", "Was", "Becomes", "People"), rows) if rows else []), *objections,
    ]  # fmt: skip
    columns = ("serial", "change", "was", "becomes", "people")
    told = {
        "kept": kept, "changes": [dict(zip(columns, row, strict=True)) for row in rows],
        "weighted_loss": worth.weighted_loss, "delivered": worth.delivered, "left_behind": worth.left_behind,
        "saved_per_change": found.gain_per_change, "unaffected": found.far, "unaffected_changed": found.far_changed,
        "stranded": dict(found.stranded), "objections": objections,
        "unmoved": [{"group": one.group, "heads": one.heads, "says": sentence(one)} for one in found.unmoved],
    }  # fmt: skip
    asked.show(told, lines)
    return 0 if not found.findings else 3


def _change_row(change: Change, epoch: str) -> tuple[str, str, str, str, str]:
    from musterbook.words.plans import moment  # noqa: PLC0415  heavy

    def told(serial: Serial | None) -> str:
        return f"{moment(epoch, serial.depart)} {serial.origin} → {serial.destination}" if serial else ""

    people = "/".join(str(one.people) for one in (change.before, change.after) if one)
    return change.serial, change.kind, told(change.before), told(change.after), people


def _outcome_lines(found: Outcomes, epoch: str) -> list[str]:
    """The spreads, and the serials that fail most."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.words.plans import moment  # noqa: PLC0415  heavy

    rows = [
        (one.serial, f"{one.origin} → {one.destination}", moment(epoch, one.depart), one.people,
         f"{one.scrubbed:.1%}", f"{one.late:.1%}", ", ".join(one.causes))
        for one in found.fragile()
    ]  # fmt: skip
    loss, end = found.loss, found.makespan
    lines = [
        f"{found.count:,} futures; order and manifests are kept and nobody plans again: a pessimist's figure",
        f"weighted loss: middle {loss.p50:.1f}, 90th percentile {loss.p90:.1f}, worst tenth {loss.worst_tenth:.1f}",
        f"last delivery: middle {moment(epoch, round(end.p50))}, 90th percentile {moment(epoch, round(end.p90))}",
        f"serials scrubbed: {found.scrubbed_share:.1%}",
    ]
    head = ("Most fragile", "Way", "Leaves", "People", "Scrubbed", "Late", "Because of")
    return [*lines, "", *table(head, rows, right=(3, 4, 5))] if rows else lines


def _worth_lines(found: Worth) -> list[str]:
    """What one more of each would save, the largest first."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    rows = [
        (one.kind, one.where, f"{one.amount:g}", f"{one.saved.mean:.2f}", f"±{2 * one.saved.standard_error:.2f}",
         "yes" if one.above_noise else "no")
        for one in found.gains
    ]  # fmt: skip
    lines = table(("One more", "Where", "By", "Saves", "", "Above noise"), rows, right=(2, 3, 4))
    return lines if found.above_noise else [*lines, "nothing above noise"]


def _layer_done(layer: Layer) -> None:
    value = f"{layer.value:.3f}" if layer.value is not None else "no bound"
    print(f"{layer.name}: {value}, {layer.seconds:.1f} s", file=sys.stderr, flush=True)


def _layer_lines(found: Bound) -> list[str]:
    """Each layer with its bound and its seconds; one that gave nothing says so."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    rows = [
        (one.name, f"{one.value:.3f}" if one.value is not None else "no bound", f"{one.seconds:.1f}", f"{one.rows:,}")
        for one in found.layers
    ]
    return [*table(("Layer", "Bound", "Seconds", "Rows"), rows, right=(1, 2, 3)), ""]


def _binding_lines(asked: Asked, found: Bound, epoch: str) -> list[str]:
    """What holds the best layer up, in words."""
    from musterbook.lift.explain.telling import tell_binding  # noqa: PLC0415  heavy
    from musterbook.words.plans import phrase  # noqa: PLC0415  heavy

    said = [
        tell_binding(one.resource, one.name, since=one.since_min, until=one.until_min, worth=one.worth)
        for one in found.best.binding
        if one.worth >= WORTH_SHOWN
    ]
    return [f"{phrase(one, epoch, asked.lang)}." for one in said]
