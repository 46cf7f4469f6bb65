"""Invented returns for the console's tests: eleven countries at different stages, some silent, and a case."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.console.return_rows import (
    AgeRow,
    CaseRow,
    CaseView,
    ClaimRow,
    CountryRow,
    CountryView,
    FunnelRow,
    LackLine,
    LetterRow,
    OwedRow,
    ReturnsView,
    StageLine,
    WrittenLine,
)
from musterbook.console.signed_acts import ActLine
from musterbook.repatriation.stages import COUNTRY_STAGES, ROAD

AT = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
CODES = ("FRA", "TUN", "MAR", "DEU", "RUS", "UZB", "SWE", "TUR", "GBR", "KAZ", "EGY")
_ACT = ActLine("return.act.open", "muster case open NUMBER COUNTRY --key k.desk", ("k.desk",))
_TWO = ActLine("return.act.assess", "muster case assess FRA-0001 --share FRA=WEIGHT --key k.desk --key x.exam",
               ("k.desk",), second=("x.exam",))  # fmt: skip
_NOBODY = ActLine("return.act.hold", "", (), ("judicial-liaison",))


def country_rows() -> tuple[CountryRow, ...]:
    rows = []
    for place, code in enumerate(CODES):
        held = 420 - 35 * place
        rows.append(CountryRow(
            code, COUNTRY_STAGES[place], held, held // 2, held - 20, held // 3, place, place % 3, 7 * place, 1,
            held - 7 * place, 3 if place < 4 else 0, None if place > 5 else 95 - 15 * place, 400 - place, "notified",
            62.5, None if place < 2 else 40.5, None if place < 2 else 12.0, None, f"{held - 0.25:.2f}", held, held - 3,
            {"man": held - 20, "woman": 12, "boy": 5, "girl": 3, "unknown": 0},
        ))  # fmt: skip
    return tuple(rows)


def owed_rows() -> tuple[OwedRow, ...]:
    return (
        OwedRow("FRA-0001", "FRA", "reply", 90, AT - timedelta(days=5), "principals", over=True),
        OwedRow("", "", "interview", 0, AT - timedelta(hours=5), "legal-reviewer", over=True, person="KHA-4712-M"),
        OwedRow("TUN-0004", "TUN", "papers", 0, AT + timedelta(days=3), "repatriation-desk", over=False),
    )


def case_row(name: str = "FRA-0001") -> CaseRow:
    return CaseRow(name, "KHA-4712-M", name[:3], "return", "notified", AT - timedelta(days=95),
                   AT - timedelta(days=130), 130, is_open=True, lacks="host-held", lacks_by="judicial-liaison",
                   silent_days=95, host_held=True)  # fmt: skip


def claims(country: str) -> tuple[ClaimRow, ...]:
    return (ClaimRow("UN", AT - timedelta(days=20), country, "held", 300, 20, 5, 4, 0, 342, 13, 417, -75, "c1" * 32),)


def letters() -> tuple[LetterRow, ...]:
    sent = AT - timedelta(days=95)
    return (LetterRow("FRA-0001", "first-notice", "embassy", sent, None, 95, "c2" * 32),
            LetterRow("FRA-0002", "identifiers", "by-hand", sent, AT, None, "c3" * 32))  # fmt: skip


class InventedReturns:
    """The part of an invented source that speaks of returns."""

    def returns(self, as_of: datetime | None = None) -> ReturnsView:
        weeks = [AT - timedelta(weeks=back) for back in range(20, -1, -1)]
        return ReturnsView(
            rows=country_rows(),
            ages=(AgeRow("FRA", (2, 0, 40, 3, 1), 95, "principals", 46), AgeRow("TUN", (5, 0, 0, 0, 0), 9, "", 5)),
            owed=owed_rows(), claims=claims(""),
            funnel=tuple(FunnelRow(at, {stage: 20 * week // (1 + place) for place, stage in enumerate(ROAD)})
                         for week, at in enumerate(weeks)),
            whole=5704, weighted="5704.00", parts={"UN": (5703, 5704)}, acts=(_ACT, _TWO, _NOBODY),
        )  # fmt: skip

    def country(self, code: str, as_of: datetime | None = None) -> CountryView | None:
        row = next((one for one in country_rows() if one.country == code), None)
        if row is None:
            return None
        return CountryView(
            row, AT - timedelta(days=95), {"channel": "embassy", "policy": "men women"},
            {"notified": 62.5, "accepted": None}, (case_row(), case_row("FRA-0002")), letters(), owed_rows()[:1],
            claims(code), (_ACT,),
        )  # fmt: skip

    def case(self, name: str, as_of: datetime | None = None) -> CaseView | None:
        if name != "FRA-0001":
            return None
        stages = tuple(StageLine(stage, AT if place < 4 else None) for place, stage in enumerate(ROAD))
        return CaseView(
            case_row(), (*stages, StageLine("host-held", AT, side=True)),
            (LackLine("host-held", "held", "judicial-liaison", 150, _NOBODY),
             LackLine("assured", "fair-trial", "country", 61, _ACT)),
            owed_rows()[:1], letters()[:1], (case_row("TUN-0004"),),
            (WrittenLine("repatriation.case-opened", (("track", "return"),), AT, "c4" * 32),
             WrittenLine(
                 "repatriation.nationality-assessed", (("shares", "FRA 0.7"), ("shares", "TUN 0.2")), AT, "c5" * 32,
             )), (_ACT, _TWO),
        )  # fmt: skip
