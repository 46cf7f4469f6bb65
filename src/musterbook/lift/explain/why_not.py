"""Why a carrier does not fetch people at a site at a certain time: the serial is tried, with all bookings in place.

Then one rule after another is made milder and it is tried again: what is named as a cause is what the re-run shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from musterbook.lift.check import Verdict, check
from musterbook.lift.explain.outings import Outing, outings_of, stops_of
from musterbook.lift.explain.relaxing import (
    DUTY_MIN,
    OPENING_MIN,
    RANGE_PCT,
    RECEPTION_PER_HOUR,
    ROOM_HEADS,
    STAY_MIN,
    TOUR_MIN,
    WINDOW_MIN,
    relaxed,
)
from musterbook.lift.explain.scene import Scene
from musterbook.lift.explain.standing import Uses
from musterbook.lift.explain.values import Answer, Help, Question, Relaxation, Trial
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.terms.errors import Malformed

WITHIN_MIN: Final = 120
TOGETHER_MAX: Final = 4
TRIALS_MAX: Final = 60
CHECKS_MAX: Final = 12

COUNTED: Final[Mapping[str, int]] = {"escorts": 1, "stay": 60, "room": 1}
"""Relaxations whose smallest amount is searched for, and in what steps."""

LIFTS: Final[Mapping[str, tuple[str, ...]]] = {
    "window": ("window", "opening"), "slot": ("slot",), "escorts": ("escorts",), "duty": ("duty", "free"),
    "reception": ("reception",), "beds": ("beds",), "road": ("road",), "calendar": ("available", "night"),
    "night": ("night",),
    "carrier": ("free",), "permission": ("permission",), "tour": ("tour",), "range": ("range",), "fuel": ("range",),
    "staging": ("room", "stay"),
}  # fmt: skip
"""Which relaxations answer what a search met."""

_MET: Final[Mapping[str, str]] = {"R9": "duty", "R10": "slot", "R15": "escorts", "R16": "reception", "R17": "staging"}
"""What stands behind a refusal of the check; any other is the carrier's next outing, which comes too soon."""


def why_not(
    problem: Problem, plan: Plan, *, vehicle: str, site: str, at: int, to: str | None = None, within: int = WITHIN_MIN
) -> Answer:
    """Why `vehicle` does not board people at `site` between `at` and `at + within`, and what would change it.

    People who leave the site later in the plan are taken from their serials. All other bookings stand. A serial called
    legal, as things are or after a relaxation, was put into the plan and passed the independent check.

    Args:
        problem: the problem the plan answers.
        plan: a plan the check has passed, or has only R18 against.
        vehicle: the carrier.
        site: where people are held.
        at: minute after the epoch from which they should board.
        to: where they should be set down; anywhere they may go when None.
        within: how many minutes later they may still board.

    Raises:
        Malformed: no such carrier, site or place.
    """
    _known(problem, vehicle, site, to, at)
    return _Asked(problem, plan, Question(vehicle, site, at, within, to), check(problem, plan)).answer()


def carried_out(problem: Problem, plan: Plan, answer: Answer, help_: Help | None = None) -> tuple[Problem, Plan]:
    """The problem with the help's relaxations, and the plan with the serial in it; for whoever wants to see it done.

    Raises:
        ValueError: the answer has no such serial.
    """
    asked = _Asked(problem, plan, answer.question, check(problem, plan))
    for scene in asked.scenes(help_.relaxations if help_ else ()):
        if scene.trial() is not None and scene.chosen is not None:
            return scene.problem, scene.plan_of(scene.chosen)
    raise ValueError("there is no such serial")


