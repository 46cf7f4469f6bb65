"""Invented dossiers for the console's tests: one that waits, one refused, one whose receipt is owed, one to be told."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.console.dossier_rows import (
    AnswerLine,
    CheckLine,
    ContestLine,
    DossierRow,
    DossiersView,
    DossierView,
    JudgedView,
    ParcelRow,
    RequestRow,
    WaitLine,
)
from musterbook.console.signed_acts import ActLine
from musterbook.operation.dossier_pieces import ChannelLine, HeldLine, ItemLine, WithheldLine

AT = datetime(2026, 1, 22, 1, 7, 18, tzinfo=UTC)
BANNER = "SECRET//ORCON/REL TO USA, DEU"
_ACT = ActLine("dossier.act.answer", "muster release answer R-0001 --say ANSWER --key n.origin", ("n.origin",))


def _ago(days: float) -> datetime:
    return AT - timedelta(days=days)


def requests() -> tuple[RequestRow, ...]:
    waits = (WaitLine("harbour", ("ORIG:harbour",), 12, overdue=True, reminded=True),
             WaitLine("FDO", ("FDO",), 12, overdue=False, reminded=True))  # fmt: skip
    answers = (AnswerLine("archive", "approve", "", appeal=False, at=_ago(3), entry="e1" * 32),
               AnswerLine("bureau", "refuse", "SRC", appeal=True, at=_ago(2), entry="e2" * 32))  # fmt: skip
    return (
        RequestRow("R-0004", "D-79", "FRA", "court", "prosecution", "sent", "allow", _ago(40), 40, overdue=False,
                   entry="d4" * 32, tell=True),
        RequestRow("R-0001", "D-77", "DEU", "prosecutor general", "prosecution", "with-originators", "needs", _ago(14),
                   12, overdue=True, entry="d1" * 32, death_penalty="excluded", fair_trial="assured",
                   judged_at=_ago(12), waits=waits, answers=answers),
        RequestRow("R-0002", "D-77", "GBR", "court", "identification", "refused", "needs", _ago(20), 20,
                   overdue=False, entry="d2" * 32, refused=("bureau SRC",)),
    )  # fmt: skip


def parcels() -> tuple[ParcelRow, ...]:
    return (ParcelRow("P-0001", "R-0004", "D-79", "FRA", "sent", 3, BANNER, _ago(12), _ago(9), None, None, None,
                      "aa" * 32, "bb" * 32, "e3" * 32, receipt_days=9, overdue=True),)  # fmt: skip


def dossier_row() -> DossierRow:
    return DossierRow("D-77", "KHA-4712-M", BANNER, "contested", 2, 3, _ago(15), 1, 2, "unknown", "", 2, 0, "e4" * 32)


def items() -> tuple[ItemLine, ...]:
    return (
        ItemLine("IT-000001", "archive", ("harbour",), "open-source", BANNER, ("(S//OC/REL TO USA, DEU)", "(U)"),
                 "application/pdf", _ago(300), "Willow", "team 4", "seized", (), ("B2 fact", "C3 assessment"),
                 settles=False, contested=True, consent=False, redacted=("IT-000003",), holder="desk",
                 entry="e5" * 32),
        ItemLine("IT-000002", "archive", (), "", "UNCLASSIFIED", (), "image/png", _ago(200), "Harbour", "team 5", "",
                 ("IT-000001",), ("A1 fact",), settles=True, contested=False, consent=True, redacted=(),
                 holder="harbour", entry="e6" * 32),
    )  # fmt: skip


class InventedDossiers:
    """The part of an invented source that speaks of evidence."""

    def dossiers(self, as_of: datetime | None = None) -> DossiersView:
        return DossiersView(requests(), parcels(), (dossier_row(),), (_ACT,))

    def dossier(self, name: str, as_of: datetime | None = None) -> DossierView | None:
        if name != "D-77":
            return None
        says = ("IT-000001: only its originator, harbour, may release it to DEU.",)
        verdicts = {4: "needs", 9: "deny", 10: "note"}
        checks = tuple(CheckLine(n, verdicts.get(n, "clear"), says if n in verdicts else ()) for n in range(1, 14))
        return DossierView(
            dossier_row(), items(), (JudgedView(requests()[1], "deny", ("IT-000003", "IT-000002"), checks),), parcels(),
            (WithheldLine("P-0001", "IT-000001", ("harbour",), ("IT-000003",), "bb" * 32),),
            (ChannelLine("IT-000003", "IT-000001", "raw bytes", "clean", "", AT, "e7" * 32),
             ChannelLine("IT-000003", "IT-000001", "pixels", "found", "page 2", AT, "e7" * 32, counts=False)),
            (HeldLine("IT-000001", _ago(300), _ago(10), "willow", "Willow", "", "e5" * 32),
             HeldLine("IT-000001", _ago(10), None, "desk", "", "", "e8" * 32, gap="seal-differs", giver="willow"),
             HeldLine("IT-000001", _ago(10), None, "desk", "gate", "7", "e8" * 32)),
            (ContestLine("IT-000001", _ago(1), "", "e9" * 32, _ACT),), (_ACT,),
        )  # fmt: skip
