"""The front page: which verbs there are, in the order of a day's work; and the words of a command put in order.

`muster --help` is asked most often by whoever knows least and waits worst, so the page is a file, printed before any
parser is loaded. A test holds that its verbs and their sentences are those of the commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

WITH_VALUE: Final = ("-C", "--key", "--pass-file", "--happened-at", "--as-of", "--lang")
"""Shared options that take a value in the word after them, or after `=`."""

FLAGS: Final = ("--json", "--trace", "--yes", "--from-paper")
"""Shared options that stand alone."""

PAGE: Final = Path(__file__).with_name("front_page.txt")
_ROW: Final = re.compile(r"(  (?:[a-z][a-z-]*(?: [a-z-]+){0,2}|-[-\w]+(?: [A-Z]+)?) +)([A-Z].*)")
"""A verb or an option, and what it is for."""
_USAGE: Final = re.compile(r"(Usage:)( muster .*? {4,}muster \S+ --help )(.+)")


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
        if word == "--":
            break
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


def front_page_in_words() -> str:
    """The page in the language that is spoken now."""
    from musterbook.words.lines import help_words  # noqa: PLC0415  English needs none

    return "\n".join(
        "".join(part if bare else help_words(part) for bare, part in _parts(line)) for line in front_page().split("\n")
    )


def front_texts() -> Iterator[str]:
    """Every text of the page, for a translator."""
    for line in front_page().splitlines():
        yield from (part for bare, part in _parts(line) if not bare)


def _parts(line: str) -> list[tuple[bool, str]]:
    """The parts of a line, each with whether it stays as it is."""
    if row := _ROW.fullmatch(line):
        return [(True, row[1]), (False, row[2])]
    if usage := _USAGE.fullmatch(line):
        return [(False, usage[1]), (True, usage[2]), (False, usage[3])]
    text = line.lstrip()
    return [(True, line[: len(line) - len(text)]), (not any(sign.islower() for sign in text[1:3]), text)]
