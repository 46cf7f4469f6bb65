"""What the outcomes say of themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.outcomes import Spread
from musterbook.lift.robust.replay import replay
from tests.lift.robust.roads import breaking, bus_then_van, only, sixteen_problem


def test_a_spread_names_middle_ninetieth_and_the_worst_tenth() -> None:
    spread = Spread.of(np.arange(1, 21))

    assert spread.p50 == 10.5
    assert spread.p90 == pytest.approx(18.1)
    assert spread.worst_tenth == 19.5
    assert spread.mean == 10.5
    assert spread.standard_error == pytest.approx(np.sqrt(35 / 20))


def test_one_future_is_its_own_worst_tenth_and_has_no_error() -> None:
    spread = Spread.of(np.array([7.0]))

    assert spread == Spread(p50=7.0, p90=7.0, worst_tenth=7.0, mean=7.0, standard_error=0.0)


def test_the_serial_scrubbed_most_often_comes_first_and_says_why() -> None:
    problem = sixteen_problem()

    outcomes = replay(problem, bus_then_van(), futures(problem, 200, 1, breaking(0.5, 5000)))

    shares = [one.scrubbed for one in outcomes.fragile()]
    assert shares == sorted(shares, reverse=True)
    assert {one.serial: one.scrubbed for one in outcomes.fragile()} == {
        line.id: gone.mean() for line, gone in zip(outcomes.lines, outcomes.scrubbed, strict=True)
    }
    assert [dict(one.causes) for one in outcomes.fragile()] == [{"breakdown": 1.0}, {"breakdown": 1.0}]
    assert outcomes.scrubbed_share == outcomes.scrubbed.mean()


def test_a_serial_more_than_an_hour_late_is_fragile_and_a_punctual_one_is_not() -> None:
    problem = sixteen_problem()

    punctual, late = (
        replay(problem, bus_then_van(), futures(problem, 30, 1, breaking(1.0, minutes))) for minutes in (60, 61)
    )

    assert punctual.fragile() == ()
    assert [(one.serial, one.scrubbed, one.late, one.late_mean_min) for one in late.fragile()] == [
        ("BUS/1", 0.0, 1.0, 61.0),
        ("VAN/1", 0.0, 1.0, 61.0),
    ]


def test_a_wait_is_put_down_to_its_place_and_cause() -> None:
    problem = sixteen_problem()

    # The bus is 400 minutes late in every future, as is the van; nobody waits for anybody.
    alone = replay(problem, bus_then_van(), futures(problem, 10, 1, breaking(1.0, 400)))
    mixed = replay(problem, bus_then_van(), futures(problem, 100, 1, breaking(0.5, 400)))

    assert alone.waited == {}
    bus, van = mixed.late
    both_at_once = (bus == 400) & (van != 400)
    # Together at the only slot at minute 460, the van waits 18 minutes for the bus. At the facility the bus has set
    # eight down at 556; sixteen are twelve again after 40 minutes, of which the van has lost 18 already.
    assert both_at_once.any()
    assert set(van[both_at_once]) == {40}
    assert mixed.waited == pytest.approx(
        {("reception", "dest"): 22 * both_at_once.mean(), ("slot", "site"): 18 * both_at_once.mean()}
    )


def test_what_is_told_is_json_and_says_it_is_a_pessimists_figure() -> None:
    problem = sixteen_problem()

    told = replay(problem, bus_then_van(), futures(problem, 50, 1)).told()

    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["manner"] == "no-replanning"
    assert told["futures"] == 50
    assert told["loss"]["p50"] <= told["loss"]["p90"] <= told["loss"]["worst_tenth"]


def test_chances_are_told_whole() -> None:
    measured = only(road_incidents={("site", "dest"): 0.5})

    told = measured.told()

    assert told["road_incidents"] == [["site", "dest", 0.5]]
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (measured.road_shuts("dest", "site"), measured.road_shuts("base", "site")) == (0.5, 0.0)
    assert Chances().road_shuts("base", "site") == 0.02
