"""A place: who is on its roll, what came and went, and every muster beside the roll of its hour."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk

KNOWN: Final = ()


def site(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/sites/ID`; None if there is no such place."""
    view = desk.source.site(name, asked.as_of)
    if view is None:
        return None
    loss = desk.source.loss(view.row.custodian, asked.as_of)
    roll = next((one for one in desk.source.ready_rolls(asked.as_of) if one.custodian == view.row.custodian), None)
    return desk.answer(
        asked,
        "site.html",
        desk.source.stamp(asked.as_of),
        said={"site": view, "loss": loss, "roll": roll},
        rows=view.handovers,
        view=view,
        row=view.row,
        loss=loss,
        roll=roll,
    )
