"""Dossiers: who waits for whom, what is in one by its marks, what the checks find, what left. No text is ever shown."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.by_right import dossier_seen, dossiers_seen
from musterbook.console.desk import Desk
from musterbook.evidence.releases import STAGES
from musterbook.terms.errors import Malformed

KNOWN: Final = ("stage", "country")
ONE_KNOWN: Final = ()


def dossiers(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/dossiers`: requests that wait first."""
    view = dossiers_seen(asked, desk.source.dossiers(asked.as_of))
    stage, country = asked.filters.get("stage"), asked.filters.get("country")
    if stage is not None and stage not in STAGES:
        raise Malformed.because("console.unknown-filter", name=f"stage={stage[:20]}", known=", ".join(STAGES))
    rows = [one for one in view.requests if stage in (None, one.stage) and country in (None, one.country)]
    return desk.answer(
        asked, "dossiers.html", desk.source.stamp(asked.as_of),
        said={"dossiers": view}, rows=rows, view=view, requests=rows,
        stages=[one for one in STAGES if any(row.stage == one for row in view.requests)],
    )  # fmt: skip


def dossier(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/dossiers/NAME`; None if there is no such dossier."""
    view = dossier_seen(asked, desk.source.dossier(name, asked.as_of))
    if view is None:
        return None
    return desk.answer(
        asked, "dossier.html", desk.source.stamp(asked.as_of),
        said={"dossier": view}, rows=view.items, view=view, row=view.row,
    )  # fmt: skip
