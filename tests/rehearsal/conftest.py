"""The rehearsals that these tests read, each played once for all of them, whoever of pytest's workers comes first."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.rehearsal.director import rehearse
from musterbook.rehearsal.population import Run
from tests.rehearsal.small import BESIDE_THE_MOVE, ask_for_nothing_beside, cut, small_scenario

ROOT: Final = Path(__file__).parents[2]
PATIENCE_SECONDS: Final = 900

EXPLAINED: Final = {2: "merged", 3: "taken-back", 4: "died-on-arrival"}
"""What is found out about the one person under each seed; under 1 the seed chooses."""

Account = dict[str, Any]
Muster = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True)
class Played:
    """A rehearsal that was played: its account, the folder of its book, and what went to its logs or standard error."""

    account: Account
    folder: Path
    said: str

    def book(self) -> Book:
        """The book, to be closed by whoever opened it."""
        return open_book(self.folder)


def run_muster(*words: str) -> subprocess.CompletedProcess[str]:
    """`muster` with these words, in a process of its own."""
    home = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "musterbook", *words], capture_output=True, text=True, check=False, cwd=ROOT, env=home
    )


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run of pytest share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    (shared / "rehearsals").mkdir(exist_ok=True)
    return shared / "rehearsals"


def played_once(shelf: Path, name: str, play: Callable[[Path], tuple[Account, str]]) -> Played:
    """Play a rehearsal into `shelf/name` unless another worker did or does; in that case wait for it."""
    folder, told, failed = shelf / name, shelf / f"{name}.json", shelf / f"{name}.failed"
    try:
        os.close(os.open(shelf / f"{name}.begun", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        _wait_for(told, failed)
    else:
        try:
            account, said = play(folder)
        except BaseException as error:
            failed.write_text(repr(error), encoding="utf-8")
            raise
        whole = shelf / f"{name}.part"
        whole.write_text(json.dumps({"account": account, "said": said}), encoding="utf-8")
        whole.rename(told)
    kept = json.loads(told.read_text(encoding="utf-8"))
    return Played(kept["account"], folder, kept["said"])


def play_ahead(shelf: Path, name: str, play: Callable[[Path], tuple[Account, str]]) -> None:
    """Play what will be wanted too where somebody else is at what is wanted now, in place of waiting idly."""
    if not (shelf / f"{name}.begun").exists():
        played_once(shelf, name, play)


def _wait_for(told: Path, failed: Path) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not told.exists():
        if failed.exists() or time.monotonic() > ends:
            pytest.fail(failed.read_text(encoding="utf-8") if failed.exists() else f"{told.stem} is not played yet")
        time.sleep(0.2)


def play_small(into: Path, *, run: Run, seed: int, explanation: str = "", prints: bool = False) -> tuple[Account, str]:
    """Play the small scenario with every log at DEBUG; its account, and everything that was logged."""
    tables = into.with_name(f"{into.name}-tables")
    explanations = (explanation,) if explanation else ()
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, before, kept = logging.getLogger(), logging.getLogger().level, Kept()
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    try:
        account = rehearse(
            small_scenario(tables, explanations=explanations, prints=prints), into=into, run=run, seed=seed
        )
    finally:
        root.setLevel(before)
        root.removeHandler(kept)
    return account, "\n".join(lines)


def play_demo(into: Path, *words: str) -> tuple[Account, str]:
    """Play the whole rehearsal as anybody would: `muster demo --no-serve --json`, in a process of its own."""
    done = run_muster("demo", "--no-serve", "--json", "--book", str(into), *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def play_as_published(into: Path) -> tuple[Account, str]:
    """The whole rehearsal as published, and the move alone: its numbers need everybody, and nothing beside the move.

    What is done for people beside it is played by everybody in the other run, and as published by the few of
    `small_as_published`.
    """
    folder = into.with_name(f"{into.name}-tables")
    shutil.copytree(ROOT / "rehearsals" / "syria-2026", folder)
    cut(folder / "scenario.toml", BESIDE_THE_MOVE)
    ask_for_nothing_beside(folder / "operation.toml")
    done = run_muster("rehearse", str(folder), "--json", "--book", str(into), "--run", "as-published", "--no-watch")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.fixture(scope="session")
def gated(shelf: Path) -> Played:
    """The whole rehearsal with the age gate in force, and the watch from October on, from the command line, seed 1."""
    if (shelf / "gated.begun").exists() and not (shelf / "gated.json").exists():
        play_ahead(shelf, "as-published", play_as_published)
    return played_once(shelf, "gated", play_demo)


@pytest.fixture(scope="session")
def as_published(shelf: Path) -> Played:
    """The move alone of the whole rehearsal as published, from the command line, seed 1."""
    return played_once(shelf, "as-published", play_as_published)


@pytest.fixture(scope="session")
def small(shelf: Path) -> Played:
    """The small rehearsal, gated, seed 1, prints and all."""
    return played_once(shelf, "small", lambda into: play_small(into, run="gated", seed=1, prints=True))


@pytest.fixture(scope="session")
def small_as_published(shelf: Path) -> Played:
    """The small rehearsal as published, seed 1."""
    return played_once(shelf, "small-published", lambda into: play_small(into, run="as-published", seed=1))


@pytest.fixture(scope="session", params=sorted(EXPLAINED))
def seeded(request: pytest.FixtureRequest, shelf: Path) -> tuple[int, Played]:
    """The small rehearsal, gated, under one of the seeds 2 to 4."""
    seed: int = request.param
    return seed, played_once(
        shelf, f"small-{seed}", lambda into: play_small(into, run="gated", seed=seed, explanation=EXPLAINED[seed])
    )


@pytest.fixture(scope="session")
def book(small: Played) -> Iterator[Book]:
    """The book of the small rehearsal, gated, seed 1, open to read."""
    opened = small.book()
    yield opened
    opened.close()
