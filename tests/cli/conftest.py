"""A filled folder of the small operation, and someone who asks the command about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.asking import Asking, done
from tests.operation.making import SMALL_BUSES, Cells, fill, open_small_book


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about a folder that is filled and not yet opened."""
    return Asking(capsys, fill(tmp_path / "willow"))


@pytest.fixture
def adopted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Asking, list[str]]:
    """A book whose plan is in force, and the numbers of the people at Willow."""
    return _adopted(tmp_path, capsys)


@pytest.fixture
def adopted_in_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Asking, list[str]]:
    """The same with small buses: the ten go in two serials."""
    return _adopted(tmp_path, capsys, changed=SMALL_BUSES)


def _adopted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: Mapping[str, Cells] | None = None
) -> tuple[Asking, list[str]]:
    open_small_book(tmp_path, changed=changed).close()
    muster = Asking(capsys, tmp_path / "willow")
    for party in ("willow", "harbour"):
        done(muster.write("06:30", "agreement", "sign", "AGR-01", "--party", party, "--key", "c.coord"))
    done(muster.write("07:00", "clear", "--at", "willow", "--key", "e.reviewer"))
    made = done(muster.write("08:00", "plan", "make", "--seconds", "1", "--days", "2", "--json")).json
    words = ("plan", "adopt", made["plan"][:8], "--key", "o.desk", "--key", "p.planner")
    done(muster.write("08:10", *words))
    return muster, muster("roll", "willow", "--json").json["roll"]
