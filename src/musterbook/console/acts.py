"""Acts on a serial and on a plan: what can be asked for, and how it stands once it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.hands import HandStep
from musterbook.console.signers import Signing

ACTS: Final = (
    "slip", "scrub", "reseat", "issue", "close", "leave", "arrive", "wait", "divert", "again",
)  # fmt: skip
"""What can be asked of a serial. `leave` is the next signature at its beginning, `arrive` the next at its end."""

WAITS: Final = ("agreement", "weather", "escorts", "beds", "crew", "threat", "breakdown", "other")
"""Why a serial waits."""

OUT: Final = ("broken", "crew-rest", "weather", "threat", "not-released")
"""Why a carrier cannot be had."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act somebody means to do: one of `ACTS`, with what it needs.

    Attributes:
        leaves_at: the hour of a slip.
        target: the serial of a reseat, the place of a diversion.
        numbers: who is reseated; all when empty.
        minutes: how long it waits.
        until: when a diverted serial should be there, or a withdrawn carrier can be had again.
        reason: of the closed list of a wait, a diversion or a withdrawal.
        at: when it happened; None for now.
        signer, because: who means to sign, and why in his own words.
    """

    act: str
    leaves_at: datetime | None = None
    target: str = ""
    numbers: tuple[str, ...] = ()
    minutes: int = 0
    until: datetime | None = None
    reason: str = ""
    at: datetime | None = None
    signer: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A rule that would be broken: when, where, and the sentence made by `words.say`."""

    at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A change judged. `findings` is None where the plan's paper is not here, `command` empty where there is none.

    `second_key`: the serial is inside the freeze line, so that a second officer signs the change. `asked` says who was
    asked: rules and gates, gates alone, or nobody, as what has happened is always taken down. `refused`: why there is
    nothing to sign. `step`: the signature an act of custody needs next. `then`: the command after the first.
    """

    act: str
    serial: str
    leaves_at: datetime
    arrives_at: datetime
    people: int
    findings: tuple[FindingLine, ...] | None
    objections: tuple[str, ...]
    pushed: tuple[str, ...]
    loss_more: float | None
    frozen: bool
    target: str
    numbers: tuple[str, ...]
    command: str
    second_key: bool = False
    asked: str = "rules"
    refused: str = ""
    step: HandStep | None = None
    signing: Signing | None = None
    then: str = ""
    reason: str = ""

    @property
    def clear(self) -> bool:
        """Nothing stands against it."""
        return self.findings == () and not self.objections and not self.refused


@dataclass(frozen=True, slots=True)
class AdoptRow:
    """What adopting a plan asks for: the command, who signs the plan and who the seats, and why a second key is wanted.

    `second` holds a key of words for each reason, with its number: serials inside the freeze line, findings of the
    check.
    """

    command: str
    desk: Signing
    planner: Signing
    second: tuple[tuple[str, int], ...] = ()
