"""Why a carrier does not fetch people at a place from an hour on, found by trying; and what it would take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.lift_rows import Paper, RunRow, WhyAsked
from musterbook.console.pages.plan import chosen
from musterbook.lift.explain.values import Answer, Relaxation, Trial
from musterbook.terms.errors import Malformed
from musterbook.words.pages import page as words

KNOWN: Final = ("run", "vehicle", "site", "at", "to")
HELPS_SHOWN: Final = 6
COUNTED_KINDS: Final = ("slot", "escorts", "reception", "room", "range")
TIMED_KINDS: Final = ("window", "duty", "tour", "stay", "opening")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What would have to be different, in words, and what that would give."""

    needs: tuple[str, ...]
    trial: Trial


def search(desk: Desk, asked: Asked) -> Callable[[], Answer | None]:
    """What answers the question, to be run beside the loop; Malformed when it names nothing of the plan."""
    run, paper = _plan(desk, asked)
    if run is None or paper is None or not {"vehicle", "site", "at"} <= asked.filters.keys():
        return lambda: None
    at = asked.moment("at") or datetime.fromisoformat(paper.problem.epoch)
    asking = desk.source.asking_why(
        run.plan, WhyAsked(asked.filters["vehicle"], asked.filters["site"], at, asked.filters.get("to", ""))
    )
    return asking or (lambda: None)


def page(desk: Desk, asked: Asked, answer: Answer | None) -> Response[Any]:
    """The page at `/plan/why`."""
    run, paper = _plan(desk, asked)
    epoch = datetime.fromisoformat(paper.problem.epoch) if paper else None
    names = paper.names if paper else {}
    helps = [
        HelpLine(tuple(needed(each, names) for each in one.relaxations), one.trial)
        for one in (answer.helps if answer else ())
    ]
    return desk.answer(
        asked,
        "why.html",
        desk.source.stamp(asked.as_of),
        said={"plan": run.plan if run else None, "answer": answer},
        rows=[{"needs": " + ".join(line.needs), "people": line.trial.people, "loss_more": line.trial.loss_more}
              for line in helps],
        run=run,
        paper=paper,
        answer=answer,
        helps=helps[:HELPS_SHOWN],
        hour=(lambda minute: epoch + timedelta(minutes=minute)) if epoch else None,
        sites=[node for node in paper.problem.nodes if node.kind == "site"] if paper else [],
        ends=[node for node in paper.problem.nodes if node.kind in ("hub", "dest")] if paper else [],
    )  # fmt: skip


def needed(one: Relaxation, names: Mapping[str, str]) -> str:
    """A relaxation in words, with its amount."""
    key, place = f"why.needs.{one.kind}", names.get(one.place, one.place)
    if one.kind in TIMED_KINDS:
        return words(key, place=place, hours=f"{one.amount / 60:g}")
    return words(key, place=place, n=one.amount) if one.kind in COUNTED_KINDS else words(key, place=place)


def _plan(desk: Desk, asked: Asked) -> tuple[RunRow | None, Paper | None]:
    run, _ = chosen(desk.source.runs(asked.as_of), asked)
    paper = desk.source.paper(run.plan, asked.as_of) if run else None
    if paper is not None:
        _known(asked, "vehicle", set(paper.problem.vehicle))
        _known(asked, "site", {node.id for node in paper.problem.nodes if node.kind == "site"})
        _known(asked, "to", {node.id for node in paper.problem.nodes if node.kind in ("hub", "dest")})
    return run, paper


def _known(asked: Asked, name: str, known: set[str]) -> None:
    said = asked.filters.get(name)
    if said is not None and said not in known:
        raise Malformed.because("console.not-in-plan", name=said[:40], known=", ".join(sorted(known)[:40]))
