"""An invented page of reports for the console's tests: an agreed number, a court that differs, one statement."""
# ruff: noqa: ARG002  every moment of this account looks alike

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.console.report_rows import (
    ChangeLine,
    FigureLine,
    IssuedLine,
    NumberView,
    ReportsView,
    StatementLine,
    ToSign,
)
from musterbook.console.report_source import ReportAsked
from musterbook.console.signers import Signing
from musterbook.papers.sitrep_page import Page, SaidLine, SaidSection, SaidTable
from tests.console.invented_watch import NASTY

AT = datetime(2026, 1, 22, 1, 7, tzinfo=UTC)
ENTRY = "f19ce5a1" * 8
PARTS = "a court: parts of 5,704 come to 5,703, 1 fewer"


class InventedReports:
    """A `ReportSource` of one report."""

    def reports(self, asked: ReportAsked, as_of: datetime | None = None) -> ReportsView:
        """The report, whatever is asked."""
        figures = (
            FigureLine("operation", "agreed", "desk", 5_704, AT, 5_704, 0, ENTRY, ("harbour",)),
            FigureLine("operation", "stated", "willow", 5_710, AT, 5_704, 6, ENTRY),
            FigureLine("arrived:harbour", "claimed", NASTY, 5_547, AT, 5_704, -157, ENTRY),
            FigureLine("nationality:IRQ", "claimed", "a court", 467, AT, None, None, ENTRY),
        )
        rows = ((("Willow", "12"), False), (("Harbour", "0"), True))
        table = SaidTable(("Custodian", "Answered for"), rows, frozenset({1}))
        page = Page(
            "Situation report", (("Number", "SITREP-0007"),),
            (SaidSection("Headcount", (SaidLine("Twelve are answered for.", loud=False), table)),
             SaidSection("Sources that differ", (SaidLine(PARTS, loud=True),))),
            ("Definitions", ("Answered for: on somebody's roll.",)), "figures in sitrep.json",
        )  # fmt: skip
        desk, word = Signing("o.desk", "operation-desk", ("o.desk",)), Signing("s.word", "spokesman", ("s.word",))
        head = Signing("m.head", "principal", ("m.head",))
        changes = (ChangeLine("Headcount", "Willow", "Answered for 14", "Answered for 12"),)
        return ReportsView(
            NumberView("agreed", 5_704, "desk", AT, ("harbour",), (), ENTRY), figures, (PARTS,), page,
            {"form": "musterbook/sitrep/1"}, None if asked.compare is None else changes, 2,
            (StatementLine("STATEMENT-0001", "on-the-roll", 5_704, AT, ("s.word", "m.head"), "", ENTRY),),
            (IssuedLine("SITREP-0006", "", AT, AT, ("o.desk",), ENTRY),),
            ToSign("muster sitrep --issue --as pdf --key o.desk", desk),
            ToSign("", word, head, ("The newest figure is not agreed.",)),
        )  # fmt: skip
