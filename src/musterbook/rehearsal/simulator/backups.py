"""Backups: a node's book is written to a file, its machine is lost, and another is begun from that file (section 6).

What a backup holds is what `muster backup` writes: entries and checkpoints, no key and nothing sealed.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from musterbook.rehearsal.simulator.disk import QUIET
from musterbook.rehearsal.simulator.node import Node
from musterbook.rehearsal.simulator.world import Setting
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.errors import MusterbookError


def plan_restore(setting: Setting, node: Node, chance: Random) -> None:
    """Sometime a backup of a node is written, and later its machine is lost and another begun from it."""
    backup = setting.folder / f"{node.name}.mbk"

    def write() -> None:
        if node.store is None:
            return
        try:
            write_bundle(node.store, backup)
        except MusterbookError:
            node.notice_dark()

    def restore() -> None:
        if not backup.exists():
            return
        setting.counts["set back"] += 1
        setting.counts["restored"] += 1
        setting.note(f"the machine of {node.name} is lost, and another is begun from a backup")
        node.disk.trouble = QUIET
        setting.repairs.restore(node, backup)

    hours = setting.weather.hours
    setting.agenda.after(timedelta(hours=hours * chance.uniform(0.1, 0.5)), write)
    setting.agenda.after(timedelta(hours=hours * chance.uniform(0.55, 0.95)), restore)
