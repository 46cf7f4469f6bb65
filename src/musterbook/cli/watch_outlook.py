"""watch outlook: how likely each site is to lose its people, how sure we are, and why; shown, or frozen in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.warning import Today
    from musterbook.watch.forecast import Because
    from musterbook.watch.outlook import Outlook

REASONS_SHOWN = 3
"""Beside what is not known, which is always said."""


def join(watch: typer.Typer) -> None:
    """Add the verb to `watch`."""
    watch.command("outlook")(outlook)


def outlook(
    ctx: typer.Context,
    site: Annotated[str, typer.Option(help="Only this site.")] = "",
    horizon: Annotated[int, typer.Option(min=1, max=365, help="Days ahead.")] = 14,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Also write it, with the forecasts and alerts that follow from it.")
    ] = False,
) -> None:
    """Show how likely each site is to lose its people, how sure we are, and why; --as-of shows what was known then.

    What is frozen is scored; nothing is written twice.
    """
    from musterbook.operation.warning import today  # noqa: PLC0415  heavy
    from musterbook.operation.watched import Watched  # noqa: PLC0415  heavy
    from musterbook.watch.outlook import outlook as of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if freeze:
        _freeze(asked)
    book = asked.book(dated=True)
    past = asked.past()
    now = past or asked.seen_at(book)
    found = today(book, book.incidents, now, watched=Watched.at(book, past) if past else None)
    if site and site not in found.sites:
        raise Malformed.because("watch.unknown-site", site=site)
    names = [name for name in found.sites if site in ("", name)]
    said = {name: of(found.known[name], found.assumed, horizon_days=horizon) for name in names}
    order = sorted(names, key=lambda name: (-said[name].p, name))
    told = [_told(found, said[name], name, asked.lang) for name in order]
    asked.show(told, _lines(found, said, order, horizon, asked.lang))


def _freeze(asked: Asked) -> None:
    """Write outlooks, forecasts and alerts, as far as they say something new."""
    from musterbook.operation.warning import warn  # noqa: PLC0415  heavy

    with asked.writing() as book:
        warn(book, book.incidents, asked.moment())


def _lines(found: Today, said: dict[str, Outlook], order: list[str], horizon: int, language: str) -> list[str]:
    from musterbook.operation.standing import rung_now  # noqa: PLC0415  heavy
    from musterbook.watch.forecast import unknown  # noqa: PLC0415  heavy
    from musterbook.watch.likelihood import told  # noqa: PLC0415  heavy
    from musterbook.words.chances import chance  # noqa: PLC0415  heavy
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy
    from musterbook.words.pages import page  # noqa: PLC0415  heavy

    def said_of(name: str) -> str:
        return chance(told(said[name], found.assumed.values)) if found.foretold(name) else page("chance.nobody")

    rows = []
    for name in order:
        known, one = found.known[name], said[name]
        age, rung = one.guards_age_hours, rung_now(found, name)
        rows.append((
            name, "–" if known.people is None else f"{known.people.value:,}", "" if rung is None else rung.name.lower(),
            said_of(name), in_words("never") if age is None else in_words("{age} h ago", age=f"{age:.0f}"),
            f"{found.looks[name].lift_days:.0f}{'' if found.looks[name].planned else ' ' + in_words('(no plan)')}",
        ))  # fmt: skip
    head = (
        "Site",
        "People",
        "Rung",
        in_words("People lost in {horizon} days", horizon=horizon),
        "Guards seen",
        "Days to empty",
    )
    lines = [in_words("As of {now}", now=zulu(found.now)), *table(head, rows, right=(1,))]
    for name in order:
        lacked = unknown(said[name].remarks)
        reasons = [reason(one, language) for one in _because(said[name])[: len(lacked) + REASONS_SHOWN]]
        lines += ["", name, *(f"  {one}." for one in reasons)] if reasons else []
    return [*lines, "", page("chance.key"), *(f"{reason(_usual(found, name), language)}." for name in order[:1])]


def _usual(found: Today, name: str) -> Because:
    """How often a place is lost of which nothing else is known, this operation's own losses among them."""
    from musterbook.watch.forecast import because  # noqa: PLC0415  heavy

    own, values = found.known[name], found.assumed.values
    years = (values.base_site_years + own.site_years) / (values.base_losses + own.losses)
    return because("why.usual", years=round(years))


def _because(one: Outlook) -> list[Because]:
    """The reasons of an outlook: what is not known, then what weighs most."""
    from musterbook.watch.forecast import unknown, way, weighs  # noqa: PLC0415  heavy
    from musterbook.words.forecasts import percent  # noqa: PLC0415  heavy

    return [*unknown(one.remarks), *(
        weighs(why.name, why.size, why.mark) if why.kind == "multiplier"
        else way(why.name, percent(why.size), one.horizon_days)
        for why in one.reasons
    )]  # fmt: skip


def _told(found: Today, one: Outlook, name: str, language: str) -> dict[str, Any]:
    from musterbook.words.forecasts import reason  # noqa: PLC0415  heavy

    look = found.looks[name]
    chances = (one.p, one.low, one.high) if found.foretold(name) else (None, None, None)
    return {
        "site": name, "as_of": found.now.isoformat(), "horizon_days": one.horizon_days,
        **dict(zip(("p", "low", "high"), chances, strict=True)),
        "parts": one.parts._asdict(), "reasons": [reason(why, language) for why in _because(one)],
        "remarks": list(one.remarks), "rate_ratio": one.rate_ratio, "guards_age_hours": one.guards_age_hours,
        "lift_days": look.lift_days, "planned": look.planned, "model": one.model, "settings": one.assumptions,
        "inputs": one.inputs,
    }  # fmt: skip
