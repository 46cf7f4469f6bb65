"""The words of the console's pages, by key, in the language that is spoken now.

Templates and page code hold keys only. A counted sentence has two forms in English, `key.one` and `key.other`; a
language with more forms of the plural brings them in its catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from musterbook.words import languages
from musterbook.words.languages import ENGLISH, PLURALS, apart, fallen_back, plural, spoken
from musterbook.words.messages import NO_COUNT
from musterbook.words.page_words import EN
from musterbook.words.sentences import VALUE
from musterbook.words.translations import translations

Value = str | int | float


def page(key: str, /, **values: Value) -> str:
    """The words for `key`, with `values` put in; counts get thousands marks. KeyError if nobody wrote them."""
    return _filled(words_of(key), values)


def words_of(key: str, /) -> str:
    """The words for a key as they are written, values not put in. KeyError if nobody wrote them."""
    english = EN[key]
    language = spoken()
    if language == ENGLISH:
        return english
    own = translations(language)
    stem, _, form = key.rpartition(".")
    if form in ("one", "other") and key not in NO_COUNT and (forms := own.forms(f"page:{stem}")) is not None:
        return forms[PLURALS[language].index(form)]
    return own.text(f"page:{key}") or fallen_back(english)


def has(key: str, /) -> bool:
    """Whether somebody wrote words for a key."""
    return key in EN


def known(key: str, /) -> str:
    """The words for a key made of a code from the book; else those a sentence has for it, else the code."""
    if key in EN:
        return words_of(key)
    return translations(spoken()).text(f"code:{key}") or apart(re.sub("[-_]", " ", key.rpartition(".")[2]))


def counted(key: str, number: int, /, **values: Value) -> str:
    """The words for `number` of something: the form of the plural that the language takes for it."""
    language = spoken()
    forms = None if language == ENGLISH else translations(language).forms(f"page:{key}")
    if forms is None:
        return page(f"{key}.{plural(ENGLISH, number)}", n=number, **values)
    return _filled(forms[PLURALS[language].index(plural(language, abs(number)))], {"n": number, **values})


def forms_of(key: str, /) -> dict[str, str]:
    """Every form of a counted sentence as it is written, by its name, for a script that counts by itself."""
    language = spoken()
    forms = None if language == ENGLISH else translations(language).forms(f"page:{key}")
    if forms is None:
        return {form: fallen_back(EN[f"{key}.{form}"]) for form in PLURALS[ENGLISH]}
    return dict(zip(PLURALS[language], forms, strict=True))


def in_a_row(parts: Iterable[str]) -> str:
    """Words one after another with the comma of the language between them; names and codes keep their Latin one."""
    return page("list.comma").join(parts)


def digits(number: int | None) -> str:
    """A count as screens show it, `5,704`; a dash when there is none."""
    return "—" if number is None else languages.whole(number).replace("-", "−")


def minutes(number: int | None) -> str:
    """A length of time in the two largest units that matter: `3 d 4 h`, `2 h 05 min`, `12 min`."""
    if number is None:
        return "—"
    days, rest = divmod(abs(number), 1440)
    hours, left = divmod(rest, 60)
    if days:
        return page("length.days", days=days, hours=hours)
    return page("length.hours", hours=hours, minutes=f"{left:02d}") if hours else page("length.minutes", minutes=left)


def clock(moment: datetime) -> str:
    """Hours and minutes of a moment in Zulu, `01:07Z`."""
    return f"{moment.astimezone(UTC):%H:%M}Z"


def _filled(text: str, values: dict[str, Value]) -> str:
    return VALUE.sub(lambda match: _said(values[match[1]], match[2] or ""), text)


def _said(value: Value, form: str) -> str:
    if form == "plain":
        return str(value)
    return languages.whole(value) if isinstance(value, int) else apart(str(value))
