"""Worlds: whole nodes on disks, links and clocks that fail on purpose, and what must hold in every one of them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from musterbook.rehearsal.simulator.altering import Altered
from musterbook.rehearsal.simulator.running import Ended, run_seed, run_seeds
from musterbook.rehearsal.simulator.tracing import traced
from tests.rehearsal.simulator.hunting import CAUGHT, found_by
from tests.rehearsal.simulator.planted import Plant

ROOT = Path(__file__).resolve().parents[3]
SEEDS = 300 if os.environ.get("MUSTERBOOK_CI") == "1" else 60
IN_A_TEST = 20
REGRESSIONS = [
    line.split() for line in (ROOT / "rehearsals/seeds.txt").read_text("utf-8").splitlines() if line[0] != "#"
]

ALTERED: dict[str, dict[str, Any]] = {
    "+1": {"partial": 1}, "+2": {"partial": 2}, "+backed_up": {"backed_up": True},
    "+sealed": {"sealed": True, "erased": 2},
}  # fmt: skip


def failed(seeds: range) -> list[Ended]:
    return [ended for _, ended in run_seeds(seeds) if ended.broken]


@pytest.mark.parametrize("first", range(1, SEEDS + 1, IN_A_TEST))
def test_every_invariant_holds_in_every_world(first: int) -> None:
    assert failed(range(first, first + IN_A_TEST)) == []


@pytest.mark.parametrize("line", REGRESSIONS, ids=lambda line: line[0])
def test_seeds_that_once_showed_a_fault_show_none_any_more(line: list[str]) -> None:
    altered = ALTERED[line[1]] if line[1].startswith("+") else {}

    assert run_seed(int(line[0]), altered).broken == ""


def test_the_page_names_every_planted_fault_that_is_found_with_its_first_seed() -> None:
    told = re.findall(r"\| ([a-z ]+) \| (\d+)", (ROOT / "docs/explanation/simulator.md").read_text("utf-8"))

    assert {(plant.__name__.replace("_", " "), str(seed)) for plant, seed, _ in CAUGHT} == set(told)


@pytest.mark.parametrize("seed", [3, 7, 11, 24])
def test_a_seed_ends_the_same_every_time(seed: int) -> None:
    once, again = run_seed(seed), run_seed(seed)

    assert (once.mark, once.counts) == (again.mark, again.counts)


def test_what_is_met_is_counted() -> None:
    for tally, _ in run_seeds(range(1, 9)):
        told = tally.told()

    assert told["seeds"] == 8
    assert {"violations", "crashes", "disk_full", "forks", "forged", "thefts", "seconds"} <= told.keys()
    assert told["crashes"] > 0
    assert told["failed"] == []


def test_a_seed_is_told_in_the_notation_of_the_book() -> None:
    ended, lines = traced(1)

    assert not ended.broken
    assert any("custody.registered" in line for line in lines)
    assert lines[-1] == "# ended: everything held"


@pytest.mark.parametrize(("plant", "seed", "altered"), CAUGHT, ids=[plant.__name__ for plant, _, _ in CAUGHT])
def test_a_planted_fault_is_found(plant: Plant, seed: int, altered: Altered) -> None:
    assert found_by(plant, seed, altered)
