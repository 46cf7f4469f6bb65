"""English words for chances, by key: the words of ICD 203, their figures, and how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OUTLOOK: Final[Mapping[str, str]] = {
    # words of likelihood, after the figure: `18% (11-29%), very unlikely`
    "likelihood.below-1-in-100": "below 1 in 100",
    "likelihood.almost-no-chance": "almost no chance",
    "likelihood.very-unlikely": "very unlikely",
    "likelihood.unlikely": "unlikely",
    "likelihood.roughly-even-chance": "roughly even chance",
    "likelihood.likely": "likely",
    "likelihood.very-likely": "very likely",
    "likelihood.almost-certain": "almost certain",
    "likelihood.above-99-in-100": "above 99 in 100",
    # the figure and its range
    "chance.whole": "{figure} ({range}), {word}",
    "chance.percent": "{n}%",
    "chance.few": "<1%",  # in tables
    "chance.most": ">99%",
    "chance.range": "{low}–{high}%",  # both ends are plain figures
    "chance.range-open": "{low} to {high}",  # one end has no plain figure
    "chance.end-below": "below 1%",
    "chance.end-above": "above 99%",
    "chance.small": "{word} (at most {high})",
    "chance.small-whole": "{word} (and so is the top of its range)",
    "chance.small-rate": "{chance}, {n} times what is usual",
    "chance.large": "{word} (at least {low})",
    "chance.large-whole": "{word} (and so is the low end of its range)",
    "chance.nobody": "not forecast: nobody on the roll",
    "chance.key": "In brackets: how low and how high a chance may be, given what is not known.",
    # how sure: a sentence of its own, never the one that holds the chance
    "confidence.low": "Confidence is low",
    "confidence.moderate": "Confidence is moderate",
    "confidence.high": "Confidence is high",
}
