"""Lines: what the command line says beside rules, in the language spoken now; its English stands where it is said.

The English is the key: a catalogue has it as `line:` and ten digits of its SHA-256, so that a text which changes is a
new text. `line_texts` finds every text in the source, as a translator's catalogue lists them.

Templates are those of `sentences`: `{name}` is a value, `{what:incident}` a code said in words, and `[[ ... ]]` is left
out when a value in it is missing. A whole number gets thousands marks unless it is `{year:plain}`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from musterbook.words import languages
from musterbook.words.languages import ENGLISH, PLURALS, apart, fallen_back, plural, spoken
from musterbook.words.own_keys import HELP, LINE, key_of
from musterbook.words.sentences import VALUE, WAYS_TO_SAY, Codes

if TYPE_CHECKING:
    from musterbook.words.translations import Translations

_NO_MARKS: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def in_words(english: str, /, **values: object) -> str:
    """The text in the language that is spoken now, with the values put in; an empty value leaves nothing behind."""
    if spoken() == ENGLISH:
        return _filled(english, values)
    return _filled(_translated(key_of(LINE, english)) or fallen_back(english), values)


def to_copy(said: str) -> str:
    """A line with a command in it, without the marks that keep directions apart: a terminal copies them too."""
    return said.translate(_NO_MARKS)


def counted_words(one: str, other: str, /, n: int, **values: object) -> str:
    """The text for `n` of something, in the form of the plural that the language takes for it."""
    language = spoken()
    forms = None if language == ENGLISH else _translations(language).forms(key_of(LINE, one, other))
    if forms is None:
        return _filled(fallen_back(one if plural(ENGLISH, n) == "one" else other), {"n": n, **values})
    return _filled(forms[PLURALS[language].index(plural(language, abs(n)))], {"n": n, **values})


def code_words(family: str, code: str, /) -> str:
    """A code of a closed list in words, as pages say it under `family.code`; else the code without its dashes."""
    from musterbook.words.pages import known  # noqa: PLC0415  most lines have no code in them

    if code == "other":  # at the end of a key it would be read as a form of the plural
        return known("reason.else")
    return known(f"{family}.{code}") if code else ""


def to_say(english: str, /) -> str:
    """The text as it is, for a table that is read before anybody has asked for a language; `in_words` says it later."""
    return english


def help_words(english: str, /) -> str:
    """What a verb or an option is for, as its function has it in English, in the language that is spoken now."""
    if spoken() == ENGLISH or not english:
        return english
    return _translated(key_of(HELP, english)) or english


def _translated(key: str) -> str | None:
    return _translations(spoken()).text(key)


def _translations(language: str) -> Translations:
    from musterbook.words.translations import translations  # noqa: PLC0415  English needs none

    return translations(language)


def _filled(text: str, values: dict[str, object]) -> str:
    if "{" not in text:
        return languages.shown(text)
    if "[[" in text:
        from musterbook.words.templates import kept_parts  # noqa: PLC0415  most lines leave nothing out

        text = kept_parts(text, values)
    return languages.shown(VALUE.sub(lambda match: _said(values[match[1]], match[2] or ""), text))


def _said(value: object, form: str) -> str:
    if value is None:
        return ""
    if form in WAYS_TO_SAY:
        from musterbook.words.templates import FORMS  # noqa: PLC0415  as above

        return apart(FORMS[form](value))
    if form:
        return _codes(spoken())[form].get(str(value), str(value).replace("-", " "))
    return languages.whole(value) if isinstance(value, int) and not isinstance(value, bool) else apart(str(value))


@cache
def _codes(language: str) -> Codes:
    from musterbook.words.catalogue import read_catalogue  # noqa: PLC0415  most lines have no code in them

    return read_catalogue(language).codes
