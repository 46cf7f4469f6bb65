"""watch replay: what would have been said of each site on each past day, from nothing but what was known then."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from musterbook.cli.context import Asked
from musterbook.cli.stopping import Stopping
from musterbook.cli.tongue import aside
from musterbook.cli.watch_replay_book import replay_book
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from musterbook.watch.forecast import Forecast
    from musterbook.watch.replay.days import OneDay, Wanted
    from musterbook.watch.replay.world import World
    from musterbook.watch.settings import Assumptions
    from musterbook.watch.sources.several import Gathered

DAYS_SHOWN: Final = 31
"""So many days are printed for people when nobody says since when; as JSON all of them are."""

PATIENCE_SECONDS: Final = 2.0
"""Work shorter than this says nothing of how far it is."""

DIGITS: Final = 6
"""Of a chance in JSON; more would be rounding errors of this machine."""

STOPPING: Final = to_say("ending after this day; once more ends at once")

Events = Annotated[
    Path | None, typer.Option(help="File, or folder of files: incidents of UCDP or ACLED, control areas as GeoJSON.")
]
Sites = Annotated[
    Path | None, typer.Option(help="CSV: site_id, country, lat, lon; name, kind, hostile_to, fabric too.")
]
Since = Annotated[
    str, typer.Option(help="The first day; by default the first of which anything is known, on a screen 31 days.")
]
Horizon = Annotated[
    list[int] | None,
    typer.Option(min=1, max=365, help="Days ahead, 14 by default; may be given again. Fighting: always 14."),
]
Layers = Annotated[
    list[str] | None, typer.Option("--layer", help="Only loss, line, fighting or near; may be given again.")
]
Hostile = Annotated[list[str] | None, typer.Option(help="Whose ground is hostile to every site; may be given again.")]
Primary = Annotated[
    list[str] | None, typer.Option(help="COUNTRY=ucdp or =acled: which source counts where both tell of it.")
]


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("replay")(replay)


def replay(
    ctx: typer.Context,
    until: Annotated[str, typer.Option(help="The last day: 2026-01-31; of a book also a moment of it.")],
    events: Events = None,
    sites: Sites = None,
    since: Since = "",
    every: Annotated[int, typer.Option(min=1, help="Every so many days from the first.")] = 1,
    horizon: Horizon = None,
    site: Annotated[list[str] | None, typer.Option(help="Only this site; may be given again.")] = None,
    layer: Layers = None,
    hostile: Hostile = None,
    primary: Primary = None,
    learn_since: Annotated[str, typer.Option(help="Leave out incidents that began before this day.")] = "",
    settings: Annotated[
        str, typer.Option(help="Of a book: then or now. Of files: watch.toml with other assumptions.")
    ] = "",
    top: Annotated[int, typer.Option(min=1, help="Sites a day on a screen.")] = 12,
) -> int:
    """Say of each site and day what would have been said then, from what was known by its end and nothing later.

    With --events and --sites it needs no book. Without, every outlook frozen in the book is worked out again from what
    was known at its moment; what differs is named, and with the settings of then the exit code is 6. With --json a list
    of rows, of files: site, day, layer, horizon_days, p, low, high, reasons. Layers: loss of custody; line, hostile
    ground reaching the site; fighting, lethal and within 25 km; near, the same within 15 km of a quiet site. Ctrl-C
    ends after the day in hand; the rows up to there stand.
    """
    from musterbook.watch.replay.days import replay as replayed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if events is None or sites is None:
        given = {"--horizon": horizon, "--layer": layer, "--hostile": hostile, "--primary": primary,
                 "--learn-since": learn_since, "--every": every != 1, "--events": events, "--sites": sites}  # fmt: skip
        _only_of_a_book([option for option, value in given.items() if value])
        return replay_book(asked, until=until, since=since, sites=site or [], settings=settings or "then", top=top)
    world, gathered = _world(asked, events, sites, hostile or [], primary or [], learn_since)
    _say_of_files(asked, gathered, world)
    assumed = _assumed(Path(settings) if settings else None)
    wanted = _wanted(asked, world, since=since, until=until, every=every, horizons=horizon or [14],
                     sites=site or [], layers=layer or [], assumed=assumed)  # fmt: skip
    with Stopping(in_words(STOPPING)) as stopping:
        days = _until_stopped(_with_progress(asked, replayed(world, wanted), len(wanted.days)), stopping)
        if asked.json:
            _print_rows(days, asked.lang)
        else:
            from musterbook.cli.watch_replay_lines import lines  # noqa: PLC0415  heavy

            asked.show([], lines(list(days), world, wanted, top=top, language=asked.lang))
    return 130 if stopping.asked() else 0


def _only_of_a_book(options: list[str]) -> None:
    """Malformed where options were given that only a replay of files has."""
    if options:
        raise Malformed.because("watch.replay-of-files", options=", ".join(options))


def _world(
    asked: Asked, events: Path, sites: Path, hostile: list[str], primary: list[str], learn_since: str
) -> tuple[World, Gathered]:
    """The files and the sites, read."""
    from dataclasses import replace  # noqa: PLC0415  as the rest

    from musterbook.watch.replay.world import World  # noqa: PLC0415  heavy
    from musterbook.watch.sources.several import gather  # noqa: PLC0415  heavy
    from musterbook.watch.sources.site_list import read_sites  # noqa: PLC0415  heavy

    listed = [replace(one, hostile_to=one.hostile_to | set(hostile)) for one in read_sites(sites)]
    gathered = gather(events, arrived_at=asked.now(), sites=listed)
    counts = dict(_primary(one) for one in primary)
    world = World.of(listed, gathered.loads, areas=gathered.areas, primary=counts,
                     learn_since=_day(learn_since) if learn_since else None)  # fmt: skip
    return world, gathered


def _wanted(
    asked: Asked,
    world: World,
    *,
    since: str,
    until: str,
    every: int,
    horizons: list[int],
    sites: list[str],
    layers: list[str],
    assumed: Assumptions,
) -> Wanted:
    """The days, sites and layers asked for; Malformed for a site or layer there is none of."""
    from musterbook.watch.forecast import LAYERS  # noqa: PLC0415  heavy
    from musterbook.watch.replay.days import Wanted  # noqa: PLC0415  heavy

    last = _day(until).toordinal()
    known = world.first if world.first is not None else last
    first = _day(since).toordinal() if since else known if asked.json else max(known, last - DAYS_SHOWN + 1)
    if first > last:
        raise Malformed.because("watch.no-days", since=date.fromordinal(first).isoformat(), until=until)
    ids = {one.site for one in world.sites}
    for one in sites:
        if one not in ids:
            raise Malformed.because("watch.no-such-site", site=one)
    for one in layers:
        if one not in LAYERS:
            raise Malformed.because("watch.no-such-layer", layer=one, choices=", ".join(LAYERS))
    return Wanted(
        range(first, last + 1, every), tuple(dict.fromkeys(horizons)), tuple(layers) or LAYERS, frozenset(sites),
        assumed,
    )  # fmt: skip


def _assumed(settings: Path | None) -> Assumptions:
    from musterbook.watch.settings import DEFAULT, read_assumptions  # noqa: PLC0415  heavy

    if settings is None:
        return DEFAULT
    try:
        return read_assumptions(settings.read_text(encoding="utf-8"), file=settings.name)
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=settings.name)) from None


def _day(typed: str) -> date:
    """A day as it is typed: 2026-01-31, or any moment of it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return read_moment(typed).astimezone(UTC).date()


