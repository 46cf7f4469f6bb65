"""Putting out: a site that holds only its people stops holding those who left it long enough ago.

Joins custody, the sealed store and the copy itself. What is sealed of them here is destroyed, the bytes of entries that
the site may hold no longer are erased, and the book is told whom the site holds nothing of any more, so that nobody
gives it again. Digests, places and proofs stay: the copy shows as much of every log as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from musterbook.custody.dues.retention import Retention
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book, Draft
from musterbook.operation.erasing import keeping
from musterbook.operation.holding import TakenOver
from musterbook.operation.kept_by_holds import ordered
from musterbook.rights.facts import PutOut
from musterbook.terms.custodians import custodian_of
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

AFTER_DAYS: Final = 30
"""So long after they left, where the operation sets no retention (judged): a receipt may be asked for until then."""

NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""The hour at which somebody left who may not have left."""


def to_put_out(book: Book, now: datetime) -> frozenset[PersonId]:
    """Whom this site held, and neither holds nor is to hold, nor has held for the days of retention.

    Nobody on whose things a legal hold lies, or who was ordered erased and is kept by any hold: what is kept of him is
    kept where it is, and may be nowhere else.
    """
    if book.holding is None:
        return frozenset()
    custodians, roll = book.holding.custodians, book.reading(Roll)
    days = timedelta(days=book.settings.custody.retention_days or AFTER_DAYS)
    left: dict[PersonId, datetime] = {}
    for line in roll.lines:
        if custodian_of(line.from_account) in custodians or custodian_of(line.to_account) in custodians:
            left |= dict.fromkeys(line.people, line.at)
    left |= _never_posted_here(book, left)
    here = {person for person in left if roll.holder(person) in custodians}
    held, last = book.reading(Retention), ordered(book)
    gone = {one for one, at in left.items() if now - at > days and one not in here and not held.is_held(one)}
    return frozenset(one for one in gone & book.holding.people if one not in last or not keeping(book, one))


def _never_posted_here(book: Book, left: Mapping[PersonId, datetime]) -> dict[PersonId, datetime]:
    """Whom the site wrote that it took, when no account of its own shows that: person → since when he is another's.

    No hour passes for him while anything about him waits to be explained: he may be here.
    """
    assert book.holding is not None
    roll, since = book.reading(Roll), dict[PersonId, datetime]()
    waiting = {one.person for one in roll.discrepancies.open}
    for custodian in book.holding.custodians:
        for person, at in book.reading(TakenOver).by(custodian).items():
            if person not in left or at > left[person]:
                posted = roll.held_since(person)
                settled = NEVER if posted is None or person in waiting else posted.at
                since[person] = max(at, settled, since.get(person, at))
    return since


def put_out(book: Book, now: datetime) -> tuple[Entry | None, int]:
    """Put them out; the entry that says so, and how many entries of others' logs were erased here.

    It is written first: whoever is stopped in between erases on when it is done again, and the book never claims less
    than was done.

    Raises:
        Refused: this copy holds everything, or what is sealed cannot be opened to be destroyed.
    """
    if book.holding is None:
        raise Refused(Objection("copy.whole"))
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    people, entry = to_put_out(book, now), None
    if people:
        by = min(book.holding.custodians)
        entry = book.write(Draft(by=by, fact=PutOut(people=people), officers=(), happened_at=now))
    if people:
        book.sealed.destroy_all(sorted(people))
    return entry, erase_what_may_not_be_held(book)


def erase_what_may_not_be_held(book: Book) -> int:
    """Erase the bytes of entries of others' logs that this site may hold no longer; how many.

    What keeps one of its entries from standing is kept with it.
    """
    if book.holding is None:
        return 0
    book.read_afresh()
    stored = {one.digest: one for one in book.stored()}
    aside = {one.entry.digest for one in book.not_standing()}
    kept = {digest for digest, one in stored.items() if book.holding.may_have(one)}
    bars = {parent for digest in kept & aside for parent in stored[digest].act.after}
    gone = 0
    for log in sorted(book.store.in_part()):
        spared = kept | bars | aside
        places = {one.seq for one in book.store.held(log) if one.body is not None and one.digest not in spared}
        gone += book.store.erase(log, sorted(places))
    book.read_afresh()
    return gone
