"""Wiring: what a node is built with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from musterbook.rehearsal.simulator.cast import Checks
from musterbook.rehearsal.simulator.disk import Disk
from musterbook.rehearsal.simulator.oracle import Hand
from musterbook.rehearsal.simulator.sealed_here import Secrets
from musterbook.rehearsal.simulator.stores import SimulatedStore
from musterbook.rehearsal.simulator.vfs import Machines
from musterbook.store.keys import Noise

if TYPE_CHECKING:
    from musterbook.rehearsal.simulator.served import Served, ServedStore  # its driver is an extra

AnyStore: TypeAlias = "SimulatedStore | ServedStore"
"""Where a node's book lies: on its simulated disk, or on a server."""


@dataclass(slots=True)
class Wiring:
    """What a node is built with: where its disk is, and what every node of a world shares."""

    folder: Path
    disk: Disk
    machines: Machines
    hand: Hand
    checks: Checks
    noise: Noise
    register_log: str
    secrets: Secrets | None = None
    served: Served | None = None

    def open_store(self) -> AnyStore:
        """The book, opened as its machine comes up."""
        if self.served is not None:
            return self.served.open()
        return SimulatedStore(self.folder, self.machines.opening(self.folder))
