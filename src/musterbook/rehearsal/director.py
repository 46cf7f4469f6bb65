"""The director: a rehearsal from its first day to its account, through a real book and the operation's own functions.

Invented people, public totals. In an exercise, and only there, keys, salts and ids come from the seed, so the same seed
and run give the same head.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from musterbook.operation.account import account_of
from musterbook.operation.posing import Planned
from musterbook.rehearsal.acts import Cast, set_acts
from musterbook.rehearsal.days import Days
from musterbook.rehearsal.eyes import Eyes
from musterbook.rehearsal.faults import FaultyLifting, TakenAway
from musterbook.rehearsal.planning_desk import PlanningDesk
from musterbook.rehearsal.population import Run
from musterbook.rehearsal.scenario import Scenario
from musterbook.rehearsal.setting import set_stage
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu

Progress = Callable[[str, int, int], None]


def rehearse(
    scenario: Scenario,
    *,
    into: Path,
    run: Run,
    seed: int,
    progress: Progress | None = None,
    taken_away: Sequence[TakenAway] = (),
) -> dict[str, Any]:
    """Play a scenario into a new book and draw up its account.

    Args:
        scenario: what happens.
        into: the book's folder. A book of an earlier exercise there is replaced; a real one never is.
        run: `gated`, or `as-published`.
        seed: of everything drawn, and of every key.
        progress: called with (what, done, in all).
        taken_away: carriers that cannot be had for some hours, besides the scenario's own faults.

    Returns:
        The account, with `run` and `seconds`. The book is closed and lies in `into`.

    Raises:
        Malformed: `into` holds a book that is not an exercise's, or something else; or a carrier to be taken away is
            none of the scenario's, or its hour none of its days.
    """
    began = time.monotonic()
    shown = progress if progress is not None else lambda _what, _done, _whole: None
    scenario = scenario.in_run(run)
    stage = set_stage(scenario, into=into, run=run, seed=seed, progress=shown)
    try:
        director = Director(stage, scenario, run=run, seed=seed, into=into)
        for one in taken_away:
            director.take_away(one)
        director.play(shown)
        stage.book.check_invariants()
        told = account_of(stage.book, scenario.ends).told()
    finally:
        stage.book.close()
    return {"run": run, **told, **stage.told, "invented": stage.notes, "seconds": round(time.monotonic() - began, 1)}


class Director:
    """Sets every doing of a rehearsal at its hour."""

    def __init__(self, stage: Stage, scenario: Scenario, *, run: Run, seed: int, into: Path) -> None:
        self.stage, self.scenario, self.run = stage, scenario, run
        self.lifting = FaultyLifting(stage, scenario.destinations[0], faults=scenario.faults)
        self.desk = PlanningDesk(stage, scenario, seed, _planned(stage, scenario), self.lifting)
        self.lifting.replan = self.desk.plan_again
        self.cast = Cast(stage, scenario, self.lifting, self.desk, seed, into)

    def take_away(self, taken: TakenAway) -> None:
        """Have a carrier taken away at its hour; Malformed for a carrier or an hour the rehearsal has not."""
        known = sorted(self.desk.out.carriers)
        if taken.carrier not in known:
            raise Malformed.because("carrier.unknown", carrier=taken.carrier, known=", ".join(known))
        if not self.scenario.begins < taken.at < self.scenario.ends:
            days = zulu(self.scenario.begins), zulu(self.scenario.ends)
            raise Malformed.because("rehearsal.no-such-day", at=zulu(taken.at), begins=days[0], ends=days[1])
        self.stage.at(taken.at, lambda: self.lifting.take_away(taken))

    def play(self, shown: Progress) -> None:
        """From the first muster to the account."""
        Days(self.stage, self.scenario, run=self.run).set()
        set_acts(self.cast)
        Eyes(self.stage).set(self.scenario.begins, self.scenario.ends)
        opens, ends = self.scenario.opens, self.scenario.ends
        whole = (ends - opens).days + 1
        self.stage.play(ends, lambda now: shown("days", (now - opens).days, whole))
        shown("days", whole, whole)


def _planned(stage: Stage, scenario: Scenario) -> Planned:
    """Whom the scenario moves, where to, and the carriers that nothing else is meant for."""
    fleet = frozenset(row.must("carrier", str) for row in stage.book.places.rows("fleet"))
    apart = {*scenario.said["plan"]["set_apart"], *scenario.said.get("room", {}).get("carriers", ())}
    origins = frozenset(CustodianId(one["id"]) for one in scenario.said["origins"] if one["kind"] == "origin")
    first, *others = scenario.destinations
    return Planned(origins, first, fleet - apart, receivers=frozenset(others))
