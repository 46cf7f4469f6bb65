"""What the replay found: loss and end over the futures, serials scrubbed, and the serials that fail most often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.spans import DAY_MIN, Mask, Minutes, Numbers
from musterbook.lift.robust.tally import CAUSES, PARTS, Tally
from musterbook.lift.robust.timetable import Line

LATE_MIN = 60
FRAGILE_SHOWN = 10
PESSIMISTS_FIGURE = "no-replanning"
"""What every told outcome says of itself: nobody plans again in these futures, so the truth should be better."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the futures: middle, 90th percentile, mean of the worst tenth, mean and its standard error."""

    p50: float
    p90: float
    worst_tenth: float
    mean: float
    standard_error: float

    @classmethod
    def of(cls, figures: NDArray[np.int64] | NDArray[np.float64]) -> Spread:
        """The spread of one figure per future."""
        ordered = np.sort(figures.astype(np.float64))
        worst = ordered[-max(1, len(ordered) // 10) :]
        deviation = float(np.std(ordered, ddof=1)) if len(ordered) > 1 else 0.0
        return cls(
            p50=float(np.percentile(ordered, 50)),
            p90=float(np.percentile(ordered, 90)),
            worst_tenth=float(worst.mean()),
            mean=float(ordered.mean()),
            standard_error=deviation / float(np.sqrt(len(ordered))),
        )

    def told(self) -> dict[str, float]:
        """JSON-ready, to four digits."""
        return {
            "p50": round(self.p50, 4),
            "p90": round(self.p90, 4),
            "worst_tenth": round(self.worst_tenth, 4),
            "mean": round(self.mean, 4),
            "standard_error": round(self.standard_error, 4),
        }


@dataclass(frozen=True, slots=True)
class Fragile:
    """A serial that often fails. `scrubbed` and `late` are shares of all futures; late is more than an hour.

    `causes` are shares of its failures, the commonest first; `late_mean_min` is over the futures in which it went.
    """

    serial: str
    origin: str
    destination: str
    people: int
    depart: int
    scrubbed: float
    late: float
    late_mean_min: float
    causes: Mapping[str, float]

    def told(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "serial": self.serial,
            "origin": self.origin,
            "destination": self.destination,
            "people": self.people,
            "depart": self.depart,
            "scrubbed": round(self.scrubbed, 4),
            "late": round(self.late, 4),
            "late_mean_min": round(self.late_mean_min, 1),
            "causes": {cause: round(share, 3) for cause, share in self.causes.items()},
        }


@dataclass(frozen=True, eq=False)
class Outcomes:
    """A plan in many futures. Arrays have one entry per future, in the order of the futures.

    A pessimist's figure: order and manifests are kept and nobody plans again.

    Attributes:
        weighted_loss, parts: the objective's loss, and where it arises (site, transit, hub, left_behind).
        if_fetched: the weighted loss if those left behind because something failed were fetched when the plan ends.
            Not a promise: it only says how much of the pessimist's figure is the price of never planning again.
        lost: expected heads lost, unweighted.
        end: minute of the last delivery; 0 where nobody was delivered.
        delivered, left: heads delivered; heads at sites or staging places at the end.
        overstayed: heads who board at a staging place after longer than they may stay there; the replay lets them.
        scrubbed, late, cause: by serial and future: not gone; minutes late; number of the cause in `CAUSES`, or -1.
        waited: minutes all carriers together waited, mean over the futures, by (cause, place).
        asked: how many futures were asked for; fewer were played when it was stopped.
    """

    lines: tuple[Line, ...]
    chances: Chances
    seed: int
    asked: int
    weighted_loss: Numbers
    parts: Mapping[str, Numbers]
    if_fetched: Numbers
    lost: Numbers
    end: Minutes
    delivered: Minutes
    left: Minutes
    overstayed: Minutes
    scrubbed: Mask
    late: NDArray[np.int32]
    cause: NDArray[np.int8]
    waited: Mapping[tuple[str, str], float]

    @classmethod
    def of(
        cls, tallies: Sequence[Tally], lines: tuple[Line, ...], *, chances: Chances, seed: int, asked: int
    ) -> Outcomes:
        """The blocks' tallies side by side."""
        parts = {part: np.concatenate([tally.parts[part] for tally in tallies]) for part in PARTS}
        count = sum(tally.size for tally in tallies)
        waited: dict[tuple[str, str], float] = {}
        for tally in tallies:
            for key, minutes in tally.waited.items():
                waited[key] = waited.get(key, 0.0) + float(minutes.sum()) / count
        return cls(
            lines=lines,
            chances=chances,
            seed=seed,
            asked=asked,
            weighted_loss=np.sum([parts[part] for part in PARTS], axis=0),
            if_fetched=np.sum([parts[part] for part in PARTS if part != "left_behind"], axis=0)
            + np.concatenate([tally.fetched for tally in tallies]),
            parts=parts,
            lost=np.concatenate([tally.lost for tally in tallies]),
            end=np.concatenate([tally.end for tally in tallies]),
            delivered=np.concatenate([tally.delivered for tally in tallies]),
            left=np.concatenate([tally.left for tally in tallies]),
            overstayed=np.concatenate([tally.overstayed for tally in tallies]),
            scrubbed=np.concatenate([tally.scrubbed for tally in tallies], axis=1),
            late=np.concatenate([tally.late for tally in tallies], axis=1),
            cause=np.concatenate([tally.cause for tally in tallies], axis=1),
            waited={key: minutes for key, minutes in sorted(waited.items()) if minutes},
        )

    @property
    def count(self) -> int:
        """How many futures were played."""
        return len(self.weighted_loss)

    @property
    def loss(self) -> Spread:
        """The weighted loss over the futures."""
        return Spread.of(self.weighted_loss)

    @property
    def makespan(self) -> Spread:
        """The end, minutes after the epoch, over the futures."""
        return Spread.of(self.end)

    @property
    def scrubbed_share(self) -> float:
        """The share of serials that do not go, over all futures."""
        return float(self.scrubbed.mean()) if self.scrubbed.size else 0.0

    def fragile(self, shown: int = FRAGILE_SHOWN) -> tuple[Fragile, ...]:
        """The serials scrubbed most often, then those late most often; those that never fail are not among them."""
        scrubbed, late = self.scrubbed.mean(axis=1), (self.late > LATE_MIN).mean(axis=1)
        order = sorted(range(len(self.lines)), key=lambda one: (-scrubbed[one], -late[one], one))
        return tuple(self._fragile(one) for one in order[:shown] if scrubbed[one] or late[one])

    def told(self) -> dict[str, Any]:
        """JSON-ready: what was assumed, the spreads, the fragile serials, where carriers waited."""
        longest = sorted(self.waited.items(), key=lambda one: (-one[1], one[0]))[: 2 * FRAGILE_SHOWN]
        return {
            "futures": self.count,
            "asked": self.asked,
            "seed": self.seed,
            "manner": PESSIMISTS_FIGURE,
            "chances": self.chances.told(),
            "loss": self.loss.told(),
            "loss_if_fetched": Spread.of(self.if_fetched).told(),
            "loss_unweighted": Spread.of(self.lost).told(),
            "parts": {part: Spread.of(figures).told() for part, figures in self.parts.items()},
            "end": self.makespan.told(),
            "end_days": {name: round(figure / DAY_MIN, 2) for name, figure in self.makespan.told().items()},
            "left_behind": Spread.of(self.left).told(),
            "overstayed": Spread.of(self.overstayed).told(),
            "serials": len(self.lines),
            "scrubbed_share": round(self.scrubbed_share, 5),
            "fragile": [one.told() for one in self.fragile()],
            "waited": [{"cause": cause, "place": place, "minutes": round(m, 1)} for (cause, place), m in longest],
        }

    def _fragile(self, number: int) -> Fragile:
        line, late = self.lines[number], self.late[number]
        failed = self.scrubbed[number] | (late > LATE_MIN)
        counts = np.bincount(self.cause[number][failed & (self.cause[number] >= 0)], minlength=len(CAUSES))
        order = sorted((int(one) for one in np.flatnonzero(counts)), key=lambda one: (-counts[one], one))
        went = ~self.scrubbed[number]
        return Fragile(
            serial=line.id,
            origin=line.origin,
            destination=line.destination,
            people=sum(line.heads.values()),
            depart=line.depart,
            scrubbed=float(self.scrubbed[number].mean()),
            late=float((late > LATE_MIN).mean()),
            late_mean_min=float(late[went].mean()) if went.any() else 0.0,
            causes={CAUSES[one]: float(counts[one] / failed.sum()) for one in order},
        )
