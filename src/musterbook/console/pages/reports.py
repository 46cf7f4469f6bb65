"""Reports: the number, figures side by side, the situation report as it stands, and what was said already."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.report_rows import FigureLine
from musterbook.console.report_source import ReportAsked
from musterbook.terms.errors import Fault, Malformed, Refused

KNOWN: Final = ("since", "to", "compare")


def reports(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/reports`. Its JSON is the report's own, with the figures beside it; its CSV the figures."""
    chosen = ReportAsked(asked.filters.get("since", ""), asked.filters.get("to", ""), asked.moment("compare"))
    try:
        view = desk.source.reports(chosen, asked.as_of)
    except Refused as refused:
        # Only who it is for can be refused, and that is typed into the address.
        faults = [Fault(one.rule, column="to", values=one.values) for one in refused.objections]
        raise Malformed.of(faults) from refused
    beside = {"number": view.number, "figures": view.figures, "statements": view.statements, "issued": view.issued}
    return desk.answer(
        asked, "reports.html", desk.source.stamp(asked.as_of),
        said={**beside, "changes": view.changes, "report": view.told}, rows=view.figures, view=view,
        questions=by_question(view.figures), compared=chosen.compare, is_line=lambda part: hasattr(part, "text"),
    )  # fmt: skip


def by_question(figures: tuple[FigureLine, ...]) -> dict[str, list[FigureLine]]:
    """Figures by the question they answer, in their order; of one question, agreed, stated, claimed."""
    found: dict[str, list[FigureLine]] = {}
    for one in figures:
        found.setdefault(one.scope, []).append(one)
    return found
