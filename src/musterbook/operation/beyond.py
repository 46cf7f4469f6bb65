"""Beyond this copy: the numbers a partial copy cannot count itself, as a node that holds everything said them last."""

from __future__ import annotations

from musterbook.custody.not_here import EVERYTHING_IS_HERE, Beyond, NotHere
from musterbook.operation.book import Book


def beyond_this_copy(book: Book) -> Beyond:
    """What to add to this copy's counts of people of all sites; nothing to a whole copy's.

    The coordinating desk's word goes before that of any other node that holds everything: clocks lie.
    """
    if book.holding is None:
        return EVERYTHING_IS_HERE
    log, told = book.holding.log, book.reading(NotHere)
    nodes = {one: book.register.node_of(one) for one in told.tellers(log)}
    whole = {one: node for one, node in nodes.items() if node is not None and not node.partial}
    of_desk = [one for one, node in whole.items() if book.settings.desk in node.custodians]
    return told.beyond(log, of_desk or whole)
