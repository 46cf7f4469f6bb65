"""plan explain | why-not: a plan in words, and why a serial or a person is not there."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.plan_files import ProblemFile, minute_typed, problem_and_plan
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from musterbook.lift.explain.values import Answer, Price, Relaxation
    from musterbook.lift.plan import Plan
    from musterbook.lift.problem import Problem

PlanGiven = Annotated[str, typer.Argument(help="Plan file; or first digits of a plan's digest in the book.")]


def join(plans: typer.Typer) -> None:
    """Add the verbs to `plan`."""
    plans.command("explain")(explain)
    plans.command("why-not")(why_not)


def explain(
    ctx: typer.Context,
    plan: PlanGiven = "",
    problem: ProblemFile = None,
    site: Annotated[str, typer.Option(help="One site alone.")] = "",
) -> None:
    """Explain a plan: each site, what its serials wait for, which resources are full, who is not moved and why."""
    from musterbook.lift.explain.account import explain as explained_of  # noqa: PLC0415  heavy
    from musterbook.lift.explain.impossible import late_sites  # noqa: PLC0415  heavy
    from musterbook.lift.explain.telling import tell_all_left, tell_left, tell_site, tell_whole  # noqa: PLC0415  heavy
    from musterbook.words.plans import paragraph, phrase  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    posed, known = problem_and_plan(asked, problem, plan)
    if site and (site not in posed.node or posed.node[site].kind != "site"):
        raise Malformed.because("explain.no-such-site", id=site)
    found = explained_of(posed, known)
    late = [(name, reasons) for name, reasons in late_sites(posed, known) if site in ("", name)]
    sites = [one for one in found.sites if site in ("", one.site)]
    left = [one for one in found.left if site in ("", one.site)]
    said = {one.site: paragraph(tell_site(one), posed.epoch, asked.lang) for one in sites}
    lines = [] if site else [f"{phrase(one, posed.epoch, asked.lang)}." for one in tell_whole(found)]
    lines += ["", *said.values()] if lines else list(said.values())
    lines += [paragraph(one, posed.epoch, asked.lang) for one in tell_all_left(left)]
    lines += [paragraph(reasons, posed.epoch, asked.lang) for _, reasons in late]
    told: dict[str, Any] = {
        **dataclasses.asdict(found),
        "sites": [{**dataclasses.asdict(one), "says": said[one.site]} for one in sites],
        "left": [
            {**dataclasses.asdict(one), "says": paragraph(tell_left(one), posed.epoch, asked.lang)} for one in left
        ],
        "late": [{"site": name, "says": paragraph(reasons, posed.epoch, asked.lang)} for name, reasons in late],
    }
    if site:
        told["serial_delays"] = [dataclasses.asdict(one) for one in found.serial_delays if one.site == site]
    asked.show(told, lines)


def why_not(
    ctx: typer.Context,
    plan_or_person: Annotated[
        str, typer.Argument(help="Plan file or digest; or, with a serial after it, the number of a person.")
    ] = "",
    serial: Annotated[str, typer.Argument(help="The serial a person is not on.")] = "",
    problem: ProblemFile = None,
    vehicle: Annotated[str, typer.Option(help="The carrier.")] = "",
    site: Annotated[str, typer.Option(help="Where people are held.")] = "",
    at: Annotated[str, typer.Option(help="From when they should board: minutes after the epoch, or a time.")] = "",
    to: Annotated[str, typer.Option(help="Where they should be set down; anywhere by default.")] = "",
    within: Annotated[int, typer.Option(min=0, help="How many minutes later they may still board.")] = 120,
    what_would_it_take: Annotated[
        bool, typer.Option("--what-would-it-take", help="Plan anew with each change and say what it is worth.")
    ] = False,
    seconds: Annotated[float, typer.Option(help="Time for each of these plans.")] = 5.0,
    seed: Annotated[int, typer.Option(help="Their seed.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Write the plan with the serial in it, where it can be had as things stand.")
    ] = None,
) -> None:
    """Say why a carrier does not fetch people then, or why a person is not on a serial, and what would change it."""
    from musterbook.lift.explain.why_not import why_not as asked_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if serial:
        _person(asked, plan_or_person, serial, seconds=seconds if what_would_it_take else 0.0, seed=seed)
        return
    if not (vehicle and site and at):
        raise Malformed.because("cli.why-not-wants")
    posed, plan = problem_and_plan(asked, problem, plan_or_person)
    answer = asked_of(posed, plan, vehicle=vehicle, site=site, at=minute_typed(at, posed), to=to or None, within=within)
    prices = _prices(asked, posed, plan, answer, seconds=seconds, seed=seed) if what_would_it_take else {}
    lines = answer_lines(asked, posed, answer, prices)
    if out is not None:
        lines.append(_saved(posed, plan, answer, out))
    asked.show(answer_told(answer, prices, lines), lines)


def answer_lines(
    asked: Asked, problem: Problem, answer: Answer, prices: dict[tuple[Relaxation, ...], Price]
) -> list[str]:
    """The answer in lines: what was asked and found, then each way to have the serial."""
    from musterbook.lift.explain.telling import tell_answer  # noqa: PLC0415  heavy
    from musterbook.words.plans import paragraph, way  # noqa: PLC0415  heavy

    told = tell_answer(answer, problem.vehicle[answer.question.vehicle].base, prices)
    ways = [way(one, problem.epoch, asked.lang) for one in told.ways]
    return [paragraph(told.head, problem.epoch, asked.lang), *ways]


def answer_told(answer: Answer, prices: dict[tuple[Relaxation, ...], Price], lines: list[str]) -> dict[str, Any]:
    """The answer as JSON."""
    priced = [
        {"relaxations": [dataclasses.asdict(one) for one in key], "before": price.before, "after": price.after,
         "saved": price.saved}
        for key, price in prices.items()
    ]  # fmt: skip
    return {**dataclasses.asdict(answer), "prices": priced, "says": lines}


def _saved(problem: Problem, plan: Plan, answer: Answer, out: Path) -> str:
    """Write the plan with the serial carried out; what is said of it."""
    from musterbook.lift.explain.why_not import carried_out  # noqa: PLC0415  heavy
    from musterbook.lift.plan_file import write_plan  # noqa: PLC0415  heavy

    if answer.trial is None:
        return in_words("{name}: not written, since the serial cannot be had as things stand", name=out.name)
    write_plan(carried_out(problem, plan, answer)[1], out)
    return in_words("{name}: the plan with the serial in it", name=out.name)


def _prices(
    asked: Asked, problem: Problem, plan: Plan, answer: Answer, *, seconds: float, seed: int
) -> dict[tuple[Relaxation, ...], Price]:
    return _priced_ways(
        asked, problem, plan, [one.relaxations for one in answer.helps],
        (answer.question.vehicle, answer.question.at), seconds=seconds, seed=seed,
    )  # fmt: skip


def _priced_ways(
    asked: Asked, problem: Problem, plan: Plan, ways: Sequence[tuple[Relaxation, ...]], about: tuple[str, int], *,
    seconds: float, seed: int,
) -> dict[tuple[Relaxation, ...], Price]:  # fmt: skip
    """Each way that changes the problem with its price; Ctrl-C keeps those that are known."""
    from musterbook.cli.stopping import Stopping  # noqa: PLC0415  heavy
    from musterbook.lift.explain.price import priced, prices  # noqa: PLC0415  heavy
    from musterbook.lift.planners import planner_for  # noqa: PLC0415  heavy

    shown, known = asked.progress("pricing"), priced(ways)
    found: dict[tuple[Relaxation, ...], Price] = {}
    if not known:
        return found
    with Stopping() as stopping:
        shown(0, len(known))
        for price in prices(
            problem, plan, known, vehicle=about[0], at=about[1], planner=planner_for(problem), seconds=seconds,
            seed=seed,
        ):  # fmt: skip
            found[price.relaxations] = price
            shown(len(found), len(known))
            if stopping.asked():
                break
    return found


def _person(asked: Asked, person: str, serial: str, *, seconds: float, seed: int) -> None:
    from musterbook.operation.explaining import why_not_aboard  # noqa: PLC0415  heavy
    from musterbook.words.aboard import levels_of, ways_of  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    book = asked.book()
    found = why_not_aboard(book, number_in(book, person), serial)
    prices = {}
    if seconds and found.plan is not None:
        prices = _priced_ways(asked, found.problem, found.plan, found.ways, found.asked_of, seconds=seconds, seed=seed)
    levels, ways = levels_of(found, asked.lang), ways_of(found, prices, asked.lang)
    lines = [line for level in levels for line in level.lines] + ways
    told = {
        "person": found.person, "serial": found.serial, "aboard": found.aboard, "seated_on": found.seated_on,
        "elsewhere": found.elsewhere,
        "objections": [
            {"rule": one.rule, "person": one.person, "values": dict(one.values), "says": sentence(one, asked.lang)}
            for one in (*found.objections, *found.beside)
        ],
        "answer": dataclasses.asdict(found.answer) if found.answer is not None else None,
        "seat": dataclasses.asdict(found.seat) if found.seat is not None else None,
        "levels": [{"level": one.level, "says": list(one.lines)} for one in levels], "ways": ways,
        "prices": [
            {"relaxations": [dataclasses.asdict(one) for one in way], "before": price.before, "after": price.after,
             "saved": price.saved}
            for way, price in prices.items()
        ],
        "says": lines,
    }  # fmt: skip
    asked.show(told, lines)
