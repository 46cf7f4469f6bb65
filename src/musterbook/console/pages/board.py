"""The board of movement control: every serial planned against told, and a change tried before anyone signs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from litestar import Response

from musterbook.console.acts import ACTS, OUT, WAITS, JudgedRow, Wanted
from musterbook.console.asked import Asked
from musterbook.console.board import Board, board_of
from musterbook.console.desk import Desk
from musterbook.console.lift_rows import ManifestView
from musterbook.console.sightings import roles_asked
from musterbook.console.source import SerialRow, SiteRow
from musterbook.operation.diverting import why_diverted
from musterbook.terms.errors import Malformed

KNOWN: Final = (
    "from", "hours", "stage", "serial", "act", "leaves", "target", "person", "seen", "minutes", "reason", "at", "until",
    "signer", "because",
)  # fmt: skip
HOURS: Final = (6, 12, 24, 48)
BOARD_PX: Final = 1190
LANES_MAX: Final = 120
STEPS_MINUTES: Final = (-60, -15, 15, 60)
STALE: Final = 412
WAIT_MAX: Final = 2880
SIGNER_MAX: Final = 80
ACTS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "planned": ("leave", "slip", "wait", "reseat", "scrub", "again"),
    "loading": ("leave", "slip", "wait", "reseat", "scrub", "again"),
    "under-way": ("arrive", "wait", "divert", "again"),
}
"""What can be done with a serial, by how far it has come; nothing with one that is over."""

MINUTES: Final = (15, 30, 60, 120)


def board(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/board`."""
    situation = desk.source.situation(asked.as_of)
    drawn = _drawn(asked, situation.serials, now=situation.stamp.as_of, width=BOARD_PX)
    chosen = desk.source.manifest(asked.filters["serial"], asked.as_of) if "serial" in asked.filters else None
    moved_on = _moved_on(asked, chosen)
    judged = None if moved_on else _judged(desk, asked, chosen)
    rows = _shown(asked, situation.serials, drawn)
    drawn_page = desk.answer(
        asked,
        "board.html",
        situation.stamp,
        said={"serials": rows, "chosen": chosen.row if chosen else None, "judged": judged},
        rows=rows,
        listed=rows,
        rows_by_hour=_by_hour(rows),
        sightings=() if situation.stamp.past else desk.source.sightings(roles_asked(asked)),
        stages=_stages(situation.serials, drawn),
        chosen=chosen,
        judged=judged,
        steps=_steps(chosen),
        acts=ACTS_OF.get(chosen.row.stage, ()) if chosen is not None and not situation.stamp.past else (),
        minutes=MINUTES,
        reasons={"wait": WAITS, "divert": why_diverted(), "again": OUT},
        ways_out=_ways(situation.sites),
        moved_on=moved_on,
        **_around(asked, drawn, situation.serials),
    )
    if moved_on:
        drawn_page.status_code = STALE
    return drawn_page


def board_fragment(desk: Desk, asked: Asked) -> str:
    """The drawing alone, at the width the page has for it."""
    width = asked.number("width", least=280, most=4000, otherwise=BOARD_PX)
    situation = desk.source.situation(asked.as_of)
    drawn = _drawn(asked, situation.serials, now=situation.stamp.as_of, width=width)
    return desk.draw(asked, "_day.html", **_around(asked, drawn, situation.serials))


def list_fragment(desk: Desk, asked: Asked) -> str:
    """The list by hour alone."""
    situation = desk.source.situation(asked.as_of)
    drawn = _drawn(asked, situation.serials, now=situation.stamp.as_of, width=BOARD_PX)
    rows = _shown(asked, situation.serials, drawn)
    return desk.draw(asked, "_hours.html", rows_by_hour=_by_hour(rows), drawn=drawn)


def _drawn(asked: Asked, serials: Sequence[SerialRow], *, now: datetime, width: float) -> Board:
    hours = asked.number("hours", least=1, most=96, otherwise=12)
    start = asked.moment("from") or now - timedelta(hours=hours / 4)
    start = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    window = start, start + timedelta(hours=hours)
    return board_of(serials, now=now, width_px=width, window=window, lanes_max=LANES_MAX)


