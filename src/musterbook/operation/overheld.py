"""Overheld: by what authority people are held, and every day who should have been let go, with the days.

Joins custody with the places. Two alarms every day: `released-due` for whoever is to be let go, `authority-expired` for
whoever nobody has a paper for any more (custody.md section 11; F11).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from musterbook.custody.dues.authority import KINDS, RULE, Authorities
from musterbook.custody.dues.facts import AuthorityNoted
from musterbook.custody.roll import Roll
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_follow, must_say, one_of
from musterbook.operation.one_body import bodies_of
from musterbook.terms.custodians import custodian_of
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

ALARMS: Final = {"release-due": "released-due", "expired": "authority-expired"}
"""Why nobody may hold someone, and the alarm it raises; who was never noted is listed and raises none."""


def note(
    book: Book, acting: Acting, people: Iterable[PersonId], *, kind: str, issuer: str = "",
    begins: datetime | None = None, ends: datetime | None = None, paper: Digest | None = None,
) -> Entry:  # fmt: skip
    """Write by what authority these people are held, that there is none, or that they are to be let go.

    Raises:
        Malformed: nobody is named, the kind is none of `KINDS`, nobody issued it, or it ends before it begins.
    """
    named = frozenset(people)
    must_say(people=",".join(named))
    one_of("authority", kind, KINDS)
    begins = begins or acting.at
    if kind != "none":
        must_say(issuer=issuer)
        must_follow("until", ends, begins)
    fact = AuthorityNoted(people=named, kind_of=kind, issuer=issuer, from_=begins, until=ends, paper=paper)
    return book.write(acting.draft(fact))


def authority_objections(book: Book, move: Move) -> list[Objection]:
    """`custody.authority`, where the operation asks for it."""
    if not book.settings.custody.authority_gate or not gate(RULE).asked(move):
        return []
    return bodies_of(book).lacking(move, book.reading(Authorities).objections)


def authorities_told(book: Book, now: datetime, *, custodian: str = "", lacking: bool = False) -> list[dict[str, Any]]:
    """By what everyone in custody is held; with `lacking` only those whom nobody may hold, the longest overheld first.

    `days` are whole days past the end; None where nothing was ever noted.
    """
    authorities, rows = book.reading(Authorities), []
    for person, account in sorted(book.reading(Roll).where.items()):
        holder = custodian_of(account)
        if holder is None or custodian not in ("", holder):
            continue
        noted, lack = authorities.of_person(person), authorities.lack(person, now)
        if lacking and lack is None:
            continue
        since = lack.since if lack is not None and lack.why in ALARMS else None
        rows.append({
            "person": person, "custodian": holder, "kind": "none" if noted is None else noted.kind,
            "issuer": "" if noted is None else noted.issuer,
            "until": noted.ends.isoformat() if noted is not None and noted.ends is not None else None,
            "lack": "" if lack is None else lack.why,
            "alarm": "" if lack is None else ALARMS.get(lack.why, ""),
            "days": None if since is None else (now - since).days,
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["days"] is None, -(row["days"] or 0), row["person"])) if lacking else rows
