"""The figures of the rule that decides where no list does; the simple rules planners use by hand are such figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from musterbook.lift.search import columns as c


@dataclass(frozen=True, slots=True)
class Taste:
    """What is weighed when beds are shared out.

    Attributes:
        minute_price: loss that a minute of a usual carrier costs, per head.
        first_min: when people are taken to leave where beds are open from the start.
        after_min: how long after its beds open a destination is taken to be reached.
        reached_min: for each place, when people leave for it; 0: as said by the other two.
    """

    minute_price: float = 0.001
    first_min: float = 7000.0
    after_min: float = 4000.0
    reached_min: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """How a serial is judged: weighted loss avoided per carrier minute, with these settings.

    Attributes:
        ahead_min: how far ahead loss counts as avoided.
        staged: what moving a head on from a staging place is worth against the loss of a head at a site.
        floor: worth of moving a head where nothing threatens.
        to_hub: how much more (or less) a set-down at a staging place is worth.
        settle_min: minutes added to every serial, so that short ones do not win by being short.
        escorts: how much an escort weighs against the carrier's time.
        fill: how full a carrier must be to leave a staging place, unless somebody must leave.
        wait_min: the longest wait at the base for a serial before another look; `tour_wait_min` on tour.
        kind: which rule (`columns.VALUE_RATE` and following).
        mix: how much tomorrow's danger counts beside the gain.
        relay: are staging places used.
        hold: the share of a staging place's room used.
        tour_fill: how full a carrier must get on tour, else it goes home.
        least_escorts: rather leave with this share of the escorts asked for than wait for all.
        noise: spread of the judgement (log-normal).
        looks: how many legal serials are compared.
        price: worth that a place in reception costs, per head.
        idle_min: how soon a carrier that can do nothing is asked again; up to eight times as long if it goes on so.
        favour: for each place, a factor on what is done there; empty: none.
        quiet: a carrier whose list is done does nothing more.
        shares: how the beds are shared out (`shares`), on large problems; empty: first come, first served.
        shared_min: people set down from this minute on go by no shares.
        taste: what was weighed when the shares were made.
    """

    name: str = "value-rate"
    ahead_min: float = 4320.0
    staged: float = 0.05
    floor: float = 0.002
    to_hub: float = 1.0
    settle_min: float = 30.0
    escorts: float = 0.0
    fill: float = 0.6
    wait_min: float = 1440.0
    tour_wait_min: float = 1440.0
    kind: int = c.VALUE_RATE
    mix: float = 0.0
    relay: bool = True
    hold: float = 1.0
    tour_fill: float = 0.0
    least_escorts: float = 0.5
    noise: float = 0.0
    looks: int = 8
    price: float = 0.0
    idle_min: int = 30
    favour: tuple[float, ...] = ()
    quiet: bool = False
    shares: tuple[tuple[int, int, int, int], ...] = ()
    shared_min: float = 21600.0
    taste: Taste = Taste()

    def values(self) -> list[float]:
        """The figures in the order of `columns.P_*`."""
        found = {
            c.P_AHEAD: self.ahead_min,
            c.P_STAGED: self.staged,
            c.P_FLOOR: self.floor,
            c.P_TO_HUB: self.to_hub,
            c.P_SETTLE: self.settle_min,
            c.P_ESCORTS: self.escorts,
            c.P_FILL: self.fill,
            c.P_WAIT: self.wait_min,
            c.P_KIND: float(self.kind),
            c.P_MIX: self.mix,
            c.P_RELAY: float(self.relay),
            c.P_HOLD: self.hold,
            c.P_TOUR_FILL: self.tour_fill,
            c.P_LEAST_ESCORTS: self.least_escorts,
            c.P_NOISE: self.noise,
            c.P_LOOKS: float(self.looks),
            c.P_PRICE: self.price,
            c.P_TOUR_WAIT: self.tour_wait_min,
            c.P_QUIET: float(self.quiet),
        }
        return [found.get(column, 0.0) for column in range(c.P_COLUMNS)]


SIMPLE_RULES: Mapping[str, Figures] = {
    "value-rate": Figures("value-rate"),
    "most-at-risk-first": Figures("most-at-risk-first", kind=c.MOST_AT_RISK),
    "one-site-at-a-time": Figures("one-site-at-a-time", kind=c.ONE_SITE),
    "largest-site-first": Figures("largest-site-first", kind=c.LARGEST_SITE),
    "nearest-first": Figures("nearest-first", kind=c.NEAREST),
    "earliest-window-end": Figures("earliest-window-end", kind=c.WINDOW_END),
}
"""The rules planners use by hand, the most promising first. The search starts from all of them."""