def _around(asked: Asked, drawn: Board, serials: Sequence[SerialRow]) -> dict[str, Any]:
    """What stands around the drawing; where it is empty, the serials before and after it."""
    hours = asked.number("hours", least=1, most=96, otherwise=12)
    step = timedelta(hours=max(hours * 2 // 3, 1))
    return {
        "board": drawn, "hours": hours, "earlier": drawn.opens - step, "later": drawn.opens + step,
        "nearest_before": max((one for one in serials if one.leaves_at < drawn.opens), key=_leaves, default=None),
        "nearest_after": min((one for one in serials if one.leaves_at >= drawn.ends), key=_leaves, default=None),
    }  # fmt: skip


def _leaves(row: SerialRow) -> datetime:
    return row.leaves_at


def _shown(asked: Asked, serials: Sequence[SerialRow], drawn: Board) -> list[SerialRow]:
    """The serials of the window in one stage or in all, by the hour told for leaving."""
    stage = asked.filters.get("stage")
    found = (
        row for row in _inside(serials, drawn) if stage in (None, row.stage) or (stage == "slipped" and _slipped(row))
    )
    return sorted(found, key=lambda row: (row.leaves_at, row.serial))


def _inside(serials: Sequence[SerialRow], drawn: Board) -> list[SerialRow]:
    return [row for row in serials if row.arrives_at > drawn.opens and row.leaves_at < drawn.ends]


def _slipped(row: SerialRow) -> bool:
    return row.planned_leaves_at is not None and row.planned_leaves_at != row.leaves_at


def _stages(serials: Sequence[SerialRow], drawn: Board) -> list[tuple[str, int]]:
    inside = _inside(serials, drawn)
    counts = Counter(row.stage for row in inside)
    told = [(str(stage), counts[stage]) for stage in ("planned", "loading", "under-way", "done", "stopped")]
    return [*told, ("slipped", sum(map(_slipped, inside)))]


def _by_hour(rows: Sequence[SerialRow]) -> list[tuple[datetime, list[SerialRow]]]:
    def hour(row: SerialRow) -> datetime:
        return row.leaves_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    return [(at, list(some)) for at, some in groupby(rows, key=hour)]


def _ways(sites: Sequence[SiteRow]) -> list[SiteRow]:
    """Places a serial under way may be dropped on; where it can really go is asked when it is."""
    return [site for site in sites if site.role in ("staging", "receiving")]


def _steps(chosen: ManifestView | None) -> list[tuple[int, datetime]]:
    if chosen is None:
        return []
    return [(minutes, chosen.row.leaves_at + timedelta(minutes=minutes)) for minutes in STEPS_MINUTES]


def _judged(desk: Desk, asked: Asked, chosen: ManifestView | None) -> JudgedRow | None:
    """The change asked for, judged; None when none is asked for, or the moment is past."""
    act = asked.filters.get("act", "")
    if not act or chosen is None or asked.as_of is not None:
        return None
    return desk.source.judged(chosen.row.serial, wanted_of(asked, act))


def wanted_of(asked: Asked, act: str) -> Wanted:
    """The act that an address asks for, with what it needs; Malformed for one that is none."""
    if act not in ACTS:
        raise Malformed.because("console.unknown-filter", name=act[:40], known=", ".join(ACTS))
    said = asked.filters
    return Wanted(
        act, asked.moment("leaves"), said.get("target", ""), _numbers(asked),
        minutes=asked.number("minutes", least=1, most=WAIT_MAX, otherwise=30), until=asked.moment("until"),
        reason=said.get("reason", "other" if act in ("wait", "divert") else ""), at=asked.moment("at"),
        signer=said.get("signer", "").strip()[:SIGNER_MAX], because=said.get("because", ""),
    )  # fmt: skip


def _moved_on(asked: Asked, chosen: ManifestView | None) -> bool:
    """Whether a change is tried on another list than the one that was looked at: hours, seats or people are others."""
    seen = asked.filters.get("seen", "")
    return bool(seen and chosen and asked.filters.get("act") and not chosen.digest.startswith(seen))


def _numbers(asked: Asked) -> tuple[str, ...]:
    return tuple(number for number in asked.filters.get("person", "").replace(",", " ").split() if number)
