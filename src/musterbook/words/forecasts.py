"""Forecasts in words: each reason as a sentence that needs no statistics, and a chance as people say it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol

from musterbook.words.catalogue import read_catalogue
from musterbook.words.languages import Manner, capital, figure, manner, speaking, spoken
from musterbook.words.templates import MISSING, filled


class Reason(Protocol):
    """A rule with values, as `watch.forecast` gives it."""

    @property
    def rule(self) -> str:
        """The rule that names the sentence."""
        ...

    @property
    def values(self) -> tuple[tuple[str, str | int], ...]:
        """Names and values."""
        ...


REASONS_KEPT: Final = 65_536
"""Sentences remembered: days that follow each other mostly say the same."""


def reason(told: Reason, language: str = "") -> str:
    """The sentence of a reason, with a capital and without its full stop."""
    if language not in ("", spoken()):
        with speaking(language):
            return reason(told)
    return _sentence(told.rule, told.values, manner())


def percent(p: float) -> str:
    """A chance as a figure: whole per cent, tenths below 10, and never a 0 or 100 that is not meant."""
    if 0 < p < 0.001:
        return figure("<0.1%")
    if 0.999 < p < 1:
        return figure(">99.9%")
    return f"{100 * p:.1f}%" if p < 0.1 else f"{100 * p:.0f}%"


def chance(p: float, low: float, high: float) -> str:
    """A chance with its range: `18% (11-29%)`; never the chance alone (watch.md section 7, "Range")."""
    return f"{percent(p)} ({percent(low).removesuffix('%')}–{percent(high)})"


@lru_cache(maxsize=REASONS_KEPT)
def _sentence(rule: str, values: tuple[tuple[str, str | int], ...], how: Manner) -> str:
    catalogue = read_catalogue(how.language)
    sentence = catalogue.sentences.get(rule, MISSING)
    text = filled(sentence, dict(values), codes=catalogue.codes, plural=catalogue.plural).strip()
    return capital(text)
