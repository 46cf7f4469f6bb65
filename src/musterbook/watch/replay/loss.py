"""The loss of custody day by day, and the arrival of hostile ground, from what files of the world can tell.

No file says how many guards a site has, so the range takes half of the posts for empty (watch.md section 7, "Missing
or old inputs"); reliefs, warnings and scenarios are people's words and stand in a book.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from musterbook.watch.control import Line
from musterbook.watch.coverage import Coverage
from musterbook.watch.fighting import LATE_DAYS_MAX
from musterbook.watch.forecast import LINE, LOSS, Because, Forecast, because, weighs
from musterbook.watch.outlook import Outlook, outlook
from musterbook.watch.parts import Terms, line_arrival
from musterbook.watch.placed import Placed
from musterbook.watch.replay.around import Around
from musterbook.watch.replay.ground import Ground
from musterbook.watch.settings import Assumptions
from musterbook.watch.site_today import Fabric, Reported, SiteKind, SiteToday
from musterbook.watch.sources.cells import evening_of
from musterbook.watch.sources.site_list import Listed
from musterbook.watch.spread import spread, swing

VIOLENCE_KM: Final = 50.0
VIOLENCE_DAYS: Final = 30
FROM_FILES: Final = "files"
"""Where a value comes from in a replay without a book."""

NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the moment where the moment makes no difference."""
ARRIVES_BY: Final = ("front_margin_km", "front_sigma")


class _Seen(NamedTuple):
    """All on which a loss rests here, so that days that are alike are worked out once."""

    kind: SiteKind
    fabric: Fabric | None
    violent: bool | None
    line: Line | None
    as_of: datetime
    horizon_days: int


