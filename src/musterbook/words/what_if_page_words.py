"""English words of the sheet on which other inputs of a site are tried, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WHAT_IF: Final[Mapping[str, str]] = {
    # what if
    "watch.what-if": "What if",
    "watch.what-if-title": "What if: {name}",
    "watch.not-a-forecast": "WHAT IF · NOT A FORECAST · NOTHING HERE IS KEPT",
    "watch.back-to-site": "Back to the site",
    "watch.other-inputs": "Other inputs",
    "watch.now-is": "now {value}",
    "watch.try": "Try",
    "watch.changed": "with other",
    "watch.nothing-changed": "as it is known",
    "watch.what-rungs": "What it would be",
    "watch.over-days": "Over days",
    "watch.threshold": "Begins at",
    "watch.reached": "Reached",
    "watch.field.posts_filled": "Posts filled",
    "watch.field.posts_minimum": "Posts needed",
    "watch.field.on_site": "Anybody on guard",
    "watch.field.people": "People held",
    "watch.field.capacity": "Made for",
    "watch.field.fabric": "Walls",
    "watch.field.violence": "Lethal incidents, 50 km, 30 days",
    "watch.field.relief_days": "Custodian changes in days",
    "watch.field.receiver": "Receiver",
    "watch.field.warning": "Specific warning",
    "watch.field.offensive": "Offensive confirmed",
    "watch.as-now": "as now",
    "watch.choice.purpose": "made for it",
    "watch.choice.converted": "converted",
    "watch.choice.damaged": "damaged",
    "watch.choice.none": "none",
    "watch.choice.present": "present",
    "watch.choice.signed": "present and signed",
    "watch.choice.yes": "yes",
    "watch.choice.no": "no",
    "watch.rejoining": "Rejoin, of those at large, in per cent",
    "watch.rejoin-low": "Rejoin, at least, in per cent",
    "watch.rejoin-high": "Rejoin, at most, in per cent",
    "watch.no-source": "no source",
    "watch.break": "What a break would mean",
    "watch.break.out": "Would get out",
    "watch.break.at-large": "At large after 30 days",
    "watch.break.contained": "of them, if it is contained",
    "watch.break.collapsed": "of them, if all breaks down",
    "watch.break.rejoining": "Would rejoin",
    "watch.one-in-twenty-below": "19 times in 20 more than",
    "watch.middle": "As often more as less",
    "watch.one-in-twenty-above": "19 times in 20 fewer than",
    "watch.break-note": (
        "Drawn 20,000 times from few known breaks, some small and some nearly whole. It says nothing of when."
    ),
}
