"""The watch: which site may lose its people before a move could finish, why, who owes an answer, and were we right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from litestar import Response

from musterbook.console.asked import Asked
from musterbook.console.charts import Chart, chart_of
from musterbook.console.desk import Desk
from musterbook.console.watch_atlas import watch_atlas
from musterbook.console.watch_rows import RUNGS, AlertRow, OutlookRow, OutlookView
from musterbook.terms.errors import Malformed

KNOWN: Final = ()
SITE_KNOWN: Final = ()
MAP_KNOWN: Final = ("day", "layers")
VERIFY_KNOWN: Final = ("layer",)
WHAT_IF_FIELDS: Final = (
    "posts_filled", "posts_minimum", "on_site", "people", "capacity", "fabric", "violence", "relief_days", "receiver",
    "warning", "offensive",
)  # fmt: skip
"""Inputs of a site that the what-if page lets one change."""
CHOICES: Final = {
    "on_site": ("yes", "no"), "fabric": ("purpose", "converted", "damaged"), "receiver": ("none", "present", "signed"),
    "warning": ("yes", "no"), "offensive": ("yes", "no"),
}  # fmt: skip
"""Inputs that are one of a few words."""
WHAT_IF_KNOWN: Final = (*WHAT_IF_FIELDS, "rejoin_low", "rejoin_high")
LAYERS: Final = ("incidents", "areas", "rings", "arrivals")
MAP_PX, MAP_HIGH_PX, CHART_PX, CHART_HIGH_PX = 1374, 640, 640, 160
SPARK_PX, SPARK_HIGH_PX = 84, 18
HISTORY_DAYS: Final = 90


def watch(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/watch`: the table first, the most pressing site at the top."""
    view = desk.source.watch(asked.as_of)
    rows = most_pressing(view.rows)
    return desk.answer(
        asked, "watch.html", desk.source.stamp(asked.as_of),
        said={"watch": view}, rows=rows, view=view, sites=rows, alerts=owed_first(view.alerts), spark=spark,
    )  # fmt: skip


