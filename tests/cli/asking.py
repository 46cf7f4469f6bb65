"""Asks the command as a person would, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from musterbook.cli.app import run

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True, slots=True)
class Answer:
    """The exit code, and what was printed where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  JSON of any shape
        """Standard output read as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks in this process, about one folder."""

    capsys: pytest.CaptureFixture[str]
    folder: Path

    def __call__(self, *words: str) -> Answer:
        """The answer to these words about the folder."""
        self.capsys.readouterr()
        code = run(["-C", str(self.folder), *words])
        told = self.capsys.readouterr()
        return Answer(code, told.out, told.err)

    def write(self, at: str, *words: str) -> Answer:
        """The answer to a verb that writes what happened on 21 January at `at`, local time, by --key NAME."""
        return self("--yes", "--happened-at", f"2026-01-21T{at}:00+03:00", *words)


def in_its_own_process(*words: str, stdin: str | None = None) -> Answer:
    """The answer of a `muster` started for it."""
    done = subprocess.run(
        [sys.executable, "-m", "musterbook", *words],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, input=stdin, capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def asked_as_if_large(folder: Path, *words: str, large: int = 1) -> Answer:
    """The answer of a `muster` started in a folder, to which a book of so many entries is a large one."""
    smaller = f"from musterbook.cli import staying; staying.LARGE = {large}; from musterbook.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", smaller, "-C", str(folder), *words],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, cwd=folder, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=60,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def done(answer: Answer) -> Answer:
    """The answer, once it is one that nothing stood against."""
    assert answer.code == 0, answer.err + answer.out
    return answer
