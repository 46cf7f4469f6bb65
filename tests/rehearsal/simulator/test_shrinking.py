"""A world that failed is made smaller as long as it fails alike, and is played again by the words that are printed."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from musterbook.rehearsal.simulator.altering import FAULTS, LEAST, Altered, asked_for, none_of, typed_as, weather_of
from musterbook.rehearsal.simulator.running import Ended, run_seed
from musterbook.rehearsal.simulator.shrinking import Smallest, kind_of, shrink
from musterbook.terms.errors import Malformed
from tests.rehearsal.simulator.planted import acknowledged_before_commit

SEED = 3
ROTTEN = {"crashes": 8, "liars": 2, "people": 20, "hours": 72, "skewed": True, "lost": 0.3}


def breaks(seed: int, altered: Altered) -> Ended:
    """In place of a world: it needs two crashes, a liar, five people and a lossy link; a short one fails otherwise."""
    now = weather_of(seed, altered)
    needed = now["crashes"] >= 2 and now["liars"] and now["people"] >= 5 and now["lost"] > 0
    other = "" if now["hours"] > 5 else "KeyError: another fault altogether"
    return Ended(seed, other or ("Broken: 5: site-1 differs" if needed else ""), Counter(), "")


def smallest(altered: Altered) -> Smallest:
    return list(shrink(SEED, altered, play=breaks))[-1]


def test_what_a_fault_does_not_need_goes_and_what_it_needs_stays() -> None:
    best = smallest(ROTTEN)

    now = best.weather
    assert best.faults() == {"lost": 0.3, "crashes": 2, "liars": 1}
    assert (now["people"], now["sites"], now["carriers"], now["hours"]) == (5, 1, 1, 6)
    assert kind_of(best.broken) == "Broken: 5"
    assert best.left == 0


def test_the_words_that_are_printed_make_the_same_world_again() -> None:
    best = smallest(ROTTEN)
    typed = typed_as(best.altered).split(" ")
    without = [typed[place + 1] for place, word in enumerate(typed) if word == "--without"]
    having = [typed[place + 1] for place, word in enumerate(typed) if word == "--with"]

    again = weather_of(SEED, asked_for(without, having))

    assert again == best.weather


def test_a_world_in_which_everything_holds_is_not_made_smaller() -> None:
    assert list(shrink(SEED, {"liars": 0}, play=breaks)) == []


def test_nothing_that_is_not_of_a_weather_can_be_left_out() -> None:
    with pytest.raises(Malformed, match=r"no-such-fault"):
        asked_for(["lost,rain"], [])
    with pytest.raises(Malformed, match=r"number"):
        asked_for([], ["people=1"])
    with pytest.raises(Malformed, match=r"number"):
        asked_for([], ["crashes=0.5"])
    with pytest.raises(Malformed, match=r"no-such-fault"):
        asked_for(["people"], [])


def test_every_fault_of_a_weather_can_be_left_out_by_its_name() -> None:
    calm = asked_for([",".join(name.replace("_", "-") for name in FAULTS)], [])

    now = weather_of(7, calm)
    assert {name for name in FAULTS if now[name] != none_of(name, now[name])} == set()
    assert all(now[name] >= least for name, least in LEAST.items())


def test_a_planted_fault_is_found_in_a_smaller_world_and_replayed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    acknowledged_before_commit(monkeypatch)

    *_, best = islice(shrink(1, {"people": 4, "hours": 12, "contacts": 6}), 6)

    again = run_seed(1, best.altered)
    assert best.altered.keys() > {"people", "hours", "contacts"}
    assert again.broken == best.broken
    assert best.replay == again.replay