def site(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/watch/SITE`; None if the watch does not know the place."""
    view = desk.source.outlook(name, asked.as_of)
    if view is None:
        return None
    stamp = desk.source.stamp(asked.as_of)
    return desk.answer(
        asked, "watch_site.html", stamp,
        said={"outlook": view}, rows=view.inputs, view=view, row=view.row, spark=spark,
        chart=history(view, now=stamp.as_of),
    )  # fmt: skip


def atlas(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/watch/map`; the table beside it says all the map says."""
    found, wanted = desk.source.watch_map(_day(asked), asked.as_of), layers_of(asked)
    return desk.answer(
        asked, "watch_map.html", desk.source.stamp(asked.as_of),
        said={"map": found}, rows=found.rows, found=found, wanted=wanted, layers=LAYERS,
        drawn=watch_atlas(found, layers=wanted, width=MAP_PX, height=MAP_HIGH_PX, language=asked.language,
                          named=desk.named(asked)),
        sites=most_pressing(found.rows),
    )  # fmt: skip


def map_fragment(desk: Desk, asked: Asked) -> str:
    """The map alone, at the width the page has for it and for the day asked for."""
    width = asked.number("width", least=280, most=4000, otherwise=MAP_PX)
    height = asked.number("height", least=200, most=2000, otherwise=MAP_HIGH_PX)
    found = desk.source.watch_map(_day(asked), asked.as_of)
    drawn = watch_atlas(
        found, layers=layers_of(asked), width=width, height=height, language=asked.language, named=desk.named(asked)
    )
    return desk.draw(asked, "_watch_map.html", drawn=drawn, named=desk.named(asked))


def verify(desk: Desk, asked: Asked) -> Response[Any]:
    """The page at `/watch/verify`: misses first, then alerts, then every layer with its counts."""
    view = desk.source.verification(asked.as_of)
    return desk.answer(
        asked, "watch_verify.html", desk.source.stamp(asked.as_of),
        said={"verification": view}, rows=[replace(one, bins=()) for one in view.layers], view=view,
    )  # fmt: skip


def what_if(desk: Desk, asked: Asked, name: str) -> Response[Any] | None:
    """The page at `/watch/SITE/what-if`: other inputs, and what a break would mean. Nothing of it is kept."""
    changes = {key: asked.filters[key] for key in WHAT_IF_FIELDS if key in asked.filters}
    rejoining = [_share(asked, "rejoin_low", 0.10), _share(asked, "rejoin_high", 0.60)]
    view = desk.source.what_if(name, changes, rejoining, asked.as_of)
    if view is None:
        return None
    return desk.answer(
        asked, "watch_what_if.html", desk.source.stamp(asked.as_of),
        said={"what_if": True, "view": view}, rows=view.lines, view=view, row=view.row, fields=WHAT_IF_FIELDS,
        rejoining=rejoining, choices=CHOICES,
    )  # fmt: skip


def most_pressing(rows: tuple[OutlookRow, ...]) -> list[OutlookRow]:
    """Sites as listed: lost ones, then by rung, then by chance; without an outlook last."""
    return sorted(rows, key=lambda row: (not row.lost, -RUNGS.index(row.rung), -(row.p or 0.0), row.name))


def owed_first(alerts: tuple[AlertRow, ...]) -> list[AlertRow]:
    """Alerts as listed: those past their hour, then those that owe an answer, the highest rung first."""
    return sorted(alerts, key=lambda one: (not one.overdue, bool(one.answer), -RUNGS.index(one.rung), one.answer_by))


def spark(values: tuple[float, ...]) -> str:
    """The path of a chance over days, its own largest at the top; empty for fewer than two."""
    if len(values) < 2:
        return ""
    top = max(*values, 0.01)
    step = (SPARK_PX - 2) / (len(values) - 1)
    points = (
        f"{1 + step * at:.1f},{SPARK_HIGH_PX - 2 - (SPARK_HIGH_PX - 4) * p / top:.1f}" for at, p in enumerate(values)
    )
    return "M" + "L".join(points)


def history(view: OutlookView, *, now: datetime) -> Chart | None:
    """The chance of the last 90 days in per cent with its range; None before there are two outlooks."""
    since = now - timedelta(days=HISTORY_DAYS)
    points = [(at, p, low, high) for at, p, low, high in view.history if at >= since]
    if len(points) < 2:
        return None
    epoch = points[0][0]

    def minute(at: datetime) -> int:
        return int((at - epoch) / timedelta(minutes=1))

    return chart_of(
        epoch=epoch, ends=max(minute(now), 60), width=CHART_PX, height=CHART_HIGH_PX, now=now,
        bands={
            "b-under": tuple((minute(at), 100 * low) for at, _, low, _ in points),
            "b-range": tuple((minute(at), 100 * (high - low)) for at, _, low, high in points),
        },
        steps={"c-chance": tuple((minute(at), 100 * p) for at, p, _, _ in points)},
    )  # fmt: skip


def layers_of(asked: Asked) -> tuple[str, ...]:
    """Layers asked for, all of them by default; Malformed for one that is not drawn."""
    said = asked.filters.get("layers")
    if said is None:
        return LAYERS
    wanted = tuple(one for one in said.split(",") if one)
    for one in wanted:
        if one not in (*LAYERS, "none"):
            raise Malformed.because("console.unknown-filter", name=f"layers={one[:20]}", known=", ".join(LAYERS))
    return wanted


def _day(asked: Asked) -> date | None:
    said = asked.filters.get("day")
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Malformed.because("console.bad-moment", text=said[:40]) from None


def _share(asked: Asked, name: str, otherwise: float) -> float:
    """A filter that is a share in per cent."""
    return asked.number(name, least=0, most=100, otherwise=round(100 * otherwise)) / 100
