"""Invented camps for the console's tests: one that empties after control changed, one nobody may enter, a small one."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from datetime import UTC, date, datetime

from musterbook.camps.ageing import Turning
from musterbook.camps.bands import Range
from musterbook.console.camp_rows import (
    BandLine,
    CampRow,
    CampsView,
    CampView,
    ControlView,
    CountLine,
    FollowOnLine,
    IndicatorLine,
    OwedLine,
)
from musterbook.console.signers import Signing

CHANGED = datetime(2026, 1, 20, 4, 0, tzinfo=UTC)
ENTRY = "5ca1ab1e" * 8
BIG, SHUT, SMALL = "al-Wahm", "Closed", "Little Demo"


def count(day: date, observed: int | None, verdict: str, **said: int | date | None) -> CountLine:
    """A count by the monitor."""
    part = verdict == "part-access"
    return CountLine(day, "monitor", "", observed, part, verdict, ENTRY, **said)  # type: ignore[arg-type]  # as told


def counts(name: str) -> tuple[CountLine, ...]:
    """Counts of a camp, the newest first."""
    if name == BIG:
        fell = {"previous": 24_000, "came": 60, "left": 40, "expected": 24_020, "unexplained": 4_020, "total": 4_020}
        first = count(date(2026, 1, 13), 24_000, "first")
        return count(date(2026, 1, 20), 20_000, "emptying", since=date(2026, 1, 13), **fell), first
    if name == SHUT:
        return count(date(2026, 1, 20), None, "no-access"), count(date(2026, 1, 6), 2_100, "first")
    few = {"previous": 310, "came": 3, "left": 0, "expected": 313, "unexplained": 2, "total": 2}
    before = count(date(2026, 1, 13), 310, "first")
    return count(date(2026, 1, 20), 311, "balanced", since=date(2026, 1, 13), **few), before


def camp_row(name: str) -> CampRow:
    """A camp of the table."""
    shut = name == SHUT
    beside = (
        IndicatorLine("days-without-access", 9 if shut else None, None, ENTRY if shut else ""),
        IndicatorLine("guards", 0 if name == BIG else None, date(2026, 1, 20) if name == BIG else None, ENTRY),
        IndicatorLine("water", 4, date(2026, 1, 12), ENTRY), IndicatorLine("registered", 0.62, date(2026, 1, 9), ENTRY),
        IndicatorLine("boys-parted", 3, date(2026, 1, 9), ENTRY), IndicatorLine("unaccompanied", None, None, ""),
    )  # fmt: skip
    lines = counts(name)
    spark = tuple(one.observed for one in reversed(lines))
    signals = ("emptying", "control", "guards") if name == BIG else ()
    return CampRow(name, "", lines[0], 3 if name == BIG else 0, signals, beside, spark)


def owed(name: str) -> tuple[OwedLine, ...]:
    """What is owed after control changed, with nobody who may count."""
    if name != BIG:
        return ()
    who, nobody = Signing("m.monitor", "camp-monitor", ("m.monitor",)), Signing(refused="Nobody may.")
    look = datetime(2026, 1, 22, 2, 0, tzinfo=UTC)
    return (
        OwedLine(BIG, "look", CHANGED, look, 44, ENTRY, "muster camps guards al-Wahm SEEN --key m.monitor", who),
        OwedLine(BIG, "recount", CHANGED, None, 0, ENTRY, "", nobody),
        OwedLine(BIG, "told", CHANGED, None, 0, ENTRY, "muster camps told al-Wahm --body BODY --key m.monitor", who),
    )


class InventedCamps:
    """A `CampSource` of three camps."""

    def camps(self, as_of: datetime | None = None) -> CampsView:
        """Every camp, and what is owed."""
        return CampsView(tuple(map(camp_row, (SHUT, SMALL, BIG))), owed(BIG))

    def camp(self, name: str, as_of: datetime | None = None) -> CampView | None:
        """One camp; None for any other."""
        if name not in (BIG, SHUT, SMALL):
            return None
        control = ControlView(
            CHANGED, "the old guard", "", "radio", ENTRY, (date(2026, 1, 13), 24_000), None, None, 44,
            datetime(2026, 1, 22, 2, 0, tzinfo=UTC), 4_020, 33,
            (FollowOnLine(SMALL, 3, (date(2026, 1, 20), 311)), FollowOnLine(SHUT, 30, None)),
        )  # fmt: skip
        until = date(2027, 1, 20)
        turned = (
            Turning(name, 15, date(2026, 1, 20), until, Range(3, 620, 1_100), "band", 0),
            Turning(name, 18, date(2026, 1, 20), until, None, "unknown", 40),
        )
        bands = ("0-4", "12-14", "60+", "")
        by_band = (BandLine(date(2026, 1, 20), "monitor", (3_000, 2_000, 3, 14_997), ENTRY),)
        leaves = (("", "0-4", "60+", "total"), ("f", "hidden", "<5", "3020"), ("total", "hidden", "hidden", "3020"))
        return CampView(
            camp_row(name), counts(name), bands, by_band, control if name == BIG else None, owed(name), turned,
            "monitor", leaves,
        )  # fmt: skip
