"""What must hold of a node that holds only its people, once everything has come to rest.

It has the heads that everybody has, reads of its people what everybody reads, and holds nothing of anybody it never had
to do with. Whom it had to do with is found here from the acts themselves, without asking what the product asks.
"""

from __future__ import annotations

from musterbook.custody.facts import Offered
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from musterbook.operation.held_here import holding_among
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.pads import holds
from musterbook.rehearsal.simulator.world import Setting
from musterbook.terms.people import PersonId


def check_part(setting: Setting, node: Node, whole: Book) -> None:
    """All of it, for one node; `whole` is the book of one that holds everything."""
    assert node.store is not None, "everybody is up at the end"
    book = node.reread()
    if book.holding is None:
        holds(not node.store.in_part(), 5, f"{node.name} has logs in part and reads as if it had them whole")
        return
    setting.counts["partial copies"] += 1
    _check_heads(setting, node, whole)
    expected = holding_among(whole.entries(), node.log, whole.register)
    holds(book.holding.people == expected.people, 5, f"{node.name} does not know whom it is to hold")
    _check_reading(node, book, whole)
    _check_need(setting, node, book, whole)


def _check_heads(setting: Setting, node: Node, whole: Book) -> None:
    """Every log as far as the others have it. What only it was shown, of a lost or lying node, it cannot give on."""
    assert node.store is not None, "everybody is up at the end"
    mine, liars = (
        node.store.heads(),
        {log for one in setting.liars.values() for log in (one.node.log, *one.node.old_logs)},
    )
    for log, (size, root) in whole.store.heads().items():
        if log in node.store.forks():
            continue  # only up to the last checkpoint before the fork can be shown to it
        has, its = mine.get(log, (0, ""))
        strange = log in liars | setting.oracle.lost_logs | setting.oracle.careless
        ahead = has > size and strange
        holds(ahead or (has, its) == (size, root), 5, f"{node.name} has another head of a log than the others")


def _check_reading(node: Node, book: Book, whole: Book) -> None:
    """Of what it holds the same stands as everywhere, and its people are where everybody has them."""
    assert book.holding is not None, "it holds only its people"
    elsewhere = {one.entry.digest for one in whole.not_standing()}
    for digest in sorted(one.digest for one in book.stored()):
        stands = whole.entry(digest) is not None
        if stands or digest in elsewhere:
            holds((book.entry(digest) is not None) == stands, 5, f"{node.name} differs about what stands")
    mine, theirs = book.reading(Roll), whole.reading(Roll)
    for person in sorted(book.holding.people):
        holds(mine.where.get(person) == theirs.where.get(person), 5, f"{node.name} has one of its people elsewhere")
        same = (person in mine.contested) == (person in theirs.contested)
        holds(same, 5, f"{node.name} differs about whether one of its people is in two hands")


def _check_need(setting: Setting, node: Node, book: Book, whole: Book) -> None:
    """What it holds of others' logs is about somebody it had to do with, or such an entry once waited for it."""
    assert node.store is not None, "everybody is up at the end"
    near = near_to(node, [*book.stored(), *whole.stored()])
    held = {one.digest: one for log in node.store.logs() for one in node.store.entries(log)}
    needed = {
        digest
        for digest, one in held.items()
        if not one.named() or one.by == node.custodian or not one.named().isdisjoint(near)
    }
    ahead = sorted(needed)
    while ahead:
        new = {parent for parent in held[ahead.pop()].act.after if parent in held} - needed
        needed |= new
        ahead += sorted(new)
    holds(needed == held.keys(), 5, f"{node.name} was given acts about people it never had to do with")
    setting.counts["entries in part"] += sum(one.log in node.store.in_part() for one in held.values())


def near_to(node: Node, entries: list[Entry]) -> frozenset[PersonId]:
    """Everybody whom an entry, whether it stands or not, gives to a node's custodian or offers him, or he wrote of."""
    near: set[PersonId] = set()
    for one in entries:
        receiver = one.fact.receiver if isinstance(one.fact, Offered) else ""
        if node.custodian in {one.by, receiver}:
            near |= one.named()
    return frozenset(near)
