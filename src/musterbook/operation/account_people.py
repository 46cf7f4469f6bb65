"""What was written of single people, for the account: warnings, watches, complaints, doubts, things, registers.

Joins custody (sheets, care, dues, who somebody is) with eligibility. Nobody is named. Reads, and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from musterbook.coordination.facts import FamilyTold
from musterbook.custody.care.property import Property
from musterbook.custody.dues.complaints import Complaints
from musterbook.custody.facts import CorrectionAgreed, IdentifierNoted, Linked, ListExported, Withdrawn
from musterbook.custody.incidents.facts import Photographed
from musterbook.custody.roll import Roll
from musterbook.custody.sheets.sheets import Sheets
from musterbook.custody.sheets.warnings import Warnings
from musterbook.custody.sheets.watches import Watches
from musterbook.eligibility.facts import AgeDecided, AgeDoubted, AsylumClaimed, FoundUnfit
from musterbook.ledger.facts import Fact
from musterbook.lift.facts import LegPlanned, LodgingPlanned
from musterbook.operation.book import Book

COUNTED: Final[dict[type[Fact], str]] = {
    Photographed: "photographs", IdentifierNoted: "identifiers", Linked: "links", AgeDoubted: "ages_doubted",
    AsylumClaimed: "asylum_asked", FoundUnfit: "found_unfit", CorrectionAgreed: "corrected", Withdrawn: "called_off",
    ListExported: "lists_exported", LegPlanned: "legs_planned", LodgingPlanned: "nights_planned",
}  # fmt: skip
"""Kind of fact → what it counts: acts, and of a clinician's finding people."""


def people_told(book: Book, now: datetime) -> dict[str, Any] | None:
    """Counts of what was written of single people, and of it what waits too long; None where nothing was."""
    counts = Counter(dict.fromkeys(COUNTED.values(), 0))
    families, children = Counter({"sent": 0, "none-known": 0, "declined": 0}), 0
    for entry in book.entries():
        fact = entry.fact
        name = COUNTED.get(type(fact))
        if name is not None:
            counts[name] += len(fact.people) if isinstance(fact, FoundUnfit) else 1
        elif isinstance(fact, FamilyTold):
            families[fact.how] += len(fact.people)
        elif isinstance(fact, AgeDecided):
            children += fact.child == "yes"
    told = {**counts, **_standing(book, now), **_things(book), "children_found": children}
    if not any(told.values()) and not families.total():
        return None
    return {**told, "families": {"sent": 0, **families}}


def _standing(book: Book, now: datetime) -> dict[str, int]:
    """Warnings and watches that stand, complaints and doubts, and of each what nobody saw to in time."""
    roll, warnings = book.reading(Roll), book.reading(Warnings)
    complaints, sheets = book.reading(Complaints), book.reading(Sheets)
    held = [person for person, account in roll.where.items() if not account.startswith("far/")]
    watches = book.reading(Watches).standing()
    days = book.settings.custody.complaint_days
    every, doubted = complaints.all(), [sheets.get(person) for person in sheets.people()]
    return {
        "warnings": sum(len(warnings.on(person, now)) for person in held),
        "watches": len(watches), "watches_not_renewed": sum(one.overdue(now) for one in watches.values()),
        "complaints": len(every), "complaints_answered": sum(not one.is_open for one in every),
        "complaints_late": sum(one.is_open and one.due(days) <= now for one in every),
        "sheets_doubted": sum(len(one.doubts) for one in doubted),
        "doubts_open": sum(len(one.open_doubts()) for one in doubted),
    }  # fmt: skip


def _things(book: Book) -> dict[str, int]:
    """What became of people's things: seals found broken, bags that stay behind, bags given back."""
    known = book.reading(Property)
    bags = [bag for owner in known.owners() for bag in known.of_person(owner)]
    return {
        "seals_broken": sum(bag.broken for bag in bags),
        "bags_kept_back": sum(bool(bag.kept_at) for bag in bags),
        "bags_returned": sum(bag.returned_at is not None for bag in bags),
    }
