"""Invented counts, people who wait, and what is kept for one, for the console's tests."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from musterbook.console.call_rows import ActLine
from musterbook.console.custody_rows import (
    CalledRow,
    CountRow,
    EligibilityView,
    GapRow,
    GateLine,
    KeptLine,
    KeptPart,
    LossView,
    MustersView,
    NamedRow,
    OwnerRow,
    WaitingRow,
    WholeLine,
)
from musterbook.console.signers import Signing
from musterbook.console.source import DiscrepancyRow
from musterbook.operation.rolls_here import RollHere
from musterbook.terms.custodians import CustodianId

NOW = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
ENTRY = "cd" * 32
NASTY = "<script>alert(1)</script>"
COUNTER = Signing("h.count-1", "counting-officer", ("h.count-1", "h.count-2"))
NOBODY = Signing(refused="No officer of this operation may sign this. Have the registrar grant the role.")
HOLD = GateLine("eligibility.hold", "held on medical grounds: ask a clinician", "clinician", ("operation-desk",))
CHILD = GateLine("eligibility.child", f"a child, or may be one {NASTY}", "age-panel", ())
SHEET = GateLine("custody.sheet", "no escort sheet is confirmed", "site-officer", ("operation-desk",))
HOLDER = GateLine("custody.holder", "claimed by two custodians", "nobody", ())


def _hours(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def _act(act: str, command: str, signing: Signing = COUNTER) -> ActLine:
    return ActLine(act, "", command, signing)


class InventedCustody:
    """The part of an invented account that speaks of counting and of who waits."""

    def musters(self, as_of: datetime | None = None) -> MustersView:
        """One count late by an hour, one that differed by a man, a place never counted, and people in a gap."""
        enter = _act("enter", "muster count enter M-7 --names FILE --key h.count-1")
        return MustersView(
            answered_for=5704, accounted_for=5650, unaccounted=4,
            called=(
                CalledRow("M-7", "hsk-1", "HSK-1", "name", NASTY, _hours(-3), _hours(-1), overdue=True, entry=ENTRY,
                          parts=1, of=3, act=enter),
            ),
            counts=(
                CountRow("M-6", "hsk-1", "HSK-1", "name", _hours(-20), 812, 811, confirmed=True,
                         missing=("KHA-4712-M",), over=(), back=0, entry=ENTRY),
                CountRow("M-5", "shd-1", "SHD-1", "number", _hours(-30), 120, 120, confirmed=False, missing=(),
                         over=(), back=2, entry=ENTRY),
            ),
            named=(
                NamedRow("qam-1", "QAM-1", 510, None, None, stale=True, act=_act("call", "", NOBODY)),
                NamedRow("hsk-1", "HSK-1", 811, _hours(-20), 1200, stale=True,
                         act=_act("call", "muster count call hsk-1 --key h.count-1")),
            ),
            discrepancies=(
                DiscrepancyRow("ab12cd34ef56", "missing", "hsk-1", 1, ("KHA-4712-M",), _hours(-20), _hours(-19.5),
                               overdue=True, sentence="one is missing at a count"),
            ),
            gaps=(
                GapRow("handover", "hsk-1", "H-12", _hours(-1), 60, 150, alarm=True),
                GapRow("control-lost", "shd-1", "", _hours(-0.1), 6, 3, alarm=False),
            ),
            longest_minutes=340, person_minutes=90_210,
            acts=(_act("close", "muster count close CUSTODIAN --key h.count-1"),),
        )  # fmt: skip

    def eligibility(self, as_of: datetime | None = None) -> EligibilityView:
        """Three who wait for three different people, one of them for the facts alone."""
        return EligibilityView(
            rows=(
                WaitingRow("KHA-4712-M", "hsk-1", "HSK-1", "clinician", _hours(-60), (HOLD, SHEET)),
                WaitingRow("KHA-4713-A", "shd-1", "SHD-1", "age-panel", _hours(-50), (CHILD,)),
                WaitingRow("KHA-4714-C", "hsk-1", "HSK-1", "nobody", _hours(-40), (HOLDER,)),
            ),
            owners=(
                OwnerRow("clinician", 1, ("d.doctor",)), OwnerRow("age-panel", 1, ()), OwnerRow("nobody", 1, ()),
            ),
            whole=(WholeLine("SHD-1", GateLine("custody.old-copy", "this copy is old", "node-keeper", ())),),
            free=900, held=903, acts=(_act("clear", "muster clear --site SITE --key e.reviewer"),),
        )  # fmt: skip

    def loss(self, custodian: str, as_of: datetime | None = None) -> LossView | None:
        """Shaddadi was lost; one claims more than there were."""
        if custodian != "shd-1":
            return None
        return LossView(_hours(-40), 120, 10, 30, 1, (4, 79), ("KHA-4715-E",), ((NASTY, _hours(-39), 1500),))

    def ready_rolls(self, as_of: datetime | None = None) -> tuple[RollHere, ...]:
        """One of Shaddadi has not come, Hasakah was not written ahead, and the rest are ready."""
        return () if as_of is not None else (
            RollHere(CustodianId("shd-1"), 120, _hours(-48), 240, 3, 120, behind=False, late=True),
            RollHere(CustodianId("hsk-1"), 900, None, 1500, 0, 600, behind=True, late=True),
        )  # fmt: skip

    def kept_for(self, number: str, as_of: datetime | None = None) -> Sequence[KeptPart]:
        """A sheet that is doubted, medicine overdue, one injury sealed, and nothing told."""
        return (
            KeptPart(
                "authority",
                (KeptLine("warrant", "court", at=_hours(-900), due=_hours(900), tone="good", entry=ENTRY),),
            ),
            KeptPart("sheet", (KeptLine("doubted", NASTY, "krk-r", _hours(-2), tone="bad", entry=ENTRY),)),
            KeptPart(
                "medicine",
                (KeptLine("pack", "3/4", "bus-1", _hours(-9), _hours(-1), "bad", room="health", instead="pack-ask"),),
            ),
            KeptPart(
                "looks",
                (KeptLine("look-injured", "H-12", "krk-r", _hours(-2), tone="bad", entry=ENTRY, room="health",
                          instead="looked"),),
                1,
            ),
            KeptPart("told", ()),
            KeptPart("kin", (KeptLine("kin-sibling", "KHA-4713-A", "hsk-1/in-hand", link="/people/KHA-4713-A"),)),
            KeptPart(
                "incidents",
                (KeptLine("incident-SELF_HARM", "I-karkh-4", "karkh", _hours(-9), room="health"),
                 KeptLine("incident-ASSAULT", "I-karkh-3", "karkh", _hours(-5), link="/incidents/I-karkh-3")),
            ),
            KeptPart("notices", (KeptLine("notice-overdue", "family", "karkh", due=_hours(-3), tone="bad"),)),
            KeptPart(
                "complaints",
                (KeptLine("complaint-open", "k.guard", "karkh", _hours(-20), _hours(30), "waits", ENTRY,
                          room="complaint", never=frozenset({"k.guard"})),),
            ),
            KeptPart("deadlines", (KeptLine("due-notice.family", by="karkh", due=_hours(-3), tone="bad"),)),
        )  # fmt: skip
