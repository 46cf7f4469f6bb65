"""Sticks: bundles carried by hand between nodes, whole or cut off in the middle."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from musterbook.rehearsal.simulator.node import Node
from musterbook.sync.bundle import ingest_bundle, write_bundle
from musterbook.terms.errors import MusterbookError

CUT_OFF: Final = 0.3
"""How many sticks hold only the beginning of their bundle."""


def write_stick(node: Node, path: Path, chance: Random) -> bool:
    """Write everything a node has; False when its disk does not let it."""
    if node.store is None:
        return False
    try:
        write_bundle(node.store, path)
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
            ingest_bundle(node.store, path, at=node.clock.now(), came_from="stick")
        node.stale = True
        node.notice_dark()
