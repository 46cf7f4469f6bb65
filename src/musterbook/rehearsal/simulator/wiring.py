"""Wiring: what a node is built with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from musterbook.rehearsal.simulator.cast import Checks
from musterbook.rehearsal.simulator.disk import Disk
from musterbook.rehearsal.simulator.oracle import Hand
from musterbook.rehearsal.simulator.sealed_here import Secrets
from musterbook.rehearsal.simulator.vfs import Machines
from musterbook.store.keys import Noise


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
