"""Weights: of which country someone is, as a distribution; a board counts him at his weight and, beside it, whole.

Where nobody has assessed him he counts in equal parts under every country with a case of his, which is no more than the
claims say. What the weights leave to 1 is unknown, and so is everybody without a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case

UNKNOWN: Final = "unknown"
"""The row of those of whom nobody can say a country."""


def weights(cases: Iterable[Case]) -> Mapping[str, Fraction]:
    """Country → weight of one person, from his cases; they come to exactly 1, with what is unknown.

    A case that was withdrawn claims nothing any more.
    """
    claimed = [case for case in cases if said.CaseWithdrawn not in case.told]
    assessed = [one for case in claimed if (one := case.newest(said.NationalityAssessed)) is not None]
    if assessed:
        newest = max(assessed, key=lambda one: (one.at, one.entry)).fact
        found = {share.country: Fraction(share.weight) for share in newest.shares}
    else:
        countries = sorted({case.country for case in claimed})
        found = {country: Fraction(1, len(countries)) for country in countries}
    rest = 1 - sum(found.values(), Fraction(0))
    return {**found, UNKNOWN: rest} if rest else found


def whole(weighed: Mapping[str, Fraction]) -> str:
    """The one country a whole person counts under: the largest weight; of equal ones the first by letter."""
    return min(weighed, key=lambda name: (-weighed[name], name == UNKNOWN, name))
