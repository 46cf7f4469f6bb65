"""The overview: is everyone accounted for, where are they, what moves, and what does not add up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.atlas import Atlas, atlas_of
from musterbook.console.bar import bar_of
from musterbook.console.board import board_of
from musterbook.console.desk import Desk
from musterbook.console.looking import seen_by
from musterbook.console.pages.people import people_page
from musterbook.console.sightings import roles_asked
from musterbook.console.source import HandoverRow, SerialRow, SiteRow, Situation

KNOWN = ()
BAR_PX, BOARD_PX, MAP_PX, MAP_HIGH_PX = 360, 1374, 910, 520
PEOPLE_FIRST = 14
WAITING = ("overdue", "handing-over", "let-go", "offered")


def overview(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/`."""
    situation = desk.source.situation(asked.as_of)
    return desk.answer(
        asked,
        "overview.html",
        situation.stamp,
        said={"totals": situation.totals, "sites": situation.sites, "serials": situation.serials,
              "discrepancies": situation.discrepancies, "nodes": situation.nodes,
              "rolls": desk.source.ready_rolls(asked.as_of)},
        rows=situation.sites,
        situation=situation,
        totals=situation.totals,
        sites=in_page_order(situation.sites),
        bar=bar_of(situation.totals, width_px=BAR_PX),
        bar_px=BAR_PX,
        atlas=_map(desk, asked, situation, MAP_PX, MAP_HIGH_PX),
        **board_parts(situation, BOARD_PX),
        waiting=waiting(situation.handovers),
        late_rolls=[one for one in desk.source.ready_rolls(asked.as_of) if one.late],
        silent=silent_nodes(situation, desk.settings.node_silent_minutes),
        listing=people_page(seen_by(asked.looker, desk.source.people(asked.as_of)), asked, size=PEOPLE_FIRST),
    )  # fmt: skip


def map_fragment(desk: Desk, asked: Asked) -> str:
    """The map alone, at the width the page has for it."""
    width = asked.number("width", least=280, most=4000, otherwise=MAP_PX)
    height = asked.number("height", least=200, most=2000, otherwise=MAP_HIGH_PX)
    situation = desk.source.situation(asked.as_of)
    return desk.draw(asked, "_map.html", atlas=_map(desk, asked, situation, width, height), named=desk.named(asked))


def board_fragment(desk: Desk, asked: Asked) -> str:
    """The serial board alone, at the width the page has for it."""
    width = asked.number("width", least=280, most=4000, otherwise=BOARD_PX)
    return desk.draw(asked, "_board.html", **board_parts(desk.source.situation(asked.as_of), width))


def _map(desk: Desk, asked: Asked, situation: Situation, width: int, height: int) -> Atlas:
    """The map, with carriers where they were last seen, as far as whoever asks may know; not of a moment past."""
    found = () if situation.stamp.past else desk.source.sightings(roles_asked(asked))
    seen = {one.serial: (one.lon, one.lat) for one in found if one.lon is not None and one.lat is not None}
    return atlas_of(situation, width=width, height=height, language=asked.language, seen=seen)


def lists_fragment(desk: Desk, asked: Asked) -> str:
    """The tables of the overview that change with the book: places, discrepancies, handovers waiting."""
    situation = desk.source.situation(asked.as_of)
    return desk.draw(
        asked,
        "_lists.html",
        situation=situation,
        named=desk.named(asked),
        sites=in_page_order(situation.sites),
        waiting=waiting(situation.handovers),
    )


def silent_nodes(situation: Situation, minutes: int) -> list[str]:
    """Nodes not heard of for longer than `minutes`, the longest silence first."""
    silent = [node for node in situation.nodes if not node.is_register and (node.age_minutes or 0) > minutes]
    return [node.node for node in sorted(silent, key=lambda node: -(node.age_minutes or 0))]


def in_page_order(sites: tuple[SiteRow, ...]) -> list[SiteRow]:
    """Places as listed: lost ones and those with someone unaccounted for first, then by roll."""
    return sorted(sites, key=lambda row: (not row.lost, row.unaccounted == 0, -row.in_hand, row.name))


def waiting(handovers: tuple[HandoverRow, ...]) -> list[HandoverRow]:
    """Handovers in which somebody still owes a signature, the most pressing first."""
    open_ = [row for row in handovers if row.stage in WAITING]
    return sorted(open_, key=lambda row: (-row.late_minutes, WAITING.index(row.stage), row.offered_at))


def board_parts(situation: Situation, width_px: int) -> dict[str, Any]:
    """The board, and where nothing stands on it the serials nearest before and after."""
    now = situation.stamp.as_of
    board = board_of(situation.serials, now=now, width_px=width_px)
    before = [row for row in situation.serials if row.arrives_at <= board.opens]
    after = [row for row in situation.serials if row.leaves_at >= board.ends]
    return {
        "board": board,
        "nearest_before": max(before, key=lambda row: row.arrives_at, default=None),
        "nearest_after": min(after, key=lambda row: row.leaves_at, default=None),
        "board_rows": board_rows(situation.serials, board.opens, board.ends),
    }


def board_rows(serials: tuple[SerialRow, ...], opens: datetime, ends: datetime) -> list[SerialRow]:
    """The serials of the board as a table, by hour of leaving."""
    shown = (row for row in serials if row.arrives_at > opens and row.leaves_at < ends)
    return sorted(shown, key=lambda row: (row.leaves_at, row.serial))
