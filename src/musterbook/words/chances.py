"""Chances in words: figure, range and word of likelihood in one phrase; confidence in another."""

from __future__ import annotations

from typing import Final, Protocol

from musterbook.watch.likelihood import percent
from musterbook.words import languages
from musterbook.words.pages import known, page

CERTAIN: Final = 100


class Told(Protocol):
    """A chance as `watch.likelihood` gives it."""

    @property
    def likelihood(self) -> str:
        """Code of its word."""
        ...

    @property
    def percent(self) -> int:
        """In whole per cent; 0 means below 1, 100 means above 99."""
        ...

    @property
    def low_percent(self) -> int:
        """The lower end of its range, likewise."""
        ...

    @property
    def high_percent(self) -> int:
        """The upper end, likewise."""
        ...

    @property
    def rate_ratio(self) -> float | None:
        """How many times the usual rate."""
        ...

    @property
    def confidence(self) -> str:
        """Code of the confidence."""
        ...


def chance(told: Told) -> str:
    """A chance with its range and its word: `18% (11–29%), very unlikely`.

    Below 1 in 100 the rate is said instead: `below 1 in 100 (at most 2%), 6.3 times the usual rate`.
    """
    word = known(f"likelihood.{told.likelihood}")
    if told.percent == 0:
        most = told.high_percent
        small = page("chance.small", word=word, high=_end(most)) if most else page("chance.small-whole", word=word)
        if told.rate_ratio is None:
            return small
        return page("chance.small-rate", chance=small, n=_times(told.rate_ratio))
    if told.percent == 100:
        least = told.low_percent
        if least == 100:
            return page("chance.large-whole", word=word)
        return page("chance.large", word=word, low=_end(least))
    figure = page("chance.percent", n=told.percent)
    return page("chance.whole", figure=figure, range=_range(told.low_percent, told.high_percent), word=word)


def confidence(told: Told) -> str:
    """How sure: a sentence of its own, without a full stop."""
    return known(f"confidence.{told.confidence}")


def figure(p: float) -> str:
    """A chance as a table shows it: `18%`, or `<1%` and `>99%` where a figure of its own would make it too sure.

    It is never rounded into the next word: 4.96 % is 4 and almost no chance.
    """
    return languages.figure(_bare(p))


def span(low: float, high: float) -> str:
    """A range of chances as a table shows it: `11–29%`, or one figure where both ends have the same."""
    first, last = _bare(low), _bare(high)
    return languages.figure(last if first == last else f"{first.removesuffix('%')}–{last}")


def _bare(p: float) -> str:
    whole = percent(p)
    if 0 < whole < CERTAIN or p == 0:
        return page("chance.percent", n=whole)
    return page("chance.most" if whole else "chance.few")


def level(threshold: float) -> str:
    """A threshold, which may lie below 1 in 100 and then keeps its decimals: `0.5%`."""
    return languages.figure(f"{100 * threshold:g}%")


def _range(low: int, high: int) -> str:
    if low == 0 or high == 100:
        return page("chance.range-open", low=_end(low), high=_end(high))
    return languages.figure(page("chance.range", low=low, high=high))


def _end(percent: int) -> str:
    if percent == 0:
        return page("chance.end-below")
    return page("chance.end-above") if percent == 100 else page("chance.percent", n=percent)


def _times(ratio: float) -> str:
    """One digit after the point where it is below ten; so much is all that it is known to."""
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"
