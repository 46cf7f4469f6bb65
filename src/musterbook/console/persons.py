"""Rows of people: where each is, the furthest word the book has for him, and particulars where they may be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from musterbook.console.readings import Readings
from musterbook.console.source import ClearanceLine, HandLine, HoldLine, PersonRow
from musterbook.custody.people import milestone
from musterbook.eligibility.facts import Assessed, ClearanceWithdrawn, Cleared, Held, HoldLifted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.store.sealed import SealedStore
from musterbook.tables.births import BirthDay
from musterbook.tables.values import Birth, Leaning
from musterbook.terms.custodians import Account, custodian_of, part_of
from musterbook.terms.people import PersonId
from musterbook.words.pages import in_a_row, page

CODES = ("child", "sex", "legal", "family", "identity", "basis", "nationality", "nationality_basis")
_UNREAD: Mapping[str, str] = {}


@dataclass
class Particulars:
    """Sealed particulars, opened once for everyone and kept in memory only."""

    sealed: SealedStore | None

    def __post_init__(self) -> None:
        self._open: dict[Digest, Mapping[str, str]] = {}

    def of(self, digests: Iterable[Digest]) -> Mapping[Digest, Mapping[str, str]]:
        """Claims by digest: what is claimed about each person, by name of the claim."""
        wanted = [digest for digest in digests if digest not in self._open]
        if self.sealed is not None and wanted:
            for digest, clear in self.sealed.open_many(wanted).items():
                self._open[digest] = _claims(clear)
        return self._open


def person_rows(readings: Readings, particulars: Particulars) -> list[PersonRow]:
    """Everyone registered, by number."""
    people = readings.people
    known = {number: one for number in people.numbers() if (one := people.get(number)) is not None}
    claims = particulars.of(one.particulars for one in known.values() if one.particulars)
    return [
        person_row(readings, number, claims.get(one.particulars or Digest(""), _UNREAD))
        for number, one in known.items()
        if number in readings.roll.where
    ]


def person_row(readings: Readings, number: PersonId, claims: Mapping[str, str]) -> PersonRow:
    """One person as a row."""
    account = readings.roll.where[number]
    custodian = custodian_of(account)
    return PersonRow(
        number=number,
        custodian=custodian or "",
        place=_place(readings, account),
        part=part_of(account),
        milestone=_milestone(readings, number, account),
        name=claims.get("name", ""),
        name_ar=claims.get("name_ar", ""),
        nationality=claims.get("nationality", ""),
        age=age_of(claims, readings.now),
        serial=next(reversed(readings.manifests.serials_of(number)), ""),
        holds=tuple(hold.ground for hold in readings.holds.on(number)),
        note="",
    )


def hand_lines(readings: Readings, number: PersonId) -> tuple[HandLine, ...]:
    """His accounts one after another, each with the entry that put him there."""
    postings = readings.roll.history(number)
    ends: list[datetime | None] = [posting.at for posting in postings[1:]] + [None]
    return tuple(
        HandLine(one.to_account, custodian_of(one.to_account) or "", part_of(one.to_account), one.at, until, one.entry)
        for one, until in zip(postings, ends, strict=True)
    )


def hold_lines(readings: Readings, mentioned: Iterable[Entry]) -> tuple[HoldLine, ...]:
    """Every hold ever placed on him; one that no longer stands says when it was lifted."""
    number, lines, lifted = None, [], dict[str, datetime]()
    for entry in mentioned:
        if isinstance(entry.fact, HoldLifted):
            lifted[entry.fact.ground] = entry.happened_at
        if isinstance(entry.fact, Held):
            number = entry.fact.person
            lines.append(entry)
    stands = {hold.ground for hold in readings.holds.on(number)} if number else set()
    return tuple(
        HoldLine(
            fact.ground, fact.authority, entry.happened_at, None if fact.ground in stands else lifted.get(fact.ground),
            fact.review_by, entry.digest,
        )
        for entry in lines
        if isinstance(fact := entry.fact, Held)
    )  # fmt: skip


def clearance_lines(mentioned: Iterable[Entry]) -> tuple[ClearanceLine, ...]:
    """Every clearance he was given, and when it was withdrawn."""
    told = list(mentioned)
    withdrawn = [entry.happened_at for entry in told if isinstance(entry.fact, ClearanceWithdrawn)]
    return tuple(
        ClearanceLine(
            fact.giver, fact.destination, fact.legal_basis, entry.happened_at, fact.until,
            min((at for at in withdrawn if at >= entry.happened_at), default=None), entry.digest,
        )
        for entry in told
        if isinstance(fact := entry.fact, Cleared)
    )  # fmt: skip


def codes_of(mentioned: Iterable[Entry]) -> dict[str, str]:
    """The newest assessment's codes."""
    assessed = [entry.fact for entry in mentioned if isinstance(entry.fact, Assessed)]
    return {name: str(getattr(assessed[-1], name)) for name in CODES} if assessed else {}


def classes_of(readings: Readings, people: Iterable[PersonId]) -> dict[str, int]:
    """How many of these people are of each class intake knows, largest first."""
    counts: Counter[str] = Counter()
    for number in people:
        codes = codes_of(readings.mentions.of_person.get(number, ()))
        if not codes:
            counts[page("class.unknown")] += 1
            continue
        words = [page(f"sex.{codes['sex']}"), page(f"legal.{codes['legal']}")]
        if codes["child"] != "no":
            words.insert(0, page(f"child.{codes['child']}"))
        counts[in_a_row(words)] += 1
    return dict(counts.most_common())


def _milestone(readings: Readings, number: PersonId, account: Account) -> str:
    word = milestone(number, readings.roll, readings.book.places.parts, readings.handovers) or ""
    if word == "departed":
        return part_of(account)
    if word != "registered":
        return word
    if readings.manifests.serials_of(number):
        return "seated"
    return "cleared" if readings.clearances.is_cleared(number, readings.now) else "in-hand"


def _place(readings: Readings, account: Account) -> str:
    custodian = custodian_of(account)
    if custodian is None:
        return ""
    places = readings.book.places
    return places.carriers.get(custodian) or places.named(custodian)[0]


def _claims(clear: bytes) -> Mapping[str, str]:
    said: Any = orjson.loads(clear)
    return {name: str(claim["value"]) for name, claim in said.get("claims", {}).items()}


def age_of(claims: Mapping[str, str], now: datetime) -> str:
    """Years since the latest and since the earliest day of birth that are claimed: `26`, or `24–27`; empty if none."""
    born = _born(claims.get("born", ""))
    low = _born(claims.get("born_low", "")) or born
    high = _born(claims.get("born_high", "")) or born
    if low is None or high is None:
        return ""
    least, most = _years(high.high, now), _years(low.low, now)
    return str(least) if least == most else f"{least}–{most}"


def _born(said: str) -> Birth | None:
    read = BirthDay().read(said, Leaning()) if said else None
    return read if isinstance(read, Birth) else None


def _years(day: date, now: datetime) -> int:
    return now.year - day.year - ((now.month, now.day) < (day.month, day.day))
