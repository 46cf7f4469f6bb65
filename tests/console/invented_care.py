"""Invented beds, incidents, duties and boxes of a sheet, for the console's tests."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from musterbook.console.call_rows import ActLine
from musterbook.console.care_rows import (
    BedlessRow,
    BedRow,
    BedsView,
    DueOwner,
    DueRow,
    DueView,
    IncidentRow,
    IncidentsView,
    IncidentView,
    PaperLine,
    PlaceView,
    ReservationRow,
    RoomRow,
    SaidLine,
)
from musterbook.console.custody_rows import RiskBox
from musterbook.console.signers import Signing

NOW = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
ENTRY = "cd" * 32
NASTY = "<script>alert(1)</script>"
GOVERNOR = Signing("k.governor", "governor", ("k.governor",))


def _hours(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def _act(act: str, command: str) -> ActLine:
    return ActLine(act, "", command, GOVERNOR)


KARKH = RoomRow("karkh", ("KRK-1",), "KRK-1", 1400, 1300, 1200, 20, 1250, 24, 6, 4, 10, -4, 6, 3, 50)
ROOMY = RoomRow("roj", ("ROJ-2",), "", 500, 400, None, 0, 100, 0, 0, 0, 0, 300, 300, 0, 0)
KEPT = (
    ReservationRow("BEDS-karkh-1", "KRK-1", "karkh", "S-038", "MEDICAL", 24, 24, 0, 0, 0, _hours(5), lapsed=False),
    ReservationRow("BEDS-karkh-2", "KRK-1", "karkh", NASTY, "", 6, 6, 0, 0, 0, _hours(-2), lapsed=True,
                   displaced_from="roj"),
)  # fmt: skip
FIGHT = IncidentRow(
    "I-karkh-3", _hours(-5), "ASSAULT", "karkh", "KRK-1", "", 2, ("KHA-4712-M", "KHA-4713-A"), "AWAITING_REVIEW",
    closed=False, fault="", gravity="minor", late_minutes=130, late=True, additions=1, health=False,
    counts_in_figures=True, duplicate_of="", entry=ENTRY,
)  # fmt: skip
ILL = IncidentRow(
    "I-karkh-4", _hours(-9), "SELF_HARM", "karkh", "KRK-1", "S-038", 1, ("KHA-4714-C",), "CLOSED", closed=True,
    fault="investigation", gravity="", late_minutes=10, late=False, additions=0, health=True,
    counts_in_figures=False, duplicate_of="", entry=ENTRY,
)  # fmt: skip


class InventedCare:
    """The part of an invented account that speaks of room, of incidents and of duties."""

    def beds(self, as_of: datetime | None = None) -> BedsView:
        """A place with four too many and one with room."""
        return BedsView((KARKH, ROOMY), KEPT, (_act("reserve", "muster beds reserve PLACE NUMBER --key k.governor"),))

    def bed_place(self, name: str, as_of: datetime | None = None) -> PlaceView | None:
        """Four beds: one taken twice, one free, one shut, one that nobody lives in; two people without."""
        if name != "KRK-1":
            return None
        return PlaceView(
            "KRK-1", "prison", "karkh", _hours(-700), KARKH, {"in_hand": 1250, "no_bed": 2, "still_to_arrive": 4},
            (
                BedRow("A-1-01/1", "CAT_A", "A-1-01", ("KHA-4712-M", "KHA-4713-A"), out_of_use=False, counted=True),
                BedRow("A-1-01/2", "CAT_A", "A-1-01", (), out_of_use=False, counted=True),
                BedRow("A-1-02/1", "MEDICAL", "A-1-02", (), out_of_use=True, counted=True),
                BedRow("A-1-03/1", "DRY", "A-1-03", (), out_of_use=False, counted=False),
            ),
            (("CAT_A", 2, 0, 1), ("DRY", 1, 0, 0), ("MEDICAL", 1, 1, 0)),
            (
                BedlessRow("KHA-4714-C", "A-1-01/2", ()),
                BedlessRow("KHA-4715-E", "", ("1 bed is of a kind that does not fit", f"kept apart {NASTY}")),
            ),
            2, KEPT, (_act("assign", "muster beds assign KRK-1 --key k.governor"),),
        )  # fmt: skip

    def incidents(self, as_of: datetime | None = None) -> IncidentsView:
        """A fight that was reported late, and something of health that is closed."""
        report = _act("report", "muster incident report KIND --words WORDS --key k.governor")
        return IncidentsView((FIGHT, ILL), 60, (report,))

    def incident(self, reference: str, as_of: datetime | None = None) -> IncidentView | None:
        """Each with what was said of it, the papers of one who left, and how he came back."""
        row = next((one for one in (FIGHT, ILL) if one.reference == reference), None)
        if row is None:
            return None
        said = (
            SaidLine("report", row.at, "karkh", "AWAITING_REVIEW", "" if row.health else f"two men {NASTY}", ENTRY),
            SaidLine("addition", _hours(-3), "desk", "UPDATED", "seen again", ENTRY),
        )
        papers = (
            PaperLine(row.numbers[0], "deceased", _hours(-4), "ab" * 32, "certificate", ENTRY),
            PaperLine(row.numbers[0], "recovered", _hours(-3), "", "gave-themselves-up", ENTRY),
        )
        odd = ("KHA-4712-M: an incident says he left custody, and no departure does",)
        add = _act("add", f"muster incident add {reference} --words WORDS --key k.governor")
        return IncidentView(row, said, papers, odd, (add,))

    def due(self, as_of: datetime | None = None) -> DueView:
        """Something overdue, something due in two days, and a complaint against an officer."""
        rows = (
            DueRow("karkh", "notice.family", "KHA-4712-M", _hours(-3), 1, overdue=True, link="/people/KHA-4712-M"),
            DueRow("karkh", "hold.child", NASTY, _hours(40), 2, overdue=False),
            DueRow("protection-officer", "complaint", "KHA-4713-A", _hours(30), 1, overdue=False,
                   link="/people/KHA-4713-A", never=frozenset({"k.guard"})),
        )  # fmt: skip
        owners = (DueOwner("karkh", 1, 1, 1, _hours(-3)), DueOwner("protection-officer", 0, 1, 0, _hours(30)))
        return DueView(rows, owners)

    def risks_of(self, number: str, as_of: datetime | None = None) -> Sequence[RiskBox]:
        """One danger and one thing to ask."""
        return (
            RiskBox("check", "Ask before you move this person", ("Ask health staff.",)),
            RiskBox("alert", "Danger to people", ("This person may try to escape.", NASTY)),
        )
