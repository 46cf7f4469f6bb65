"""How acts become entries: in runs, each given away in parts that grow."""

from __future__ import annotations

import pytest

from musterbook.ledger.entry import Entry
from musterbook.ledger.signing import public_of
from musterbook.ledger.tree import Frontier
from musterbook.store.growth import Tip, runs_of
from tests.store.making import acts, node_key

pytestmark = pytest.mark.of_no_store(because="acts become entries before any store has them")
TIP = Tip(public_of(node_key("a")), Frontier())


@pytest.mark.parametrize(
    ("count", "first", "sizes"),
    [(1, 32, [[1]]), (11, 2, [[2, 4, 5]]), (6, 2, [[2, 4]]), (7, 2, [[2, 4, 1]]), (1_001, 600, [[600, 400], [1]])],
)
def test_each_part_of_a_run_is_given_away_before_the_next_is_made_and_none_is_lost(
    count: int, first: int, sizes: list[list[int]]
) -> None:
    parts: list[list[Entry]] = []
    found = []

    runs = []
    for run in runs_of(TIP, acts(count), take=lambda part: parts.append(list(part)), first=first):
        found.append([len(part) for part in parts])
        assert [entry for part in parts for entry in part] == run
        parts.clear()
        runs.append(run)

    assert found == sizes
    assert runs == list(runs_of(TIP, acts(count), take=lambda _: None))
