"""What a break would mean: how many would be out, how many still at large after a month. Not a forecast.

Breaks are of two sorts, and hardly anything lies between them: of the known ones either nearly all got out, or a few.
All shares are judged (watch.md section 13). How long it would take an organisation to form again is not said; only a
rate that the user names himself is multiplied out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from musterbook.watch.placed import Floats

DRAWS: Final = 20_000
COLLAPSE_CHANCE: Final = 0.5
OUT_COLLAPSED: Final = (9.0, 1.5)
OUT_CONTAINED: Final = (1.5, 15.0)
RECAPTURED: Final = (2.0, 3.0)
"""The two numbers of each Beta: shares out when all breaks down and when it does not, and share caught in 30 days."""

REJOINING: Final = (0.1, 0.6)
"""Share of those at large who join again; it has no source and is labelled so."""


class Ends(NamedTuple):
    """Three figures of one count: one time in twenty it is below the first, as likely as not, above the last."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Break:
    """What a break of a site would mean, in people.

    The middle of `out` and of what follows from it lies in the gap between the two sorts, where hardly any draw lies,
    and says little; `contained` and `collapsed` tell them apart.

    Attributes:
        held: how many are held.
        out: how many would get out.
        contained: how many of them, should it be contained.
        collapsed: how many, should all break down.
        at_large: how many would still be out after 30 days.
        rejoining: how many of those would join again.
        rejoining_source: on what that share rests; empty: on nothing.
        monthly: people who joined again after each month, by the user's own rate; empty without one.
        seed: of the draws.
        what_if: always true.
    """

    held: int
    out: Ends
    contained: Ends
    collapsed: Ends
    at_large: Ends
    rejoining: Ends
    rejoining_source: str
    monthly: tuple[Ends, ...]
    seed: int
    what_if: Literal[True] = field(default=True, init=False)

    def as_json(self) -> dict[str, Any]:
        """All of it in plain values, the watermark first."""
        said = {name: part._asdict() if isinstance(part, Ends) else part for name, part in asdict(self).items()}
        return {"what_if": said.pop("what_if"), **said, "monthly": [ends._asdict() for ends in self.monthly]}


def break_of(
    held: int,
    *,
    seed: int,
    rejoining: tuple[float, float] = REJOINING,
    rejoining_source: str = "",
    monthly_rate: float | None = None,
    months: int = 12,
) -> Break:
    """What a break of a site with so many people would mean, from 20,000 draws.

    Args:
        held: people there.
        seed: the same one draws the same, in any version of numpy.
        rejoining: least and most share of those at large who join again, any between as likely.
        rejoining_source: on what the user rests it.
        monthly_rate: the user's own share of those at large who join again each month; multiplied out, all at most.
        months: for how many months.

    Raises:
        ValueError: when `held` is below 0, or a share lies outside 0 to 1.
    """
    least, most = rejoining
    if held < 0 or not 0 <= least <= most <= 1 or not 0 <= (monthly_rate or 0.0) <= 1:
        raise ValueError("people below 0, or a share outside 0 to 1")
    # numpy keeps this generator as it is for good (decision 0536)
    chance = np.random.RandomState(seed)
    collapsed = round(DRAWS * COLLAPSE_CHANCE)  # exactly so many: chance here would move the middle by a hundred people
    broken, small = chance.beta(*OUT_COLLAPSED, collapsed), chance.beta(*OUT_CONTAINED, DRAWS - collapsed)
    out = held * np.concatenate((broken, small))
    at_large = out * (1 - chance.beta(*RECAPTURED, DRAWS))
    return Break(
        held,
        _ends(out),
        _ends(held * small),
        _ends(held * broken),
        _ends(at_large),
        _ends(at_large * chance.uniform(least, most, DRAWS)),
        rejoining_source,
        ()
        if monthly_rate is None
        else tuple(_ends(at_large * min(1.0, monthly_rate * month)) for month in range(1, months + 1)),
        seed,
    )


def _ends(drawn: Floats) -> Ends:
    return Ends(*(float(end) for end in np.quantile(drawn, (0.05, 0.5, 0.95))))
