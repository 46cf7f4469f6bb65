"""Looking into: no day is closed over a death or an injury that nobody has reported to be looked into.

Joins incidents with custody. A death needs an incident and the holder's departure; an injury first seen by whoever
took a person over needs an incident (casework.md section 4, SG23; Minnesota Protocol).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from musterbook.custody.facts import Departed
from musterbook.custody.incidents.incidents import Incidents
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Objection

RULE: Final = "custody.not-looked-into"
INJURY: Final = "injury-found"


def not_looked_into(book: Book, custodian: CustodianId, now: datetime) -> list[Objection]:
    """`custody.not-looked-into`, where the operation asks for it: each death and injury without a report."""
    if not book.settings.custody.look_into_before_close:
        return []
    incidents = book.reading(Incidents)
    dead = [
        entry.fact.person
        for entry in book.entries()
        if isinstance(entry.fact, Departed)
        and entry.fact.outcome == "deceased"
        and entry.by == custodian
        and entry.happened_at <= now
    ]
    hurt = [
        one.person
        for one in discrepancies_of(book, now).of_owner(custodian)
        if one.kind == INJURY and one.person is not None
    ]
    told = [
        *(Objection(RULE, person, {"why": "death"}) for person in sorted(dead) if not incidents.about(person)),
        *(Objection(RULE, person, {"why": "injury"}) for person in sorted(set(hurt)) if not incidents.about(person)),
    ]
    alone = {one.person for one in incidents.found(papers=False) if one.owner == custodian and one.person is not None}
    return [*told, *(Objection(RULE, person, {"why": "no-departure"}) for person in sorted(alone))]
