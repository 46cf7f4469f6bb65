"""Telling beyond: a node that holds everything tells one that holds only its people what that one cannot count.

Joins custody and coordination, whose gates count people of all sites, with the register, which says who holds what. The
whole copy folds the book once more as the site reads it; what it tells is the difference, so that after a meeting both
sides' gates count alike, and in between the site's own people count as soon as they move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.facts import CountedNotHere
from musterbook.custody.not_here import ANSWERED_FOR, BOUND, CAME, UNDER_WAY, USED, Key, NotHere, counts_of
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.accepted_under import AcceptedUnder
from musterbook.operation.agreeing import accepted_under, groups_of
from musterbook.operation.book import Book, Draft
from musterbook.operation.held_here import narrow_all
from musterbook.operation.holding import holding_of
from musterbook.store.keeping import Keeping
from musterbook.sync.copies import Identity
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId


def numbers_beyond(book: Book, log: str) -> dict[Key, int]:
    """By how much each number of this whole copy is above what the node of `log` counts of its people."""
    node = book.register.node_of(log)
    held = holding_of(book.reading, log, node.custodians if node is not None else frozenset()).everyone
    read = narrow_all(book.entries(), held)
    return {key: number for key, number in (_beds(book, read, held) | _caps(book, read)).items() if number}


def tell(book: Book, identity: Identity, store: Keeping, log: str, *, at: datetime) -> Entry | None:
    """Write for the node of a log what it cannot count, if that is not what it was told last.

    Args:
        book: this copy as it is in `store`.
        identity: this node, which holds everything.
        store: open for writing.
        log: of a node that holds only its people.
        at: by this node's clock.

    Raises:
        Refused: the store takes nothing now.
    """
    me = book.register.node_of(identity.log)
    if book.holding is not None or me is None or me.closed_at is not None or identity.log in book.forks:
        return None
    numbers = numbers_beyond(book, log)
    last = book.reading(NotHere).beyond(log, [identity.log])
    if last.told and dict(last.numbers) == numbers:
        return None
    by = book.settings.desk if book.settings.desk in me.custodians else min(me.custodians)
    fact = CountedNotHere(log=log, counts=counts_of(numbers))
    act, signatures = book.prepare(Draft(by=by, fact=fact, officers=(), happened_at=at), identity.log)
    store.hold_key(identity.key)
    (entry,) = store.append(
        identity.log, [(act, signatures)], at=at, register=(book.register.size, book.register.root)
    )  # fmt: skip
    return entry


class Tells:
    """Tells nodes that hold only their people, whenever they are about to be met and the book has changed.

    That nothing can be written now, or that the numbers are more than an entry holds, keeps nobody from being met: the
    site has what it was told before, with its hour.

    Args:
        identity: this node.
        book: gives the book as it is now.
        partial: whether the register says that the node of a log holds only its people.
        writing: the store, open for writing as long as it is asked.
        now: this node's clock.
    """

    def __init__(
        self, identity: Identity, book: Callable[[], Book], partial: Callable[[str], bool],
        writing: Callable[[], AbstractContextManager[Keeping]], now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._identity, self._book, self._partial = identity, book, partial
        self._writing, self._now = writing, now
        self._told: dict[str, Book] = {}

    def __call__(self, log: str) -> None:
        """Tell the node of a log, if it is one of those."""
        if not self._partial(log):
            return
        book = self._book()
        if self._told.get(log) is book:
            return
        with suppress(Refused, Malformed), self._writing() as store:
            tell(book, self._identity, store, log, at=self._now())
            self._told[log] = book


def _beds(book: Book, read: list[Entry], held: frozenset[PersonId]) -> Counter[Key]:
    roll, whole, there = book.reading(Roll), book.reading(Reservations), Reservations.of(read)
    numbers: Counter[Key] = Counter()
    for custodian in {one.custodian for one in book.reading(OpenedPlaces).all()}:
        numbers[ANSWERED_FOR, custodian, ""] = len(roll.answered_for(custodian) - held)
        numbers[UNDER_WAY, custodian, ""] = len(whole.under_way(custodian)) - len(there.under_way(custodian))
    for one in whole.all():
        counted = there.named(one.name)
        bound, came = (len(counted.bound), len(counted.came)) if counted is not None else (0, 0)
        numbers[BOUND, one.name, ""] = len(one.bound) - bound
        numbers[CAME, one.name, ""] = len(one.came) - came
    return numbers


def _caps(book: Book, read: list[Entry]) -> Counter[Key]:
    there = AcceptedUnder.of(read, groups_of(book), book.places.parts, book.settings.zone)
    numbers: Counter[Key] = Counter()
    for sign, used in ((1, accepted_under(book).used), (-1, there.used)):
        for (agreement, day), number in used.items():
            numbers[USED, agreement, day] += sign * number
    return numbers
