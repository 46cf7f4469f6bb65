"""plan bound | replan: how good any plan could be, and planning again after news."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import plan_robust
from musterbook.cli.context import Asked
from musterbook.cli.plan_again import again_from_book, show_again
from musterbook.cli.plan_files import ProblemFile, answering, minute_typed, problem_and_plan
from musterbook.cli.stopping import Stopping
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound, Layer

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
    prompt: Annotated[
        bool, typer.Option("--prompt", help="Only of plans in which nobody waits in a parked carrier: a higher number.")
    ] = False,
) -> None:
    """Prove how good any plan could be, layer after layer, and how far a plan may still be from it."""
    from musterbook.lift.bound import bound as proved  # noqa: PLC0415  heavy
    from musterbook.lift.bound import is_prompt  # noqa: PLC0415  heavy
    from musterbook.lift.check import check  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    known = None
    if problem is None or plan:
        posed, known = problem_and_plan(asked, problem, plan)
    else:
        posed = read_problem(problem)
    with Stopping() as stopping:
        found = proved(posed, seconds=seconds, progress=_layer_done, stop=stopping.asked, prompt=prompt)
    lines = [*_layer_lines(found), *_binding_lines(asked, found, posed.epoch)]
    whose = in_words("in which nobody waits in a parked carrier") if prompt else in_words("whatever")
    lines.append(
        in_words("no plan {whose} loses less than {loss} weighted people", whose=whose, loss=f"{found.value:.3f}")
    )
    if known is None:
        loss = None
    elif prompt and not is_prompt(posed, known):
        loss = None
        lines.append(in_words("people wait in a parked carrier in this plan: the number does not hold for it"))
    else:
        loss = check(posed, known).objective.weighted_loss
        lines.append(_saved_line(loss, found, prompt=prompt))
    asked.show(found.told(loss), lines)


def replan(
    ctx: typer.Context,
    adopted: Annotated[
        Path | None, typer.Option(help="The plan in force, muster-lift-plan/1; the one adopted in the book by default.")
    ] = None,
    problem: Annotated[
        Path | None, typer.Option(help="The instance as it is now, with the same epoch; what the book says by default.")
    ] = None,
    at: Annotated[str, typer.Option(help="Now: minutes after the epoch, or a time; with a book its own hour.")] = "",
    out: Annotated[Path | None, typer.Option(help="File for the new plan.")] = None,
    freeze: Annotated[int, typer.Option(min=0, help="Serials that begin within so many minutes stay.")] = FREEZE_MIN,
    seed: Annotated[int, typer.Option(help="The same seed and trials give the same plan.")] = 1,
    calm: Annotated[float, typer.Option(min=0.0, max=3.0, help="How dear change is: 0 free, 3 only if it must.")] = 1.0,
    most: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Of the serials the news does not touch, so many may change.")
    ] = 0.1,
    before: Annotated[
        Path | None,
        typer.Option(help="The instance the plan was adopted for: then no breach of it is put down to news."),
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="Plans tried; 1 changes as little as can be.")] = 150,
    seconds: Annotated[float | None, typer.Option(min=0.0, help="Time to work in, if it is limited.")] = None,
) -> int:
    """Plan again after news: what is still legal stays, the rest finds a new place, few others change."""
    from musterbook.cli.replan_lines import replan_lines, replan_told  # noqa: PLC0415  heavy
    from musterbook.lift.plan_file import read_plan, write_plan  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy
    from musterbook.lift.replan import replan as again  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with Stopping() as stopping:
        search = partial(
            again, seed=seed, calm=calm, far_share=most, trials=trials, seconds=seconds, stop=stopping.asked
        )
        if adopted is None and problem is None:
            return show_again(asked, again_from_book(asked, search, freeze=freeze, seed=seed, out=out))
        if adopted is None or problem is None or not at:
            raise Malformed.because("cli.replan-wants-all")
        posed = read_problem(problem)
        known = answering(posed, read_plan(adopted))
        now = minute_typed(at, posed)
        found = search(
            posed, known, now_minute=now, freeze_minute=now + freeze,
            before=read_problem(before) if before is not None else None,
        )  # fmt: skip
    if out is not None:
        write_plan(found.plan, out)
    asked.show(replan_told(found, posed.epoch, asked.lang), replan_lines(found, posed.epoch, asked.lang))
    return 0 if not found.findings else 3


def _saved_line(loss: float, found: Bound, *, prompt: bool) -> str:
    from musterbook.lift.bound import gap  # noqa: PLC0415  heavy

    more = " " + in_words("by another such plan") if prompt else ""
    return in_words(
        "the plan loses {loss}: at most {gap} of it could be saved{more}", loss=f"{loss:.3f}",
        gap=f"{gap(loss, found):.1%}", more=more,
    )  # fmt: skip


def _layer_done(layer: Layer) -> None:
    value = f"{layer.value:.3f}" if layer.value is not None else in_words("no bound")
    aside(f"{layer.name}: {value}, {layer.seconds:.1f} s")


def _layer_lines(found: Bound) -> list[str]:
    """Each layer with its bound and its seconds; one that gave nothing says so."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    rows = [
        (
            one.name,
            f"{one.value:.3f}" if one.value is not None else in_words("no bound"),
            f"{one.seconds:.1f}",
            f"{one.rows:,}",
        )
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
