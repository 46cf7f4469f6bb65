"""Agreeing: conditions met, parties signing, and how much of each agreement's caps is used.

Joins coordination with custody, eligibility and the places. Caps count people accepted on the first leg out of the
hands of whoever gave them, by the local day of the giver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from musterbook.coordination.agreement import Agreement
from musterbook.coordination.agreements import Agreements, Used, count
from musterbook.coordination.caps import overruns
from musterbook.coordination.duties import Owed
from musterbook.coordination.facts import AgreementSigned, ConditionMet
from musterbook.coordination.pausing import Lost
from musterbook.custody.facts import Accepted, ControlLost, ControlRegained, Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.places import Part
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

Parts = Mapping[CustodianId, Part]
Groups = Mapping[str, frozenset[str]]


class UsedCaps:
    """How many accepted people count under each agreement on each day. A reading."""

    def __init__(self, groups: Groups, parts: Parts, zone: ZoneInfo) -> None:
        self.used: Counter[tuple[str, str]] = Counter()
        self._agreements, self._classes = Agreements(groups), Classes()
        self._parts, self._zone = parts, zone
        self._offers: dict[Digest, Entry] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], groups: Groups, parts: Parts, zone: ZoneInfo) -> Self:
        """What is used after these entries."""
        caps = cls(groups, parts, zone)
        for entry in entries:
            caps.add(entry)
        return caps

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        self._agreements.add(entry)
        self._classes.add(entry)
        match entry.fact:
            case Offered():
                self._offers[entry.digest] = entry
            case Accepted(offer=digest, people=people) if digest in self._offers:
                self._count(self._offers[digest], people, entry.happened_at)
        return True

    def _count(self, offer: Entry, people: frozenset[PersonId], at: datetime) -> None:
        fact = offer.fact
        if not isinstance(fact, Offered) or self._parts.get(offer.by) in ("escort", "staging"):
            return
        move = Move(
            people=people, giver=offer.by, receiver=fact.receiver, at=at, kind=fact.move, mode=fact.mode,
            destination=CustodianId(fact.destination or fact.receiver),
            day=at.astimezone(self._zone).date().isoformat(),
        )  # fmt: skip
        self.used += count(self._agreements.judge(move, self._classes.codes, self.used), people, move.day)


def groups_of(book: Book) -> Groups:
    """The custodians of each party."""
    return {party: frozenset(names) for party, names in book.settings.parties.items()}


def agreements_of(book: Book) -> Agreements:
    """Every agreement, with the parties of this operation."""
    return book.reading(Agreements, groups_of(book))


def used_of(book: Book) -> Used:
    """What is used of every cap so far."""
    return book.reading(UsedCaps, groups_of(book), book.places.parts, book.settings.zone).used  # type: ignore[type-var]  # its `of` takes settings


def lost_since(book: Book) -> Lost:
    """Places that are lost and have not been regained, and since when: what may suspend an agreement."""
    lost: dict[CustodianId, datetime] = {}
    for entry in book.reading(Roll).controls:
        match entry.fact:
            case ControlLost(site=site, since=since):
                lost[CustodianId(site)] = since
            case ControlRegained(site=site):
                lost.pop(CustodianId(site), None)
    return lost


def agreement_objections(book: Book, move: Move) -> list[Objection]:
    """`coordination.agreement`, asked in the name of whoever first gave the people an escort or a ramp now offers.

    People already under way count where they started; at arriving the caps are not asked again.
    """
    agreements, classes, lost = agreements_of(book), book.reading(Classes), lost_since(book)
    if book.places.parts.get(move.giver) not in ("escort", "staging"):
        return agreements.objections(move, classes.codes, used_of(book), lost=lost)
    found: list[Objection] = []
    for origin, people in by_origin(book, move.people).items():
        asked = replace(move, people=people)
        found += agreements.objections(asked, classes.codes, {}, giver=origin, lost=lost)
    return found


def meet(book: Book, acting: Acting, agreement: str, condition: str, *, evidence: Digest) -> Entry:
    """Write that a condition is met; Malformed when the agreement does not have it."""
    known = agreements_of(book).agreement(agreement)
    if known is None:
        raise Malformed.because("agreement.unknown", agreement=agreement)
    if condition not in known.terms.conditions:
        listed = "; ".join(sorted(known.terms.conditions))
        raise Malformed.because("agreement.no-such-condition", agreement=agreement, known=listed)
    return book.write(acting.draft(ConditionMet(agreement=agreement, condition=condition, evidence=evidence)))


def sign(book: Book, acting: Acting, agreement: str, party: str) -> Entry:
    """Write that a party has signed; Malformed when it is none of the agreement's."""
    known = agreements_of(book).agreement(agreement)
    if known is None:
        raise Malformed.because("agreement.unknown", agreement=agreement)
    if party not in known.terms.parties:
        raise Malformed.because("agreement.no-such-party", party=party, known=", ".join(sorted(known.terms.parties)))
    return book.write(acting.draft(AgreementSigned(agreement=agreement, party=party)))


