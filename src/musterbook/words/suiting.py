"""Suiting: whether a translation fits the English it stands for, so that it can be filled and shown without harm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from musterbook.words.messages import Message
from musterbook.words.sentences import VALUE

Values: TypeAlias = frozenset[tuple[str, str]]
_FORMS_WITH_NOTHING: Final = 6
"""A language with six forms of the plural has the first for nothing at all."""
_FOREIGN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2060-\u2065\u206a-\u206f\ufdd0-\ufdef\ufeff]")
"""Control signs, overrides of direction and noncharacters: no sentence needs one, and some can hide what it says."""


def faults_of(message: Message, forms: Sequence[str]) -> tuple[str, ...]:
    """By what the forms of a translation do not fit; empty when they do. A form that is empty is not looked at.

    A form of the plural may leave out the number, and what English itself leaves out in one of its two; a form for
    nothing at all may leave out everything.
    """
    one, many = values_of(message.english), values_of(message.many or message.english)
    may_lack = one ^ many | {value for value in one | many if message.counts and value[0] == message.counts}
    for_nothing = len(forms) == _FORMS_WITH_NOTHING
    found: dict[str, None] = {}
    for place, text in enumerate(forms):
        if text:
            lacking = one | many if for_nothing and place == 0 else may_lack
            found |= dict.fromkeys(_faults(message, text, one | many, lacking))
    return tuple(found)


def values_of(text: str) -> frozenset[tuple[str, str]]:
    """The values a text asks for, each with the way in which it is said."""
    return frozenset((match[1], match[2] or "") for match in VALUE.finditer(text))


def _faults(message: Message, text: str, must: Values, may_lack: Values) -> Iterator[str]:
    given = values_of(text)
    if not given <= must or not must - may_lack <= given:
        yield "other-values"
    if re.search(r"[{}]", VALUE.sub("", text)):
        yield "stray-brace"
    if text.count("[[") != text.count("]]") or text.count("[[") != _optional(message):
        yield "other-parts"
    if _FOREIGN.search(text):
        yield "foreign-sign"


def _optional(message: Message) -> int:
    return (message.many or message.english).count("[[")
