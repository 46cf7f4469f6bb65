"""A simulation that starts from what is committed: nothing changes when no news has come, and the check agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.lift.check import check
from musterbook.lift.plan import serials
from musterbook.lift.problem_file import read_problem
from musterbook.lift.replan import replan
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.starts import Figures

INSTANCES = Path(__file__).parents[1] / "instances"


@pytest.mark.parametrize("name", ["S1", "S2"])
@pytest.mark.parametrize("minute", [1000, 3000])
def test_without_news_the_plan_stays_as_it_is(name: str, minute: int) -> None:
    problem = read_problem(INSTANCES / f"{name}.json")
    engine = Engine(problem)
    engine.simulate(Figures())
    adopted = engine.plan({})

    found = replan(problem, adopted, now_minute=minute, freeze_minute=minute + 120, trials=1)

    assert found.kept == tuple(serial.id for serial in serials(adopted))
    assert found.far_changed == ()
    assert found.objective.weighted_loss == pytest.approx(check(problem, adopted).objective.weighted_loss)
