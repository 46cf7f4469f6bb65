"""Catalogue: the sentences and code words of one language, English as written or as somebody translated them.

A sentence of another language has the shape of the English one, each part of it translated by itself; a part that
nobody has translated, or whose English has changed since, is the English part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from musterbook.words import written
from musterbook.words.languages import ENGLISH, LANGUAGES, MARKS, PLURALS, plural
from musterbook.words.sentences import Choice, Codes, Counted, Sentence
from musterbook.words.templates import Plural
from musterbook.words.translations import Translations, translations


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language.

    Attributes:
        sentences: rule → sentence.
        codes: list → code → words.
        plural: which form of the plural a number takes.
    """

    sentences: Mapping[str, Sentence]
    codes: Codes
    plural: Plural


@cache
def read_catalogue(language: str) -> Catalogue:
    """The catalogue of a language. English parts stand between `languages.MARKS`, which whoever says them takes off."""
    said, codes = written.sentences(), written.codes()
    if language != ENGLISH:
        own = translations(language)
        said = {key: _own(f"rule:{key}", one, language, own, _marked) for key, one in said.items()}
        codes = {
            name: {code: own.text(f"code:{name}.{code}") or _marked(text) for code, text in words.items()}
            for name, words in codes.items()
        }
    return Catalogue(said, codes, partial(plural, language))


@cache
def read_paper(language: str, paper: str) -> Catalogue:
    """The sentences of one paper; parts that nobody has translated stand in it in English, their direction kept apart.

    KeyError for a language that is none of ours.
    """
    said = written.paper(paper)
    if language not in LANGUAGES:
        raise KeyError(language)
    if language != ENGLISH:
        own = translations(language)
        said = {key: _own(f"paper:{paper}.{key}", one, language, own, _apart) for key, one in said.items()}
    return Catalogue(said, {}, partial(plural, language))


def _own(
    key: str, english: Sentence, language: str, own: Translations, fallen: Callable[[str], str]
) -> Sentence:  # fmt: skip
    match english:
        case str():
            return own.text(key) or fallen(english)
        case Counted(by=by, forms=forms):
            said = own.forms(key)
            if said is None:
                return Counted(by, {form: fallen(text) for form, text in forms.items()})
            return Counted(by, dict(zip(PLURALS[language], said, strict=True)))
        case Choice(by=by, forms=inner):
            return Choice(by, {code: _own(f"{key}/{code}", one, language, own, fallen) for code, one in inner.items()})


def _marked(english: str) -> str:
    return f"{MARKS[0]}{english}{MARKS[1]}" if english else english


def _apart(english: str) -> str:
    return f"\u2068{english}\u2069" if english else english
