"""Handovers: offered, let go, accepted, and the minutes between in which nobody new has signed."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.terms.errors import Malformed

KNOWN: Final = ("stage", "giver", "receiver", "serial", "q", "page")
SIZE: Final = 100


def handovers(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/handovers`."""
    everything = desk.source.handovers(asked.as_of)
    stages = Counter(row.stage for row in everything)
    wanted = {name: asked.filters[name] for name in ("stage", "giver", "receiver", "serial") if name in asked.filters}
    words = asked.filters.get("q", "").casefold().split()
    rows = [
        row
        for row in everything
        if all(getattr(row, name) == value for name, value in wanted.items())
        and all(word in f"{row.reference} {row.giver} {row.receiver} {row.serial}".casefold() for word in words)
    ]
    pages = max((len(rows) + SIZE - 1) // SIZE, 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    if wanted.get("stage", "accepted") not in {*stages, "accepted"}:
        raise Malformed.because("console.unknown-filter", name=wanted["stage"][:40], known=", ".join(sorted(stages)))
    return desk.answer(
        asked,
        "handovers.html",
        desk.source.stamp(asked.as_of),
        said={"handovers": rows},
        rows=rows,
        handovers=rows[(page - 1) * SIZE : page * SIZE],
        total=len(rows),
        everything=len(everything),
        stages=sorted(stages.items(), key=lambda pair: -pair[1]),
        page=page,
        pages=pages,
        longest=max((row.gap_minutes or 0 for row in rows), default=0),
    )
