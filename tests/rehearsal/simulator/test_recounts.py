"""Invariant 10: of the book a world ends with, the independent verifier says line by line what this program says."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation.verifying import verify_book
from musterbook.rehearsal.simulator.running import run_seed
from musterbook.rehearsal.simulator.world import Setting
from musterbook.sync.bundle import write_bundle
from tests.verifier.loading import verify_bytes


@pytest.mark.parametrize("seed", [2, 3, 7, 31])
def test_two_programs_that_share_no_code_say_the_same_of_the_book_of_a_world(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "copy.mbk"

    def carried_away(setting: Setting) -> None:
        store = setting.in_touch()[0].store
        assert store is not None
        write_bundle(store, path)

    ended = run_seed(seed, look=carried_away)
    outcome = verify_book(path)

    code, lines = verify_bytes(path.read_bytes())
    assert ended.broken == ""
    assert not ended.counts["forks"], "of a book with a fork the two say in different words at which line they stop"
    assert lines == outcome.lines()
    assert code == outcome.exit_code
    assert len(lines) >= 5
