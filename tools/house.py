"""Keep house: formatting, lint, types, floor plan and docs, each named and timed; exit 1 if any finds something.

    python3 run.py house

mypy takes longest, so it runs beside the others.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, and the words that run it."""

    name: str
    command: tuple[str, ...]


def program(name: str) -> str:
    """A program of this environment."""
    return str(PROGRAMS / name)


SLOW = Check("types", (program("mypy"),))
QUICK = (
    Check("formatting", (program("ruff"), "format", "--check", ".")),
    Check("lint", (program("ruff"), "check", ".")),
    Check("floor plan", (program("lint-imports"),)),
    Check("reference pages", (sys.executable, "-m", "tools.reference", "--check")),
    Check("docs", (sys.executable, "-m", "tools.links")),
)


def main() -> int:
    """Run every check, show the words of those that found something, and say which they were."""
    started = time.monotonic()
    with subprocess.Popen(
        SLOW.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as slow:
        found = [check.name for check in QUICK if not quiet(check)]
        words, _ = slow.communicate()
    if not told(SLOW, found_nothing=slow.returncode == 0, words=words):
        found.append(SLOW.name)
    seconds = time.monotonic() - started
    print(
        f"The house is in order ({seconds:.0f} s)." if not found else f"To mend: {', '.join(found)} ({seconds:.0f} s)."
    )
    return 1 if found else 0


def quiet(check: Check) -> bool:
    """Run a check; True if it found nothing."""
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return told(check, found_nothing=done.returncode == 0, words=done.stdout)


def told(check: Check, *, found_nothing: bool, words: str) -> bool:
    """Say how a check went, with its own words only if it found something."""
    print(f"{check.name}: {'nothing found' if found_nothing else 'see below'}")
    if not found_nothing:
        print(words)
    sys.stdout.flush()
    return found_nothing


if __name__ == "__main__":
    sys.exit(main())
