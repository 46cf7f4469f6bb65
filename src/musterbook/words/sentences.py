"""Sentences: how one is written down so that it can be filled, counted and translated. `templates` fills them.

A template is a text with named values: `{site}`. Three things more, and no others, so that a translator can keep them:

- `[[ ... ]]` is left out whole when a value in it is missing: `no such site[[; perhaps {near}]]`.
- `{ground:ground}` says a code in words, from the list of that name; a list of codes is joined with "or".
- `Counted` has forms of the plural and `Choice` has a form for each value of a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Codes = Mapping[str, Mapping[str, str]]
"""List → code → words."""

WAYS_TO_SAY: Final = frozenset({"plain", "mb", "span", "time", "minute", "country", "need", "bed"})
"""How a value may be said other than as itself or from a list of codes."""

VALUE: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence with forms of the plural, chosen by the number called `by`. `other` is always there."""

    by: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence with a form for each value of the code called `by`; `other` is for any other value."""

    by: str
    forms: Mapping[str, Sentence]


Sentence: TypeAlias = "str | Counted | Choice"


def texts(sentence: Sentence, key: str) -> Iterator[tuple[str, str]]:
    """Every text of a sentence with its key, as a catalogue of translations lists them."""
    match sentence:
        case str():
            yield key, sentence
        case Counted(forms=forms):
            yield from ((f"{key}.{form}", text) for form, text in forms.items())
        case Choice(forms=inner):
            for code, one in inner.items():
                yield from texts(one, f"{key}/{code}")


def named_values(text: str) -> set[str]:
    """The names of the values a text asks for."""
    return {match[1] for match in VALUE.finditer(text)}


def lists_used(text: str) -> set[str]:
    """The lists of codes a text looks into."""
    return {match[2] for match in VALUE.finditer(text) if match[2]} - WAYS_TO_SAY
