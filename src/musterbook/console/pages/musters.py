"""Musters: what is called and late, who was not counted for longest, counts beside the roll, and what is open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.counting import REASONS
from musterbook.console.custody_rows import CountRow, MustersView
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("custodian", "agreed")
SHOWN: Final = 40


def musters(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/musters`."""
    view, whose = desk.source.musters(asked.as_of), asked.filters.get("custodian", "")
    agreed = asked.filters.get("agreed", "")
    if agreed not in ("", "yes", "no"):
        raise Malformed.because("console.unknown-filter", name=f"agreed={agreed[:20]}", known="yes, no")
    counts = [
        one
        for one in view.counts
        if whose in ("", one.custodian) and agreed in ("", "yes" if one.agreed else "no")
    ]  # fmt: skip
    return desk.answer(
        asked, "musters.html", desk.source.stamp(asked.as_of), said={"musters": view, "counts": counts},
        rows=[_flat(one) for one in counts], view=view, counts=counts[:SHOWN], total=len(counts), whose=whose,
        agreed=agreed, custodians=sorted({one.custodian for one in view.counts}),
        counting={one.custodian for one in view.called}, reasons=REASONS, callers=_callers(view),
    )  # fmt: skip


def _callers(view: MustersView) -> tuple[str, ...]:
    """Officers who may order a count of anybody's people."""
    return tuple(dict.fromkeys(one for row in view.named if row.act is not None for one in row.act.signing.able))


def _flat(row: CountRow) -> dict[str, object]:
    return {**asdict(row), "difference": row.difference, "agreed": "yes" if row.agreed else "no"}
