"""watch site describe | population | incident | warning | offensive: what a site is, and what was seen or heard."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.watch_reports import Moment, write_report
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

sites = typer.Typer(help="What a site is, for the outlook.", no_args_is_help=True)

AtSite = Annotated[str, typer.Option(help="The site.")]
Province = Annotated[str, typer.Option(help="The province, when no more is known.")]
Number = Annotated[str, typer.Argument(help="Its number; the same number again replaces it.")]
Low = Annotated[int | None, typer.Option(help="At least; as the best figure when nobody says.")]
High = Annotated[int | None, typer.Option(help="At most; as the best figure when nobody says.")]


def join(watch: typer.Typer) -> None:
    """Add the verbs to `watch`."""
    watch.add_typer(sites, name="site")
    watch.command("population")(population)
    watch.command("incident")(incident)
    watch.command("warning")(warning)
    watch.command("offensive")(offensive)


@sites.command("describe")
def describe_site(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="Its name, as in the table of sites.")],
    lat: Annotated[float, typer.Option(help="Degrees north.")],
    lon: Annotated[float, typer.Option(help="Degrees east.")],
    kind: Annotated[str, typer.Option(help="prison, camp or yard.")] = "prison",
    error_km: Annotated[float, typer.Option(help="How far the place may be off.")] = 0.0,
    province: Annotated[str, typer.Option(help="The province, as warnings name it.")] = "",
    capacity: Annotated[int | None, typer.Option(help="How many it may hold.")] = None,
    fabric: Annotated[str, typer.Option(help="purpose, converted or damaged.")] = "",
    surge_zone: Annotated[str, typer.Option(help="The storm surge zone, as the county calls it.")] = "",
    hostile_to: Annotated[
        list[str] | None, typer.Option(help="Whose ground would not hold its people; may be given again.")
    ] = None,
) -> None:
    """Describe a site, whole: what is not named is not known any more."""
    from musterbook.watch.facts import SiteDescribed  # noqa: PLC0415  heavy
    from musterbook.watch.numbers import number  # noqa: PLC0415  heavy

    fact = SiteDescribed(
        site=site, kind_of=kind, lat=number(lat), lon=number(lon), error_km=number(error_km), province=province,
        capacity=capacity, fabric=fabric, surge_zone=surge_zone, hostile_to=frozenset(hostile_to or ()),
    )  # fmt: skip
    write_report(
        ctx.obj,
        fact,
        in_words("{site}: described, a {kind} at {lat}, {lon}", site=site, kind=kind, lat=f"{lat:g}", lon=f"{lon:g}"),
    )


def population(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="The site.")],
    best: Annotated[int, typer.Option(help="How many are held there, most likely.")],
    low: Low = None,
    high: High = None,
) -> None:
    """Report how many are held at a site that is not on the roll, counted at the time --happened-at says."""
    from musterbook.watch.facts import PopulationReported  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    least, most = best if low is None else low, best if high is None else high
    fact = PopulationReported(site=site, counted_at=asked.moment(), low=least, best=best, high=most)
    write_report(
        asked, fact, in_words("{site}: {best} people ({least} to {most})", site=site, best=best, least=least, most=most)
    )


def incident(
    ctx: typer.Context,
    number: Number,
    kind: Annotated[str, typer.Option(help="attempt, riot, loss, attack-on-staff, weapons-or-tunnel or search-done.")],
    source: Annotated[str, typer.Option(help="Who says so.")],
    site: AtSite = "",
    province: Province = "",
    lat: Annotated[float | None, typer.Option(help="Degrees north, when it was at no site.")] = None,
    lon: Annotated[float | None, typer.Option(help="Degrees east.")] = None,
    best: Annotated[int | None, typer.Option(help="How many got out, died or were found.")] = None,
    low: Low = None,
    high: High = None,
) -> None:
    """Note something that happened at a site, or near it, at the time --happened-at says."""
    from musterbook.watch.facts import IncidentNoted  # noqa: PLC0415  heavy
    from musterbook.watch.numbers import number as written  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    fact = IncidentNoted(
        incident=number, kind_of=kind, at=asked.moment(), source=source, site=site, province=province,
        lat=None if lat is None else written(lat), lon=None if lon is None else written(lon),
        low=best if low is None else low, best=best, high=best if high is None else high,
    )  # fmt: skip
    write_report(
        asked,
        fact,
        in_words("{number}: {kind} at {site}", number=number, kind=kind, site=site or province or f"{lat}, {lon}"),
    )


def warning(
    ctx: typer.Context,
    number: Number,
    kind: Annotated[str, typer.Option(help="specific (this site) or campaign (against prisons, announced).")],
    reliability: Annotated[str, typer.Option(help="Of the source, A to F.")],
    credibility: Annotated[int, typer.Option(help="Of what he says, 1 to 6.")],
    expires: Annotated[str, typer.Option(help=f"Until when it counts: {Moment}.")],
    site: AtSite = "",
    province: Province = "",
) -> None:
    """Write down a warning that somebody gave; how he knows stays out of the book."""
    from musterbook.watch.facts import WarningReceived  # noqa: PLC0415  heavy

    fact = WarningReceived(
        warning=number, kind_of=kind, reliability=reliability, credibility=credibility, expires=read_moment(expires),
        site=site, province=province,
    )  # fmt: skip
    write_report(
        ctx.obj,
        fact,
        in_words(
            "{number}: {kind} warning, {reliability}{credibility}", number=number, kind=kind, reliability=reliability,
            credibility=credibility,
        ),
    )  # fmt: skip


def offensive(
    ctx: typer.Context,
    number: Number,
    side: Annotated[list[str], typer.Option(help="Who attacks; may be given again.")],
    towards: Annotated[list[str], typer.Option(help="A site or province it goes towards; may be given again.")],
    expires: Annotated[str, typer.Option(help=f"When it is to be looked at again: {Moment}.")],
    because: Annotated[str, typer.Option(help="On what that rests.")],
) -> None:
    """Confirm that an offensive is going on towards these sites or provinces."""
    from musterbook.watch.facts import OffensiveConfirmed  # noqa: PLC0415  heavy

    fact = OffensiveConfirmed(
        offensive=number, sides=frozenset(side), area=frozenset(towards), expires=read_moment(expires), because=because
    )
    write_report(
        ctx.obj,
        fact,
        in_words("{number}: offensive towards {towards}", number=number, towards=", ".join(sorted(towards))),
    )
