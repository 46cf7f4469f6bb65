"""plan bound | replan: how good any plan could be, and planning again after news."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import plan_robust
from musterbook.cli.context import Asked
from musterbook.cli.plan_files import ProblemFile, answering, minute_typed, problem_and_plan
from musterbook.cli.stopping import Stopping

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound, Layer
    from musterbook.lift.explain.changes import Change
    from musterbook.lift.plan import Serial

WORTH_SHOWN = 0.1
"""A thousandth of a weighted person for one per cent more: below it nothing is said."""

FREEZE_MIN = 120
"""Serials that begin within so many minutes are committed (lift.md section 2, by air)."""


def join(plans: typer.Typer) -> None:
    """Add the verbs to `plan`."""
    plans.command("bound")(bound)
    plan_robust.join(plans)
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
