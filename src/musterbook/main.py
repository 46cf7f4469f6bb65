"""`muster`: the command. Shows the front page at once, or loads the commands and lets them do the rest."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from musterbook.cli.front import asks_for_front_page, front_page, front_page_in_words
from musterbook.cli.tongue import fitted, language_for
from musterbook.words.languages import ENGLISH, speaking

if TYPE_CHECKING:
    from musterbook.operation.examining import OpenedFinger


def main(argv: Sequence[str] | None = None) -> None:
    """Run `muster` with the words given, or those of the command line; ends the process with the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if asks_for_front_page(words):
        _show_front_page(language_for(words, os.environ))
        return
    # A book is hundreds of thousands of objects that stay: looking through them as often as Python does by default is
    # a quarter of the time that opening one takes.
    gc.set_threshold(50_000, 20, 100)
    from musterbook.cli.app import run  # noqa: PLC0415  `muster --help` must not wait for the commands

    code = run(words, serve=_serve)
    if argv is None:
        # What was read goes with the process: taking it apart first, object by object, is a sixth of a command's time.
        gc.freeze()
    sys.exit(code)


def _show_front_page(language: str) -> None:
    if language == ENGLISH:
        sys.stdout.write(front_page())
        return
    with speaking(language):
        sys.stdout.write(fitted(front_page_in_words(), sys.stdout))


def _serve(
    folder: Path, host: str, port: int, opened: Mapping[str, Sequence[OpenedFinger]] | None = None,
    machine_phrase: str | None = None, *, lan: bool = False, trust_port: int = 8080,
    opens: Callable[[str], str] | None = None,
) -> None:  # fmt: skip
    """Open the console on a book: the one place where both doors are known."""
    from musterbook.cli.at_hand import answers  # noqa: PLC0415  as below
    from musterbook.console.serve import serve  # noqa: PLC0415  only serving needs the console

    phrase = None if machine_phrase is None else lambda _: machine_phrase
    serve(
        folder, host=host, port=port, opened=opened, phrase=phrase, lan=lan, trust_port=trust_port,
        opens=phrase or opens, at_hand=answers,
    )  # fmt: skip


if __name__ == "__main__":
    main()
