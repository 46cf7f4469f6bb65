"""Kept by holds: what was ordered to be destroyed and a hold keeps goes with its person, and with nobody else.

What was sealed after an order was obeyed is meant by none, and goes with its person as anybody's things do.

Joins rights with custody. A court's hold is worth nothing if what it keeps lies on the one laptop that knew of it in
time, and whoever takes the person over has none of it. Whose it is now is asked of the roll; that he may have it, of
his own copy: it asks for such a thing, and takes it, only if it knows the hold, and obeys when that ends (decision
1086). Whoever held him once, and headquarters for the roll of a lost place, are not given it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from musterbook.custody.dues.retention import Retention
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.destroying import digests_in
from musterbook.operation.erasing import Erasure, Erasures, keeping
from musterbook.rights.grants import Node
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.people import PersonId

_OVER = frozenset(("refused", "withdrawn"))


def ordered(book: Book) -> frozenset[PersonId]:
    """Everybody whose sealed things were ordered to be destroyed, by an order or by a certificate of retention."""
    return frozenset({one.person for one in book.reading(Erasures).all()} | book.reading(Retention).destroyed.keys())


def kept_with(book: Book, node: Node) -> frozenset[PersonId]:
    """Of those ordered to be destroyed: whom a hold known here keeps, this node has now, and another may have kept.

    Where every other node answered that it destroyed them nothing is asked for that is nowhere.
    """
    kept = [one for one in ordered(book) if keeping(book, one)]
    lies = _may_lie_elsewhere(book, kept, node.name) if kept else frozenset[PersonId]()
    return frozenset(one for one in lies if _has_now(book, one, node.custodians))


def sealed_after(book: Book, people: frozenset[PersonId], name: str) -> dict[Digest, PersonId]:
    """What was sealed of people after the order about them had been obeyed where it was written: no order means that.

    A node of this name has answered the order itself: until then it destroys whatever of theirs comes.
    """
    orders = {one.person: one for one in book.reading(Erasures).all() if one.person in people and name in one.answers}
    before, after = set[tuple[PersonId, Digest]](), set[tuple[PersonId, Digest]]()
    for entry in book.entries() if orders else ():
        node = book.register.node_of(entry.log)
        for person in orders.keys() & entry.named():
            meant = node is None or orders[person].is_before(entry, node.name)
            (before if meant else after).update((person, digest) for digest in digests_in(entry))
    return {digest: person for person, digest in after - before}


def unanswered(book: Book) -> list[tuple[Erasure, tuple[str, ...]]]:
    """Every order with the nodes that have not answered; closed ones stay listed, for their disks are somewhere.

    So is one that answered and has the person now: while a hold keeps his things elsewhere it is given them again.
    """
    nodes = [one for one in book.register.said.nodes.values() if one.log != book.register_log]
    names, open_ones = {one.name for one in nodes}, [one for one in nodes if one.closed_at is None]
    kept = {one.person for one in book.reading(Erasures).all() if keeping(book, one.person)}
    again = {node.name: kept_with(book, node) for node in open_ones} if kept else {}
    return [
        (one, tuple(sorted(names - one.answered | {name for name, people in again.items() if one.person in people})))
        for one in book.reading(Erasures).all()
    ]


def _may_lie_elsewhere(book: Book, people: Iterable[PersonId], name: str) -> frozenset[PersonId]:
    others = {one.name for one in book.register.said.nodes.values() if one.log != book.register_log} - {name}
    answered = {one.person: one.answered for one in book.reading(Erasures).all()}
    return frozenset(one for one in people if others - answered.get(one, frozenset()))


def _has_now(book: Book, person: PersonId, custodians: frozenset[CustodianId]) -> bool:
    """Whether he is on an account of theirs, or whoever has him has offered him to one of them."""
    account = book.reading(Roll).where.get(person)
    holder = custodian_of(account) if account is not None else None
    return holder in custodians or any(
        one.giver == holder and one.receiver in custodians and person in one.outstanding and one.stage not in _OVER
        for one in book.reading(Handovers).all()
    )
