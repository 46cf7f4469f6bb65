"""Sticks: bundles carried by hand between nodes, whole or cut off in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from musterbook.ledger.excerpt import Excerpt
from musterbook.operation.carrying_by_hand import take_in_sealed
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.obeying import obey_orders
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.sync.excerpting import excerpts_from
from musterbook.sync.sealed_parts import sealed_for
from musterbook.terms.errors import MusterbookError

CUT_OFF: Final = 0.3
"""How many sticks hold only the beginning of their bundle."""


def write_stick(node: Node, path: Path, chance: Random, *, to: str) -> bool:
    """Write what a node has and the node of the log `to` may hold; False when its disk does not let it."""
    if node.store is None:
        return False
    store = node.store
    try:
        if node.book().register.node_of(to) is None:
            return False  # nothing is carried to a node nobody knows
        allowed = node.beside().allows(to)

        def shown(log: str, start: int) -> Iterator[Excerpt] | None:
            partly = allowed is not None and not allowed.whole(log)
            return excerpts_from(store, allowed, log, start) if allowed and partly else None

        write_bundle(store, path, shown=shown, sealed=sealed_for(node.beside(), to))
    except MusterbookError:
        node.notice_dark()
        return False
    if chance.random() < CUT_OFF:
        raw = path.read_bytes()
        path.write_bytes(raw[: chance.randrange(len(raw))])
    return True


def take_stick(node: Node, path: Path) -> None:
    """Take a stick in, as far as it goes."""
    if node.store is not None:
        with suppress(MusterbookError):
            came = ingest_bundle(node.store, path, at=node.clock.now(), came_from="stick", whole=node.whole())
            node.stale = True
            if came.sealed:
                beside, at = node.beside(), node.clock.now()
                take_in_sealed(node.book(), came.sealed, at=at, came_from="stick", nodes=[beside])
        node.stale = True
        obey_orders(node)
        node.notice_dark()
