"""One search over many machines: a seed for each worker, the best plan passed round, the simple rules made here first.

A worker sends decisions, never a figure: what they are worth is worked out here, by our own simulation, and what is
proposed in the end has passed our own check. A worker that dies is named, and its seed is begun once more elsewhere.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from musterbook.lift.cluster import wire
from musterbook.lift.cluster.bare import bare
from musterbook.lift.cluster.crew import TRIES, Crew, Gone, Hand, Slot
from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.planners import NoPlan, Proposal, never, proposed, quiet
from musterbook.lift.problem import Problem
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.race import END_SECONDS, EXCHANGE_SECONDS, LOOK_SECONDS, Race, Told, untold
from musterbook.lift.search.sequences import Budget, Hunt, Incumbent
from musterbook.lift.search.warm import prepare
from musterbook.terms.errors import Fault, Malformed

logger = logging.getLogger(__name__)

ASK_SECONDS = 0.5
SILENT_SECONDS = 30.0
"""Longer than it takes to read the largest problem; who says nothing for so long is taken for dead."""
TELL_SECONDS = 1.0
WORTH_BEGINNING_SECONDS = 2.0
FOUND_KEPT = 8


@dataclass(frozen=True, slots=True)
class SpreadSearch:
    """The search as a planner that uses a cluster. `seeds`: how many are searched from; one a worker by default.

    With more seeds than workers each has its share of the time, one after the other.
    """

    name: ClassVar[str] = "search"

    crew: Crew
    seeds: int | None = None
    clock: Callable[[], float] = time.monotonic

    def plan(
        self,
        problem: Problem,
        *,
        seed: int = 1,
        seconds: float = 60.0,
        progress: Progress = quiet,
        stop: Callable[[], bool] = never,
        told: Told = untold,
        then: Callable[[Race], Race] = lambda run: run,
    ) -> Proposal | NoPlan:
        """The best plan found anywhere, checked here. `told` hears of every gain, and each second; `then` as alone."""
        del progress
        prepare()
        course = _Course(self.crew, problem, seconds=seconds, told=told, stop=stop, clock=self.clock)
        run = course.run(seed, self.seeds or len(self.crew.hands))
        return proposed(problem, then(run), planner=self.name, seed=seed)


@dataclass(slots=True)
class _Turn:
    """A seed to search from, and how often that was begun."""

    seed: int
    number: int
    tries: int = 0


@dataclass(slots=True)
class _Post:
    """A slot and who works there: the worker, its turn, what it was asked, the best loss it was told, and when."""

    slot: Slot
    hand: Hand | None
    turn: _Turn | None = None
    asked: Any = None
    asked_at: float = 0.0
    trials: int = 0
    seen: float = float("inf")
    passed_at: float = 0.0
    deaths: int = 0


@dataclass
class _Course:
    """One search as it goes."""

    crew: Crew
    problem: Problem
    seconds: float
    told: Told
    stop: Callable[[], bool]
    clock: Callable[[], float]
    trials: int = 0
    found: list[Incumbent] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    turns: deque[_Turn] = field(default_factory=deque)
    engine: Engine = field(init=False)
    sent: Any = None

    def __post_init__(self) -> None:
        self.began = self.spoke = self.clock()

    def run(self, seed: int, seeds: int) -> Race:
        """Search until the time is up or `stop()` says so."""
        self.engine = Engine(self.problem, seed=seed)
        budget = Budget(self.seconds, None, self.stop, self.clock)
        first = Hunt(self.problem, seed=seed, budget=budget, publish=self.gained, engine=self.engine)
        posts = [_Post(hand.slot, hand) for hand in self.crew.hands]
        with contextlib.suppress(KeyboardInterrupt):
            first.rules(1 if first.large else None)
        self.trials = first.trials
        self.sent = self.crew.put(wire.problem_told(bare(self.problem).problem))
        self.turns.extend(_Turn(seed + 1000 * number, number) for number in range(seeds))
        try:
            self.watch(posts)
        except KeyboardInterrupt:
            logger.info("asked to stop: the best plan so far is given")
        finally:
            self.end(posts)
        for turn in self.turns:
            self.crew.say(Fault("cluster.given-up", values={"seed": str(turn.seed)}))
        return Race(self.problem, tuple(self.found), self.trials, self.clock() - self.began, tuple(self.lost))

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.seconds - (self.clock() - self.began)

    def watch(self, posts: list[_Post]) -> None:
        """Give out seeds and hear what becomes of them, until there are none, nobody, or no time."""
        while self.left > 0 and not self.stop():
            for post in posts:
                self.attend(post, posts)
            posts[:] = [post for post in posts if post.hand is not None]
            if not posts or not (self.turns or any(post.turn for post in posts)):
                return
            self.speak()
            time.sleep(LOOK_SECONDS)

    def attend(self, post: _Post, posts: list[_Post]) -> None:
        """One look at one post."""
        hand = post.hand
        assert hand is not None
        if not hand.welcome:
            settled = self.crew.arrived(hand)
            if settled is None:
                return
            if not settled:
                self.bereaved(post, named=True)
                return
            self.crew.hands.append(hand)
        if post.asked is not None:
            self.hear(post)
        elif post.turn is not None and self.clock() - post.asked_at >= ASK_SECONDS:
            self.ask(post)
        elif post.turn is None and self.turns and self.left > WORTH_BEGINNING_SECONDS:
            self.begin(post, posts)

    def begin(self, post: _Post, posts: list[_Post]) -> None:
        """Give a worker the next seed, with the best plan so far and its share of the time left."""
        assert post.hand is not None
        rounds = -(-(len(self.turns) + sum(one.turn is not None for one in posts)) // len(posts))
        post.turn = self.turns.popleft()
        post.turn.tries += 1
        post.trials, post.seen = 0, self.best()
        start = wire.decisions_told(self.found[0]) if self.found else None
        turn = (post.turn.seed, post.turn.number)
        post.asked = post.hand.actor.begin.remote(self.sent, turn, self.left / rounds, start)
        post.asked_at = post.passed_at = self.clock()

    def ask(self, post: _Post, *, end: bool = False) -> None:
        """Ask a worker how it goes, and tell it the best plan if that is news to it."""
        assert post.hand is not None
        better = None
        if self.found and self.best() < post.seen - 1e-9 and self.clock() - post.passed_at >= EXCHANGE_SECONDS:
            better, post.seen, post.passed_at = wire.decisions_told(self.found[0]), self.best(), self.clock()
        post.asked, post.asked_at = post.hand.actor.news.remote(better, end), self.clock()

    def hear(self, post: _Post) -> None:
        """Take an answer, if there is one; who does not answer is gone."""
        assert post.hand is not None
        if not self.crew.ready([post.asked]):
            if self.clock() - post.asked_at > SILENT_SECONDS:
                self.bereaved(post)
            return
        try:
            told, post.asked = self.crew.answer(post.asked), None
        except Gone:
            self.bereaved(post)
            return
        if told is None:  # it has begun
            return
        try:
            self.heed(post, told)
        except (Malformed, KeyError, TypeError, ValueError):
            self.crew.say(Fault("cluster.differs", values={"worker": post.slot.name}))
            self.bereaved(post, named=True)

    def heed(self, post: _Post, told: dict[str, Any]) -> None:
        """What a worker says of its search. Its decisions are carried out here, and are worth what they are here."""
        trials = int(told["trials"])
        self.trials += max(0, trials - post.trials)
        post.trials = max(trials, post.trials)
        if told["found"] is not None:
            found = wire.decisions_heard(told["found"], self.engine)
            post.seen = min(post.seen, found.worth.loss)
            self.gained(found)
        if told["failed"]:
            self.bereaved(post)
        elif told["done"]:
            post.turn = None

    def bereaved(self, post: _Post, *, named: bool = False) -> None:
        """A worker is gone: its seed is for another, or given up; its slot for a new worker if the machine stands."""
        assert post.hand is not None
        if named:
            self.crew.dismiss(post.hand)
        else:
            self.crew.lost(post.hand)
        self.lost.append(post.slot.name)
        turn, post.turn, post.asked, post.hand = post.turn, None, None, None
        post.deaths += 1
        if turn is not None and turn.tries < TRIES:
            self.turns.append(turn)
            self.crew.say(Fault("cluster.again", values={"seed": str(turn.seed)}))
        elif turn is not None:
            self.crew.say(Fault("cluster.given-up", values={"seed": str(turn.seed)}))
        if not named and post.deaths < TRIES and self.left > WORTH_BEGINNING_SECONDS and self.crew.standing(post.slot):
            post.hand = self.crew.hire(post.slot)

    def gained(self, found: Incumbent) -> None:
        """A new best plan."""
        if not self.found or found.worth.key < self.found[0].worth.key:
            self.found.insert(0, found)
            del self.found[FOUND_KEPT:]
            self.speak(now=True)

    def best(self) -> float:
        """The least loss so far."""
        return self.found[0].worth.loss if self.found else float("inf")

    def speak(self, *, now: bool = False) -> None:
        """Tell how it goes, each second or `now`."""
        if self.found and (now or self.clock() - self.spoke >= TELL_SECONDS):
            self.spoke = self.clock()
            self.told(self.best(), self.spoke - self.began, self.trials, None)

    def end(self, posts: list[_Post]) -> None:
        """Ask every search to end, and take what each still has to say."""
        ends = self.clock() + END_SECONDS
        working = [post for post in posts if post.hand is not None and post.turn is not None]
        asked: set[int] = set()
        while working and self.clock() < ends:
            for post in list(working):
                if post.asked is not None:
                    self.hear(post)
                elif post.hand is not None and id(post) not in asked:
                    asked.add(id(post))
                    self.ask(post, end=True)
                if post.hand is None or (post.asked is None and id(post) in asked):
                    working.remove(post)
            time.sleep(LOOK_SECONDS)
