"""Run the examples of a docs page: files to write and commands with what they print, in an empty folder, in order.

    python -m tests.house.examples docs/tutorial/*.md     write into the pages what their commands print today

In a page, a fence `csv people.csv` (or toml, or text) is a file to write before the commands that follow; a fence
`console` holds lines `$ muster …`, each followed by what it prints, and `(exit 3)` last when the code is not 0. What
differs from day to day (digests, moments) is compared by its shape, and a command that names what an earlier one
printed is given today's name.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from musterbook.main import main as muster

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:csv|toml|text) (\S+)$")
PROGRESS = re.compile(r"(registering|planning)\b.*\d+ of \d+")
CHANGING = (
    (re.compile(r"\d{6}Z[A-Z]{3}\d{2}"), "<moment>"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\+\d\d:\d\d|Z)?"), "<moment>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"after=[0-9a-f@,]+"), "after=<digests>"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?\b"), "<hour>"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "<digest>"),
    (re.compile(r"\b\d+ (bytes|min\b)"), r"<count> \1"),
    (re.compile(r"[ ─]{2,}"), "  "),
)
NAMED = (
    ("plan adopt ", r"[0-9a-f]{8}", re.compile(r"^plan ([0-9a-f]{8})", re.MULTILINE)),
    ("count explain ", r"[0-9a-f]{12}", re.compile(r"^([0-9a-f]{12}) ", re.MULTILINE)),
    ("count enter ", r"\S+", re.compile(r"^(\S+/\d{4}-\d\d-\d\d/\d+): ", re.MULTILINE)),
)
"""Before what a name stands in a command, how it looks there, and where an earlier command printed it."""
TAKES_A_WHILE = re.compile(r"\b(open|let-go|accept|enter)\b")
"""After these nobody types again within the same second, and the book tells seconds apart and no less."""


@dataclass
class Played:
    """A page played in the folder we are in.

    Attributes:
        told: for each command, what the page says it prints and what it printed.
        text: the page with what its commands print today.
    """

    told: list[tuple[str, str, str]] = field(default_factory=list)
    text: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def page(self, page: str) -> None:
        """Play a whole page."""
        self.text = FENCE.sub(self._fence, page)

    def _fence(self, found: re.Match[str]) -> str:
        info, body = found[1].strip(), found[2]
        if named := FILE.match(info):
            Path(named[1]).write_text(body, encoding="utf-8")
        if info != "console":
            return found[0]
        lines: list[str] = []
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            typed, _, prints = part.partition("\n")
            while typed.endswith("\\"):
                more, _, prints = prints.partition("\n")
                typed = f"{typed}\n{more}"
            command, printed = self._ran(typed)
            self.told.append((typed, prints.strip("\n"), printed))
            lines += [f"$ {command}", *([printed] if printed else [])]
        return "```console\n" + "\n".join(lines) + "\n```"

    def _ran(self, typed: str) -> tuple[str, str]:
        for before, looks, _ in NAMED:
            if before in self.names:
                typed = re.sub(re.escape(before) + looks, before + self.names[before], typed)
        printed = ran(shlex.split(typed.replace("\\\n", " ")))
        if TAKES_A_WHILE.search(typed):
            time.sleep(1 - time.time() % 1)
        for before, _, where in NAMED:
            if found := where.search(printed):
                self.names[before] = found[1]
        return typed, printed


def ran(words: list[str]) -> str:
    """What a `muster` command prints here, sentences of errors last, with its exit code when it is not 0."""
    assert words[0] == "muster", f"only muster is run here: {words[0]}"
    out, told = io.StringIO(), io.StringIO()
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            muster(["--yes", *words[1:]])
        except SystemExit as stopped:
            code = stopped.code or 0
    aside = [line for line in told.getvalue().splitlines() if not PROGRESS.match(line)]
    lines = [line.rstrip() for line in [*out.getvalue().splitlines(), *aside]]
    return "\n".join([*lines, *([f"(exit {code})"] if code else [])])


def shape(printed: str) -> str:
    """What is printed, with what changes from day to day replaced by its kind."""
    for pattern, kind in CHANGING:
        printed = pattern.sub(kind, printed)
    return printed.strip()


def main(names: list[str]) -> int:
    """Write into each page what its commands print today."""
    for name in names:
        page, played = Path(name).resolve(), Played()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            played.page(page.read_text("utf-8"))
        page.write_text(played.text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
