"""Deeds about leaving custody and coming back, about places that are lost, and about entries that were wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation import correcting, departing, emptying
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.evidence_beside import evidence_beside
from musterbook.operation.identifying import Asking
from musterbook.operation.namesakes import of_like_name
from musterbook.operation.open_pairs import untold
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Refused
from musterbook.terms.people import PersonId

WHY_NAMES = "is somebody of like name held where he is let go"


def depart(
    book: Book, acting: Acting, person: PersonId, *, outcome: str, paper: Digest | None = None, incident: str = "",
    authority: str = "", despite: Iterable[str] = (),
) -> Entry:  # fmt: skip
    """Write that somebody left custody, by a paper or by the incident that tells of it.

    Raises:
        Malformed: neither a paper nor an incident that can stand for one is named.
        Refused: prints leave a pair open about him that nobody says he has read; or he may not be let go.
    """
    papers = paper or departing.papers_of(book, outcome, incident)
    unread = [one for one in untold(book, [person]) if one.proposal not in set(despite)]
    if unread:
        raise Refused(*(one.warning() for one in unread))
    namesakes = _namesakes(book, acting, person) if outcome == "released" else None
    return departing.depart(
        book, acting, person, outcome=outcome, papers=papers, authority=authority, namesakes=namesakes
    )


def recover(book: Book, acting: Acting, person: PersonId, *, how: str, paper: Digest | None = None) -> Entry:
    """Write that somebody who was gone or unaccounted for is held again."""
    return departing.recover(book, acting, person, how=how, papers=paper)


def lose(
    book: Book, acting: Acting, site: CustodianId, *, because: str, since: datetime | None = None,
    last_seen: datetime | None = None,
) -> Entry:  # fmt: skip
    """Write that a place is lost, since now unless another hour is said."""
    return departing.lose_control(
        book, acting, site, since=since or acting.at, because=because, last_seen=last_seen
    )  # fmt: skip


def mark_empty(book: Book, acting: Acting, site: CustodianId, *, seen_by: Iterable[str]) -> Entry:
    """Write that a place is empty, as two people who went through it have seen."""
    return emptying.mark_empty(book, acting, site, seen_by=tuple(seen_by))


def correct(
    book: Book, acting: Acting, start: str, *, because: str, people: Iterable[PersonId] = (), instead: str = ""
) -> Entry:
    """Write that an entry of one's own was wrong; nobody moves until the other party agrees."""
    return correcting.correct(book, acting, start, because=because, people=people, instead=instead)


def author_of(book: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """In whose name an entry is corrected: whoever wrote it."""
    start = str(values.get("start", ""))
    found = [one for one in book.entries() if start and one.digest.startswith(start)]
    return found[0].by if len(found) == 1 else None


def _namesakes(book: Book, acting: Acting, person: PersonId) -> Sequence[PersonId] | None:
    """Who of like name is held where he is, where the operation asks and this copy opens names; None otherwise."""
    if not book.settings.custody.namesakes_asked or book.sealed is None or book.folder is None or not acting.officers:
        return None
    asking = Asking(acting.officers[0][0], WHY_NAMES, acting.at, page="depart", subject=person)
    return of_like_name(evidence_beside(book, book.folder), asking, person)
