"""Settings of custody: clocks and limits. The defaults are judged; an operation may tighten any of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from musterbook.terms.errors import Malformed

CLOCK_MINUTES: Final[Mapping[str, int]] = MappingProxyType({
    "two-hands": 30, "missing": 30, "number-differs": 30, "control-lost": 30,
    "offered-not-accepted": 60, "not-taken-back": 60, "accepted-not-offered": 60, "wrong-receiver": 60,
    "accepted-and-denied": 60,
    "awaiting-offer": 60, "broken-chain": 60, "after-departure": 60, "let-go-by-non-holder": 60,
    "taken-back-by-non-holder": 60, "departed-by-non-holder": 60, "accepted-by-giver": 60, "back-unsigned": 60,
    "death-unsigned": 60, "one-sided": 60, "correction-too-late": 60, "muster-one-counter": 60,
    "twice-registered": 60, "unregistered": 60, "over": 60, "wrong-person": 60,
    "merged-in-a-circle": 60, "accepted-without-agreement": 60,
    "incident-without-departure": 60, "departed-without-incident": 60, "not-back": 60,
    "seal-broken": 1440, "seal-missing": 1440, "sheet-missing": 1440, "sheet-doubted": 1440,
    "medicine-missing": 1440, "injury-found": 1440, "condition-missing": 60, "two-in-a-bed": 1440,
    "glass-unreviewed": 60,
    "link-missing": 240,
})  # fmt: skip
"""Every kind of discrepancy, and the minutes its owner has from when it was first shown to an officer."""

MAY_BE_NOUGHT: Final = (
    "identity_check_hours", "condition_hours", "medicine_hours", "welfare_minutes", "heat_minutes", "water_minutes",
    "receipt_hours", "retention_days", "sheet_age_hours", "position_minutes", "off_way_km", "stop_minutes",
    "position_delay_minutes",
)  # fmt: skip
"""Settings that ask for nothing at 0."""

NOTICE_HOURS: Final[Mapping[str, int]] = MappingProxyType({
    "receiving-site": 6, "family": 24, "counsel": 24, "court": 24, "consulate": 24, "protecting-list": 24,
    "capture-card": 168, "death": 12, "illness": 12,
})  # fmt: skip
"""Kinds of notice and the hours of the document (section 11): before the move for the receiving site, else after."""


@dataclass(frozen=True, slots=True)
class CustodySettings:
    """What an operation may set for custody.

    Attributes:
        overdue_minutes: from planned arrival until a handover that nobody accepted is due.
        overdue_alarm_minutes: minutes past due at which the alarm sounds again.
        gap_alarm_minutes: how long people may be in nobody's hands before the alarm.
        muster_confirm_hours: how long a muster by name or an acceptance confirms that someone is there.
        identity_check_hours: how old an identity check may be when its person is offered; 0 asks for none.
        namesakes_asked: whether nobody of whose name another is held there is let go before his finger, or a number of
            another register, was found to be his.
        sheet_age_hours: how long ago an escort sheet may be confirmed when its person is offered; 0 asks for none.
        condition_hours: how old the giver's note of each person's condition may be when he is offered; 0 asks for none,
            of the giver or of the receiver.
        medicine_hours: how old the pack of whoever needs medicine may be when he is offered; 0 asks for none.
        property_asked: whether sealed property must be offered with its owner or be kept back.
        welfare_minutes: minutes between two looks at people aboard a carrier; 0 asks for none.
        look_heat_celsius: above so many degrees the temperature aboard is read every `heat_minutes`; 30 is judged, just
            under the 31 of a truck in which 37 of 45 men died within some six hours in 2013 (s).
        heat_minutes: minutes between two readings above that, or while nobody has read it; 0 asks for none. Below it
            one is due with each look: a reading nobody took is owed, as an unknown heat may be that one.
        water_minutes: minutes aboard within which water is given; 0 asks for none.
        aboard_minutes: mode → minutes people may be aboard at most; a mode not named has no limit.
        beds_asked: whether nobody boards for a place that has no bed reserved for him.
        people_per_offer_max: how many one offer may name.
        incident_minutes: how long after it happened an incident may be reported, and by when a death, an escape or a
            release in error has one; 0 asks for none.
        leg_minutes: how long a leg may take whose arrival nobody announced.
        position_minutes: how old the last position of a carrier under way may be; 0 asks carriers for none.
        position_delay_minutes: how old a position is when whoever has no part in its serial may see it.
        off_way_km: so far off its way a carrier raises an alarm; 0 asks for none.
        stop_minutes: so long it may stand on the way where nobody planned it; 0 asks for none.
        position_days: readings that no leg's track took up are forgotten after so many days.
        clock_minutes: minutes by kind of discrepancy until it is overdue.
        authority_gate: whether nobody is moved without an authority that is noted and runs.
        told_before_move: whether whoever was not told of his move before it is listed as owed that.
        receipt_hours: how long a custodian has to give a receipt to whoever came to him; 0 asks for none.
        notice_hours: hours by kind of notice; a kind that is not named is not asked for.
        contest_days: how long a contest may stay without an answer.
        complaint_days: how long a complaint may.
        retention_days: so long after he left custody what is sealed about someone is to be destroyed; 0 asks for none.
        look_into_before_close: whether a day is closed only once every death and injury of it is reported.
    """

    overdue_minutes: int = 60
    overdue_alarm_minutes: tuple[int, ...] = (0, 30, 60)
    gap_alarm_minutes: int = 15
    muster_confirm_hours: int = 12
    identity_check_hours: int = 0
    namesakes_asked: bool = False
    sheet_age_hours: int = 0
    condition_hours: int = 0
    medicine_hours: int = 0
    property_asked: bool = False
    welfare_minutes: int = 0
    look_heat_celsius: int = 30
    heat_minutes: int = 0
    water_minutes: int = 0
    aboard_minutes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    beds_asked: bool = False
    people_per_offer_max: int = 5_000
    incident_minutes: int = 0
    leg_minutes: int = 240
    position_minutes: int = 0
    position_delay_minutes: int = 360
    off_way_km: int = 15
    stop_minutes: int = 20
    position_days: int = 30
    clock_minutes: Mapping[str, int] = field(default_factory=lambda: CLOCK_MINUTES)
    authority_gate: bool = False
    told_before_move: bool = False
    receipt_hours: int = 0
    notice_hours: Mapping[str, int] = field(default_factory=dict)
    contest_days: int = 7
    complaint_days: int = 7
    retention_days: int = 0
    look_into_before_close: bool = False

    def __post_init__(self) -> None:
        for name in (
            "overdue_minutes", "gap_alarm_minutes", "muster_confirm_hours", "people_per_offer_max", "contest_days",
            "complaint_days", "position_days",
        ):  # fmt: skip
            if getattr(self, name) <= 0:
                raise Malformed.because("settings.not-positive", setting=f"custody.{name}", value=getattr(self, name))
        unknown = sorted(self.notice_hours.keys() - NOTICE_HOURS.keys())
        if unknown:
            raise Malformed.because("settings.unknown-kind", setting="custody.notice_hours", kind=unknown[0])
        wrong = sorted(kind for kind, hours in self.notice_hours.items() if type(hours) is not int or hours <= 0)
        if wrong:
            value = str(self.notice_hours[wrong[0]])
            raise Malformed.because("settings.not-positive", setting=f"custody.notice_hours.{wrong[0]}", value=value)
        for name in MAY_BE_NOUGHT:
            if getattr(self, name) < 0:
                raise Malformed.because("settings.not-positive", setting=f"custody.{name}", value=getattr(self, name))
        for mode, minutes in self.aboard_minutes.items():
            if type(minutes) is not int or minutes <= 0:
                raise Malformed.because(
                    "settings.not-positive", setting=f"custody.aboard_minutes.{mode}", value=str(minutes)
                )
        strange = sorted(self.clock_minutes.keys() - CLOCK_MINUTES.keys())
        if strange:
            raise Malformed.because("settings.unknown-kind", setting="custody.clock_minutes", kind=strange[0])

    @property
    def off(self) -> tuple[str, ...]:
        """Gates this operation has not turned on: what is off is said wherever the day is told."""
        gates = (
            ("custody.identity-check", self.identity_check_hours),
            ("custody.authority", self.authority_gate),
            ("custody.sheet", self.sheet_age_hours),
            ("custody.condition", self.condition_hours),
            ("custody.medicine", self.medicine_hours),
            ("custody.property", self.property_asked),
            ("custody.beds", self.beds_asked),
        )
        return tuple(rule for rule, on in gates if not on)