class LossDays:
    """Will custody be lost at each site, and will hostile ground reach it?

    Args:
        placed: incidents.
        sites: of one country.
        coverage: what files tell of that country.
        grounds: where hostile ground is, by site; a site of which nobody drew any is not among them.
        assumed: the settings.
        horizons: in days.
        first: number of the first day that will be asked about.
        last: of the last one.
    """

    def __init__(
        self,
        placed: Placed,
        sites: Sequence[Listed],
        *,
        coverage: Coverage,
        grounds: dict[str, Ground],
        assumed: Assumptions,
        horizons: tuple[int, ...],
        first: int,
        last: int,
    ) -> None:
        self._sites, self._coverage, self._grounds = tuple(sites), coverage, grounds
        self._assumed, self._horizons = assumed, horizons
        lat, lon = np.array([one.lat for one in sites]), np.array([one.lon for one in sites])
        earliest = first - LATE_DAYS_MAX
        self._violence = Around(
            placed, lat, lon, km=VIOLENCE_KM, window_days=VIOLENCE_DAYS, first=earliest, last=last
        )  # fmt: skip
        self._outlook = lru_cache(maxsize=4096)(self._worked_out)

    def on(self, day: int) -> list[Forecast]:
        """What was said at the end of a day: a loss for each site and horizon, and an arrival where ground closes."""
        counted, late_days, when = self.violence(day), self._late_days(day), date.fromordinal(day)
        now, found = evening_of(when), []
        least = self._assumed.values.violence_incidents
        for at, site in enumerate(self._sites):
            incidents = counted[at]
            ground = self._grounds.get(site.site)
            line = ground.line(now) if ground is not None else None
            violent = None if incidents is None else incidents >= least
            for horizon in self._horizons:
                seen = _Seen(site.kind, site.fabric, violent, line, NO_TIME if line is None else now, horizon)
                said = self._outlook(seen)
                drawn = _of_line(line, now, self._assumed, horizon) if line is not None else []
                reasons = (
                    *([because("why.files-late", days=late_days)] if late_days else []),
                    *self._why(said, incidents, drawn, drawn_at_all=ground is not None),
                )
                found.append(Forecast(site.site, when, LOSS, horizon, said.p, said.low, said.high, reasons))
                if line is not None:
                    found += self._arrival(site.site, when, seen, drawn)
        return found

    def violence(self, day: int) -> list[int | None]:
        """Lethal incidents known within 50 km in the 30 days that end with `day`; None where that is not known."""
        covered, least = self._coverage.on(day), self._assumed.values.violence_incidents
        if covered is None or covered.late_days > LATE_DAYS_MAX:
            return [None] * len(self._sites)
        end = day - covered.late_days
        whole = end - covered.newest.first >= VIOLENCE_DAYS
        counted = [int(number) for number in self._violence.on(end)]
        return [number if whole or number >= least else None for number in counted]

    def _late_days(self, day: int) -> int:
        covered = self._coverage.on(day)
        return 0 if covered is None else covered.late_days

    def _worked_out(self, seen: _Seen) -> Outlook:
        return outlook(self._today(seen), self._assumed, horizon_days=seen.horizon_days)

    def _today(self, seen: _Seen) -> SiteToday:
        """A site of which nothing is known but what files tell."""
        now, violence = seen.as_of, None
        if seen.violent is not None:
            number = int(np.ceil(self._assumed.values.violence_incidents)) if seen.violent else 0
            violence = Reported(number, now, FROM_FILES)
        return SiteToday(
            "",
            seen.kind,
            now,
            fabric=None if seen.fabric is None else Reported(seen.fabric, now, FROM_FILES),
            violence=violence,
            line=None if seen.line is None else Reported(seen.line, seen.line.at, FROM_FILES),
        )

    def _arrival(self, site: str, when: date, seen: _Seen, drawn: list[Because]) -> list[Forecast]:
        """The chance that hostile ground reaches the site; nothing said where it is not closing in."""
        today, values, days = self._today(seen), self._assumed.values, seen.horizon_days
        coming = line_arrival(Terms(today, values, 0.0, None))
        if coming is None:
            return []
        p, swings = coming.chance(days), []
        for name in ARRIVES_BY:
            setting = self._assumed.settings[name]
            others = [values._replace(**{name: end}) for end in (setting.low, setting.high)]
            moved = [line_arrival(Terms(today, other, 0.0, None)) for other in others]
            ends = [0.0 if one is None else one.chance(days) for one in moved]
            swings.append(swing(name, setting.mark, p, (ends[0], ends[1])))
        low, high = spread(p, swings)
        return [Forecast(site, when, LINE, days, p, low, high, tuple(drawn))]

    def _why(self, said: Outlook, incidents: int | None, drawn: list[Because], *, drawn_at_all: bool) -> list[Because]:
        """Why a loss is as likely as it is: what is not known first, then what weighs most."""
        values = self._assumed.values
        most = f"{values.violence_incidents:g}"
        reasons = [because("why.guards-unknown")] if "guards-unknown" in said.remarks else []
        reasons += drawn
        if incidents is None:
            reasons.append(because("why.violence-unknown"))
        elif incidents >= values.violence_incidents:
            times = f"{values.violence_ratio:g}"
            reasons.append(because("why.violent", incidents=incidents, days=VIOLENCE_DAYS, least=most, times=times))
        else:
            reasons.append(because("why.calm", incidents=incidents, days=VIOLENCE_DAYS, least=most))
        reasons += [
            weighs(reason.name, reason.size, reason.mark) for reason in said.reasons if reason.name.startswith("fabric")
        ]
        if "base-unknown" in said.remarks:
            reasons.append(because("why.camp"))
        else:
            reasons.append(because("why.usual", years=round(values.base_site_years / values.base_losses)))
        return reasons if drawn_at_all else [*reasons, because("why.ground-not-drawn")]


def _of_line(line: Line, now: datetime, assumed: Assumptions, horizon_days: int) -> list[Because]:
    """How far hostile ground is, how fast it comes and when it may be here; and that the drawing is old."""
    old_days = int((now - line.at).days)
    old = [because("why.drawing-old", days=old_days)] if old_days > assumed.values.front_stale_days else []
    km = f"{line.distance_km:.0f}"
    today = SiteToday("", SiteKind.PRISON, now, line=Reported(line, line.at, FROM_FILES))
    coming = line_arrival(Terms(today, assumed.values, 0.0, None))
    if line.distance_km == 0:
        return [*old, because("why.ground-here-already" if coming is None else "why.ground-here")]
    if line.speed_km_per_day is None:
        return [*old, because("why.ground-once", km=km)]
    if coming is None:
        return [*old, because("why.ground-holds", km=km)]
    when = {name: _days(days) for name, days in (
        ("median", coming.median_days), ("early", coming.early_days), ("late", coming.late_days),
    )}  # fmt: skip
    speed = f"{line.speed_km_per_day:.0f}"
    return [*old, because("why.ground-closing", km=km, speed=speed, **when, days=horizon_days)]


def _days(days: float) -> str:
    """Days as people say them: halves below three, whole ones from there."""
    if days < 0.75:
        return "less than 1 day"
    said = f"{days:.0f}"
    return "1 day" if said == "1" else f"{said} days"
