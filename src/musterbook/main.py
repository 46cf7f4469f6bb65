"""`muster`: the command. Joins the groups of commands and turns every error into a sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

WITH_VALUE: Final = ("-C", "--key", "--pass-file", "--happened-at", "--as-of", "--lang")
FLAGS: Final = ("--json", "--trace", "--yes")


def main(argv: Sequence[str] | None = None) -> None:
    """Run `muster` with the words given, or those of the command line; ends the process with the exit code."""
    from musterbook.cli.app import run  # noqa: PLC0415  `muster --help` must not wait for the rooms

    sys.exit(run(hoisted(list(sys.argv[1:] if argv is None else argv)), serve=_serve))


def _serve(folder: Path, host: str, port: int) -> None:
    """Open the console on a book: the one place where both doors are known."""
    from musterbook.console.serve import serve  # noqa: PLC0415  only serving needs the console

    serve(folder, host=host, port=port)


def hoisted(words: list[str]) -> list[str]:
    """The words with the options every verb shares put first, so that `muster verify --json` is `muster --json verify`."""
    shared: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--":
            rest += words[at:]
            break
        if word in WITH_VALUE and at + 1 < len(words):
            shared += words[at : at + 2]
            at += 1
        elif word in FLAGS or word.partition("=")[0] in WITH_VALUE:
            shared.append(word)
        else:
            rest.append(word)
        at += 1
    return shared + rest


if __name__ == "__main__":
    main()
