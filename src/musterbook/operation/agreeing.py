"""Agreeing: conditions met, parties signing, and how much of each agreement's caps is used.

Joins coordination with custody, eligibility and the places. Caps count people accepted on the first leg out of the
hands of whoever gave them, by the local day of the giver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from musterbook.coordination.agreement import Agreement
from musterbook.coordination.agreements import Agreements, Used
from musterbook.coordination.caps import overruns
from musterbook.coordination.duties import Owed
from musterbook.coordination.facts import AgreementSigned, ConditionMet
from musterbook.coordination.pausing import Lost
from musterbook.coordination.scope import Groups
from musterbook.custody.beds.assigned import Beds
from musterbook.custody.care.condition import Conditions
from musterbook.custody.discrepancies import Discrepancies
from musterbook.custody.incidents.incidents import Incidents
from musterbook.custody.lastroll import lost_now
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.accepted_under import ON_THE_WAY, AcceptedUnder
from musterbook.operation.acting import Acting
from musterbook.operation.beyond import beyond_this_copy
from musterbook.operation.book import Book
from musterbook.operation.caring_condition import care_found
from musterbook.operation.glass import unreviewed
from musterbook.operation.happening import found_beside
from musterbook.operation.making_room import doubled
from musterbook.operation.missing_links import AFTER as LATE_AFTER
from musterbook.operation.missing_links import links_missing
from musterbook.rights.glass import REVIEWED_WITHIN
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId


def groups_of(book: Book) -> Groups:
    """The custodians of each party."""
    return {party: frozenset(names) for party, names in book.settings.parties.items()}


def agreements_of(book: Book) -> Agreements:
    """Every agreement, with the parties of this operation."""
    return book.reading(Agreements, groups_of(book))


def accepted_under(book: Book) -> AcceptedUnder:
    """Under which agreement everybody accepted so far came."""
    return book.reading(AcceptedUnder, groups_of(book), book.places.parts, book.settings.zone)  # type: ignore[type-var]  # its `of` takes settings


def discrepancies_of(book: Book, now: datetime | None = None, *, of_copy: bool = True) -> Discrepancies:
    """What the book contradicts itself about: hands, agreements, care, beds, incidents; at an hour, who is not back.

    `of_copy` counts entries, too, whose link never came to this copy: to another it may have come. The clocks of these
    and of looks behind glass start by themselves: what is of one copy, or shown to few, is not noticed in the book.
    """
    roll = book.reading(Roll)
    found = (*accepted_under(book).without, *care_found(book), *doubled(roll, book.reading(Beds)))
    looks = unreviewed(book, now) if now is not None else ()
    links = links_missing(book, now) if now is not None and of_copy else ()
    started = {
        **{one.id: one.at + REVIEWED_WITHIN for one in looks}, **{one.id: one.at + LATE_AFTER for one in links}
    }  # fmt: skip
    return roll.discrepancies.beside((*found, *found_beside(book, now), *looks, *links), started=started)


def discrepancies_at(book: Book, roll: Roll, entries: Iterable[Entry]) -> Discrepancies:
    """The same of some of the entries, and the roll of them."""
    read = list(entries)
    told = AcceptedUnder.of(read, groups_of(book), book.places.parts, book.settings.zone)
    incidents = Incidents.of(read).found(papers=book.settings.custody.incident_minutes > 0)
    found = (*told.without, *care_found(book, Conditions.of(read)), *doubled(roll, Beds.of(read)))
    return roll.discrepancies.beside((*found, *incidents))


def used_of(book: Book) -> Used:
    """What is used of every cap so far, by those, too, whom a partial copy does not hold."""
    used = Counter(accepted_under(book).used)
    used.update(beyond_this_copy(book).used())
    return used


def lost_since(book: Book) -> Lost:
    """Places that are lost and have not been regained, and since when: what may suspend an agreement."""
    return lost_now(book.reading(Roll))


def agreement_objections(book: Book, move: Move) -> list[Objection]:
    """`coordination.agreement`, asked in the name of whoever first gave the people an escort or a ramp now offers.

    People already under way count where they started; at arriving the caps are not asked again.
    """
    agreements, classes, lost = agreements_of(book), book.reading(Classes), lost_since(book)
    if book.places.parts.get(move.giver) not in ON_THE_WAY:
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
        raise Malformed.because(
            "agreement.no-such-condition", agreement=agreement, condition=condition, known=listed or "none"
        )
    return book.write(acting.draft(ConditionMet(agreement=agreement, condition=condition, evidence=evidence)))


def sign(book: Book, acting: Acting, agreement: str, party: str) -> Entry:
    """Write that a party has signed; Malformed when it is none of the agreement's."""
    known = agreements_of(book).agreement(agreement)
    if known is None:
        raise Malformed.because("agreement.unknown", agreement=agreement)
    if party not in known.terms.parties:
        bound = ", ".join(sorted(known.terms.parties))
        raise Malformed.because("agreement.no-such-party", agreement=agreement, party=party, known=bound)
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
        origin = next((one for one in givers if one is not None and parts.get(one) not in ON_THE_WAY), None)
        groups.setdefault(origin or CustodianId(""), set()).add(person)
    return {origin: frozenset(group) for origin, group in sorted(groups.items())}
