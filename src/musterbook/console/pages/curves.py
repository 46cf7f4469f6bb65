"""The curves of the lift plan: people and loss over time, another run beside it, and how far scarce things are used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.console.charts import Chart, chart_of
from musterbook.console.lift_rows import Paper, RunRow
from musterbook.operation.lift_curves import Curves, Points, Use
from musterbook.words.pages import known, page

CHART_HIGH_PX: Final = 230
USE_HIGH_PX: Final = 130
USES_SHOWN: Final = 6
USED_LEAST: Final = 0.005
"""Of what there is so much of, a curve says nothing."""


@dataclass(frozen=True, slots=True)
class UseChart:
    """How far one scarce thing is used: its kind and place, the share at its tightest, the drawing and its words."""

    kind: str
    place: str
    share: float
    most: float
    chart: Chart
    spoken: str


def curves_of_runs(
    pair: tuple[RunRow, RunRow | None], paper: Paper, other: Paper | None, *, now: datetime, width: float
) -> dict[str, Any]:
    """Both curves of a run, with those of the one beside it, and what each says to whoever does not see it."""
    run, _ = pair
    others = other.curves if other else None
    bound = f" {page('plan.losses-bound', bound=f'{run.bound:,.1f}')}" if run.bound else ""
    return {
        "charts": {
            "people": _people_chart(paper, others, now=now, width=width),
            "loss": _loss_chart(paper, others, run.bound, now=now, width=width),
        },
        "spoken": {
            "people": page("plan.people-spoken", sites=planned(paper), received=delivered(paper)),
            "loss": page("plan.losses-spoken", loss=f"{run.loss:,.1f}") + bound,
        },
    }


def delivered(paper: Paper) -> int:
    """How many the plan brings to a facility."""
    return int(max((value for _, value in paper.curves.people["received"]), default=0))


def planned(paper: Paper) -> int:
    """How many the problem is about."""
    return sum(group.count for group in paper.problem.groups)


def scarce(paper: Paper) -> list[Use]:
    """What the plan uses most of, the tightest first."""
    return [use for use in paper.curves.uses if use.most and use.tightest >= USED_LEAST][:USES_SHOWN]


def use_chart(paper: Paper, use: Use, *, now: datetime, width: float) -> UseChart:
    """One scarce thing over time: used, and what is there."""
    place = paper.names.get(use.place, use.place)
    queue = use.kind == "queue"
    chart = chart_of(
        epoch=_epoch(paper), ends=_ends(paper, None), width=width, height=USE_HIGH_PX, now=now,
        steps={"c-there": use.there} if queue else {"c-there": use.there, "c-used": use.used},
        lines={"c-used": use.used} if queue else {},
    )  # fmt: skip
    share = f"{100 * use.tightest:.0f}"
    spoken = page("plan.use-spoken", kind=known(f"use.{use.kind}"), place=place, share=share)
    return UseChart(use.kind, place, use.tightest, use.most, chart, spoken)


def _people_chart(paper: Paper, others: Curves | None, *, now: datetime, width: float) -> Chart:
    return chart_of(
        epoch=_epoch(paper), ends=_ends(paper, others), width=width, height=CHART_HIGH_PX, now=now,
        bands={f"b-{name}": paper.curves.people[name] for name in ("received", "staging", "way", "sites")},
        steps={"c-beside": _all_gone(others)} if others else {},
    )  # fmt: skip


def _loss_chart(paper: Paper, others: Curves | None, bound: float | None, *, now: datetime, width: float) -> Chart:
    return chart_of(
        epoch=_epoch(paper), ends=_ends(paper, others), width=width, height=CHART_HIGH_PX, now=now,
        lines={"c-loss": paper.curves.loss, **({"c-beside": others.loss} if others else {})},
        level=("c-bound", bound) if bound else None,
    )  # fmt: skip


def _all_gone(curves: Curves) -> Points:
    """Who is no longer at a site, to lie over the bands of another plan."""
    everyone = curves.people["sites"][0][1] if curves.people["sites"] else 0.0
    return tuple((minute, everyone - there) for minute, there in curves.people["sites"])


def _epoch(paper: Paper) -> datetime:
    return datetime.fromisoformat(paper.problem.epoch)


def _ends(paper: Paper, others: Curves | None) -> int:
    return max(paper.curves.ends, others.ends if others else 0) + 60
