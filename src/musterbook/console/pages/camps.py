"""The camps: how many are counted where, what is missing between counts, and what is owed. No list of people, ever."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.camp_chart import camp_chart, spark_paths
from musterbook.console.camp_leaving import control_out, count_out, indicator_out, range_out, row_out, view_out
from musterbook.console.camp_rows import OUT_OF_ORDER, CampRow, OwedLine
from musterbook.console.desk import Desk

KNOWN: Final = ()
ONE_KNOWN: Final = ()


def camps(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/camps`: what is owed first, then every camp, those that lose their people at the top."""
    view = desk.source.camps(asked.as_of)
    rows = worst_first(view.rows)
    told = [row_out(row) for row in rows]
    return desk.answer(
        asked, "camps.html", desk.source.stamp(asked.as_of),
        said={"camps": told}, rows=told, camps=rows, outs=_outs(rows), owed=owed_first(view.owed), spark=spark_paths,
        indicator_out=indicator_out,
    )  # fmt: skip


def camp(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/camps/NAME`; None if nothing was ever said of such a camp."""
    view = desk.source.camp(name, asked.as_of)
    if view is None:
        return None
    counts = [count_out(one) for one in view.counts]
    return desk.answer(
        asked, "camp.html", desk.source.stamp(asked.as_of),
        said={"camp": view_out(view)}, rows=counts, view=view, row=view.row,
        counts=list(zip(view.counts, counts, strict=True)), owed=owed_first(view.owed),
        chart=camp_chart(view.counts), outs=_outs((view.row,)),
        control_out=None if view.control is None else control_out(view.control),
        indicator_out=indicator_out, range_out=range_out,
    )  # fmt: skip


def worst_first(rows: tuple[CampRow, ...]) -> list[CampRow]:
    """Camps as listed: those that empty, then alerts, then what does not add up, then what is owed, then by name."""

    def place(row: CampRow) -> int:
        return OUT_OF_ORDER.index(row.verdict) if row.verdict in OUT_OF_ORDER else len(OUT_OF_ORDER)

    return sorted(rows, key=lambda row: (place(row), not row.owed, row.name))


def owed_first(owed: tuple[OwedLine, ...]) -> list[OwedLine]:
    """What is owed as listed: what has been owed longest first; of one change, what is owed at once before looks."""
    return sorted(owed, key=lambda one: (one.since, one.camp, one.due is not None))


def _outs(rows: tuple[CampRow, ...] | list[CampRow]) -> dict[str, Any]:
    """Each camp's newest count as it leaves, by the camp's name."""
    return {row.name: {} if row.newest is None else count_out(row.newest) for row in rows}
