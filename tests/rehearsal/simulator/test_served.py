"""Worlds in which the desk's book lies on a real server: the same must hold over a line that breaks at a COMMIT too."""

from __future__ import annotations

import os

import pytest
from tools.postgres_server import Server

from musterbook.rehearsal.simulator.altering import asked_for, typed_as
from musterbook.rehearsal.simulator.running import run_seed
from musterbook.store.address import Address
from musterbook.store.keeping import Doubt
from musterbook.store.postgres import PostgresStore
from musterbook.store.postgres_line import open_keepers_line
from musterbook.terms.errors import Refused
from tests.database import server  # noqa: F401  the server of this run

pytestmark = pytest.mark.needs_database
BREAKING = {"served": 0.6}
WRITING = BREAKING | {"sealed": True, "erased": 6, "rotated": True, "destroyed": True, "restored": 1}
"""So that the desk writes much while its line breaks: orders, and machines that are closed and opened."""
SEED = 4


@pytest.fixture
def on(server: Server) -> Address:  # noqa: F811  the fixture
    return server.address("world")


def test_every_invariant_holds_with_the_desks_book_on_a_server_and_the_same_seed_ends_the_same(on: Address) -> None:
    once, again = (run_seed(SEED, WRITING, server=on) for _ in range(2))

    assert (once.broken, once.counts["served"]) == ("", 1)
    assert once.counts["lost at a COMMIT"] > 0
    assert (once.mark, once.counts) == (again.mark, again.counts)
    with open_keepers_line(on) as line:
        left = line.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [f"world_{os.getpid()}_{SEED}"]).fetchone()
    assert left is None


def test_a_desk_that_trusts_a_commit_nobody_answered_is_found(on: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    def trusts(_: PostgresStore, __: Doubt) -> bool:
        return True

    monkeypatch.setattr(PostgresStore, "_recovered", trusts)

    assert run_seed(SEED, WRITING, server=on).broken


def test_a_served_world_is_typed_with_its_server_and_not_played_without_one() -> None:
    assert typed_as(BREAKING) == " --with served=0.6 --server ADDRESS"
    assert asked_for((), ("served=0.6",)) == BREAKING
    with pytest.raises(Refused, match=r"simulator\.no-server"):
        run_seed(SEED, BREAKING)
