"""The ramp: who boards the next carrier there, longest wait first, and nobody beside whom he is kept apart from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from musterbook.custody.roll import Roll
from musterbook.eligibility.apart import KeepApart
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.people import PersonId


def longest_waiting(book: Book, ramp: CustodianId, *, heads: int) -> list[PersonId]:
    """So many of those who stand on the ramp without a seat onward, in the order in which they came there."""
    roll, manifests = book.reading(Roll), book.reading(Manifests)
    waiting = sorted(
        (since.at, person)
        for person in roll.on(in_hand(ramp))
        if (since := roll.held_since(person)) is not None
        and not any(manifests.serials[one].giver == ramp for one in manifests.serials_of(person))
    )
    return _apart(_pairs(book), [person for _, person in waiting], heads)


def _pairs(book: Book) -> Mapping[PersonId, frozenset[PersonId]]:
    """Everyone under a keep-apart order, with those he is kept from."""
    pairs: dict[PersonId, set[PersonId]] = {}
    for order in book.reading(KeepApart).orders():
        for one in order.pair:
            pairs.setdefault(one, set()).update(order.pair - {one})
    return {one: frozenset(others) for one, others in pairs.items()}


def _apart(pairs: Mapping[PersonId, frozenset[PersonId]], waiting: Sequence[PersonId], heads: int) -> list[PersonId]:
    """The first `heads` of a queue, passing over whoever is kept apart from one already taken."""
    chosen: list[PersonId] = []
    for one in waiting:
        if len(chosen) == heads:
            break
        if not pairs.get(one, frozenset()) & set(chosen):
            chosen.append(one)
    return chosen
