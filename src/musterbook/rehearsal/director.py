"""The director: a rehearsal from its first day to its account, through a real book and the operation's own functions.

Invented people, public totals. In an exercise, and only there, keys, salts and ids come from the seed, so the same seed
and run give the same head.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.lift.planners import Proposal
from musterbook.lift.problem import Problem
from musterbook.operation import agreeing, planning, replanning
from musterbook.operation.account import account_of
from musterbook.operation.folder import find_book, read_book_file
from musterbook.operation.posing import Beds, Planned, plannable
from musterbook.rehearsal.days import Days
from musterbook.rehearsal.faults import FaultyLifting, TakenAway, double, forge, forward_node_killed
from musterbook.rehearsal.first_night import FirstNight
from musterbook.rehearsal.last_person import explain_the_one
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.loss import Loss
from musterbook.rehearsal.population import Run
from musterbook.rehearsal.scenario import Scenario
from musterbook.rehearsal.setting import set_stage
from musterbook.rehearsal.stage import Stage, paper_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu

_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
FREEZE_MINUTES: Final = 300
DAY: Final = timedelta(days=1)


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
    return {"run": run, **told, "invented": stage.notes, "seconds": round(time.monotonic() - began, 1)}


class Director:
    """Sets every doing of a rehearsal at its hour."""

    def __init__(self, stage: Stage, scenario: Scenario, *, run: Run, seed: int, into: Path) -> None:
        self.stage, self.scenario, self.run, self.seed, self.into = stage, scenario, run, seed, into
        self.end = CustodianId(scenario.said["destination"])
        faults = scenario.faults
        spare = faults["breakdown"]["spare"]
        fleet = frozenset(row.must("carrier", str) for row in stage.book.places.rows("fleet"))
        coaches = frozenset(one for one in fleet if one.startswith("coach-"))
        origins = frozenset(CustodianId(one["id"]) for one in scenario.said["origins"] if one["kind"] == "origin")
        self.out = Planned(origins, self.end, fleet - coaches - {spare, "flight-1"})
        self.away = Planned(frozenset({self.end}), CustodianId(scenario.said["displaced_to"]), coaches)
        self.lifting = FaultyLifting(stage, self.end, faults=faults, replan=self.plan_again)
        self.moving_out = Lifting(stage, self.away.destination, kind="prison_transfer", reviewer="reviewer-2")
        self.replans = 0

    def take_away(self, taken: TakenAway) -> None:
        """Have a carrier taken away at its hour; Malformed for a carrier or an hour the rehearsal has not."""
        known = sorted(self.out.carriers)
        if taken.carrier not in known:
            raise Malformed.because("carrier.unknown", carrier=taken.carrier, known=", ".join(known))
        if not self.scenario.begins < taken.at < self.scenario.ends:
            days = zulu(self.scenario.begins), zulu(self.scenario.ends)
            raise Malformed.because("rehearsal.no-such-day", at=zulu(taken.at), begins=days[0], ends=days[1])
        self.stage.at(taken.at, lambda: self.lifting.take_away(taken))

    def play(self, shown: Progress) -> None:
        """From the first muster to the account."""
        self._set()
        begins, ends = self.scenario.begins, self.scenario.ends
        whole = (ends - begins).days + 1
        self.stage.play(ends, lambda now: shown("days", (now - begins).days, whole))
        shown("days", whole, whole)

    def _set(self) -> None:
        stage, faults = self.stage, self.scenario.faults
        days = Days(stage, self.scenario, run=self.run)
        days.set()
        FirstNight(stage, self.lifting, faults["first_night"], origin=CustodianId("hasakah")).set()
        Loss(stage, faults["site_lost"], found_at=CustodianId("hasakah")).set()
        stage.at(_hour(date(2026, 1, 17), 12), self.make_room)
        stage.at(_hour(date(2026, 1, 20), 8), self.meet_conditions)
        stage.at(
            _hour(faults["killed"]["date"], 9),
            lambda: forward_node_killed(
                stage, CustodianId(faults["killed"]["site"]), folder=self.into / "forward",
                operation=self._operation(), seed=self.seed,
            ),
        )  # fmt: skip
        stage.at(_hour(date(2026, 1, 21), 20), self.plan)
        stage.at(_hour(date(2026, 2, 6), 12), lambda: self.plan_again("more beds at the destination"))
        for day in LAST_DAYS:
            stage.at(_hour(day, 6), self.fetch_who_was_left)
        stage.at(_hour(faults["doubled"]["date"], 10), lambda: double(stage))
        stage.at(_hour(faults["forged"]["date"], 11), lambda: forge(stage, CustodianId("alaya")))
        stage.at(_hour(date(2026, 2, 13), 6), lambda: explain_the_one(stage, self.lifting, faults["last_person"]))

    def _operation(self) -> str:
        return read_book_file(find_book(self.into)).operation

    def make_room(self) -> None:
        """The people already at the destination are moved on: a mass move, planned, manifested and counted like any."""
        made = planning.propose(
            self.stage.book, at=self._now(), days=6, planner=BY_HAND, seed=self.seed, planned=self.away
        )
        self._adopt(self.moving_out, made.found, made.problem, made.digest, because="room at the destination", tag="m")

    def meet_conditions(self) -> None:
        """The receiving site is inspected: the agreement comes into force."""
        agreeing.meet(
            self.stage.book, self.stage.desk("coordinator:coordinator"), "AGR-01", "receiving site inspected",
            evidence=paper_of("inspection of the receiving site"),
        )  # fmt: skip

    def plan(self) -> None:
        """The first plan for everyone who may go; beside it, what a planner by hand would have proposed."""
        made = planning.propose(
            self.stage.book, at=self._now(), days=22, seed=self.seed, trials=TRIALS, beds=self._beds(),
            planned=self.out,
        )  # fmt: skip
        planning.proposed_for(self.stage.book, made.problem, at=self._now(), planner=BY_HAND, seed=self.seed)
        self._adopt(self.lifting, made.found, made.problem, made.digest, because="first plan", tag="")

    def plan_again(self, because: str) -> None:
        """The rest is planned again from what the book says now; committed serials are kept."""
        again = replanning.plan_again(
            self.stage.book, at=self._now(), freeze_minutes=FREEZE_MINUTES, seed=self.seed, beds=self._beds(),
            planned=self.out, beside=True,
        )  # fmt: skip
        found = again.found
        if not found.changed:
            _log.info("planned again (%s): nothing changes", because)
            return
        self.replans += 1
        _log.info("planned again (%s): %d serials kept, %d dropped", because, len(found.kept), len(found.dropped))
        planning.adopt(
            self.stage.book,
            self.stage.desk("duty:operation-desk"),
            again.digest,
            because=because,
            changed=found.dropped[:200],
        )
        self.lifting.adopt(found.plan, found.problem, again.digest, tag="abcdefgh"[self.replans % 8])

    def fetch_who_was_left(self) -> None:
        """In the last days: whoever may go, or stands on the ramp, and has no seat coming to him is planned for."""
        if any(lacking > 0 for lacking in self._lacking().values()):
            self.plan_again("people were left behind")

    def _lacking(self) -> Counter[CustodianId]:
        """For each origin and the ramp, how many more are there, or are to come there, than are to be fetched."""
        book, ramp = self.stage.book, CustodianId(self.scenario.said["staging"])
        lacking = Counter({ramp: len(book.reading(Roll).on(in_hand(ramp)))})
        for origin in self.out.origins:
            free = plannable(book, origin, self.end, self._now())
            lacking[origin] = sum(one not in self.stage.seated for one in free)
        for trip in self.lifting.trips.values():
            if trip.scrubbed or trip.arrives_at <= self.stage.now:
                continue
            if trip.destination == ramp:
                lacking[ramp] += trip.serial.people
            if trip.origin == ramp and not trip.boarded:
                lacking[ramp] -= self.lifting.room(trip)
            elif trip.origin != ramp and not trip.named:
                lacking[trip.origin] -= trip.serial.people
        return lacking

    def _adopt(
        self, lifting: Lifting, found: object, problem: Problem, digest: Digest | None, *, because: str, tag: str
    ) -> None:
        if not isinstance(found, Proposal) or digest is None:
            raise AssertionError("nobody can be moved: the scenario's folder does not hang together")
        planning.adopt(self.stage.book, self.stage.desk("duty:operation-desk"), digest, because=because)
        lifting.adopt(found.plan, problem, digest, tag=tag)

    def _now(self) -> datetime:
        return self.stage.now.astimezone(self.stage.zone)

    def _beds(self) -> Beds:
        """How many the destination can have taken by each local midnight, less those of the first night."""
        already = int(self.scenario.faults["first_night"]["offered"])
        return {
            str(self.end): [
                (_midnight(one["date"], self.stage), int(one["cumulative"]) - already)
                for one in self.scenario.said["arrivals"]
            ]
        }


BY_HAND: Final = "most-at-risk-first"
"""The rule a planner follows by hand, and what every plan is measured beside."""
LAST_DAYS: Final = tuple(date(2026, 2, day) for day in (9, 10, 11))
"""Mornings on which the desk looks whether somebody was forgotten, while there are still serials to come."""
TRIALS: Final = 1200
"""Plans tried for the first plan: a few seconds, and the same plan on every machine of one kind."""


def _hour(day: date, hour: int) -> datetime:
    """An hour of a day in Zulu."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _midnight(day: date, stage: Stage) -> datetime:
    """The first instant of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=stage.zone)