def _primary(typed: str) -> tuple[str, str]:
    country, equals, source = typed.partition("=")
    if not (country and equals and source):
        raise Malformed.because("watch.primary-shape", typed=typed)
    return country.strip(), source.strip().lower()


def _say_of_files(asked: Asked, gathered: Gathered, world: World) -> None:
    """On standard error: what was read, what was left out, and of which countries nobody tells."""
    from musterbook.watch.sources.loaded import told  # noqa: PLC0415  heavy
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    said = [f"{load.file}: {reason(told(load), asked.lang)}" for load in gathered.loads]
    said += [sentence(one, asked.lang) for one in (*gathered.left_out, *gathered.quarantined, *gathered.warnings)]
    if world.revised:
        said.append(sentence(Fault("source.revised", values={"rows": world.revised}), asked.lang))
    if world.unnamed:
        said.append(
            sentence(Fault("source.country-untold", values={"countries": ", ".join(world.unnamed)}), asked.lang)
        )
    aside("\n".join(said))


def _with_progress(asked: Asked, days: Iterable[OneDay], whole: int) -> Iterator[OneDay]:
    """The days as they come; how far it is on standard error, once it has taken a while."""
    shown, began = asked.progress(in_words("replaying days")), time.monotonic()
    beside_rows = asked.json and sys.stdout.isatty()
    for done, one in enumerate(days, start=1):
        if not beside_rows and time.monotonic() - began > PATIENCE_SECONDS:
            shown(done, whole)
        yield one


def _until_stopped(days: Iterable[OneDay], stopping: Stopping) -> Iterator[OneDay]:
    for one in days:
        yield one
        if stopping.asked():
            return


def _print_rows(days: Iterable[OneDay], language: str) -> None:
    """One list of rows, a row on a line; whole however early it ends."""
    begun = False
    for one in days:
        rows = [json.dumps(_row(said, language), ensure_ascii=False) for said in one.forecasts]
        if rows:
            sys.stdout.write(("[\n" if not begun else ",\n") + ",\n".join(rows))
            begun = True
    sys.stdout.write("\n]\n" if begun else "[]\n")


def _row(said: Forecast, language: str) -> dict[str, Any]:
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy

    return {
        "site": said.site,
        "day": said.day.isoformat(),
        "layer": said.layer,
        "horizon_days": said.horizon_days,
        "p": round(said.p, DIGITS),
        "low": round(said.low, DIGITS),
        "high": round(said.high, DIGITS),
        "reasons": [reason(one, language) for one in said.reasons],
    }
