"""Were we right: misses first, then alerts, then a line for each layer of forecasts (watch.md section 15).

Everything is computed from frozen forecasts and entered outcomes; nothing that is only imagined comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, lgamma, log
from typing import Final, NamedTuple

from musterbook.watch.frozen import Frozen, Outcome, settle
from musterbook.watch.layer_lines import LayerLine, layer_lines
from musterbook.watch.misses import AlertLife, LossRow, Tally, loss_rows, tally
from musterbook.watch.scoring import poisson_interval

LOSSES_SHOWN: Final = (5, 10, 20)
NOTICED_TAIL: Final = 0.025


class Seen(NamedTuple):
    """What so many losses can show: the range of the true rate as a factor, and the chance to notice a doubled one."""

    losses: int
    low: float
    high: float
    noticed: float


@dataclass(frozen=True, slots=True)
class Verification:
    """The page, in its order.

    Attributes:
        misses: losses that no alert had met, newest first.
        losses: all of them, newest first.
        alerts: how the alerts did.
        layers: one line each.
        seen: what can be seen with 5, 10 and 20 losses.
    """

    misses: tuple[LossRow, ...]
    losses: tuple[LossRow, ...]
    alerts: Tally
    layers: tuple[LayerLine, ...]
    seen: tuple[Seen, ...]


def verify(
    forecasts: Iterable[Frozen],
    outcomes: Iterable[Outcome],
    alerts: Iterable[AlertLife],
    *,
    known_through: Mapping[str, datetime],
    now: datetime,
    seed: int,
    cost_losses: Sequence[float] = (),
) -> Verification:
    """The whole page.

    Args:
        forecasts: every frozen one, late ones too.
        outcomes: all that are known and not corrected.
        alerts: every alert with what became of it.
        known_through: of each layer, until when outcomes can be known.
        now: the moment of the page.
        seed: of the bootstrap.
        cost_losses: C/L at which value is told.
    """
    forecasts, outcomes, alerts = tuple(forecasts), tuple(outcomes), tuple(alerts)
    rows = loss_rows(outcomes, alerts, forecasts)
    return Verification(
        tuple(row for row in rows if row.lead_days is None),
        rows,
        tally(rows, alerts, now=now),
        layer_lines(settle(forecasts, outcomes, known_through=known_through), seed=seed, cost_losses=cost_losses),
        tuple(what_is_seen(losses) for losses in LOSSES_SHOWN),
    )


def what_is_seen(losses: int) -> Seen:
    """What so many losses can show: with `losses` expected, how a rate is known and a doubled one noticed.

    Noticed means more losses than a right forecast would bring one time in forty.
    """
    low, high = poisson_interval(losses)
    enough = next(count for count in range(1, 100 * (losses + 1)) if _at_least(count, losses) <= NOTICED_TAIL)
    return Seen(losses, low / losses, high / losses, _at_least(enough, 2 * losses))


def _at_least(count: int, mean: float) -> float:
    """The Poisson chance of `count` or more."""
    return 1 - sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
