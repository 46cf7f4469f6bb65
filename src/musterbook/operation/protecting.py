"""Protecting: before the first people are brought to a new site, the body that protects them is told of it.

Joins coordination with custody and the places. The chair may put the word off for seven days at most; once it was put
off, the site waits for it however many have been brought there since (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.coordination.facts import NoticeDeferred, Notified
from musterbook.coordination.notices import Notices
from musterbook.custody.facts import Accepted
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.times import written

RULE: Final = "coordination.protecting-body"
BACK: Final = frozenset(("repatriation", "return_trip"))
"""Kinds of move that bring nobody to a place of this operation."""


class Reached:
    """When each custodian first accepted anybody. A reading."""

    def __init__(self) -> None:
        self.since: dict[CustodianId, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Who was reached after these entries."""
        reached = cls()
        for entry in entries:
            reached.add(entry)
        return reached

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, Accepted) and entry.fact.people:
            self.since[entry.by] = min(entry.happened_at, self.since.get(entry.by, entry.happened_at))
        return True


def untold(book: Book, move: Move) -> list[Objection]:
    """`coordination.protecting-body`, where the operation has turned it on."""
    settings = book.settings.coordination
    if not settings.protecting_body or move.kind in BACK or not gate(RULE).asked(move):
        return []
    end = move.destination or move.receiver
    if book.places.parts.get(end) in ("escort", "staging"):
        return []
    names, notices = names_of(book, end), book.reading(Notices)
    if notices.told(names, move.at):
        return []
    until = notices.deferred_until(names, move.at, settings)
    if until is not None:
        put_off = move.at < until
        return [] if put_off else [Objection(RULE, None, {"lack": "deferred", "site": end, "until": written(until)})]
    reached = book.reading(Reached).since.get(end)
    if reached is not None and reached < move.at:
        return []
    return [Objection(RULE, None, {"lack": "untold", "site": end, "until": None})]


def names_of(book: Book, end: CustodianId) -> frozenset[str]:
    """Every name of a place: its custodian, and the sites it keeps."""
    return frozenset((end, *(site for site, place in book.places.sites.items() if place.custodian == end)))


def tell(book: Book, acting: Acting, site: str, *, whom: str, channel: str, letter: str) -> Entry:
    """Write that somebody outside was told of a site; what was written to them is sealed."""
    _known(book, site)
    (digest,) = seal_words(book, f"site {site}", "letter", letter)
    return book.write(acting.draft(Notified(whom=whom, site=site, channel=channel, letter=digest)))


def defer(book: Book, acting: Acting, site: str, *, until: datetime, because: str) -> Entry:
    """The chair puts off telling the protecting body of a site, with a reason.

    Raises:
        Malformed: the site is not known, no reason is given, or it is put off for longer than may be.
    """
    _known(book, site)
    latest = acting.at + timedelta(days=book.settings.coordination.defer_days)
    if not acting.at < until <= latest:
        raise Malformed.because("call.not-after", what="until", early=written(until), late=written(latest))
    if not because.strip():
        raise Malformed.because("call.lacking", wanted="because")
    (digest,) = seal_words(book, f"site {site}", "reason", because)
    return book.write(acting.draft(NoticeDeferred(site=site, until=until, because=digest)))


def _known(book: Book, site: str) -> None:
    names = {*book.places.sites, *(place.custodian for place in book.places.sites.values())}
    if site not in names:
        raise Malformed.because("call.no-such", what="site", name=site, known=", ".join(sorted(names)))
