"""A replay of a book: every frozen outlook worked out again from what was known at its moment, and compared."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from musterbook.cli.render import table
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from musterbook.cli.context import Asked
    from musterbook.operation.replaying_watch import Replayed

DIFFERS: Final = 6
"""The exit code when an outlook does not come out as it was frozen."""
SETTINGS: Final = ("then", "now")


def replay_book(asked: Asked, *, until: str, since: str, sites: list[str], settings: str, top: int) -> int:
    """Compare every outlook frozen between two moments; the exit code. With the settings of now a difference is 0."""
    from musterbook.operation.replaying_watch import frozen_until, replayed  # noqa: PLC0415  heavy

    if settings not in SETTINGS:
        raise Malformed.because("watch.replay-settings", typed=settings)
    book = asked.book()
    zone = book.settings.zone
    last = _moment(until, zone, ends=True)
    frozen = frozen_until(book, last, since=_moment(since, zone, ends=False) if since else None, sites=sites)
    for site in sites:
        if site not in {fact.site for fact in frozen}:
            raise Malformed.because("watch.unknown-site", site=site)
    shown = asked.progress(in_words("replaying outlooks"))
    found: list[Replayed] = []
    for one in replayed(book, frozen, settings_now=settings == "now"):
        found.append(one)
        if not asked.json:
            shown(len(found), len(frozen))
    asked.show([_told(one) for one in found], _lines(found, settings, top))
    return DIFFERS if settings == "then" and not all(one.agrees for one in found) else 0


def _moment(typed: str, zone: ZoneInfo, *, ends: bool) -> datetime:
    """A moment, or the beginning or end of a day where the operation is."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return read_moment(typed)
    begins = datetime.combine(day + timedelta(days=1 if ends else 0), time(), zone)
    return begins - timedelta(seconds=1) if ends else begins


def _lines(found: list[Replayed], settings: str, top: int) -> list[str]:
    from musterbook.words.forecasts import percent  # noqa: PLC0415  as the rest

    others = [one for one in found if not one.agrees]
    same = len(found) - len(others)
    said = [
        in_words(
            "{found} outlooks worked out again with the settings of {settings}: {same} as they were frozen",
            found=len(found), settings=settings, same=same,
        )
    ]  # fmt: skip
    if not others:
        return said
    rows = [
        (zulu(one.fact.as_of), one.fact.site, f"{float(one.fact.horizon_days):g}", percent(float(one.fact.p)),
         in_words("not known") if one.again is None else percent(one.again), ", ".join(one.differs))
        for one in others[:top]
    ]  # fmt: skip
    said += table(("Moment", "Site", "Days", "Frozen", "Again", "Differs in"), rows, right=(2,))
    return (
        said
        if len(others) <= top
        else [*said, in_words("and {others} more; --top or --json shows them", others=len(others) - top)]
    )


def _told(one: Replayed) -> dict[str, Any]:
    fact = one.fact
    return {
        "site": fact.site, "as_of": fact.as_of.isoformat(), "horizon_days": float(fact.horizon_days),
        "p": float(fact.p), "again": one.again, "agrees": one.agrees, "differs": list(one.differs),
    }  # fmt: skip
