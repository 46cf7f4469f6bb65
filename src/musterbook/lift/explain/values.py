"""What explaining finds, as plain values: relaxations, serials that would be legal, answers, accounts of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule made milder.

    Attributes:
        kind: one of `RELAXATIONS`.
        place: the place, road (`S012–H01`), carrier or pool it is about.
        amount: how much: slots, minutes, escorts, people an hour or heads, as the kind says; 0 where it has no number.
    """

    kind: str
    place: str
    amount: int = 0


RELAXATIONS = (
    "slot", "window", "escorts", "duty", "reception", "beds", "road", "free", "available", "night", "permission",
    "tour", "range", "room", "stay", "opening",
)  # fmt: skip
"""In the order in which they are tried: those of lift.md section 7 first, then what else a serial may lack.

`free` takes the carrier off the serials the plan has for it then; `available` puts it in service; `room` and `stay` are
those of a staging place; `opening` is a window where there is none near.
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """A serial that was put into the plan and passed the independent check with it. Times are minutes.

    Attributes:
        leaves_base, board_from, departs, set_down, ends: the serial from leaving its base to being back there.
        heads: who goes, by group; `wanted` is how many it would take if escorts were no limit.
        taken_from: serials of the plan that would carry them later, and carry fewer now.
        dropped: serials of the plan that fall away because their carrier goes here instead.
        loss_more: weighted expected loss of the whole plan with it, less that of the plan without it.
        left_more: how many more are left behind.
    """

    origin: str
    target: str
    leaves_base: int
    board_from: int
    departs: int
    set_down: int
    ends: int
    heads: Mapping[str, int]
    wanted: int
    escorts: int
    taken_from: tuple[str, ...]
    dropped: tuple[str, ...]
    loss_more: float
    left_more: int

    @property
    def people(self) -> int:
        """How many go."""
        return sum(self.heads.values())


@dataclass(frozen=True, slots=True)
class Help:
    """What would have to be different, and the serial there would be then."""

    relaxations: tuple[Relaxation, ...]
    trial: Trial


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What the search for the serial met last on the way to one set-down place; `until` is None when it never ends."""

    target: str
    cause: str
    place: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Why does this carrier not board people at this site between `at` and `at + within`?"""

    vehicle: str
    site: str
    at: int
    within: int
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found by trying.

    Attributes:
        waiting: people who are at the site then.
        trial: the serial, when it is legal as things stand.
        helps: every single relaxation that gives a legal serial, in the order of `RELAXATIONS`; or one smallest pair.
        escorts_needed, escorts_free: when escorts are what is short, the pool's figures for the first set-down place.
        obstacles: what the search met, by set-down place; no cause is claimed from these alone.
        last_leave: when nobody is there any more, the last departure from the site.
    """

    question: Question
    waiting: int
    trial: Trial | None = None
    helps: tuple[Help, ...] = ()
    escorts_needed: int | None = None
    escorts_free: int | None = None
    obstacles: tuple[Obstacle, ...] = ()
    last_leave: int | None = None

    @property
    def first(self) -> Help | None:
        """The first help: the answer to what stands against the serial."""
        return self.helps[0] if self.helps else None


@dataclass(frozen=True, slots=True)
class Delay:
    """How much one cause put serials off: minutes in all, how many serials, and the longest."""

    cause: str
    place: str
    minutes: int
    serials: int
    longest_min: int


@dataclass(frozen=True, slots=True)
class SerialDelay:
    """Why one serial does not board earlier: what put it off last, or its carrier, which was busy until then.

    `earliest` is when it could have left, with all else in place; `waited` what it left later than that by choice.
    """

    serial: str
    site: str
    board_from: int
    pushes: tuple[tuple[str, str, int], ...]
    earliest: int
    waited: int

    @property
    def last(self) -> tuple[str, str, int] | None:
        """Cause, place and minutes of the last push; None when nothing but the carrier itself was waited for."""
        return self.pushes[-1] if self.pushes else None


@dataclass(frozen=True, slots=True)
class SiteAccount:
    """One site in the plan. Loss is weighted and expected, at the site only; `left_loss` is that of those left behind.

    `delayed_by` is what put off last the most of its serials; `carrier_only` counts the serials that nothing delayed
    but their own carrier, which came as soon as it was free.
    """

    site: str
    people: int
    moved: int
    serials: int
    first_leave: int | None
    last_leave: int | None
    first_serial: str | None
    last_serial: str | None
    loss: float
    left_loss: float
    delayed_by: Delay | None
    carrier_only: int


@dataclass(frozen=True, slots=True)
class Use:
    """How far a resource is used in six hours: `used` of `there`, at its fullest, from minute `since`."""

    resource: str
    place: str
    since: int
    used: int
    there: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence to be: the rule that names it and its values. Values called `…_at` are minutes after the epoch."""

    rule: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """Heads of a group whom the plan does not move, the loss they carry, and why."""

    group: str
    site: str
    heads: int
    loss: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A plan explained: sites in the problem's order, delays and uses largest first, those left behind."""

    weighted_loss: float
    loss: float
    loss_by_compartment: Mapping[str, float]
    sites: tuple[SiteAccount, ...]
    delays: tuple[Delay, ...]
    carrier_only: int
    serials: int
    uses: tuple[Use, ...]
    left: tuple[Left, ...]
    serial_delays: tuple[SerialDelay, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What a relaxation is worth: loss of the best plan found without and with it, same planner, seconds and seed."""

    relaxations: tuple[Relaxation, ...]
    before: float
    after: float

    @property
    def saved(self) -> float:
        """Fewer weighted people lost."""
        return self.before - self.after
