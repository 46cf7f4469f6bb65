"""Manifests: who should be aboard each serial, under which digest, frozen or not, and whom a gate would stop."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.lift_rows import ManifestView
from musterbook.console.pages.board import STALE, wanted_of
from musterbook.console.source import SerialRow
from musterbook.terms.errors import Malformed

KNOWN: Final = ("stage", "q", "page")
ONE_KNOWN: Final = ("act", "seen", "at", "signer")
ACTS: Final = ("issue", "close")
SIZE: Final = 60
STAGES: Final = ("planned", "loading", "under-way", "done", "stopped")


def manifests(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/manifests`: serials that have not left first, the soonest at the top, then those that have."""
    situation = desk.source.situation(asked.as_of)
    counts = Counter(row.stage for row in situation.serials)
    stage, words = asked.filters.get("stage"), asked.filters.get("q", "").casefold().split()
    if stage is not None and stage not in STAGES:
        raise Malformed.because("console.unknown-filter", name=stage[:40], known=", ".join(STAGES))
    rows = [row for row in situation.serials if stage in (None, row.stage) and _says(row, words)]
    rows.sort(key=_pressing)
    pages = max((len(rows) + SIZE - 1) // SIZE, 1)
    page = asked.number("page", least=1, most=pages, otherwise=1)
    return desk.answer(
        asked,
        "manifests.html",
        situation.stamp,
        said={"manifests": rows},
        rows=rows,
        shown=rows[(page - 1) * SIZE : page * SIZE],
        stages=[(one, counts[one]) for one in STAGES],
        everything=len(situation.serials),
        total=len(rows),
        page=page,
        pages=pages,
        size=SIZE,
    )


def manifest(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/serials/SERIAL`; None if nobody ever sat on it."""
    view = desk.source.manifest(name, asked.as_of)
    if view is None:
        return None
    stamp, act = desk.source.stamp(asked.as_of), asked.filters.get("act", "")
    if act and act not in ACTS:
        raise Malformed.because("console.unknown-filter", name=act[:40], known=", ".join(ACTS))
    moved_on = bool(act) and not view.digest.startswith(asked.filters.get("seen", ""))
    judged = desk.source.judged(name, wanted_of(asked, act)) if act and not moved_on and not stamp.past else None
    answer = desk.answer(
        asked, "manifest.html", stamp, said={"manifest": view, "judged": judged}, rows=view.seats,
        serial_query=urlencode({"serial": name}), judged=judged, moved_on=moved_on, **_parts(desk, asked, view),
    )  # fmt: skip
    if moved_on:
        answer.status_code = STALE
    return answer


def fragment(desk: Desk, asked: Asked) -> str:
    """All of a manifest that changes with the book; empty when there is none."""
    view = desk.source.manifest(asked.filters.get("serial", ""), asked.as_of)
    return desk.draw(asked, "_manifest.html", **_parts(desk, asked, view)) if view else ""


def _parts(desk: Desk, asked: Asked, view: ManifestView) -> dict[str, Any]:
    return {
        "view": view,
        "row": view.row,
        "names": desk.named(asked),
        "stopped": sum(bool(seat.stopped) for seat in view.seats),
        "medical": sum("medical" in seat.holds for seat in view.seats),
        "arabic": any(seat.name_ar for seat in view.seats),
        "sealed": not any(seat.name for seat in view.seats),
    }


def _says(row: SerialRow, words: list[str]) -> bool:
    text = f"{row.serial} {row.carrier} {row.origin} {row.destination}".casefold()
    return all(word in text for word in words)


def _pressing(row: SerialRow) -> tuple[bool, float]:
    """What has not left yet by the hour it leaves; what has, the latest first."""
    left = row.stage in ("under-way", "done", "stopped")
    hour = row.leaves_at.timestamp()
    return left, -hour if left else hour
