"""plan list | compare | adopt: the plans of a book side by side, what one changes against another, adopting one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words, to_say

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
        (
            run.plan[:8],
            in_words("the plan now") if run.plan == now else in_words("adopted before") if run.adoption else "",
            run.planner,
            f"{run.loss:.2f}",
            f"{run.bound:.2f}" if run.bound is not None else in_words("no bound asked"),
            f"{run.gap:.0%}" if run.gap is not None else "",
            zulu(run.proposed_at),
            _checked(checked, said),
        )
        for run, checked, said in found[:SHOWN]
    ]
    head = ("Plan", "", "Planner", "Loss", "Bound", "Gap", "Proposed", "Check")
    lines = table(head, rows, right=(3, 4, 5)) if rows else [in_words("no plan has been proposed yet")]
    lines += [f"{run.plan[:8]}: {one}" for run, _, said in found[:SHOWN] for one in said]
    asked.show(told, lines)


def compare(ctx: typer.Context, plan: PlanNamed, other: PlanNamed = "") -> None:
    """Hold a plan beside another, or beside the one in force: loss, gap, end, cost, and each serial that changes."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it

    asked: Asked = ctx.obj
    book = asked.book()
    before, after = _run(book, other), _run(book, plan)
    changed = _difference(book, before, after, asked)
    rows = [(in_words(name), *(_of(run, key) for run in (before, after))) for name, key in FIGURES]
    lines = table(("", before.plan[:8], after.plan[:8]), rows, right=(1, 2))
    if before.problem != after.problem:
        lines.append(in_words("they answer different problems, so that their losses cannot be compared"))
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(changed.counts.items())) or in_words("nothing")
    lines.append(
        in_words(
            "serials: {kept} kept; {counts}; {frozen} of them inside the freeze line", kept=changed.kept, counts=counts,
            frozen=len(changed.frozen),
        )
    )  # fmt: skip
    frozen = "  " + in_words("inside the freeze line")
    lines += [
        f"{one.serial}: {one.kind}, {zulu(one.leaves_at)}{frozen if one.frozen else ''}"
        for one in changed.altered[:SHOWN]
    ]
    told = {
        "plans": [_told(before), _told(after)],
        "kept": changed.kept,
        "counts": dict(changed.counts),
        "changes": [
            {"serial": one.serial, "kind": one.kind, "leaves_at": one.leaves_at, "frozen": one.frozen}
            for one in changed.altered
        ],
    }
    asked.show(told, lines)


FIGURES = (
    (to_say("weighted loss"), "weighted-loss-milli"),
    (to_say("at their sites"), "site-milli"),
    (to_say("under way"), "transit-milli"),
    (to_say("at staging places"), "hub-milli"),
    (to_say("left behind"), "left-behind-milli"),
    (to_say("people left"), "left-behind"),
    (to_say("minutes to the end"), "makespan-minutes"),
    (to_say("cost"), "cost"),
    (to_say("bound"), "bound"),
    (to_say("gap"), "gap"),
)


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
    from musterbook.operation import adopting, serial_changes  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if len(asked.officers) < 2:
        raise Malformed.because("cli.adopt-needs-two")
    with asked.writing() as book:
        desk = asked.with_officers(asked.officers[:1]).acting(book, PlanAdopted)
        desk = adopting.seconded(book, desk, second_key) if second_key else desk
        planner = asked.with_officers(asked.officers[1:2]).acting(book, Seated)
        seated = serial_changes.adopt(book, desk, planner, plan, because=because, seen=seen)
        lines = [in_words("{serial}: {people} seated", serial=serial, people=people) for serial, people in seated] or [
            in_words("adopted; nobody is seated yet")
        ]
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
    return (
        in_words("{said} found", said=len(said))
        if said
        else in_words("nothing found")
        if checked
        else in_words("not checked")
    )


def _told(run: Run) -> dict[str, Any]:
    return {
        "plan": run.plan, "problem": run.problem, "planner": run.planner, "seed": run.seed, "seconds": run.seconds,
        "proposed_at": run.proposed_at, "objective": dict(run.objective), "bound": run.bound, "gap": run.gap,
    }  # fmt: skip


def _of(run: Run, key: str) -> str:
    if key == "bound":
        return in_words("not asked") if run.bound is None else f"{run.bound:.2f}"
    if key == "gap":
        return "" if run.gap is None else f"{run.gap:.0%}"
    value = run.objective.get(key)
    if value is None:
        return in_words("not said")
    return f"{value / 1000:.2f}" if key.endswith("-milli") else f"{value:,}"
