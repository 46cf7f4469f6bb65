"""Frames: the live summary sent once a second. Counts and places only; no person ever stands in one."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from musterbook.console.atlas import share_of
from musterbook.console.source import Situation
from musterbook.terms.times import zulu
from musterbook.words.pages import clock


def frame_of(situation: Situation) -> bytes:
    """One frame as JSON. `drawn` changes whenever the map, the board or a list beside them must be drawn anew."""
    stamp = situation.stamp
    said: dict[str, Any] = {
        "seq": stamp.entries,
        "at": stamp.as_of.isoformat(),
        "zulu": zulu(stamp.as_of),
        "head": stamp.head,
        "totals": situation.totals,
        "sites": {
            site.id: [
                site.in_hand,
                site.handing_over,
                site.unaccounted,
                site.discrepancies,
                site.capacity,
                f"{clock(site.last_muster.at)}" if site.last_muster else None,
                site.lost,
            ]
            for site in situation.sites
        },
        "serials": [
            [row.serial, row.stage, round(share_of(row, stamp.as_of), 3), row.accepted, row.seated]
            for row in situation.serials
            if row.stage in ("under-way", "loading")
        ],
        "nodes": {node.node: node.age_minutes for node in situation.nodes},
        "queues": {"overdue": sum(one.overdue for one in situation.discrepancies), **queues(situation)},
    }
    said["drawn"] = drawn_digest(situation)
    return msgspec.json.encode(said)


def queues(situation: Situation) -> dict[str, int]:
    """What waits for someone, by the page that shows it: overdue handovers, open discrepancies."""
    return {
        "handovers": sum(one.stage == "overdue" for one in situation.handovers),
        "book": situation.totals.discrepancies,
    }


def drawn_digest(situation: Situation) -> str:
    """What the drawings show, as a short digest: everything of them that does not move by itself with the clock."""
    shown = (situation.sites, situation.serials, situation.discrepancies, situation.stamp.head)
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()[:12]
