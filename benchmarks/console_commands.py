"""Measure commands and setting up: processor time of a command as a user starts it, and how long a set-up takes.

`console.py` runs it. A book of the size that the figures name is given: `muster demo --no-serve` leaves one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

Figure = tuple[str, list[float], str]
ROOT: Final = Path(__file__).resolve().parent.parent
TIMES: Final = 5
MUSTER: Final = (sys.executable, "-c", "from musterbook.main import main; main()")


def figures(book: Path | None) -> Iterator[Figure]:
    """Processor seconds of each command, the best of five."""
    yield "muster --help", [best((*MUSTER, "--help"))], "s"
    if book is not None:
        yield "muster situation on that book", [best((*MUSTER, "-C", str(book), "situation"))], "s"


def best(words: Sequence[str]) -> float:
    """The least processor time of several runs."""
    return min(_processor(words) for _ in range(TIMES))


def _processor(words: Sequence[str]) -> float:
    place = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=place)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode not in (0, 6):
        raise RuntimeError(f"{words[-1]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def setting_up() -> Iterator[Figure]:
    """Seconds by the clock from nothing to an answer, and of the next start, in a copy of what is tracked."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(("git", "archive", "HEAD"), cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(("tar", "x", "-C", folder), input=packed, check=True)
        for what in ("set-up, cold", "second start"):
            began = time.monotonic()
            subprocess.run((sys.executable, "run.py", "--help"), cwd=folder, check=True, stdout=subprocess.DEVNULL)
            yield what, [time.monotonic() - began], "s"
