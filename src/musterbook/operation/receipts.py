"""Receipts: everyone gets one on entry and whenever he changes hands: who holds him, since when, by what authority.

Joins custody with the places and the sealed store. What stood on each is sealed under his number, so that the book can
show what he was told and nobody else can read it; no other name stands on it, and no onward route (section 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from musterbook.custody.dues.authority import Authorities
from musterbook.custody.dues.facts import Receipt, ReceiptGiven
from musterbook.custody.dues.receipts import Receipts
from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry, canonical
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.amending import particulars_of
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_say
from musterbook.operation.occasions import in_places
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu


@dataclass(frozen=True, slots=True)
class Made:
    """One receipt: what stands on it, in which language, and the digest it is sealed under.

    Attributes:
        content: number, holder, place, since, authority, until, head and hour; plain JSON.
        digest: of the sealed content; empty for a sample.
    """

    person: PersonId
    language: str
    content: Mapping[str, Any]
    digest: Digest
    mark: str = "given"
    read_aloud: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How people took their receipts; whoever is in none of the sets gave his mark and read it himself."""

    refused: frozenset[PersonId] = frozenset()
    unable: frozenset[PersonId] = frozenset()
    read_aloud: frozenset[PersonId] = frozenset()

    def mark(self, person: PersonId) -> str:
        """given, refused or unable."""
        return "refused" if person in self.refused else "unable" if person in self.unable else "given"


def give(
    book: Book, acting: Acting, people: Mapping[PersonId, str], *, taken: Taken | None = None, kept_by: str = ""
) -> tuple[Entry, list[Made]]:
    """Write that these people got their receipts, in one entry; the receipts, to be printed.

    Args:
        book: the book.
        acting: the custodian that holds them.
        people: person → language.
        taken: who did not take it, could give no mark, or had it read to him.
        kept_by: who keeps all of them, where a receipt found on someone may endanger him; they are then not printed.

    Raises:
        Malformed: nobody is named.
        Refused: somebody is not in the hands of whoever gives it, or this copy cannot seal.
    """
    must_say(people=",".join(people))
    taken = taken or Taken()
    where = book.reading(Roll).where
    elsewhere = [
        Objection("receipt.not-the-holder", one, {"holder": holder, "giver": acting.by})
        for one in sorted(people)
        if (holder := custodian_of(where[one]) if one in where else None) != acting.by
    ]
    if elsewhere:
        raise Refused(*elsewhere)
    head = book.head()
    contents = {one: content_of(book, one, acting.at, head=head) for one in sorted(people)}
    digests = book.seal(
        [(one, "receipt", canonical({**said, "language": people[one]})) for one, said in contents.items()]
    )
    made = [
        Made(one, people[one], said, digest, taken.mark(one), one in taken.read_aloud)
        for (one, said), digest in zip(contents.items(), digests, strict=True)
    ]
    fact = ReceiptGiven(receipts=tuple(
        Receipt(
            person=one.person, receipt=one.digest, language=one.language, mark=one.mark, read_aloud=one.read_aloud,
            kept_by=kept_by,
        )
        for one in made
    ))  # fmt: skip
    return book.write(acting.draft(fact)), made


def content_of(book: Book, person: PersonId, now: datetime, *, head: str = "") -> dict[str, Any]:
    """What stands on someone's receipt: nobody else's name, and nothing of where he will go; `head` is the book's.

    Raises:
        Malformed: nobody holds him.
    """
    roll = book.reading(Roll)
    account, since = roll.where.get(person), roll.held_since(person)
    holder = custodian_of(account) if account is not None else None
    if holder is None or since is None:
        raise Malformed.because("receipt.nobody-holds", person=person)
    noted, settings = book.reading(Authorities).of_person(person), book.settings
    zone = settings.zone
    name, name_ar = _place(book, holder, person)
    return {
        "v": 1, "number": person, "holder": holder, "place": name, "place_ar": name_ar,
        "since": _both(since.at, zone), "authority": "none" if noted is None else noted.kind,
        "issuer": "" if noted is None else noted.issuer,
        "until": _both(noted.ends, zone) if noted is not None and noted.ends is not None else "",
        "contest_days": settings.custody.contest_days, "complaint_days": settings.custody.complaint_days,
        "head": head or book.head(), "at": _hour(now, zone), "operation": settings.name,
    }  # fmt: skip


def languages_spoken(book: Book, people: Iterable[PersonId]) -> dict[PersonId, str]:
    """What each speaks, as his particulars have it; empty where they are not here or do not say."""
    known = book.reading(People)
    spoken = {}
    for one in people:
        person = known.get(one)
        claims = (particulars_of(book, person.particulars) or {}).get("claims", {}) if person is not None else {}
        spoken[one] = str(claims.get("languages", {}).get("value", ""))
    return spoken


def without_receipt(book: Book, now: datetime, *, custodian: str = "") -> list[tuple[PersonId, CustodianId, datetime]]:
    """Everyone in the hands of a place who has no receipt from it since he came, with who holds him since when."""
    receipts = book.reading(Receipts)
    return [
        (person, holder, since)
        for person, holder, since in in_places(book)
        if since <= now and custodian in ("", holder) and not receipts.has(person, holder=holder, since=since)
    ]


def _place(book: Book, holder: CustodianId, person: PersonId) -> tuple[str, str]:
    """The names of the place someone is at; a carrier is where it is."""
    known = book.reading(People).get(person)
    at = [place for place in book.places.sites.values() if place.custodian == holder]
    here = next((place for place in at if known is not None and place.site == known.place), at[0] if at else None)
    return (here.name, here.name_ar or here.name) if here is not None else (str(holder), str(holder))


def _both(at: datetime, zone: ZoneInfo) -> str:
    """An hour in Zulu, and as the clock on his wall shows it."""
    return f"{zulu(at)} · {_hour(at, zone)}"


def _hour(at: datetime, zone: ZoneInfo) -> str:
    """Local time, with how far it is from Zulu: `2026-01-22 02:48 (UTC+03:00)`, the same in every language."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} (UTC{local.isoformat(timespec='minutes')[-6:]})"
