"""Templates: how a sentence is written down so that it can be filled, counted and translated.

A template is a text with named values: `{site}`. Three things more, and no others, so that a translator can keep them:

- `[[ ... ]]` is left out whole when a value in it is missing: `no such site[[; perhaps {near}]]`.
- `{ground:ground}` says a code in words, from the list of that name; a list of codes is joined with "or".
- `Counted` has forms of the plural and `Choice` has a form for each value of a code.

A whole number gets thousands marks; `{year:plain}` gets none, `{bytes:mb}` says megabytes, `{minutes:span}` days, hours
and minutes, `{until:time}` a date-time group, `{until:minute}` a minute of a plan, or its hour where that was put in.
Nothing here raises: a missing value is said as `?`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from musterbook.terms.times import zulu
from musterbook.words.pages import minutes

Values = Mapping[str, object]
Codes = Mapping[str, Mapping[str, str]]
"""List → code → words."""
Plural = Callable[[int], str]
"""The form of the plural a language takes for a number: one, two, few, many, other."""

MISSING: Final = "?"
_OPTIONAL: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_VALUE: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")


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


def filled(sentence: Sentence, values: Values, *, codes: Codes, plural: Plural) -> str:
    """The sentence with its values put in."""
    if isinstance(sentence, Choice):
        form = sentence.forms.get(str(values.get(sentence.by, "")), sentence.forms["other"])
        return filled(form, values, codes=codes, plural=plural)
    if isinstance(sentence, Counted):
        number = values.get(sentence.by)
        counted = sentence.forms.get(plural(abs(number)) if isinstance(number, int) else "other")
        return filled(counted or sentence.forms["other"], values, codes=codes, plural=plural)
    return _put(_OPTIONAL.sub(lambda part: _kept(part.group(1), values), sentence), values, codes)


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
    return {match[1] for match in _VALUE.finditer(text)}


def lists_used(text: str) -> set[str]:
    """The lists of codes a text looks into."""
    return {match[2] for match in _VALUE.finditer(text) if match[2]} - FORMS.keys()


def _kept(part: str, values: Values) -> str:
    return part if all(values.get(name) not in (None, "") for name in named_values(part)) else ""


def _put(text: str, values: Values, codes: Codes) -> str:
    return _VALUE.sub(lambda match: _said(values.get(match[1]), match[2] or "", codes), text)


def _said(value: object, form: str, codes: Codes) -> str:
    if value is None or value == "":
        return MISSING
    if form in codes:
        parts = [codes[form].get(part, part) for part in str(value).split(", ")]
        return " or ".join(dict.fromkeys(parts))
    if form in FORMS:
        return FORMS[form](value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _megabytes(value: object) -> str:
    return f"{max(value / 1_000_000, 0.1):,.1f} MB" if isinstance(value, int) else str(value)


def _span(value: object) -> str:
    return minutes(round(value)) if isinstance(value, int | float) else str(value)


def _minute(value: object) -> str:
    return f"minute {value:,}" if isinstance(value, int) else str(value)


def _time(value: object) -> str:
    """A moment as the book writes it, said as a date-time group; anything else as it is."""
    try:
        return zulu(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


FORMS: Final[Mapping[str, Callable[[object], str]]] = {
    "plain": str, "mb": _megabytes, "span": _span, "time": _time, "minute": _minute,
}  # fmt: skip
"""How a value may be said other than as itself."""
