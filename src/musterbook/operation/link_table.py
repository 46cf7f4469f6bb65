"""The table of links: each address this node calls, when it was tried and met last, and what was wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from musterbook.operation.book import Book
from musterbook.store.kept import Kept
from musterbook.store.peers import unmet
from musterbook.terms.times import written


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One address.

    Attributes:
        address: as it was called.
        node: the name of the node that was met there, as the register has it; `log` its log, by sixteen digits. Empty
            while nobody has proved who he is.
        tried_at: when it was called last; `tried_minutes` ago.
        met_at: when a contact last went to its end there; None when none ever did. `met_minutes` ago.
        wrong: the rule of what was wrong when it was called last; empty when nothing was.
        to_come, to_go: entries left when that contact ended.
    """

    address: str
    node: str
    log: str
    tried_at: datetime
    tried_minutes: int
    met_at: datetime | None
    met_minutes: int | None
    wrong: str
    to_come: int
    to_go: int

    def told(self) -> dict[str, Any]:
        """The row as JSON."""
        met = None if self.met_at is None else written(self.met_at)
        return asdict(self) | {"tried_at": written(self.tried_at), "met_at": met}


def link_table(book: Book, *, at: datetime) -> list[LinkRow]:
    """Every address that was ever called from here; those where something is wrong first."""
    peers = cast("Kept", book.store).peers()
    known = {one.address for peer in peers for one in peer.tried if peer.log != unmet(one.address)}
    rows = []
    for peer in peers:
        node = book.register.node_of(peer.log)
        for one in peer.tried:
            stranger = peer.log == unmet(one.address)
            if stranger and one.address in known:
                continue
            rows.append(LinkRow(
                one.address, node.name if node is not None else "", "" if stranger else peer.log[:16], one.at,
                _minutes(at, one.at), one.met_at, None if one.met_at is None else _minutes(at, one.met_at), one.wrong,
                one.coming, one.going,
            ))  # fmt: skip
    return sorted(rows, key=lambda row: (not row.wrong, row.node, row.address))


def _minutes(at: datetime, then: datetime) -> int:
    return max(0, (at - then) // timedelta(minutes=1))
