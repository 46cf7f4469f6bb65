"""Chosen terms: the word that each language has for each word of the glossary, and the translations that do without it.

What is found here is advice: a sentence may do without a word that its English has, and nothing is refused for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from musterbook.words.messages import Message
from musterbook.words.sentences import VALUE
from musterbook.words.translations import AWAITING, Written

_COMMANDS: Final = r"`[^`]*`|\bmuster(?: [a-z]+(?:-[a-z]+)*)+|(?<!\w)--?[a-z][a-z-]*"
_SIGNS: Final = r"\b[A-Z]{2,}\b|\b\w+(?:[._]\w+)+|\b[A-Z]\w+-[A-Z]\w+"
_NO_WORDS: Final = re.compile(f"{_COMMANDS}|{_SIGNS}")
"""What of an English text is not said in words: commands, options, files and signs, the same in every language."""
_VOWEL_MARKS: Final = re.compile("[\u0640\u064b-\u0652\u0670]")
"""Arabic marks that one writer sets and another leaves out."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary in every language.

    Attributes:
        english: as `docs/glossary.md` has it.
        said: language → the word chosen.
        stems: language → what a translation must have one of, since words bend; where there is none, nothing is asked.
    """

    english: str
    said: Mapping[str, str]
    stems: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stray:
    """A translation without the word chosen for one of its English: the key of the message, and the English word."""

    key: str
    term: str


@cache
def terms() -> Mapping[str, Term]:
    """Every term by its English, in the order of the glossary."""
    stems = _table()["stems"]
    return {
        word: Term(word, said, {language: tuple(few) for language, few in stems.get(word, {}).items()})
        for word, said in _table()["terms"].items()
    }


def term_reader(language: str) -> str:
    """Who of that tongue has read the words chosen in it; empty while they await somebody."""
    told: str = _table()["readers"][language]
    return "" if told == AWAITING else told


def strays(language: str, wanted: Mapping[str, Message], found: Mapping[str, Written]) -> tuple[Stray, ...]:
    """The translations of a language that do without the word chosen for one of their English."""
    return tuple(
        Stray(key, term)
        for key, message in wanted.items()
        if key in found and any(found[key].forms)
        for term in lacking(language, message, found[key])
    )


def lacking(language: str, message: Message, one: Written) -> Iterator[str]:
    """The terms of the English that a translation has not in any of its forms."""
    said = _bare(" ".join(one.forms))
    for term in terms_in(message):
        stems = terms()[term].stems.get(language, ())
        if stems and not any(_bare(stem) in said for stem in stems):
            yield term


def terms_in(message: Message) -> tuple[str, ...]:
    """The terms that an English text has; of two where one is within the other, the longer alone."""
    text = _NO_WORDS.sub(" ", VALUE.sub(" ", f"{message.english} {message.many or ''}"))
    return tuple(dict.fromkeys(_word(match[0]) for match in _any_term().finditer(text)))


def _word(found: str) -> str:
    small = found.lower()
    return next(word for word in (small, small.removesuffix("s"), small.removesuffix("es")) if word in terms())


def _bare(text: str) -> str:
    return _VOWEL_MARKS.sub("", text).casefold()


@cache
def _any_term() -> re.Pattern[str]:
    longest_first = sorted(terms(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?:s|es)?\b", re.IGNORECASE)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("musterbook.words").joinpath("terms.toml").read_text("utf-8"))
