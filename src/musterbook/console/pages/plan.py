"""The lift plan: every proposal side by side, the one in force, what it does by the hour, and why it does no better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from litestar import Response

from musterbook.console.acts import AdoptRow
from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.freeze import notices_of
from musterbook.console.gantt import Span, gantt_of, spans_by_carrier, spans_by_place, window_of
from musterbook.console.lift_rows import Paper, RunRow
from musterbook.console.pages.compare import Compared, compared
from musterbook.console.pages.curves import curves_of_runs, delivered, planned, scarce, use_chart
from musterbook.lift.plan import Serial, serials
from musterbook.terms.errors import Malformed

KNOWN: Final = ("run", "beside", "by", "hours", "from", "serial", "signer", "because")
HOURS: Final = (24, 72, 0)
"""Widths of the drawing that can be chosen; 0 is the whole plan."""
GANTT_PX, CHART_PX, USE_PX = 1190, 600, 392
RUNS_SHOWN: Final = 40
WAITING: Final = ("planned", "loading")
"""How far a serial has come of which a gate may still stop somebody."""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site in the plan: who is there, who is moved, between which hours, and by how many serials."""

    site: str
    name: str
    people: int
    moved: int
    serials: int
    first_at: datetime | None
    last_at: datetime | None
    first: str
    last: str


