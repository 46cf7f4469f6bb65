"""Where changes are decided, a test that needs a browser or a server may not skip; elsewhere it says why it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tracked import ROOT

STORY = """
import pytest

@pytest.mark.needs_browser
def test_the_page_is_read_aloud():
    pytest.skip("there is no chromium here")

def test_that_needs_nothing():
    pytest.skip("there is no such sheet here")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with our conftest and two tests that skip."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_story.py").write_text(STORY)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  needs_browser: x\n  needs_server: x\n")
    return tmp_path


def ran(folder: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the folder's tests with these additions to the environment."""
    kept = {name: value for name, value in os.environ.items() if name != "MUSTERBOOK_CI" and "PYTEST" not in name}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=folder,
        env={**kept, **surroundings},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_elsewhere_a_skip_is_a_skip_with_its_reason(folder: Path) -> None:
    told = ran(folder)

    assert told.returncode == 0
    assert "2 skipped" in told.stdout
    assert "there is no chromium here" in told.stdout


def test_where_changes_are_decided_it_is_a_failure_with_its_reason(folder: Path) -> None:
    told = ran(folder, MUSTERBOOK_CI="1")

    assert told.returncode == 1
    assert "1 failed, 1 skipped" in told.stdout
    assert "may not skip here" in told.stdout
    assert "there is no chromium here" in told.stdout
