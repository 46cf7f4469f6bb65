"""The language a command is answered in: --lang, else MUSTER_LANGUAGE, else that of the terminal, else English.

The terminal's is asked for as gettext asks for it: LC_ALL, LC_MESSAGES, LANG. `C` and a language that is none of ours
are English. What programs read never depends on who started them: --json is English unless --lang itself stands there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Final, TextIO

from musterbook.cli.front import hoisted, language_in
from musterbook.words.languages import ENGLISH, wanted

CHOSEN: Final = "MUSTER_LANGUAGE"
"""The variable by which somebody chooses a language for every command."""
OF_THE_TERMINAL: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first of these that is set says the language of the terminal."""


def language_for(words: list[str], environment: Mapping[str, str]) -> str:
    """The language for these words, as typed, in this environment; what --lang says is given back as it is."""
    put_first = hoisted(words)
    asked = language_in(put_first)
    if asked:
        return asked
    if "--json" in put_first:
        return ENGLISH
    chosen = environment.get(CHOSEN) or next((environment[one] for one in OF_THE_TERMINAL if environment.get(one)), "")
    return wanted(chosen.replace("_", "-").partition(".")[0].partition("@")[0])


def fitted(text: str, stream: TextIO) -> str:
    """The text with its marks of direction where a person looks at a terminal, and without them in a file or a pipe."""
    return text if text.isascii() or stream.isatty() else _MARKS.sub("", text)


def aside(text: str) -> None:
    """Print a text on standard error, at once: what stands beside the answer and is no part of it."""
    print(fitted(text, sys.stderr), file=sys.stderr, flush=True)


_MARKS: Final = re.compile("[\u2066-\u2069]")
"""They part what runs the other way from what stands beside it; whoever searches a file would trip over them."""
