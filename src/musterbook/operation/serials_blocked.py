"""Serials blocked: which serials that have yet to leave would leave people behind for want of an agreement.

Joins coordination with the lift. Asked at the hour each serial leaves, so that an agreement that ends tonight is seen
before tomorrow's bus stands at the gate (casework.md section 5).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from musterbook.custody.roll import Roll
from musterbook.lift.manifests import Manifests
from musterbook.operation.agreeing import agreement_objections
from musterbook.operation.book import Book
from musterbook.operation.manifest_lists import boarding_of
from musterbook.terms.custodians import in_hand


def serials_blocked(book: Book, *, at: datetime) -> list[dict[str, Any]]:
    """For each serial to come and each agreement that nearly lets its people go: how many wait for it, and for what.

    `agreement` is empty where none comes near. Serials are in the order in which they leave.
    """
    roll, rows = book.reading(Roll), []
    coming = (one for one in book.reading(Manifests).serials.values() if not one.scrubbed and one.leaves_at >= at)
    for manifest in sorted(coming, key=lambda one: (one.leaves_at, one.serial)):
        waiting = manifest.people & roll.on(in_hand(manifest.giver))
        if not waiting:
            continue
        objections = agreement_objections(book, boarding_of(book, manifest, waiting, at=manifest.leaves_at))
        counted = Counter((str(one.values.get("agreement") or ""), str(one.values.get("lack"))) for one in objections)
        rows += [
            {"agreement": name, "lack": lack, "serial": manifest.serial, "leaves_at": manifest.leaves_at.isoformat(),
             "people": people, "of": len(waiting)}
            for (name, lack), people in sorted(counted.items())
        ]  # fmt: skip
    return rows