@dataclass
class _Asked:
    """One question being answered; `met` keeps what each trial met, by the relaxations it was tried with."""

    problem: Problem
    plan: Plan
    question: Question
    before: Verdict
    met: dict[tuple[Relaxation, ...], frozenset[tuple[str, str]]] = field(default_factory=dict)
    checks: int = 0
    _uses: Uses | None = None

    def answer(self) -> Answer:
        scene = Scene(self.problem, self.plan, self.question, self.before)
        if not any(scene.waiting.values()):
            last = max((ride.departs for ride in scene.rides), default=None)
            return Answer(self.question, 0, last_leave=last)
        trial = scene.trial()
        self.met[()] = _met_by(scene)
        short = next((one for one in scene.attempts if one.escorts_free is not None), None)
        answer = Answer(
            self.question, sum(scene.waiting.values()), trial,
            escorts_needed=short.escorts_needed if short else None, escorts_free=short.escorts_free if short else None,
            obstacles=tuple(dict.fromkeys(one.obstacle for one in scene.attempts if one.obstacle)),
        )  # fmt: skip
        if trial is not None:
            return answer
        singles = list(self._singles(scene.targets()))
        helps = tuple(self._helps((one,) for one in singles))
        return replace(answer, helps=helps or tuple(self._together(singles)))

    def tried(self, relaxations: tuple[Relaxation, ...]) -> Trial | None:
        """The serial there would be with these relaxations."""
        met: frozenset[tuple[str, str]] = frozenset()
        for scene in self.scenes(relaxations):
            trial = scene.trial()
            self.checks += scene.checks
            met |= _met_by(scene)
            if trial is not None:
                return trial
        self.met[relaxations] = met
        return None

    def scenes(self, relaxations: tuple[Relaxation, ...]) -> Iterator[Scene]:
        """The question under the relaxed problem; freeing the carrier, once for each way of freeing it."""
        ask = self.question
        problem = relaxed(self.problem, relaxations, vehicle=ask.vehicle, at=ask.at)
        if not any(one.kind == "free" for one in relaxations):
            scene = Scene(problem, self.plan, ask, self.before)
            # What carriers use is the same whatever is relaxed.
            scene.uses = self._uses = self._uses or scene.uses
            yield scene
            return
        for dropped in self._ways_to_be_free():
            yield Scene(problem, self.plan, ask, self.before, dropped)

    def _ways_to_be_free(self) -> Iterator[tuple[Outing, ...]]:
        """The outings that meet the asked-for time; then those beside them as well."""
        ask, base = self.question, self.problem.vehicle[self.question.vehicle].base
        outings = outings_of(stops_of(self.plan).get(ask.vehicle, []), base)
        inside = [i for i, one in enumerate(outings) if one.start < ask.at + ask.within and one.end > ask.at]
        if not inside:
            after = next((i for i, one in enumerate(outings) if one.start >= ask.at), len(outings))
            inside = list(range(after, after))
            first, last = after, after
        else:
            first, last = inside[0], inside[-1] + 1
        for more_before, more_after in ((0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (0, 3)):
            chosen = outings[max(0, first - more_before) : last + more_after]
            if chosen and len(chosen) == last - first + more_before + more_after:
                yield tuple(chosen)

    def _helps(self, every: Iterable[tuple[Relaxation, ...]]) -> Iterator[Help]:
        for relaxations in every:
            trial = self.tried(relaxations)
            if trial is not None:
                yield self._least(relaxations, trial)

    def _least(self, relaxations: tuple[Relaxation, ...], trial: Trial) -> Help:
        """The smallest amounts, of those that are counted, that still give a legal serial."""
        best = Help(relaxations, trial)
        for at, one in enumerate(relaxations):
            step = COUNTED.get(one.kind, 0)
            low, high = 1, one.amount // step if step else 0
            while low < high:
                middle = (low + high) // 2
                fewer = (*best.relaxations[:at], replace(one, amount=middle * step), *best.relaxations[at + 1 :])
                found = self.tried(fewer)
                if found is None:
                    low = middle + 1
                else:
                    best, high = Help(fewer, found), middle
        return best

    def _together(self, singles: list[Relaxation]) -> Iterator[Help]:
        """The smallest set that helps, found by answering what each set so far still meets; pairs, then threes, fours.

        A relaxation that changed nothing of what is met is not followed further.
        """
        frontier: list[tuple[Relaxation, ...]] = [
            (one,) for one in singles if self.met.get((one,), self.met[()]) != self.met[()]
        ]
        for _ in range(TOGETHER_MAX - 1):
            wider = []
            for so_far in frontier:
                for other in singles:
                    some = tuple(one for one in singles if one in so_far or one == other)
                    if other in so_far or some in self.met or not _answers(other, self.met[so_far]):
                        continue
                    if len(self.met) > TRIALS_MAX or self.checks > CHECKS_MAX:
                        return
                    trial = self.tried(some)
                    if trial is not None:
                        yield self._least(some, trial)
                        return
                    if self.met[some] != self.met[so_far]:
                        wider.append(some)
            frontier = wider

    def _singles(self, targets: list[str]) -> Iterator[Relaxation]:  # noqa: C901  one list, in the order it is read
        """Every relaxation there is for this question, in the order of lift.md section 7."""
        problem, ask = self.problem, self.question
        vehicle = problem.vehicle[ask.vehicle]
        kind, site = problem.vehicle_type[vehicle.type], problem.node[ask.site]
        dests = [name for name in targets if problem.node[name].kind == "dest"]
        hubs = [name for name in targets if problem.node[name].kind == "hub"]
        for name in (ask.site, *targets):
            if problem.node[name].slots.get(kind.mode, 0):
                yield Relaxation("slot", name, 1)
        for name in (ask.site, *targets):
            if problem.node[name].open.get(kind.mode):
                yield Relaxation("window", name, WINDOW_MIN)
        yield Relaxation("escorts", vehicle.base, kind.seats)
        yield Relaxation("duty", vehicle.id, DUTY_MIN)
        yield from (Relaxation("reception", name, RECEPTION_PER_HOUR) for name in dests)
        yield from (Relaxation("beds", name) for name in dests)
        if kind.mode == "road":
            legs = [(vehicle.base, ask.site), *((ask.site, t) for t in targets), *((t, vehicle.base) for t in targets)]
            for a, b in dict.fromkeys(legs):
                if any(route.closed for route in problem.routes.get((a, b), ())):
                    yield Relaxation("road", f"{a}–{b}")
        yield Relaxation("free", vehicle.id)
        if vehicle.unavailable:
            yield Relaxation("available", vehicle.id)
        if not kind.night_ok and problem.rules.night_from != problem.rules.night_to:
            yield Relaxation("night", vehicle.id)
        if any(group.not_before > ask.at for group in problem.at_site(ask.site)):
            yield Relaxation("permission", ask.site)
        yield Relaxation("tour", vehicle.base, TOUR_MIN)
        yield Relaxation("range", vehicle.id, round(kind.range_km * RANGE_PCT / 100))
        yield from (Relaxation("room", name, ROOM_HEADS) for name in hubs)
        yield from (Relaxation("stay", name, STAY_MIN) for name in hubs)
        for name in (ask.site, *dests):
            if kind.mode != "road" or site.slots.get(kind.mode, 0):
                yield Relaxation("opening", name, ask.within + OPENING_MIN)


def _met_by(scene: Scene) -> frozenset[tuple[str, str]]:
    """What each trial of a scene met last, cause and place; and why the check refused what was found."""
    vehicle = scene.question.vehicle
    if not scene.attempts:
        return frozenset({("carrier", vehicle) if scene.targets() else ("window", scene.question.site)})
    met = {(one.obstacle.cause, one.obstacle.place) for one in scene.attempts if one.obstacle}
    return frozenset(met | {(_MET.get(rule, "carrier"), "") for rule in scene.refused})


def _answers(relaxation: Relaxation, met: Iterable[tuple[str, str]]) -> bool:
    """Whether the relaxation makes milder what was met, at the place where it was met."""
    return any(
        relaxation.kind in LIFTS.get(cause, ()) and (not place or place == relaxation.place or cause == "tour")
        for cause, place in met
    )


def _known(problem: Problem, vehicle: str, site: str, to: str | None, at: int) -> None:
    """Refuse names that are not there.

    Raises:
        Malformed: with the name.
    """
    if vehicle not in problem.vehicle:
        raise Malformed.because("explain.no-such-carrier", id=vehicle)
    if site not in problem.node or problem.node[site].kind != "site":
        raise Malformed.because("explain.no-such-site", id=site)
    if to is not None and (to not in problem.node or problem.node[to].kind not in ("dest", "hub")):
        raise Malformed.because("explain.no-such-target", id=to)
    if not 0 <= at < problem.horizon_min:
        raise Malformed.because("explain.outside-the-plan", at=at, horizon=problem.horizon_min)
