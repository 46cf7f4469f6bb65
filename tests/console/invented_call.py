"""An invented call and invented agreements for the console's tests."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from musterbook.console.agreement_rows import (
    AgreementRow,
    AgreementsView,
    AgreementView,
    BlockedRow,
    CapLine,
    ClassRow,
    DutyLine,
    FindingLine,
    NoticeRow,
    PairRow,
    PauseLine,
)
from musterbook.console.call_rows import (
    ActionRow,
    ActLine,
    AgencyRow,
    AgendaPart,
    CallLine,
    CoordinationView,
    DecisionRow,
    Dissent,
    WaitRow,
)
from musterbook.console.signers import Signing

NOW = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
ENTRY = "ab" * 32
NASTY = "<script>alert(1)</script>"
LEAD = Signing("u.lead", "agency-lead", ("u.lead", "u.deputy"))
PAIR = Signing("c.coord", "coordinator", ("c.coord",), second="o.desk", second_role="operation-desk")
NOBODY = Signing(refused="No officer of this operation may sign this. Have the registrar grant the role.")
AGREE = ActLine("agree", "UNX", "muster call agree --agency UNX --call CALL-004 --key u.lead", LEAD)


def _hours(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


class InventedCall:
    """The part of an invented account that speaks of the call and of agreements."""

    def coordination(self, as_of: datetime | None = None) -> CoordinationView:
        """A call that closed an hour ago, with one agency that has not answered and one action three days late."""
        action = ActLine("take", "ACT-002", "muster action take ACT-002 --key m.lead", LEAD)
        return CoordinationView(
            call=CallLine("CALL-004", "c.coord", "c.coord", _hours(-3), _hours(-3), _hours(-1), _hours(1), ENTRY),
            since=_hours(-3),
            waits=(
                WaitRow("action", "ACT-002", "MOI", "m.lead", "set", _hours(-72), overdue=True, rung="principals",
                        words=NASTY, act=action, entry=ENTRY),
                WaitRow("minutes", "CALL-004", "UNX", "u.lead", "waiting", _hours(1), overdue=False, act=AGREE),
                WaitRow("question", "ASK-001", "MOI", "m.lead", "open", _hours(20), overdue=False, entry=ENTRY),
            ),
            agencies=(
                AgencyRow("UNX", "u.lead", "u.deputy", "", "present", "u.lead", "waiting", ENTRY),
                AgencyRow("MOI", "m.lead", "", "m.minister", "absent", "", "agreed", ENTRY),
            ),
            agenda=(
                AgendaPart("headcount", ("custodian", "was", "now", "delta"), (("*", 5704, 5698, -6),)),
                AgendaPart("outlooks", ("site", "was", "now"), (("HSK-1", "watch", "ready"),)),
                AgendaPart("blocked", ("rule", "was", "now", "delta"), (("eligibility.hold", None, 41, None),)),
                AgendaPart("expiring", ("agreement", "until"), (("AGR-07", _hours(70)),)),
                AgendaPart("suspended", ("agreement", "because"), (("AGR-09", ("duty visit",)),)),
                AgendaPart("without_effect", ("decision", "affects"), (("DEC-003", ("agreement:AGR-09",)),)),
            ),
            decisions=(
                DecisionRow(
                    "DEC-003", "Resume AGR-09?", "yes", "c.coord", "mandate", "CALL-004", _hours(-2), _hours(-2),
                    _hours(96), stands=True, superseded_by="", supersedes="DEC-001", affects=("agreement:AGR-09",),
                    without_effect=("agreement:AGR-09",), dissent=(Dissent("MOI", "nobody asked us"),),
                    said={"MOI": "non-concur", "UNX": "concur"}, soon=True, entry=ENTRY,
                ),
                DecisionRow(
                    "DEC-001", "", "", "c.coord", "mandate", "", _hours(-90), _hours(-90), None, stands=False,
                    superseded_by="DEC-003", supersedes="", affects=("gate:coordination.stale-book",),
                    without_effect=(), dissent=(), said={}, soon=False, entry=ENTRY,
                ),
            ),
            actions=(
                ActionRow(
                    "ACT-002", NASTY, "MOI", "m.lead", _hours(-72), _hours(-96), "set", overdue=True, priority=1,
                    call="CALL-003", heard=("deputy", "owner", "lead", "chair", "principals"), blocked="", hands=2,
                    waits_for=("ACT-001",), done_by="", verified_by="", entry=ENTRY, act=action,
                ),
                ActionRow(
                    "ACT-001", "confirm beds", "UNX", "u.lead", _hours(30), _hours(30), "taken-up", overdue=False,
                    priority=2, call="", heard=(), blocked="", hands=0, waits_for=(), done_by="", verified_by="",
                    entry=ENTRY,
                ),
                ActionRow(
                    "ACT-000", "send the list", "UNX", "u.lead", _hours(-30), _hours(-30), "verified", overdue=False,
                    priority=2, call="", heard=(), blocked="", hands=0, waits_for=(), done_by="u.lead",
                    verified_by="c.coord", entry=ENTRY,
                ),
            ),
            acts=(
                ActLine("open", "", "muster call open --chair c.coord --key c.coord", PAIR),
                ActLine("decide-gate", "", "", NOBODY),
            ),
            off=("coordination.stale-book",), open_words=True,
        )  # fmt: skip

    def agreements(self, as_of: datetime | None = None) -> AgreementsView:
        """One in force that ends soon, one suspended that a serial waits for, one drafted and unreadable."""
        return AgreementsView(
            rows=agreement_rows(), blocked=blocked_rows(),
            notices=(
                NoticeRow("duty", "AGR-09", "visit", _hours(-400), overdue=True),
                NoticeRow("ends", "AGR-07", "", _hours(70), overdue=False),
                NoticeRow("site", "", "KRK-R", None, overdue=False),
            ),
            pairs=(PairRow("hsk-1", "krk-r", 1240, 1100, 3, ("AGR-07",)), PairRow("hsk-1", "nsr-1", 1240, 0, 3, ())),
            acts=(ActLine("draft", "", "muster agreement add NAME --key c.coord", LEAD),), soon_days=7,
        )  # fmt: skip

    def agreement(self, name: str, as_of: datetime | None = None) -> AgreementView | None:
        """One of the three."""
        row = next((one for one in agreement_rows() if one.agreement == name), None)
        return None if row is None else AgreementView(
            row=row, blocked=tuple(one for one in blocked_rows() if one.agreement == name),
            classes=tuple(one for one in class_rows() if name in one.agreements),
            entries=((_hours(-100), "coordination.agreement-made", "desk", ENTRY),),
            acts=(ActLine("revoke", name, f"muster agreement revoke {name} --because REASON --key c.coord", PAIR),),
        )  # fmt: skip

    def covering(self, as_of: datetime | None = None) -> Sequence[ClassRow]:
        """Three classes at one origin, beside two receivers."""
        return class_rows()


def agreement_rows() -> tuple[AgreementRow, ...]:
    """Three agreements, the one that serials wait for first."""
    return (
        AgreementRow(
            "AGR-09", "memorandum", "suspended", {"iraq": True, "sdf": True}, ("relocation",),
            "giver = hsk-1 and receiver = nsr-1", ("The giver is hsk-1", "The receiver is nsr-1"), _hours(-200), None,
            soon=False, used=41, caps=(), conditions={"letter of the ministry": True},
            duties=(DutyLine("visit", 30, _hours(-400), overdue=True),),
            findings=(FindingLine("AGR-09-F-001", grave=True, raised_at=_hours(-20), answered_at=None, entry=ENTRY),),
            pauses=(PauseLine("duty", "visit", _hours(-64)), PauseLine("party", "sdf", _hours(-3), NASTY, ENTRY)),
            serials=("S-044",), country="", entry=ENTRY,
        ),
        AgreementRow(
            "AGR-11", "assurance", "drafted", {"iraq": False}, ("return",), "sex is man", (), _hours(-2), None,
            soon=False, used=0, caps=(), conditions={"a lawyer has seen it": False}, duties=(), findings=(), pauses=(),
            serials=(), country="IRQ", entry=ENTRY,
        ),
        AgreementRow(
            "AGR-07", "consent", "in force", {"iraq": True, "sdf": True}, ("custody-change", "relocation"),
            "giver in {hsk-1, shd-1} and child = no",
            ("The giver is one of hsk-1, shd-1", "Known not to be a child"), _hours(-300), _hours(70), soon=True,
            used=5547, caps=(CapLine("total", 5547, 7000), CapLine("per_day", 2100, 2000)), conditions={}, duties=(),
            findings=(), pauses=(), serials=(), country="", entry=ENTRY,
        ),
    )  # fmt: skip


def blocked_rows() -> tuple[BlockedRow, ...]:
    """Two serials that leave people behind, one of them with no agreement near."""
    return (
        BlockedRow("S-044", _hours(5), "AGR-09", "suspended", 60, 62),
        BlockedRow("S-045", _hours(6), "", "", 3, 40),
    )


def class_rows() -> tuple[ClassRow, ...]:
    """Whom nothing covers first."""
    return (
        ClassRow("hsk-1", "krk-r", "man", "unknown", "no", "security", "claimed", "IRQ", 140, ()),
        ClassRow("hsk-1", "nsr-1", "man", "no", "no", "security", "claimed", "IRQ", 1100, ()),
        ClassRow("hsk-1", "krk-r", "man", "no", "no", "security", "claimed", "IRQ", 1100, ("AGR-07",)),
    )
