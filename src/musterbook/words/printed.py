"""Printed: sentences of papers, and numbers, days and names as each language writes them.

A name stands between two signs that keep its direction to itself, so that a Latin name in an Arabic sentence, or the
other way round, turns nothing beside it. Numbers need none: they read the same way in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from musterbook.terms.times import zulu
from musterbook.words.catalogue import Catalogue, read_paper
from musterbook.words.languages import ENGLISH, LANGUAGES, direction
from musterbook.words.markings import marking_said
from musterbook.words.messages import messages
from musterbook.words.sentences import Choice, Counted, Sentence
from musterbook.words.templates import filled
from musterbook.words.translations import translations

_LATIN: Final[dict[int, int]] = {}
_EASTERN: Final[dict[int, int]] = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
_AS_CHOSEN: Final[dict[int, int]] = str.maketrans("٠١٢٣٤٥٦٧٨٩٪", "0123456789%")
"""For a page whose reader has Latin digits: also those that stand in a sentence itself."""
_DIGITS: Final = {"en": _LATIN, "ar": _EASTERN, "ckb": _EASTERN, "kmr": _LATIN}


@dataclass(frozen=True, slots=True)
class Tongue:
    """One paper in one language; KeyError for a language or a key in which nobody has written it.

    Attributes:
        language: of `languages.LANGUAGES`.
        paper: the name of its file of sentences.
        eastern: whether digits are Arabic-Indic, as somebody chose for a page; None, on paper, for the language's own.
    """

    language: str
    paper: str
    eastern: bool | None = None

    @property
    def direction(self) -> str:
        """Which way it is written: rtl or ltr."""
        return direction(self.language)

    @property
    def keys(self) -> frozenset[str]:
        """Every key there is a sentence for."""
        return frozenset(self._catalogue.sentences)

    def told(self, key: str, /, **values: str | int | None) -> str:
        """The sentence, its values put in; whole numbers as the language writes them, the rest as it is."""
        form = _form(self._catalogue.sentences[key], values, self._catalogue)
        said = {name: self.number(one) if isinstance(one, int) else one for name, one in values.items()}
        told = filled(form, said, codes={}, plural=self._catalogue.plural, apart=str)
        return told.translate(_AS_CHOSEN) if self.eastern is False else told

    def known(self, key: str, code: str) -> str:
        """The words for a code of the book; the code itself, isolated, when it is new to this version."""
        whole = f"{key}.{code}"
        return self.told(whole) if whole in self._catalogue.sentences else named(code)

    def number(self, value: float) -> str:
        """A whole number with marks for thousands; any other with one digit after the point, where it is below 100."""
        if isinstance(value, int):
            text = f"{value:,}"
        else:
            near = Decimal(repr(value)).quantize(Decimal(1 if abs(value) >= 100 else "0.1"), ROUND_HALF_UP)
            text = f"{near:,f}".removesuffix(".0")
        return self.digits(text)

    def digits(self, text: str) -> str:
        """A text with its digits as the language writes them, or as somebody chose."""
        own = _DIGITS[self.language] if self.eastern is None else _EASTERN if self.eastern else _LATIN
        return text.translate(own)

    def listed(self, parts: Iterable[str]) -> str:
        """`a, b and c`."""
        *most, last = list(parts)
        return self.told("and", first=self.told("comma").join(most), last=last) if most else last

    def day(self, moment: datetime, zone: str) -> str:
        """A day in local time, `22 Jan`."""
        local = moment.astimezone(ZoneInfo(zone))
        return self.told("day", day=local.day, month=self.told(f"month.{local.month}"))

    def hour(self, moment: datetime, zone: str) -> str:
        """A day and its hour in local time, `22 Jan 02:48`."""
        local = moment.astimezone(ZoneInfo(zone))
        clock = self.digits(f"{local:%H:%M}")
        return self.told("hour", day=local.day, month=self.told(f"month.{local.month}"), clock=clock)

    def zulu(self, moment: datetime) -> str:
        """The date-time group, which is the same in every language."""
        return named(zulu(moment))

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units."""
        minutes = int(length / timedelta(minutes=1))
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        if days:
            return self.told("span.days", days=days, hours=hours)
        if hours:
            return self.told("span.hours", hours=hours, minutes=rest)
        return self.told("span.minutes", minutes=rest)

    def marking(self, marking: str) -> str:
        """A marking in this language, the English word after it; one that is none of ours as it is."""
        return marking_said(marking, self.language)

    @property
    def _catalogue(self) -> Catalogue:
        return read_paper(self.language, self.paper)


def languages_of(paper: str) -> tuple[str, ...]:
    """The languages in which a paper is printed: those in which nothing of it is left in English."""
    return tuple(language for language in LANGUAGES if language == ENGLISH or not _missing(paper, language))


def language_for(paper: str, language: str) -> str:
    """The language in which to show a paper to somebody who reads `language`: that one, or English."""
    return language if language in languages_of(paper) else ENGLISH


def named(text: str) -> str:
    """A name between the signs that keep its direction to itself."""
    return f"\u2068{text}\u2069"


def _form(sentence: Sentence, values: Mapping[str, str | int | None], catalogue: Catalogue) -> str:
    """The text for these values: the right form of the plural, chosen before numbers become words."""
    if isinstance(sentence, str):
        return sentence
    value = values.get(sentence.by)
    match sentence:
        case Counted(forms=forms):
            plural = catalogue.plural(abs(value)) if isinstance(value, int) else "other"
            return _form(forms.get(plural) or forms["other"], values, catalogue)
        case Choice(forms=chosen):
            return _form(chosen.get(str(value)) or chosen["other"], values, catalogue)


@cache
def _missing(paper: str, language: str) -> bool:
    own, begins = translations(language).said, f"paper:{paper}."
    return any(key not in own for key in messages() if key.startswith(begins))