def listed(book: Book, *, at: datetime) -> list[dict[str, Any]]:
    """Every agreement with its stage, what is used, what is owed, why it is suspended and which caps were overrun."""
    used, lost = used_of(book), lost_since(book)
    agreements = agreements_of(book).all(lost)
    over = {(one.agreement, one.cap): one.used for one in overruns(agreements, used)}
    return [
        {
            "agreement": one.name, "stage": one.stage(at), "unsigned": sorted(one.unsigned), "unmet": sorted(one.unmet),
            "used": sum(number for (name, _), number in used.items() if name == one.name),
            "caps": dict(one.terms.caps or {}), "until": one.terms.until.isoformat() if one.terms.until else None,
            "from": one.terms.from_.isoformat(), "kind": one.terms.kind_of, "parties": sorted(one.terms.parties),
            "acts": sorted(one.terms.acts), "scope": one.terms.scope,
            "overrun": {cap: number for (name, cap), number in sorted(over.items()) if name == one.name},
            "because": [f"{pause.why} {pause.about}" for pause in one.paused(at)],
            "duties": [
                {"what": owed.what, "due": owed.due.isoformat(), "owner": owner_of(owed, one)} for owed in one.owed(at)
            ],
            "suspends_on": sorted(one.terms.suspends_on), "country": one.terms.country,
            "findings": [found.name for found in one.findings if found.open(at)],
        }
        for one in agreements
    ]  # fmt: skip


def duties_owed(book: Book, at: datetime, *, within: timedelta | None = None, owner: str = "") -> list[dict[str, Any]]:
    """Duties of agreements that run, by who owes them and then by day; what is not due `within` a time is left out.

    A duty that names nobody is owed by all parties. `owner`: of one party alone, those of all parties among them.
    """
    running = [one for one in agreements_of(book).all(lost_since(book)) if one.stage(at) in ("in force", "suspended")]
    rows = [
        {
            "owner": owner_of(owed, one), "agreement": one.name, "duty": owed.what, "due": owed.due.isoformat(),
            "overdue": owed.due <= at,
        }
        for one in running
        for owed in one.owed(at)
        if (within is None or owed.due <= at + within)
        and (not owner or owner == owed.owner or (not owed.owner and owner in one.terms.parties))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["owner"], row["due"], row["agreement"], row["duty"]))


def owner_of(owed: Owed, agreement: Agreement) -> str:
    """Who owes a duty: the party it names, or all of them."""
    return owed.owner or ", ".join(sorted(agreement.terms.parties))


def by_origin(book: Book, people: Iterable[PersonId]) -> dict[CustodianId, frozenset[PersonId]]:
    """People by the custodian, neither escort nor ramp, who last gave them."""
    roll, parts = book.reading(Roll), book.places.parts
    groups: dict[CustodianId, set[PersonId]] = {}
    for person in people:
        givers = (custodian_of(one.from_account) for one in reversed(roll.history(person)))
        origin = next((one for one in givers if one is not None and parts.get(one) not in ("escort", "staging")), None)
        groups.setdefault(origin or CustodianId(""), set()).add(person)
    return {origin: frozenset(group) for origin, group in sorted(groups.items())}
