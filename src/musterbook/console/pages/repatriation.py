"""Repatriation: which country owes what, who is late first, one country, and one case with what it still lacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, TypeVar

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.charts import Chart, chart_of
from musterbook.console.desk import Desk
from musterbook.console.return_rows import AGES, CaseRow, CountryRow, ReturnsView
from musterbook.console.seeing import Sees, seen_row, sees_of
from musterbook.repatriation.stages import COUNTRY_STAGES
from musterbook.terms.errors import Malformed

V = TypeVar("V")

KNOWN: Final = ("stage",)
COUNTRY_KNOWN: Final = ("show", "page")
CASE_KNOWN: Final = ()
SHOWN: Final = ("open", "silent", "kept", "over", "all")
"""Which cases of a country are listed."""
PAGE_ROWS: Final = 200
OWED_ROWS: Final = 60
DRAWN: Final = {
    "nationality-claimed": "f-claimed", "notified": "f-told", "accepted": "f-accepted", "received": "f-received",
}  # fmt: skip
"""Stages that the funnel draws, and the class of each line."""
CHART_PX, CHART_HIGH_PX = 900, 200


def repatriation(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/repatriation`: who is late first."""
    view = _seen(desk.source.returns(asked.as_of), desk, asked)
    rows = _at_stage(view.rows, asked)
    return desk.answer(
        asked, "repatriation.html", desk.source.stamp(asked.as_of),
        said={"returns": view}, rows=rows, view=view, countries=rows, ages=AGES, stages=COUNTRY_STAGES,
        late=[one for one in view.owed if one.over], coming=[one for one in view.owed if not one.over],
        most=OWED_ROWS, chart=funnel_chart(view), drawn=DRAWN,
    )  # fmt: skip


def country(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/repatriation/COUNTRY`; None if the book says nothing of it."""
    view = desk.source.country(name, asked.as_of)
    if view is None:
        return None
    view = _seen(view, desk, asked)
    kept = [one for one in view.cases if _is_shown(one, _shown(asked))]
    pages = max(1, -(-len(kept) // PAGE_ROWS))
    at = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked, "country.html", desk.source.stamp(asked.as_of),
        said={"country": view}, rows=kept, view=view, row=view.row, stages=COUNTRY_STAGES, show=_shown(asked),
        shown=SHOWN, found=len(kept), cases=kept[(at - 1) * PAGE_ROWS : at * PAGE_ROWS], page=at, pages=pages,
        first=(at - 1) * PAGE_ROWS + 1, last=min(at * PAGE_ROWS, len(kept)), most=OWED_ROWS,
    )  # fmt: skip


def case(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/repatriation/cases/CASE`; None if there is no such case."""
    view = desk.source.case(name, asked.as_of)
    if view is None or not _sees(desk, asked)(view.row.person):
        return None
    view = _seen(view, desk, asked)
    return desk.answer(
        asked, "case.html", desk.source.stamp(asked.as_of),
        said={"case": view}, rows=view.lacks, view=view, row=view.row,
    )  # fmt: skip


def funnel_chart(view: ReturnsView) -> Chart | None:
    """How many cases had come how far, each week's number held until the next; None before there are two weeks."""
    if len(view.funnel) < 2:
        return None
    epoch = view.funnel[0].at
    points = [(int((one.at - epoch) / timedelta(minutes=1)), one.reached) for one in view.funnel]
    return chart_of(
        epoch=epoch, ends=points[-1][0], width=CHART_PX, height=CHART_HIGH_PX, now=view.funnel[-1].at,
        steps={look: tuple((minute, float(reached[stage])) for minute, reached in points)
               for stage, look in DRAWN.items()},
    )  # fmt: skip


def _sees(desk: Desk, asked: Asked) -> Sees:
    """Of whom whoever asks needs to know."""
    return sees_of(asked.looker, lambda: desk.source.people(asked.as_of))


def _seen(view: V, desk: Desk, asked: Asked) -> V:
    """What is shown without whom he need not know of: of their cases he is shown counts."""
    whole = not asked.looker.asked or asked.looker.sees("", "")
    return view if whole else seen_row(view, _sees(desk, asked))


def _at_stage(rows: tuple[CountryRow, ...], asked: Asked) -> list[CountryRow]:
    wanted = asked.filters.get("stage")
    if wanted is not None and wanted not in COUNTRY_STAGES:
        raise Malformed.because("console.unknown-filter", name=f"stage={wanted[:20]}", known=", ".join(COUNTRY_STAGES))
    return [one for one in rows if wanted in (None, one.stage)]


def _shown(asked: Asked) -> str:
    said = asked.filters.get("show", "open")
    if said not in SHOWN:
        raise Malformed.because("console.unknown-filter", name=f"show={said[:20]}", known=", ".join(SHOWN))
    return said


def _is_shown(row: CaseRow, show: str) -> bool:
    return {
        "open": row.is_open, "silent": row.silent_days is not None, "kept": row.host_held, "over": not row.is_open,
        "all": True,
    }[show]  # fmt: skip
