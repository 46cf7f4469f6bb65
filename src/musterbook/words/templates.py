"""Templates: puts values into a sentence, in the language that is spoken now.

A whole number gets thousands marks; `{year:plain}` gets none, `{bytes:mb}` says megabytes, `{minutes:span}` days, hours
and minutes, `{until:time}` a date-time group, `{until:minute}` a minute of a plan, or its hour where that was put in;
`{country:country}` a country by name, `{code:need}` whose word a release waits for, `{kind:bed}` kinds of beds.
Nothing here raises: a missing value is said as `?`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from musterbook.terms.times import zulu
from musterbook.words import languages
from musterbook.words.pages import in_a_row, known, minutes, page
from musterbook.words.sentences import VALUE, Choice, Codes, Counted, Sentence, named_values

Values = Mapping[str, object]
Plural = Callable[[int], str]
"""The form of the plural a language takes for a number: one, two, few, many, other."""
Apart = Callable[[str], str]
"""Keeps the direction of a value to itself, or leaves it as it is."""

MISSING: Final = "?"
_OPTIONAL: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def filled(sentence: Sentence, values: Values, *, codes: Codes, plural: Plural, apart: Apart = languages.apart) -> str:
    """The sentence with its values put in; `apart` keeps the direction of a value to itself."""
    if isinstance(sentence, Choice):
        form = sentence.forms.get(str(values.get(sentence.by, "")), sentence.forms["other"])
        return filled(form, values, codes=codes, plural=plural, apart=apart)
    if isinstance(sentence, Counted):
        number = values.get(sentence.by)
        counted = sentence.forms.get(plural(abs(number)) if isinstance(number, int) else "other")
        return filled(counted or sentence.forms["other"], values, codes=codes, plural=plural, apart=apart)
    kept = kept_parts(sentence, values)
    return languages.shown(VALUE.sub(lambda match: _said(values.get(match[1]), match[2] or "", codes, apart), kept))


def kept_parts(text: str, values: Values) -> str:
    """The text without the parts in `[[ ]]` that lack a value, and without their brackets."""
    return _OPTIONAL.sub(lambda part: _kept(part.group(1), values), text)


def _kept(part: str, values: Values) -> str:
    return part if all(values.get(name) not in (None, "") for name in named_values(part)) else ""


def _said(value: object, form: str, codes: Codes, apart: Apart) -> str:
    if value is None or value == "":
        return MISSING
    if form in codes:
        parts = [codes[form].get(part, part) for part in str(value).split(", ")]
        return page("list.or").join(dict.fromkeys(parts))
    if form in FORMS:
        return apart(FORMS[form](value))
    return languages.whole(value) if isinstance(value, int) and not isinstance(value, bool) else apart(str(value))


def _megabytes(value: object) -> str:
    return f"{max(value / 1_000_000, 0.1):,.1f} MB" if isinstance(value, int) else str(value)


def _span(value: object) -> str:
    return minutes(round(value)) if isinstance(value, int | float) else str(value)


def _minute(value: object) -> str:
    return page("length.minute-of", n=value) if isinstance(value, int) else str(value)


def _time(value: object) -> str:
    """A moment as the book writes it, said as a date-time group; anything else as it is."""
    try:
        return zulu(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _country(value: object) -> str:
    from musterbook.words.countries import country_said  # noqa: PLC0415  few sentences name one

    return country_said(str(value))


def _need(value: object) -> str:
    from musterbook.words.needs import need_said  # noqa: PLC0415  as countries

    return need_said(str(value))


def _bed(value: object) -> str:
    """Kinds of beds, one or several with commas between."""
    return in_a_row(known(f"beds.kind.{one}") for one in str(value).split(", "))


FORMS: Final[Mapping[str, Callable[[object], str]]] = {
    "plain": str, "mb": _megabytes, "span": _span, "time": _time, "minute": _minute,
    "country": _country, "need": _need, "bed": _bed,
}  # fmt: skip
"""How a value may be said other than as itself."""
