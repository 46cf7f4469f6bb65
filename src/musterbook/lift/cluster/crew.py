"""The workers of a cluster, each in a process of its own on a machine that is named; one that dies is named too.

Ray carries what is asked and answered. Everything it raises ends here: a worker answers, or it is `Gone`.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from musterbook.lift.cluster.likeness import likeness
from musterbook.lift.cluster.worker import Worker
from musterbook.terms.errors import Fault, Malformed

logger = logging.getLogger(__name__)

Say = Callable[[Fault], None]
"""Told what the person who asked should know: a machine refused, a worker lost, a seed given up."""

ARRIVE_SECONDS = 240.0
"""Long enough for a machine that must first compile the simulation, and has other work."""
LOOK_SECONDS = 0.05
TRIES = 2
"""How often a seed or a job is begun before it is given up."""


class Gone(Exception):
    """A worker died, was cut off, or its machine was. `absent`: Musterbook is not installed there."""

    def __init__(self, *, absent: bool = False) -> None:
        super().__init__()
        self.absent = absent


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one worker: one processor of a machine in the cluster."""

    machine: str
    name: str
    node: str


@dataclass(slots=True)
class Hand:
    """A worker at its slot. `refs` are what it was asked and has not answered."""

    slot: Slot
    actor: Any
    introduction: Any
    welcome: bool = False
    checked: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.slot.name


@dataclass(slots=True)
class Job:
    """Something a worker is asked to do, by its number; `tries` is how often it was begun."""

    number: int
    what: str
    arguments: tuple[Any, ...]
    tries: int = 0


@dataclass
class Crew:
    """The workers that may help. `hands` are those at hand; use `share` to give jobs to all of them."""

    ray: Any
    slots: tuple[Slot, ...]
    say: Say
    hands: list[Hand] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic

    def gather(self, most: int | None = None) -> None:
        """Wait for a worker at each slot, and turn away those that are not like us.

        Raises:
            Malformed: nobody is left.
        """
        arriving = [self.hire(slot) for slot in self.slots[:most]]
        ends = self.clock() + ARRIVE_SECONDS
        while arriving and self.clock() < ends:
            for hand in list(arriving):
                settled = self.arrived(hand)
                if settled is not None:
                    arriving.remove(hand)
                    self.hands += [hand] if settled else []
            time.sleep(LOOK_SECONDS)
        for hand in arriving:
            self.dismiss(hand)
            self.say(Fault("cluster.slow", values={"worker": hand.name, "seconds": int(ARRIVE_SECONDS)}))
        if not self.hands:
            raise Malformed.because("cluster.nobody")

    def hire(self, slot: Slot) -> Hand:
        """Ask for a worker at a slot; `arrived` says when it is there."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # noqa: PLC0415  the optional extra

        place = NodeAffinitySchedulingStrategy(slot.node, soft=False)
        actor = self.ray.remote(Worker).options(num_cpus=1, max_restarts=0, scheduling_strategy=place).remote()
        return Hand(slot, actor, actor.introduce.remote())

    def arrived(self, hand: Hand) -> bool | None:
        """Whether a worker is there and may help; None while it is on its way. Who may not is named and sent off."""
        if hand.welcome:
            return True
        if not self.ready([hand.introduction]):
            return None
        try:
            told = self.answer(hand.introduction)
        except Gone as gone:
            if gone.absent:
                self.say(Fault("cluster.not-installed", values={"worker": hand.name}))
                self.dismiss(hand)
            else:
                self.lost(hand)
            return False
        objection = objection_to(told, hand.name)
        if objection is not None:
            self.say(objection)
            self.dismiss(hand)
            return False
        hand.welcome = True
        return True

    def ready(self, refs: Sequence[Any]) -> list[Any]:
        """Which of these questions have an answer, or never will."""
        done, _ = self.ray.wait(list(refs), num_returns=len(refs), timeout=0) if refs else ([], [])
        return list(done)

    def answer(self, ref: Any) -> Any:  # noqa: ANN401  Ray's questions have no type, and answers differ
        """The answer to a question that is ready.

        Raises:
            Gone: the worker is, or what it was asked went wrong there.
        """
        from ray.exceptions import RayError  # noqa: PLC0415  the optional extra

        try:
            return self.ray.get(ref, timeout=10)
        except RayError as fault:
            logger.warning("a worker of the cluster does not answer: %s", type(fault).__name__)
            raise Gone(absent="No module named 'musterbook'" in str(fault)) from fault

    def lost(self, hand: Hand) -> None:
        """A worker is gone: name it, and let it not come back."""
        self.say(Fault("cluster.lost", values={"worker": hand.name}))
        self.dismiss(hand)

    def dismiss(self, hand: Hand) -> None:
        """End a worker's process."""
        self.hands = [one for one in self.hands if one is not hand]
        with contextlib.suppress(Exception):
            self.ray.kill(hand.actor)

    def standing(self, slot: Slot) -> bool:
        """Whether the machine of a slot is still in the cluster."""
        return any(node["NodeID"] == slot.node and node["Alive"] for node in self.ray.nodes())

    def put(self, raw: bytes) -> Any:  # noqa: ANN401  Ray's references have no type
        """Bytes sent to each machine once, however many workers need them."""
        return self.ray.put(raw)

    def share(
        self, jobs: Sequence[Job], stop: Callable[[], bool], accept: Callable[[Hand, Job, Any], bool]
    ) -> Iterator[tuple[Job, Any]]:
        """Give jobs to whoever is free; each job with its answer as it comes, None for one that was given up.

        `accept(hand, job, answer)` says whether an answer may be believed; a worker whose answer may not is sent off.
        Jobs not begun when `stop()` says so do not come at all.
        """
        waiting, asked = deque(jobs), dict[Any, tuple[Hand, Job]]()
        while (waiting or asked) and not stop():
            busy = [hand for hand, _ in asked.values()]
            for hand in [one for one in self.hands if one not in busy][: len(waiting)]:
                job = waiting.popleft()
                job.tries += 1
                asked[getattr(hand.actor, job.what).remote(*job.arguments)] = (hand, job)
            if not asked:
                yield from ((job, None) for job in waiting)
                return
            for ref in self.ready(list(asked)):
                hand, job = asked.pop(ref)
                try:
                    answer = self.answer(ref)
                    if accept(hand, job, answer):
                        yield job, answer
                        continue
                    self.say(Fault("cluster.differs", values={"worker": hand.name}))
                    self.dismiss(hand)
                except Gone:
                    self.lost(hand)
                if job.tries < TRIES:
                    waiting.append(job)
                else:
                    yield job, None
            time.sleep(LOOK_SECONDS)


def objection_to(told: Any, name: str) -> Fault | None:  # noqa: ANN401  what a stranger says may be anything
    """Why a worker that introduced itself so may not help, if it may not."""
    known = told if isinstance(told, dict) else {}
    if known.get("likeness") != likeness():
        theirs, ours = _short(str(known.get("likeness", "?"))), _short(likeness())
        return Fault("cluster.stranger", values={"worker": name, "theirs": theirs, "ours": ours})
    if known.get("door") != "token":
        return Fault("cluster.open-door", values={"worker": name})
    return None


def _short(known: str) -> str:
    return " ".join(part[:8] for part in known.split()[:2])
