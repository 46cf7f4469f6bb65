"""Who is told of what, where, and what waits or was given up: for the page of nodes and the verb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from musterbook.store.webhooks import Webhooks


def told_table(folder: Path) -> list[dict[str, Any]]:
    """Every webhook beside the book in `folder`, with its deliveries counted."""
    hooks = Webhooks(folder)
    waiting = hooks.waiting()
    rows = []
    for one in hooks.everyone():
        waits, given_up, last = waiting.get(one.id, (0, 0, ""))
        rows.append({
            "webhook": one.id, "officer": one.officer, "address": one.address, "kinds": list(one.kinds),
            "numbers": one.numbers, "waiting": waits, "given_up": given_up, "last": last,
        })  # fmt: skip
    return rows
