"""plan list | compare | adopt: the plans of a book side by side, what one changes against another, adopting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.times import zulu

if TYPE_CHECKING:
    from musterbook.operation.adopting import Difference
    from musterbook.operation.book import Book
    from musterbook.operation.lift_situation import Run

SHOWN = 40
PlanNamed = Annotated[str, typer.Argument(help="First digits of the plan's digest.")]


def join(plans: typer.Typer) -> None:
    """Add the verbs to `plan`."""
    plans.command("list")(list_plans)
    plans.command("compare")(compare)
    plans.command("adopt")(adopt)


def list_plans(ctx: typer.Context) -> None:
    """List every plan proposed, the newest first: what it loses, how far from the bound it may be, what was found."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.lift_situation import Runs  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    runs = book.reading(Runs)
    now = runs.in_force.plan if runs.in_force else ""
    found = [(run, *_findings(book, run, asked.lang)) for run in runs.all()]
    told = [
        {**_told(run), "in_force": run.plan == now, "checked": checked, "findings": said}
        for run, checked, said in found
    ]
    rows = [
        (run.plan[:8], "the plan now" if run.plan == now else "adopted before" if run.adoption else "", run.planner,
         f"{run.loss:.2f}", f"{run.bound:.2f}" if run.bound is not None else "no bound asked",
         f"{run.gap:.0%}" if run.gap is not None else "", zulu(run.proposed_at), _checked(checked, said))
        for run, checked, said in found[:SHOWN]
    ]  # fmt: skip
    head = ("Plan", "", "Planner", "Loss", "Bound", "Gap", "Proposed", "Check")
    lines = table(head, rows, right=(3, 4, 5)) if rows else ["no plan has been proposed yet"]
    lines += [f"{run.plan[:8]}: {one}" for run, _, said in found[:SHOWN] for one in said]
    asked.show(told, lines)


def compare(ctx: typer.Context, plan: PlanNamed, other: PlanNamed = "") -> None:
    """Hold a plan beside another, or beside the one in force: loss, gap, end, cost, and each serial that changes."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    asked: Asked = ctx.obj
    book = asked.book()
    before, after = _run(book, other), _run(book, plan)
    changed = _difference(book, before, after, asked)
    rows = [(name, *(_of(run, key) for run in (before, after))) for name, key in FIGURES]
    lines = table(("", before.plan[:8], after.plan[:8]), rows, right=(1, 2))
    if before.problem != after.problem:
        lines.append("they answer different problems, so that their losses cannot be compared")
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(changed.counts.items())) or "nothing"
    lines.append(f"serials: {changed.kept} kept; {counts}; {len(changed.frozen)} of them inside the freeze line")
    lines += [f"{one.serial}: {one.kind}, {zulu(one.leaves_at)}{'  inside the freeze line' if one.frozen else ''}"
              for one in changed.altered[:SHOWN]]  # fmt: skip
    told = {
        "plans": [_told(before), _told(after)], "kept": changed.kept, "counts": dict(changed.counts),
        "changes": [{"serial": one.serial, "kind": one.kind, "leaves_at": one.leaves_at, "frozen": one.frozen}
                    for one in changed.altered],
    }  # fmt: skip
    asked.show(told, lines)


FIGURES = (
    ("weighted loss", "weighted-loss-milli"), ("at their sites", "site-milli"), ("under way", "transit-milli"),
    ("at staging places", "hub-milli"), ("left behind", "left-behind-milli"), ("people left", "left-behind"),
    ("minutes to the end", "makespan-minutes"), ("cost", "cost"), ("bound", "bound"), ("gap", "gap"),
)  # fmt: skip


def adopt(
    ctx: typer.Context,
    plan: PlanNamed,
    because: Annotated[str, typer.Option(help="Why this one.")] = "first plan",
    seen: Annotated[
        str, typer.Option(help="The plan you saw in force, by its first digits; refused when it is another by now.")
    ] = "",
    second_key: Annotated[
        str, typer.Option("--second-key", help="A second officer's key, when a serial about to leave would change.")
    ] = "",
) -> None:
    """Adopt a proposed plan and seat people on its serials."""
    from musterbook.lift.facts import PlanAdopted, Seated  # noqa: PLC0415  heavy
    from musterbook.operation import adopting, planning, seating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if len(asked.officers) < 2:
        raise Malformed.because("cli.adopt-needs-two")
    with asked.writing() as book:
        digest, _ = planning.proposed_as(book, plan)
        desk = asked.with_officers(asked.officers[:1]).acting(book, PlanAdopted)
        desk = adopting.seconded(book, desk, second_key) if second_key else desk
        planner = asked.with_officers(asked.officers[1:2]).acting(book, Seated)
        objections = adopting.stands_against(book, digest, desk, seen=seen)
        if objections:
            raise Refused(*objections)
        changed = adopting.changed_serials(book, digest, now=desk.at)
        seated = seating.adopt_and_seat(book, desk, planner, digest, because=because, changed=changed)
        lines = [f"{serial}: {people} seated" for serial, people in seated] or ["adopted; nobody is seated yet"]
        asked.show([{"serial": serial, "people": people} for serial, people in seated], lines)


def _run(book: Book, plan: str) -> Run:
    """The one plan called so; the one in force when nothing is said."""
    from musterbook.operation.lift_situation import Runs  # noqa: PLC0415  heavy

    runs = book.reading(Runs)
    if not plan and runs.in_force is None:
        raise Malformed.because("explain.no-plan-in-force")
    run = runs.get(plan or (runs.in_force.plan if runs.in_force else ""))
    if run is None:
        raise Malformed.because("plan.unknown", plan=plan, found=0)
    return run


def _difference(book: Book, before: Run, after: Run, asked: Asked) -> Difference:
    from musterbook.operation.adopting import difference  # noqa: PLC0415  heavy
    from musterbook.operation.lift_situation import papers_of  # noqa: PLC0415  heavy

    papers = papers_of(book, before), papers_of(book, after)
    if papers[0] is None or papers[1] is None:
        missing = before if papers[0] is None else after
        raise Malformed.because("plan.paper-not-here", digest=missing.plan[:8])
    return difference(papers[0], papers[1], now=asked.seen_at(book))


def _findings(book: Book, run: Run, language: str) -> tuple[bool, list[str]]:
    """Whether a check stands in the book, and what it found in sentences."""
    from musterbook.lift.rules import Finding  # noqa: PLC0415  heavy
    from musterbook.operation.lift_situation import papers_of  # noqa: PLC0415  heavy
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy

    if not run.findings:
        return run.findings is not None, []
    papers = papers_of(book, run)
    epoch = papers[1].epoch if papers else ""
    read = [(line, Finding.read(line)) for line in run.findings]
    return True, [finding(one, epoch, language) if one and epoch else line for line, one in read]


def _checked(checked: bool, said: list[str]) -> str:
    return f"{len(said)} found" if said else "nothing found" if checked else "not checked"


def _told(run: Run) -> dict[str, Any]:
    return {
        "plan": run.plan, "problem": run.problem, "planner": run.planner, "seed": run.seed, "seconds": run.seconds,
        "proposed_at": run.proposed_at, "objective": dict(run.objective), "bound": run.bound, "gap": run.gap,
    }  # fmt: skip


def _of(run: Run, key: str) -> str:
    if key == "bound":
        return "not asked" if run.bound is None else f"{run.bound:.2f}"
    if key == "gap":
        return "" if run.gap is None else f"{run.gap:.0%}"
    value = run.objective.get(key)
    if value is None:
        return "not said"
    return f"{value / 1000:.2f}" if key.endswith("-milli") else f"{value:,}"