def plan(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/plan`."""
    runs = desk.source.runs(asked.as_of)
    stamp = desk.source.stamp(asked.as_of)
    run, beside = chosen(runs, asked)
    paper = desk.source.paper(run.plan, asked.as_of) if run else None
    return desk.answer(
        asked,
        "plan.html",
        stamp,
        said={"runs": runs, "chosen": run.plan if run else None, "serials": serials(paper.plan) if paper else ()},
        rows=[_flat(one) for one in runs],
        **_compared(runs, run),
        run=run,
        beside=beside,
        paper=paper,
        adopting=_adopting(desk, asked, run),
        plan_now=next((one.plan for one in runs if one.in_force), ""),
        pair=_pair(desk, asked, runs, run, beside),
        **_drawn(desk, asked, run, beside, paper, now=stamp.as_of),
    )


def _adopting(desk: Desk, asked: Asked, run: RunRow | None) -> AdoptRow | None:
    """What adopting the run asks for; None when it is in force, nobody has checked it, or the moment is past."""
    if run is None or run.in_force or run.findings is None or asked.as_of is not None:
        return None
    said = asked.filters
    return desk.source.adopting(run.plan, signer=said.get("signer", "").strip()[:80], because=said.get("because", ""))


def gantt_fragment(desk: Desk, asked: Asked) -> str:
    """The bars alone, at the width the page has for them."""
    run, _ = chosen(desk.source.runs(asked.as_of), asked)
    paper = desk.source.paper(run.plan, asked.as_of) if run else None
    width = asked.number("width", least=280, most=4000, otherwise=GANTT_PX)
    if run is None or paper is None:
        return ""
    now = desk.source.stamp(asked.as_of).as_of
    return desk.draw(asked, "_gantt.html", **_gantt(desk, asked, run, paper, now=now, width=width))


def runs_fragment(desk: Desk, asked: Asked) -> str:
    """The table of runs alone."""
    runs = desk.source.runs(asked.as_of)
    run, beside = chosen(runs, asked)
    return desk.draw(asked, "_runs.html", **_compared(runs, run), run=run, beside=beside) if run else ""


def chart_fragment(desk: Desk, asked: Asked) -> str:
    """One curve alone, at the width the page has for it: people, loss, or the number of something scarce."""
    run, beside = chosen(desk.source.runs(asked.as_of), asked)
    paper = desk.source.paper(run.plan, asked.as_of) if run else None
    if run is None or paper is None:
        return ""
    width = asked.number("width", least=200, most=4000, otherwise=CHART_PX)
    now = desk.source.stamp(asked.as_of).as_of
    name = asked.filters.get("chart", "people")
    if name in ("people", "loss"):
        other = desk.source.paper(beside.plan, asked.as_of) if beside else None
        drawn = curves_of_runs((run, beside), paper, other, now=now, width=width)
        return desk.draw(asked, "_chart.html", chart=drawn["charts"][name], spoken=drawn["spoken"][name])
    uses = scarce(paper)
    place = asked.number("chart", least=0, most=len(uses) - 1, otherwise=0)
    one = use_chart(paper, uses[place], now=now, width=width)
    return desk.draw(asked, "_chart.html", chart=one.chart, spoken=one.spoken)


def chosen(runs: Sequence[RunRow], asked: Asked) -> tuple[RunRow | None, RunRow | None]:
    """The run asked for, or the one in force, or the newest; and the one beside it. Malformed for one not there."""
    said = asked.filters.get("run", "")
    found = [one for one in runs if one.plan.startswith(said)] if said else [one for one in runs if one.in_force]
    if said and len(found) != 1:
        raise Malformed.because("console.no-such-plan", plan=said[:16])
    run = found[0] if found else runs[0] if runs else None
    other = asked.filters.get("beside", "")
    beside = next((one for one in runs if other and one.plan.startswith(other) and one is not run), None)
    return run, beside


def _drawn(
    desk: Desk, asked: Asked, run: RunRow | None, beside: RunRow | None, paper: Paper | None, *, now: datetime
) -> dict[str, Any]:
    if run is None or paper is None:
        return {"charts": None, "sites": [], "uses": [], "serial": None, "delivered": 0, "people": 0}
    every = serials(paper.plan)
    other = desk.source.paper(beside.plan, asked.as_of) if beside else None
    return {
        **_gantt(desk, asked, run, paper, now=now, width=GANTT_PX),
        **curves_of_runs((run, beside), paper, other, now=now, width=CHART_PX),
        "uses": [use_chart(paper, use, now=now, width=USE_PX) for use in scarce(paper)],
        "sites": _sites(paper, every, {**paper.names, **desk.named(asked)}),
        "serial": next((one for one in every if one.id == asked.filters.get("serial")), None),
        "serials": every,
        "delivered": delivered(paper),
        "people": planned(paper),
        "carriers": len({one.vehicle for one in every}),
        "epoch": datetime.fromisoformat(paper.problem.epoch),
    }


def _pair(
    desk: Desk, asked: Asked, runs: Sequence[RunRow], run: RunRow | None, beside: RunRow | None
) -> Compared | None:
    """The run read against the one beside it, or against the plan now; the plan now is always the first of the two."""
    other = beside or next((one for one in runs if one.in_force), None)
    if run is None or other is None or other is run:
        return None
    before, after = (run, other) if run.in_force else (other, run)
    return compared(before, after, desk.source.beside(before.plan, after.plan, asked.as_of))


def _gantt(desk: Desk, asked: Asked, run: RunRow, paper: Paper, *, now: datetime, width: float) -> dict[str, Any]:
    by, hours = asked.filters.get("by", "carrier"), asked.number("hours", least=0, most=2000, otherwise=72)
    if by not in ("carrier", "place"):
        raise Malformed.because("console.unknown-filter", name=by[:40], known="carrier, place")
    spans_of = spans_by_place if by == "place" else spans_by_carrier
    spans: list[Span] = spans_of(paper.plan, paper.problem, paper.told, proposed=not run.in_force)
    window = window_of(spans, now=now, hours=hours, since=asked.moment("from"))
    names = {**paper.names, **desk.named(asked)}
    drawn = gantt_of(
        spans, window=window, now=now, width_px=width, names=names if by == "place" else None,
        notices=notices_of(paper.problem, by=by),
        stopped={} if asked.as_of is not None else desk.source.stopped(_waiting(spans, window)),
    )  # fmt: skip
    step = timedelta(hours=hours or 24)
    return {
        "gantt": drawn, "by": by, "hours": hours, "names": names,
        "earlier": window[0] - step if any(span.opens < window[0] for span in spans) else None,
        "later": window[0] + step if any(span.ends > window[1] for span in spans) else None,
    }  # fmt: skip


def _waiting(spans: Iterable[Span], window: tuple[datetime, datetime]) -> set[str]:
    """The serials drawn that have not left, as the book names them."""
    opens, ends = window
    return {one.name for one in spans if one.name and one.look in WAITING and one.ends > opens and one.opens < ends}


def _compared(runs: Sequence[RunRow], run: RunRow | None) -> dict[str, Any]:
    """The runs listed; the largest and the least loss among those that answer the problem of the one read."""
    alike = [one.loss for one in runs if run and one.problem == run.problem]
    return {
        "runs": runs[:RUNS_SHOWN], "left_out": max(len(runs) - RUNS_SHOWN, 0), "most": max(alike, default=0.0),
        "least": min(alike, default=0.0),
    }  # fmt: skip


def _sites(paper: Paper, every: Sequence[Serial], names: Mapping[str, str]) -> list[SiteLine]:
    epoch = datetime.fromisoformat(paper.problem.epoch)
    lines = []
    for node in paper.problem.nodes:
        groups = paper.problem.at_site(node.id)
        if node.kind != "site" or not groups:
            continue
        mine = sorted((one for one in every if one.origin == node.id), key=lambda one: (one.depart, one.id))
        hours = [(epoch + timedelta(minutes=one.depart)).astimezone(UTC) for one in mine]
        lines.append(
            SiteLine(
                node.id, names.get(node.id, node.name), sum(group.count for group in groups),
                sum(one.people for one in mine), len(mine), hours[0] if hours else None, hours[-1] if hours else None,
                mine[0].id if mine else "", mine[-1].id if mine else "",
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.first_at is None, line.first_at or epoch))


def _flat(run: RunRow) -> Mapping[str, object]:
    return {
        "plan": run.plan, "problem": run.problem, "in_force": run.in_force, "planner": run.planner, "seed": run.seed,
        "seconds": run.seconds,
        "proposed_at": run.proposed_at, "loss": run.loss, "bound": run.bound, "gap": run.gap,
        "unweighted": run.unweighted, "left_behind": run.left_behind, "ends_at": run.ends_at, "cost": run.cost,
        "findings": run.findings, "adopted_at": run.adopted_at, "because": run.because,
    }  # fmt: skip
