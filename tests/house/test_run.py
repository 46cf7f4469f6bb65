"""The one file that sets everything up: what it says, where, and what it leaves behind."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import run

from tests.house.tracked import ROOT

NEEDED = ("run.py", "pyproject.toml", "requirements.lock", "bootstrap.lock")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project that has never been set up."""
    for name in NEEDED:
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def ran(folder: Path, *words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the copy's run.py with these words and nothing on the path but what is given."""
    return subprocess.run(
        [sys.executable, str(folder / "run.py"), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PATH": "", **surroundings},
    )


def without_pip_or_ensurepip(folder: Path) -> str:
    """A folder for PYTHONPATH whose pip and ensurepip cannot be imported."""
    for name in ("pip", "ensurepip"):
        (folder / "absent" / name).mkdir(parents=True)
        (folder / "absent" / name / "__init__.py").write_text("raise ImportError\n")
    return str(folder / "absent")


def pretend_ready(folder: Path, program: str, words: str) -> None:
    """Write an environment that counts as finished and holds one small program."""
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / program).write_text(f"#!/bin/sh\n{words}\n")
    (programs / program).chmod(0o755)
    stamp = subprocess.run(
        [sys.executable, "-c", "import run; print(run.expected_stamp(), end='')"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (folder / ".venv" / ".musterbook").write_text(stamp)


def test_an_old_python_can_read_it() -> None:
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_another_python_is_told_which_ones_are_wanted(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)

    code = run.main(["demo"])

    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert err == (
        f"Musterbook needs Python 3.11, 3.12 or 3.13; this is Python {'.'.join(str(part) for part in version)}.\n"
    )


def test_without_any_installer_it_says_what_to_do_and_leaves_nothing_behind(copy: Path, tmp_path: Path) -> None:
    told = ran(copy, "demo", PYTHONPATH=without_pip_or_ensurepip(tmp_path))

    assert told.returncode == 1
    assert told.stdout == ""
    assert "neither pip nor ensurepip" in told.stderr
    assert "sudo apt install python3-pip" in told.stderr
    assert not (copy / ".venv").exists()


def test_wheels_from_a_folder_that_is_not_there_are_refused_before_anything_is_made(copy: Path) -> None:
    told = ran(copy, "--wheels", str(copy / "nowhere"), "demo")

    assert told.returncode == 1
    assert "There is no folder" in told.stderr
    assert not (copy / ".venv").exists()


def test_wheels_without_a_folder_is_a_question_of_usage(copy: Path) -> None:
    told = ran(copy, "--wheels")

    assert told.returncode == 2
    assert told.stdout == ""


def test_a_ready_copy_starts_muster_with_its_words_and_exit_code_and_says_nothing(copy: Path) -> None:
    pretend_ready(copy, "muster", 'echo "$@"; exit 6')

    told = ran(copy, "roll", "hasakah", "--json")

    assert (told.returncode, told.stdout, told.stderr) == (6, "roll hasakah --json\n", "")


@pytest.mark.parametrize(
    ("surroundings", "kept"),
    [
        ({}, "unset/unset"),
        ({"PYTHONDONTWRITEBYTECODE": "1"}, "unset/.venv/compiled"),
        ({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/elsewhere"}, "unset//elsewhere"),
        ({"PYTHONPYCACHEPREFIX": "/elsewhere"}, "unset//elsewhere"),
    ],
)
def test_compiled_modules_are_kept_where_no_source_lies_when_the_machine_wants_none_there(
    surroundings: dict[str, str], kept: str, copy: Path
) -> None:
    pretend_ready(copy, "muster", 'echo "${PYTHONDONTWRITEBYTECODE-unset}/${PYTHONPYCACHEPREFIX-unset}"')

    assert ran(copy, "roll", **surroundings).stdout.replace(f"{copy}/", "") == f"{kept}\n"


def test_no_words_at_all_mean_the_rehearsal(copy: Path) -> None:
    pretend_ready(copy, "muster", 'echo "$@"')

    assert ran(copy).stdout == "demo\n"


def test_the_planner_is_prepared_beside_the_first_command_that_may_plan_and_only_then(copy: Path) -> None:
    pretend_ready(copy, "muster", "true")
    prepared = copy / ".venv" / ".planner"

    ran(copy, "roll")
    before = prepared.exists()
    told = ran(copy, "plan", "make")

    assert (before, prepared.exists()) == (False, True)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_a_moved_folder_is_not_ready(copy: Path, tmp_path: Path) -> None:
    pretend_ready(copy, "muster", "true")
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in NEEDED:
        shutil.copy(copy / name, moved / name)
    shutil.copytree(copy / ".venv", moved / ".venv", symlinks=True)

    told = ran(moved, "demo", PYTHONPATH=without_pip_or_ensurepip(tmp_path))

    assert told.returncode == 1
    assert "neither pip nor ensurepip" in told.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "bootstrap.lock"])
def test_a_changed_lock_sets_up_again(name: str, copy: Path, tmp_path: Path) -> None:
    pretend_ready(copy, "muster", "true")
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")

    told = ran(copy, "demo", PYTHONPATH=without_pip_or_ensurepip(tmp_path))

    assert told.returncode == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_in_words(copy: Path) -> None:
    copy.chmod(0o500)

    told = ran(copy, "demo")
    copy.chmod(0o700)

    assert told.returncode == 1
    assert "Cannot set up in" in told.stderr
    assert "Traceback" not in told.stderr
