"""Kin: who of a place goes together or not at all, because they belong together and nobody decided otherwise.

Joins custody, which knows who belongs to whom, with the partings that protection officers decided.
"""

from __future__ import annotations

from musterbook.custody.people import People
from musterbook.custody.roll import Roll
from musterbook.eligibility.families import Partings
from musterbook.operation.book import Book
from musterbook.operation.gates import links_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


def families_at(book: Book, custodian: CustodianId) -> list[frozenset[PersonId]]:
    """Families in a custodian's hands, of two or more: each is a brother's brother too, as the gate would have it."""
    linked, partings = links_of(book), book.reading(Partings)
    here = book.reading(People).linked & book.reading(Roll).on(in_hand(custodian))
    found, seen = [], set[PersonId]()
    for first in sorted(here):
        if first in seen:
            continue
        family, asked = {first}, [first]
        while asked:
            one = asked.pop()
            more = {other for other in linked(one) if other in here and not partings.may_part(one, other)} - family
            family |= more
            asked += more
        seen |= family
        if len(family) > 1:
            found.append(frozenset(family))
    return found
