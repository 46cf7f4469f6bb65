"""A filled folder of the small operation, and someone who asks the command about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.asking import Asking
from tests.operation.making import fill


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    """Asks about a folder that is filled and not yet opened."""
    return Asking(capsys, fill(tmp_path / "willow"))
