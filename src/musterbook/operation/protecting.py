"""Protecting: before the first people are brought to a new site, the body that protects them is told of it.

Joins coordination with custody and the places. The chair may put the word off for seven days at most; once it was put
off, the site waits for it however many have been brought there since (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Self

from musterbook.coordination.facts import NoticeAnswered, NoticeDeferred, Notified
from musterbook.coordination.notices import Notices
from musterbook.custody.facts import Accepted
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import one_of
from musterbook.operation.sealed_words import seal_words
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.times import written

RULE: Final = "coordination.protecting-body"
SAYS: Final = ("noted", "asks-access", "objects")
"""What a body that was told may answer."""
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


def answered(book: Book, acting: Acting, site: str, *, whom: str, says: str, letter: str) -> Entry:
    """Write what they answered who were told of a site; their words are sealed.

    Raises:
        Malformed: the site is not known, they were not told of it, or the answer is none of `SAYS`.
    """
    _known(book, site)
    one_of("says", says, SAYS)
    told = ((one.fact.whom, one.fact.site) for one in book.entries() if isinstance(one.fact, Notified))
    if (whom, site) not in told:
        raise Malformed.because("notice.not-told", whom=whom, site=site)
    (digest,) = seal_words(book, f"site {site}", "answer", letter)
    return book.write(acting.draft(NoticeAnswered(whom=whom, site=site, says=says, letter=digest)))


def notices_told(book: Book, now: datetime) -> list[dict[str, Any]]:
    """Every place that receives people: when the body was told of it, what it answered, until when that is put off."""
    notices, settings, reached = book.reading(Notices), book.settings.coordination, book.reading(Reached).since
    rows = []
    for end in sorted({*book.settings.ends, *reached}):
        if not end or book.places.parts.get(end) in ("escort", "staging"):
            continue
        names = names_of(book, end)
        told, answer = notices.told_at(names, now), notices.answer(names, now)
        until, since = notices.deferred_until(names, now, settings), reached.get(end)
        rows.append({
            "site": end, "told_at": _iso(told), "answer": "" if answer is None else answer[1],
            "answered_at": _iso(None if answer is None else answer[0]), "put_off_until": _iso(until),
            "first_received_at": _iso(since if since is not None and since <= now else None),
        })  # fmt: skip
    return rows


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


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
