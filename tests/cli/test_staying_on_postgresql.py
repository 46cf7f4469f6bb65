"""Who stayed with a book that lies in PostgreSQL answers with what was written since, and holds no line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.cli import staying
from musterbook.cli.readings import situation
from musterbook.operation import mustering
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.keeping_up import KeepingUp
from musterbook.operation.opening import Founding, open_folder
from musterbook.store.address import Address
from tests.database import place, server  # noqa: F401  fixtures
from tests.operation.making import MORNING, WILLOW, acting, fill

pytestmark = pytest.mark.needs_database


def test_each_answer_opens_the_database_and_lets_go_of_it(
    tmp_path: Path,
    place: Address,  # noqa: F811  the fixture
) -> None:
    folder = fill(tmp_path / "willow")
    made = open_folder(read_folder(folder, today=MORNING), Founding(folder / "book", MORNING, seed=1, store=place))
    read = open_book(folder / "book")
    read.close()
    keeping_up = KeepingUp(read)

    def entries() -> int:
        said = staying._up_to_date(
            read, folder / "book", keeping_up, lambda: json.dumps(situation(read, MORNING).told).encode()
        )
        return int(json.loads(said)["entries"])

    before = entries()
    guard, due = acting("w.officer/site-officer", WILLOW, minutes=30), MORNING + timedelta(minutes=90)
    mustering.call(made, guard, "N-1", custodian=WILLOW, by="number", reason="routine", due_by=due)
    made.close()

    assert (before, entries()) == (len(read.entries()) - 1, len(read.entries()))
    assert len(read.entries()) == before + 1
