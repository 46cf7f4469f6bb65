"""What is known of one site at one moment: all that an outlook is made from, each value with its source and age.

Whoever reads the book, the stores and the plan hands it in (watch.md section 3); from here on there is no clock and
no disk.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Generic, TypeVar

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.approach import Approach
from musterbook.watch.control import Line
from musterbook.watch.settings import Mark

T = TypeVar("T")


class SiteKind(StrEnum):
    """What a site is; no base rate of losses exists for camps."""

    PRISON = "prison"
    CAMP = "camp"
    YARD = "yard"


class Fabric(StrEnum):
    """What its walls are."""

    PURPOSE = "purpose"
    CONVERTED = "converted"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Reported(Generic[T]):
    """Something said of a site.

    Attributes:
        value: what is said.
        at: of which moment it is true.
        source: the digest of the entry, or of the file, that says it.
        mark: on what it rests.
        until: when it expires; None when only its age counts.
    """

    value: T
    at: datetime
    source: str
    mark: Mark = Mark.SOURCE
    until: datetime | None = None

    def age_hours(self, now: datetime) -> float:
        """Hours since it was true."""
        return (now - self.at) / timedelta(hours=1)

    def holds(self, now: datetime, days: float) -> bool:
        """Whether it is neither expired nor more than so many days old."""
        return now - self.at <= timedelta(days) and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Guards:
    """The newest shift of a site.

    Attributes:
        posts_filled: how many posts had somebody on them.
        posts_minimum: how many the site's own post list asks for.
        on_site: whether anybody guards it at all. Nobody is said as nobody, never by leaving a figure out.
        armed: yes, no, partly or unknown; shown, and takes no part: nobody has measured it.
    """

    posts_filled: int
    posts_minimum: int
    on_site: bool = True
    armed: str = "unknown"

    def __post_init__(self) -> None:
        _within("posts_filled", self.posts_filled, 0, 100_000)
        _within("posts_minimum", self.posts_minimum, 1, 100_000)

    @property
    def short(self) -> bool:
        """Whether nobody is there, or a post of the site's own list was empty."""
        return not self.on_site or self.posts_filled < self.posts_minimum


@dataclass(frozen=True, slots=True)
class Relief:
    """A planned passing of the whole site, or a plain withdrawal, that is not completed.

    Attributes:
        relief: its number.
        opens: the first moment of its window.
        receiver_present: whether the receiver is on site; never for a plain withdrawal.
        receiver_signed: whether he has signed for it.
        source: the digest of the entry.
    """

    relief: str
    opens: datetime
    receiver_present: bool
    receiver_signed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Threat:
    """Wind, surge or fire that may reach the site.

    Attributes:
        hours: from now, rising.
        chances: that it has reached the site by each of them; they never fall.
        source: the advisory, or the digest of the file or entry.
    """

    hours: tuple[float, ...]
    chances: tuple[float, ...]
    source: str

    def __post_init__(self) -> None:
        for chance in self.chances:
            _within("chance", chance, 0, 1)
        _within("chances", len(self.chances), len(self.hours), len(self.hours))
        for earlier, later in (*pairwise((0.0, *self.hours)), *pairwise(self.chances)):
            _within("later", later, earlier, float("inf"))

    def by(self, hours: float) -> float:
        """The chance that it has reached the site by then, linear between the hours given and held after them."""
        points = [(0.0, 0.0), *zip(self.hours, self.chances, strict=True)]
        for (before, low), (after, high) in pairwise(points):
            if hours < after:
                return low + (high - low) * (hours - before) / (after - before)
        return points[-1][1]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What an analyst, by name, thinks may happen, and how likely; never mixed with the model's own figures.

    Attributes:
        scenario: its number.
        opens: the first moment of its window.
        closes: the last one.
        probability: that it happens in the window.
        loss_given: that custody is lost if it does.
        until: when it expires.
        source: the digest of the entry.
    """

    scenario: str
    opens: datetime
    closes: datetime
    probability: float
    loss_given: float
    until: datetime
    source: str

    def __post_init__(self) -> None:
        _within("probability", self.probability, 0, 1)
        _within("loss_given", self.loss_given, 0, 1)
        _within("window_hours", (self.closes - self.opens) / timedelta(hours=1), 0, float("inf"))


@dataclass(frozen=True, slots=True)
class SiteToday:
    """All that is known of one site at one moment. None means that nobody said, which is never the same as nothing.

    Attributes:
        site: its name.
        kind: prison, camp or yard.
        as_of: the moment.
        losses: of custody, over this operation's own sites.
        site_years: over which they were counted.
        guards: the newest report; of several that disagree, the lower figure.
        people: held there, best count.
        capacity: how many it was made for.
        fabric: what its walls are.
        violence: lethal incidents known within 50 km in 30 days.
        broken: the newest break or attempt here.
        staff_attacked: the newest attack on staff in the province.
        campaign: an announced campaign against prisons.
        warning: the newest specific warning.
        searched: the newest search; True when nothing was found.
        found: the newest find of weapons or of a tunnel.
        line: where hostile ground is and how fast it comes.
        offensive: an offensive that an analyst confirmed.
        near: how near lethal fighting is.
        reliefs: planned and not completed.
        threats: of wind, surge or fire.
        scenarios: that are not withdrawn.
        signals: of a camp, as codes: emptying, control, guards, census or departures; they change no chance, and ask
            somebody to look. In the digest only where there is one, so that older looks keep theirs.
    """

    site: str
    kind: SiteKind
    as_of: datetime
    losses: int = 0
    site_years: float = 0.0
    guards: Reported[Guards] | None = None
    people: Reported[int] | None = None
    capacity: Reported[int] | None = None
    fabric: Reported[Fabric] | None = None
    violence: Reported[int] | None = None
    broken: Reported[str] | None = None
    staff_attacked: Reported[str] | None = None
    campaign: Reported[str] | None = None
    warning: Reported[str] | None = None
    searched: Reported[bool] | None = None
    found: Reported[str] | None = None
    line: Reported[Line] | None = None
    offensive: Reported[str] | None = None
    near: Reported[Approach] | None = None
    reliefs: tuple[Relief, ...] = ()
    threats: tuple[Threat, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    signals: tuple[Reported[str], ...] = ()

    def __post_init__(self) -> None:
        _within("losses", self.losses, 0, 1_000_000)
        _within("site_years", self.site_years, 0, 1_000_000)

    @property
    def guards_age_hours(self) -> float | None:
        """How old the newest guard report is; None when there was never one."""
        return None if self.guards is None else self.guards.age_hours(self.as_of)

    @property
    def unguarded(self) -> bool:
        """Whether the newest report says that nobody is on guard where people are, or may be, held. It does not age."""
        return (
            self.guards is not None and not self.guards.value.on_site and (self.people is None or self.people.value > 0)
        )

    @property
    def digest(self) -> str:
        """SHA-256 of all of it; the same moment in another time zone has the same one."""
        return hashlib.sha256(json.dumps(_plain(self), separators=(",", ":")).encode()).hexdigest()


def _plain(value: object) -> object:
    """A value as JSON: fields in the order they are declared, moments in Zulu, numbers to their last digit."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            said = [one for one in fields(value) if one.name != "signals" or getattr(value, one.name)]
            return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in said)]
    return value


def _within(name: str, value: float, least: float, most: float) -> None:
    """Malformed unless the value lies between, ends included."""
    if not least <= value <= most:
        said = {"setting": name, "value": f"{value:g}", "least": f"{least:g}", "most": f"{most:g}"}
        raise Malformed(Fault("settings.out-of-bounds", values=said))
