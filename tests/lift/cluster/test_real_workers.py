"""Real workers: Ray's own processes on machines of its own making, one of them taken away in the middle."""

from __future__ import annotations

import importlib.util
import os
import signal
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musterbook.lift.check import check
from musterbook.lift.cluster import crew as crews
from musterbook.lift.cluster.crew import Crew
from musterbook.lift.cluster.foreseeing import TriedOn, replanned_on, replay_on
from musterbook.lift.cluster.joining import joined
from musterbook.lift.cluster.spread import SpreadSearch
from musterbook.lift.plan_file import read_plan
from musterbook.lift.planners import Proposal, Searched, planner_for
from musterbook.lift.problem import Problem
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.futures import BLOCK, futures
from musterbook.lift.robust.replanned import replanned
from musterbook.lift.robust.replay import replay
from musterbook.lift.robust.resources import resources_of
from musterbook.lift.robust.worth import researched_by, worth
from musterbook.main import main as muster
from musterbook.terms.errors import Fault, Malformed
from tests.lift.cluster.liars import Flatterer
from tests.lift.robust.roads import breaking, bus_then_van, sixteen_problem

pytestmark = [pytest.mark.needs_cluster, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[3]
INSTANCE = ROOT / "tests" / "lift" / "instances" / "S1.json"
STORE_BYTES = 80 * 2**20


@cache
def posed() -> Problem:
    return read_problem(INSTANCE)


class Yard:
    """A cluster of a head that works on nothing and two machines with one processor each, all of them here."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster  # noqa: PLC0415  the optional extra

        self.ray: Any = Cluster()
        self.ray.add_node(num_cpus=0, include_dashboard=False, object_store_memory=STORE_BYTES)
        self.machines = [self._machine(), self._machine()]
        self.said: list[Fault] = []

    @property
    def address(self) -> str:
        return str(self.ray.address)

    def rules_said(self) -> list[str]:
        return [fault.rule for fault in self.said]

    def lose_a_machine(self) -> None:
        self.ray.remove_node(self.machines.pop())

    def whole(self) -> None:
        while len(self.machines) < 2:
            self.machines.append(self._machine())
        self.said.clear()

    def _machine(self) -> Any:  # noqa: ANN401  Ray's own
        return self.ray.add_node(num_cpus=1, object_store_memory=STORE_BYTES)


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    """Ray with a token and without reports; skipped without Ray, and where changes are decided that is a failure."""
    if importlib.util.find_spec("ray") is None:  # not imported yet: Ray reads what follows while it is
        pytest.skip("Ray is not installed: python3 run.py add cluster")
    before = dict(os.environ)
    os.environ |= {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": "invented-for-this-test-" + "0" * 32,
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    raylet: Any = importlib.import_module("ray._raylet")
    raylet.Config.initialize("")  # if another test has imported Ray before, it has read other surroundings
    raylet.AuthenticationTokenLoader.instance().reset_cache()
    try:
        found = Yard()
        yield found
        found.ray.shutdown()
    finally:
        os.environ.clear()
        os.environ |= before


@pytest.fixture
def whole(yard: Yard) -> Yard:
    yard.whole()
    return yard


@pytest.fixture(scope="class")
def crew(yard: Yard) -> Iterator[Crew]:
    with joined(yard.address, yard.said.append) as crew:
        yield crew


class TestAsOnOneMachine:
    """What a cluster gives is what one machine gives. One crew for all of these."""

    def test_each_worker_searches_and_the_plan_is_checked_here(self, crew: Crew) -> None:
        told: list[tuple[float, int]] = []
        search = SpreadSearch(crew)

        found = search.plan(posed(), seed=2, seconds=8.0, told=lambda best, _s, tried, _b: told.append((best, tried)))

        by_rules = Searched().plan(posed(), seed=2, trials=6)
        assert isinstance(found, Proposal)
        assert isinstance(by_rules, Proposal)
        assert len({hand.name for hand in crew.hands}) == 2
        assert check(posed(), found.plan).findings == ()
        assert found.objective.weighted_loss < 0.95 * by_rules.objective.weighted_loss
        assert told[-1][1] > 500, "the workers' trials are counted"
        assert [best for best, _ in told] == sorted((best for best, _ in told), reverse=True)

    def test_more_seeds_than_workers_take_turns(self, crew: Crew, yard: Yard) -> None:
        found = SpreadSearch(crew, seeds=3).plan(posed(), seed=2, seconds=8.0)

        assert isinstance(found, Proposal)
        assert yard.said == []

    def test_futures_come_out_to_the_last_digit(self, crew: Crew) -> None:
        problem, plan = sixteen_problem(), bus_then_van()
        drawn = futures(problem, 2 * BLOCK + 20, 5)

        spread = replay_on(crew, problem, plan, drawn)

        alone = replay(problem, plan, drawn)
        assert np.array_equal(spread.weighted_loss, alone.weighted_loss)
        assert spread.told() == alone.told()

    def test_futures_lived_through_come_out_to_the_last_digit(self, crew: Crew) -> None:
        problem, plan = sixteen_problem(), bus_then_van()
        drawn = futures(problem, 6, 5, breaking(0.5, 5000))

        spread = replanned_on(crew, problem, plan, drawn, 6)

        assert spread.told() == replanned(problem, plan, drawn, 6).told()
        assert spread.mean(lambda one: one.replans) > 0

    def test_what_one_more_is_worth_comes_out_the_same(self, crew: Crew) -> None:
        problem, plan = sixteen_problem(), bus_then_van()
        drawn, asked = futures(problem, 60, 5), resources_of(problem, plan)[:2]
        research = researched_by(planner_for(problem), 300.0)

        spread = worth(problem, plan, drawn, asked, research=research, tries=TriedOn(crew, 300.0).tried)

        assert spread.told() == worth(problem, plan, drawn, asked, research=research).told()


def test_a_machine_that_goes_away_is_named_and_its_seed_is_begun_elsewhere_or_given_up(whole: Yard) -> None:
    taken: list[float] = []

    def told(_best: float, seconds: float, trials: int, _bound: float | None) -> None:
        if trials > 100 and not taken:
            taken.append(seconds)
            whole.lose_a_machine()

    with joined(whole.address, whole.said.append) as crew:
        found = SpreadSearch(crew).plan(posed(), seed=2, seconds=8.0, told=told)

    assert isinstance(found, Proposal)
    assert taken
    assert whole.rules_said()[:2] == ["cluster.lost", "cluster.again"]
    assert set(whole.rules_said()[2:]) <= {"cluster.given-up"}


def test_a_worker_that_is_killed_has_a_successor_who_begins_its_seed_again(whole: Yard) -> None:
    killed: list[int] = []
    back: list[float] = []

    with joined(whole.address, whole.said.append) as crew:
        first = crew.answer(crew.hands[0].introduction)

        def kill(_best: float, _seconds: float, trials: int, _bound: float | None) -> None:
            if trials > 100 and not killed:
                killed.append(int(first["process"]))
                os.kill(killed[0], signal.SIGKILL)

        def stop() -> bool:
            if killed and len(crew.hands) == 2 and "cluster.again" in whole.rules_said():
                back.append(time.monotonic())
            return bool(back) and time.monotonic() > back[0] + 3

        found = SpreadSearch(crew).plan(posed(), seed=2, seconds=120.0, told=kill, stop=stop)

    assert isinstance(found, Proposal)
    assert back
    assert whole.rules_said() == ["cluster.lost", "cluster.again"]


@pytest.fixture
def flatterers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "Worker", Flatterer)


@pytest.mark.usefixtures("flatterers")
def test_workers_that_flatter_are_not_believed(whole: Yard) -> None:
    problem, plan = sixteen_problem(), bus_then_van()
    drawn = futures(problem, 20, 5)

    with joined(whole.address, whole.said.append) as crew:
        proposal = SpreadSearch(crew).plan(posed(), seed=2, seconds=3.0)
    with joined(whole.address, whole.said.append, most=1) as crew:
        gains = worth(problem, plan, drawn, research=lambda *_: None, tries=TriedOn(crew, 1.0).tried)
    with joined(whole.address, whole.said.append, most=1) as crew:
        spread = replay_on(crew, problem, plan, drawn)

    assert isinstance(proposal, Proposal), "the simple rules are carried out here"
    assert check(posed(), proposal.plan).findings == ()
    assert gains.gains == ()
    assert not gains.complete
    assert spread.told() == replay(problem, plan, drawn).told(), "played here when nobody else can be believed"
    assert whole.rules_said().count("cluster.differs") == 4
    assert set(whole.rules_said()) <= {"cluster.differs", "cluster.again", "cluster.given-up"}


def test_a_worker_with_other_sources_is_sent_nothing(whole: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "likeness", lambda: "0.0.9 0123456789")

    with pytest.raises(Malformed) as refused, joined(whole.address, whole.said.append):
        pass

    assert refused.value.faults[0].rule == "cluster.nobody"
    assert whole.rules_said() == ["cluster.stranger"] * 2
    assert whole.said[0].values["ours"] == "0.0.9 01234567"


def test_another_token_is_not_let_in(whole: Yard) -> None:
    import subprocess  # noqa: PLC0415  only here
    import sys  # noqa: PLC0415  only here

    asked = [sys.executable, "-m", "musterbook", "plan", "make", "--problem", str(INSTANCE), "--cluster", whole.address]

    told = subprocess.run(
        asked, env={**os.environ, "RAY_AUTH_TOKEN": "guessed" * 5}, capture_output=True, text=True, check=False
    )

    assert told.returncode == 4
    assert "token" in told.stderr


def test_the_command_makes_a_plan_and_says_who_helped(
    whole: Yard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan.json"
    asked = [
        "plan",
        "make",
        "--problem",
        str(INSTANCE),
        "--seconds",
        "5",
        "--out",
        str(out),
        "--cluster",
        whole.address,
    ]

    with pytest.raises(SystemExit) as ended:
        muster(asked)

    assert ended.value.code in (0, None)
    assert check(posed(), read_plan(out)).findings == ()
    assert "2 workers on 2 machines" in capsys.readouterr().err
