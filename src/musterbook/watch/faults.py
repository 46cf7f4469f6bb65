"""What makes a fact of the watch one that nobody should write, and that is read without effect where it was written.

A door asks `faults_of` before it writes; a reading asks `sound` of what lies in the book, because another copy may
have written it with other software. Watch.md section 18.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.times import written
from musterbook.watch.changing import changed
from musterbook.watch.fact_shapes import outside, shape_faults
from musterbook.watch.facts import (
    AlertAnswered,
    FileLoaded,
    GuardsReported,
    IncidentNoted,
    OffensiveConfirmed,
    OutlookIssued,
    PopulationReported,
    ScenarioEntered,
    SettingChanged,
    SiteDescribed,
    WarningReceived,
)
from musterbook.watch.settings import DEFAULT
from musterbook.watch.values import Values

CLOCKS_APART: Final = timedelta(minutes=10)
"""By how much a clock at a site may be ahead of ours."""


def faults_of(
    fact: Fact, now: datetime, *, sites: Collection[str] | None = None, values: Values | None = DEFAULT.values
) -> tuple[Fault, ...]:
    """Everything wrong with a fact that somebody means to write at `now`; nothing for facts of other rooms.

    Args:
        fact: what he means to write.
        now: when.
        sites: those there are, where a site that nobody knows is a fault; None asks nothing of the kind.
        values: how long warnings and offensives hold at the most; None asks nothing of the kind.
    """
    found = [*_of_fact(fact, now), *_unsaid(fact), *_strange(fact, sites)]
    return tuple(found if values is None else [*found, *_too_long(fact, now, values)])


def sound(entry: Entry) -> bool:
    """Whether what an entry says can be so. What its author may have meant otherwise is taken as it stands."""
    return next(_of_fact(entry.fact, entry.written_at), None) is None


def _of_fact(fact: Fact, now: datetime) -> Iterator[Fault]:
    """What cannot be so, whoever wrote it."""
    yield from shape_faults(fact, latest=now + CLOCKS_APART)
    match fact:
        case SettingChanged():
            try:
                changed(fact, on=now.date())
            except Malformed as malformed:
                yield from malformed.faults
        case IncidentNoted(site="", province="", lat=lat, lon=lon) if lat is None or lon is None:
            yield Fault("watch.no-place")
        case WarningReceived(kind_of="specific", site="", province=""):
            yield Fault("watch.no-place")
        case FileLoaded(known_through=day) if day and not _is_day(day):
            yield Fault("watch.no-such-day", column="known_through", values={"value": day[:20]})
        case OutlookIssued(parts=parts):
            for name, chance in sorted(parts.items()):
                yield from outside(chance, f"parts.{name}", least=0, most=1)
        case PopulationReported(categories=counts) if counts is not None:
            for name, count in sorted(counts.items()):
                yield from outside(count, f"categories.{name[:20]}", least=0, most=10_000_000)


def _unsaid(fact: Fact) -> Iterator[Fault]:
    """What can be so and was hardly meant: nobody on guard is said outright, and an answer says to whom or why."""
    match fact:
        case GuardsReported(on_site=False, posts_filled=filled) if filled > 0:
            yield Fault("watch.nobody-with-posts", column="on_site", values={"posts": filled})
        case GuardsReported(on_site=True, posts_filled=0):
            yield Fault("watch.nobody-not-said", column="on_site")
        case AlertAnswered(answer="handed-on", to=""):
            yield Fault("watch.empty", column="to")
        case AlertAnswered(answer="declined", because=""):
            yield Fault("watch.empty", column="because")


def _strange(fact: Fact, sites: Collection[str] | None) -> Iterator[Fault]:
    """A site that nobody described."""
    site = getattr(fact, "site", "")
    ours = type(fact).kind.startswith("watch.") and not isinstance(fact, SiteDescribed)
    if ours and sites is not None and site and site not in sites:
        yield Fault("watch.unknown-site", column="site", values={"site": site[:40]})


def _too_long(fact: Fact, now: datetime, values: Values) -> Iterator[Fault]:
    """An expiry beyond what such a thing holds at the most; days as the settings say."""
    match fact:
        case WarningReceived(kind_of=kind, expires=expires):
            days = values.days_campaign if kind == "campaign" else values.days_warning
        case OffensiveConfirmed(expires=expires):
            days = values.days_offensive
        case ScenarioEntered(expires=expires, to=to) if expires < to:
            yield Fault("watch.reversed", column="expires", values={"before": "to"})
            return
        case _:
            return
    if expires > now + timedelta(days):
        said = {"at": written(expires), "latest": written(now + timedelta(days))}
        yield Fault("watch.expires-late", column="expires", values=said)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
