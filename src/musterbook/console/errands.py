"""Errands: searches of many seconds that someone asked for on a page, each in a process of its own that can be stopped.

An errand is known by its question: whoever asks the same again sees the same errand. It reads plan and problem, never
the book, and what it finds is kept until the console ends.
"""

from __future__ import annotations

import multiprocessing
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Final, Protocol

from musterbook.lift.explain.price import prices
from musterbook.lift.explain.values import Price, Relaxation
from musterbook.lift.plan import Plan
from musterbook.lift.planners import planner_for
from musterbook.lift.problem import Problem

KEPT: Final = 32
AT_ONCE: Final = 1
"""Searches that run beside each other: whoever asks while one runs waits until it has ended or was stopped."""

SECONDS: Final = 5.0
SEED: Final = 1


class Running(Protocol):
    """A process that can be ended."""

    def is_alive(self) -> bool:
        """Whether it still runs."""
        ...

    def terminate(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class Pricing:
    """What is to be priced: ways to have a serial, each of which changes the problem."""

    problem: Problem
    plan: Plan
    ways: tuple[tuple[Relaxation, ...], ...]
    vehicle: str
    at: int
    seconds: float = SECONDS


@dataclass
class Errand:
    """One search: how many ways there are, those priced so far, and how it stands: running, stopped, done or failed."""

    ways: int
    found: list[Price] = field(default_factory=list)
    state: str = "running"
    process: Running | None = None
    news: Connection | None = None

    @property
    def done(self) -> int:
        """How many ways are priced."""
        return len(self.found)


Start = Callable[[Pricing], tuple[Running, Connection]]


def in_a_process(pricing: Pricing) -> tuple[Running, Connection]:
    """Begin a search in a process of its own; what it finds comes through the connection, one price at a time."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_search, args=(pricing, there), daemon=True)
    process.start()
    there.close()
    return process, here


class Errands:
    """Every errand of this console, by question."""

    def __init__(self, start: Start = in_a_process) -> None:
        self._start = start
        self._known: OrderedDict[str, Errand] = OrderedDict()

    def ask(self, question: str, pricing: Pricing) -> Errand | None:
        """Begin an errand, or the one that runs or is done already; None while others run."""
        known = self.get(question)
        if known is not None and known.state in ("running", "done"):
            return known
        if self.busy:
            return None
        process, news = self._start(pricing)
        self._known[question] = Errand(len(pricing.ways), process=process, news=news)
        while len(self._known) > KEPT:
            self._end(self._known.popitem(last=False)[1])
        return self._known[question]

    @property
    def busy(self) -> bool:
        """Whether so many run that another question would have to wait."""
        return sum(one.state == "running" for one in map(self.get, list(self._known)) if one) >= AT_ONCE

    def get(self, question: str) -> Errand | None:
        """An errand as it stands now."""
        one = self._known.get(question)
        if one is not None and one.state == "running":
            _hear(one)
        return one

    def known(self) -> list[tuple[str, Errand]]:
        """Every errand as it stands now, each with its question, the newest last."""
        return [(question, one) for question in list(self._known) if (one := self.get(question)) is not None]

    def stop(self, question: str) -> Errand | None:
        """End an errand; what it has found is kept."""
        one = self.get(question)
        if one is not None and one.state == "running":
            self._end(one)
            one.state = "stopped"
        return one

    def close(self) -> None:
        """End every errand: the console ends."""
        for one in self._known.values():
            self._end(one)

    def _end(self, one: Errand) -> None:
        if one.process is not None and one.process.is_alive():
            one.process.terminate()


def found_in(pricing: Pricing) -> Iterator[Price]:
    """Each way with its price, in their order."""
    return prices(
        pricing.problem, pricing.plan, pricing.ways, vehicle=pricing.vehicle, at=pricing.at,
        planner=planner_for(pricing.problem), seconds=pricing.seconds, seed=SEED,
    )  # fmt: skip


def _search(pricing: Pricing, news: Connection) -> None:
    for price in found_in(pricing):
        news.send(price)
    news.close()


def _hear(one: Errand) -> None:
    """Take in what the process has said; when it says no more, it is done, or failed before its last price."""
    news = one.news
    try:
        while news is not None and news.poll():
            one.found.append(news.recv())
    except EOFError:
        one.state = "done" if one.done == one.ways else "failed"


def in_order(ways: Sequence[tuple[Relaxation, ...]], errand: Errand | None) -> list[Price | None]:
    """The price of each way, None where it is not known yet."""
    known = {price.relaxations: price for price in errand.found} if errand else {}
    return [known.get(way) for way in ways]
