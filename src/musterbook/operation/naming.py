"""Naming: what the book knows of those who may be named for a serial, as far as it says who goes first.

Joins custody (how long someone has waited, who belongs to him) with eligibility (who is to be looked at by when, who is
kept apart from whom). Every page and command that names people for seats asks here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.eligibility.holds import Holds
from musterbook.lift.choosing import Candidate
from musterbook.operation.book import Book
from musterbook.operation.kin import families_at
from musterbook.operation.posing import plannable
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


def who_may(
    book: Book, origin: CustodianId, destination: CustodianId, *, at: datetime, taken: Collection[PersonId],
    aboard: AbstractSet[PersonId] = frozenset(),
) -> list[Candidate]:  # fmt: skip
    """Everyone in a custodian's hands who may be seated beside those aboard, and sits nowhere yet.

    Of a family everyone is free or aboard already, or nobody is among them: who sits elsewhere does not go alone.
    """
    free = {one for one in plannable(book, origin, destination, at) if one not in taken and one not in aboard}
    for family in families_at(book, origin):
        if not family <= free | aboard:
            free -= family
    return candidates(book, origin, free)


def candidates(book: Book, origin: CustodianId, people: Iterable[PersonId]) -> list[Candidate]:
    """These people of a custodian's with what decides who goes first."""
    roll, holds = book.reading(Roll), book.reading(Holds)
    apart: dict[PersonId, frozenset[PersonId]] = {}
    for order in book.reading(KeepApart).orders():
        for one in order.pair:
            apart[one] = apart.get(one, frozenset()) | (order.pair - {one})
    family_of = {one: min(family) for family in families_at(book, origin) for one in family}
    return [
        Candidate(
            one, since.at, holds.medical_deadline(one), family_of.get(one), apart.get(one, frozenset())
        )
        for one in people
        if (since := roll.held_since(one)) is not None
    ]  # fmt: skip
