"""English words for why a chance is what it is, what is old or unknown, and what was missed, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WHY: Final[Mapping[str, str]] = {
    # remarks; those that are a reason of every forecast stand in english/reasons.toml
    "watch.remark.guards-stale": "The newest guard report is more than a day old.",
    "watch.remark.occupancy-unknown": "Nobody has said how full it is; the chance supposes that it is not too full.",
    "watch.remark.distance-unknown": "An offensive is confirmed, but nobody knows how near the fighting is.",
    "watch.remark.signal-emptying": "The camp empties: a tenth of its people at once, or a quarter in all, are gone.",
    "watch.remark.signal-census": "More than a twentieth of the camp's people are gone since the last count.",
    "watch.remark.signal-departures": "People leave the camp unexplained twice as often as they used to.",
    "watch.remark.signal-control": "Control over the camp changed, and what that asks for is not done.",
    "watch.remark.signal-guards": "Nobody was seen on guard at the camp.",
    "watch.remark.line-stale": "The newest drawing of who holds the ground is more than a week old.",
    "watch.remark.line-not-closing": (
        "Hostile ground is drawn, and as far as the drawings tell it is not coming nearer."
    ),
    "watch.remark.beyond-reach": "The forecast of wind, water or fire does not reach so far.",
    "watch.remark.nobody-in-charge": (
        "Nobody is on guard, or a change of custodian has begun and the receiver is not there."
    ),
    "watch.remark.lift-too-late": "A lift begun today would not be finished in time.",
    "watch.remark.no-plan": "There is no lift plan; the days of a lift are assumed.",
    "watch.changed.first": "first look",
    "watch.changed.renewed": "still due when it ran out",
    "watch.changed.lowered": "one step of urgency lower than before",
    "watch.changed.settings": "the settings",
    "watch.changed.lift_days": "the days a lift takes",
    "watch.changed.base": "weakness of the site",
    "watch.changed.front": "the front",
    "watch.changed.vacuum": "who is in charge",
    "watch.changed.natural": "wind, water or fire",
    "watch.changed.scenario": "a scenario",
    "watch.changed.nobody": "whether anybody is on guard",
    "watch.changed.slack": "the time that is left",
    "watch.changed.stale": "the age of the guard report",
    "watch.changed.signal": "what is counted and seen of the camp",
    "watch.missed": (
        "{day}: {site} was lost, and no alert had asked anybody to prepare. The day before we said: {chance}; its "
        "rung was {rung}. {unknown}"
    ),
    "watch.missed-silent": "{day}: {site} was lost, and we had said nothing of it.",
    "watch.burden": (
        "{rung}, which begins at a chance of {threshold}: {n} alarms a year over all sites together; a site stands on "
        "alarm on {covered} of its days."
    ),
    "watch.burden-followed": "Of the days on alarm, one in {n} was followed by a loss within 30 days.",
    "watch.burden-never": "No day on alarm was followed by a loss within 30 days.",
    "watch.seen": (
        "From {n} losses one can tell how often losses come only to within {low} to {high} times what was counted. "
        "If they came to be twice as frequent, we would notice it {noticed} times in 100."
    ),
    "watch.value.posts": "{filled} of {minimum} posts filled",
    "watch.value.nobody": "nobody on guard",
    "watch.value.True": "nothing found",
    "watch.value.False": "something found",
    "watch.value.relief": "opens {opens}, {receiver}",
    "watch.value.receiver-absent": "the receiver is not there",
    "watch.value.receiver-present": "the receiver is there and has not signed",
    "watch.value.receiver-signed": "the receiver is there and has signed",
    "watch.value.line": "{km} km away, {speed} km nearer a day",
    "watch.value.line-once": "{km} km away; one drawing does not say how fast it comes",
}
