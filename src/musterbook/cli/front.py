"""The front page: which verbs there are, in the order of a day's work; and the words of a command put in order.

`muster --help` is asked most often by whoever knows least and waits worst, so the page is a file, printed before any
parser is loaded. A test holds that its verbs and their sentences are those of the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

WITH_VALUE: Final = ("-C", "--key", "--pass-file", "--happened-at", "--as-of", "--lang")
"""Shared options that take a value in the word after them, or after `=`."""

FLAGS: Final = ("--json", "--trace", "--yes")
"""Shared options that stand alone."""

PAGE: Final = Path(__file__).with_name("front_page.txt")


def hoisted(words: list[str]) -> list[str]:
    """The words with the options every verb shares put first: `muster verify --json` is `muster --json verify`."""
    shared: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--":
            rest += words[at:]
            break
        if word in WITH_VALUE:
            shared += words[at : at + 2]
            at += 1
        elif word in FLAGS or word.partition("=")[0] in WITH_VALUE:
            shared.append(word)
        else:
            rest.append(word)
        at += 1
    return shared + rest


def language_in(words: list[str]) -> str:
    """The language asked for in words put in order; empty where none is."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--lang":
            return value if equals else "".join(words[place + 1 : place + 2])
    return ""


def asks_for_front_page(words: list[str]) -> bool:
    """Whether these words ask for nothing but help, whatever shared options stand beside it."""
    rest = hoisted(words)
    while rest and (rest[0] in FLAGS or rest[0].partition("=")[0] in WITH_VALUE):
        rest = rest[2:] if rest[0] in WITH_VALUE else rest[1:]
    return rest in ([], ["-h"], ["--help"])


def front_page() -> str:
    """The page, ending with a line's end."""
    return PAGE.read_text(encoding="utf-8")
