"""Obeying: what orders name is destroyed at the end of each contact, as an operation's nodes do."""

from __future__ import annotations

from musterbook.operation.erasing import Erasures, obey
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.sealed_here import held_by_law
from musterbook.terms.errors import MusterbookError


def obey_orders(node: Node) -> None:
    """Destroy at a node what it knows to be ordered; whether a hold it knows was heeded is told to the oracle."""
    secrets, sealed = node.wiring.secrets, node.sealed
    if node.store is None or sealed is None or secrets is None or not node.obeys:
        return
    try:
        book = node.book()
        if not book.reading(Erasures).all():
            return
        before = sealed.having(held_by_law(book))
        done = obey(book, node.clock.now())
        if before != sealed.having(before):
            secrets.despite.add(node.name)
    except MusterbookError:
        node.forget_book()
        node.notice_dark()
        return
    if done:
        node.forget_book()
