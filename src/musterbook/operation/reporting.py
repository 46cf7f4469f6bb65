"""Reporting: what people say of a site, a relief or a scenario is looked at as a whole and then written.

Joins watch with the places. What cannot be so, or was hardly meant, is refused with everything that is wrong in it;
what is only unwelcome is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.watched import own_assumptions
from musterbook.terms.errors import Malformed
from musterbook.watch.alert_book import Alert, Alerts
from musterbook.watch.assumed import Assumed
from musterbook.watch.facts import AlertAnswered, ReliefPlanned, ScenarioEntered, SiteDescribed
from musterbook.watch.faults import faults_of
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from musterbook.watch.sites import Sites

F = TypeVar("F", bound=Fact)


def report(book: Book, acting: Acting, fact: Fact) -> Entry:
    """Write what somebody says; Malformed with everything that is wrong in it, and nothing is written."""
    faults = faults_of(fact, acting.at, sites=known_sites(book), values=assumed(book).now.values)
    if faults:
        raise Malformed.of(faults)
    return book.write(acting.draft(fact))


def report_all(book: Book, said: Iterable[tuple[Acting, Fact]]) -> list[Entry]:
    """Write many things at once, each in its own name; a site that one describes is known to those after it.

    Malformed with everything that is wrong in any of them, and nothing is written.
    """
    told = list(said)
    if not told:
        return []
    sites, values = known_sites(book), assumed(book).now.values
    sites |= {fact.site for _, fact in told if isinstance(fact, SiteDescribed)}
    faults = [fault for acting, fact in told for fault in faults_of(fact, acting.at, sites=sites, values=values)]
    if faults:
        raise Malformed.of(faults)
    return list(book.write_all([acting.draft(fact) for acting, fact in told]))


def known_sites(book: Book) -> frozenset[str]:
    """Every name a site goes by: in the folder, as a custodian, or described in the book."""
    rows = list(book.places.rows("sites"))
    named = {row.must("site", str) for row in rows}
    return frozenset(named | set(map(str, book.places.parts)) | set(book.reading(Sites).all))


def assumed(book: Book) -> Assumed:
    """What the room assumes: the operation's own file, and the changes in the book since."""
    return book.reading(Assumed, own_assumptions(book))


def relief_of(book: Book, relief: str) -> ReliefPlanned:
    """A relief as it was last planned; Malformed when there is none of that number."""
    return _one(((one.fact.relief, one.fact) for one in book.reading(Reliefs).all), "watch.no-such-relief", relief)


def scenario_of(book: Book, scenario: str) -> ScenarioEntered:
    """A scenario as it was last entered; Malformed when there is none of that number."""
    entered = ((one.fact.scenario, one.fact) for one in book.reading(Scenarios).all)
    return _one(entered, "watch.no-such-scenario", scenario)


def alert_of(book: Book, alert: str) -> Alert:
    """An open alert by its number or its first signs; Malformed when there is none, or several."""
    begins = [one for one in book.reading(Alerts).open() if one.fact.alert.startswith(alert)]
    exact = [one for one in begins if one.fact.alert == alert] or begins
    if len(exact) != 1:
        raise Malformed.because("watch.no-such-alert", alert=alert, found=len(begins))
    return exact[0]


def entry_of(book: Book, digest: str) -> Entry:
    """The entry with these first signs of a digest; Malformed when there is none, or several."""
    begins = [one for one in book.entries() if one.digest.startswith(digest)]
    if len(begins) != 1:
        raise Malformed.because("watch.no-such-entry", digest=digest, found=len(begins))
    return begins[0]


def answer(book: Book, acting: Acting, alert: Alert, *, said: str, to: str = "", because: str = "") -> Entry:
    """Answer an alert: taken, acted, handed-on (to whom) or declined (why)."""
    return report(book, acting, AlertAnswered(alert=alert.fact.alert, answer=said, to=to, because=because))


def overdue_first(alerts: Iterable[Alert], now: datetime) -> list[Alert]:
    """Alerts as they are shown: those nobody answered in time, then the highest rung, then the oldest."""
    return sorted(alerts, key=lambda one: (not one.overdue(now), -one.rung, one.raised_at, one.fact.alert))


def _one(found: Iterable[tuple[str, F]], rule: str, name: str) -> F:
    known = dict(found)
    if name not in known:
        raise Malformed.because(rule, name=name, known=", ".join(sorted(known)) or None)
    return known[name]
