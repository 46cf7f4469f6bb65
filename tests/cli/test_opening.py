"""`muster open` stopped half-way, and begun again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from musterbook.operation.folder import DATABASE
from musterbook.operation.half_opened import MARK
from tests.cli.asking import SOURCE, Asking, done, in_its_own_process
from tests.operation.making import fill

PATIENCE_SECONDS = 60.0
TRIES = 10


def stopped(folder: Path, how: signal.Signals) -> int:
    """Open a book there and stop the process as soon as its store stands; its exit code."""
    began, store = time.monotonic(), folder / "book" / DATABASE
    words = (sys.executable, "-m", "musterbook", "--yes", "open", str(folder), "--seed", "1")
    with subprocess.Popen(
        words, env={**os.environ, "PYTHONPATH": str(SOURCE)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as opening:
        while not store.exists():
            assert opening.poll() is None
            assert time.monotonic() - began < PATIENCE_SECONDS
        opening.send_signal(how)
        return opening.wait()


def stopped_in_time(folder: Path, how: signal.Signals) -> int:
    """As `stopped`; a signal that came when all was done, on a busy machine, says nothing, and is sent to another."""
    for _ in range(TRIES):
        code = stopped(folder, how)
        if code != 0:
            return code
        shutil.rmtree(folder / "book")
    raise AssertionError("every opening was over before it could be stopped")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_an_opening_that_was_killed_starts_clean_the_next_time(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")

    code = stopped_in_time(folder, signal.SIGKILL)
    half = {one.name for one in (folder / "book").iterdir()}
    again = done(in_its_own_process("--yes", "open", str(folder), "--seed", "1"))

    assert code == -signal.SIGKILL
    assert MARK in half
    assert "book.toml" not in half
    assert "an opening stopped half-way is cleared away" in again.err
    assert "entries, head" in again.out
    assert not (folder / "book" / MARK).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_an_opening_stopped_by_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    folder = fill(tmp_path / "willow")
    # Whoever runs the tests in the background ignores Ctrl-C, and all that they start would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        code = stopped_in_time(folder, signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert code == 130
    assert not (folder / "book").exists()


def test_part_of_a_book_is_left_alone_and_named(muster: Asking) -> None:
    (muster.folder / "book").mkdir()
    (muster.folder / "book" / "sealed.db").write_bytes(b"real")

    answer = muster("--yes", "open", str(muster.folder), "--seed", "1")

    assert answer.code == 4
    assert "book: sealed.db lies here without a book.toml" in answer.err
    assert (muster.folder / "book" / "sealed.db").read_bytes() == b"real"
