"""watch what-if: a site imagined otherwise, and what a break would mean. Not a forecast, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from musterbook.watch.breaks import Break, Ends
    from musterbook.watch.site_today import SiteToday
    from musterbook.watch.whatif import Imagined, WhatIf

WATERMARK = to_say("WHAT IF: imagined, not a forecast; nothing of it is written or scored")
SEED = 1


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("what-if")(what_if)


def what_if(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="The site.")],
    posts: Annotated[
        float | None, typer.Option(min=0.0, help="Share of the posts that is filled, 0.5 for half.")
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Nobody is on guard.")] = False,
    incidents: Annotated[int | None, typer.Option(min=0, help="Lethal incidents within 50 km in 30 days.")] = None,
    line_km: Annotated[float | None, typer.Option(min=0.0, help="Kilometres to hostile ground.")] = None,
    line_speed: Annotated[float, typer.Option(help="Kilometres a day by which it comes nearer.")] = 0.0,
    relief_in: Annotated[float | None, typer.Option(help="Days until a relief whose receiver is not there.")] = None,
    held: Annotated[int | None, typer.Option(min=0, help="People there; as known by default.")] = None,
    horizon: Annotated[int, typer.Option(min=1, max=365, help="Days ahead.")] = 14,
) -> None:
    """Imagine a site otherwise: what its chance and rung would be, and what a break would mean. Not a forecast."""
    from musterbook.operation.warning import today  # noqa: PLC0415  heavy
    from musterbook.watch.breaks import break_of  # noqa: PLC0415  heavy
    from musterbook.watch.whatif import what_if as imagine  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = today(book, book.incidents, asked.seen_at(book))
    if site not in found.known:
        raise Malformed.because("watch.unknown-site", site=site)
    known, look = found.known[site], found.looks[site]
    other = _imagined(known, posts=posts, nobody=nobody, incidents=incidents, line=(line_km, line_speed),
                      relief_in=relief_in, held=held)  # fmt: skip
    both = imagine(
        known, other, found.assumed, horizon_days=horizon, lift_days=look.lift_days if look.planned else None
    )
    people = other.people.value if other.people is not None else None
    broken = None if people is None else break_of(people, seed=SEED)
    told = {**both.as_json(), "break": None if broken is None else broken.as_json()}
    asked.show(told, [*_lines(both), *(_break_lines(broken) if broken is not None else [])])


def _imagined(
    known: SiteToday,
    *,
    posts: float | None,
    nobody: bool,
    incidents: int | None,
    line: tuple[float | None, float],
    relief_in: float | None,
    held: int | None,
) -> SiteToday:
    """The same site with what was asked for put in the place of what is known."""
    from musterbook.watch.control import Line  # noqa: PLC0415  heavy
    from musterbook.watch.site_today import Guards, Relief, Reported  # noqa: PLC0415  heavy

    now, source = known.as_of, "what-if"
    if posts is not None or nobody:
        filled = 0 if nobody else round(1000 * (posts or 0.0))
        known = replace(known, guards=Reported(Guards(filled, 1000, on_site=not nobody), now, source))
    if incidents is not None:
        known = replace(known, violence=Reported(incidents, now, source))
    if line[0] is not None:
        known = replace(known, line=Reported(Line(line[0], line[1], now), now, source))
    if held is not None:
        known = replace(known, people=Reported(held, now, source))
    if relief_in is not None:
        absent = Relief(
            source, now + timedelta(relief_in), receiver_present=False, receiver_signed=False, source=source
        )
        known = replace(known, reliefs=(*known.reliefs, absent))
    return known


def _lines(both: WhatIf) -> list[str]:
    from musterbook.words.forecasts import chance  # noqa: PLC0415  heavy

    def cells(name: str, one: Imagined) -> tuple[str, ...]:
        slack = "–" if one.slack_days is None else f"{one.slack_days:.0f} d"
        return name, chance(one.p, one.low, one.high), one.rung or "–", one.could_reach or "–", slack

    head = (
        "",
        in_words("People lost in {horizon_days} days", horizon_days=f"{both.horizon_days:g}"),
        "Rung",
        "Could reach",
        "Time left for a lift",
    )
    changed = in_words(
        "{site}, otherwise: {changed}", site=both.site, changed=", ".join(both.changed) or in_words("nothing")
    )
    return [
        in_words(WATERMARK),
        changed,
        *table(head, [cells(in_words("as known"), both.known), cells(in_words("imagined"), both.imagined)]),
    ]


def _break_lines(broken: Break) -> list[str]:
    """What a break would mean, in people: one time in twenty fewer, as likely as not, one time in twenty more."""

    def cells(name: str, ends: Ends) -> tuple[str, ...]:
        return name, *(f"{round(end):,}" for end in ends)

    rows = [
        cells(in_words("would be out"), broken.out),
        cells("  " + in_words("were it contained"), broken.contained),
        cells("  " + in_words("were all to break down"), broken.collapsed),
        cells(in_words("still out after 30 days"), broken.at_large),
    ]
    head = (in_words("Of {held} people", held=broken.held), "at least", "middle", "at most")
    return [
        "",
        *table(head, rows, right=(1, 2, 3)),
        in_words("All of this is judged, not tested: of the few known breaks some were small and some nearly whole."),
    ]
