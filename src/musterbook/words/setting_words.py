"""English words for what the watch assumes: each value of the loss model and of the ladder, by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SETTINGS: Final[Mapping[str, str]] = {
    "setting.now": "{said}: now {value}",
    "setting.base.losses": "losses of sites like these that were counted",
    "setting.base.site_years": "years of sites like these that were counted",
    "setting.multipliers.cap": "how many times at most reports alone may raise a site's risk",
    "setting.violence.ratio": "how many times as likely a place with fighting around it is lost",
    "setting.violence.incidents": (
        "lethal incidents within 50 km in 30 days from which fighting counts as being around a place"
    ),
    "setting.history.ratio": "how many times as likely a place is lost that was attacked before",
    "setting.guards.exponent": (
        "how steeply missing guards raise the risk: with half the posts filled, 1 doubles it and 2 makes it fourfold"
    ),
    "setting.guards.cap": "how many times at most missing guards may raise the risk",
    "setting.occupancy.exponent": (
        "how steeply crowding raises the risk: with twice the people it has room for, 1 doubles it and 2 "
        "makes it fourfold"
    ),
    "setting.occupancy.cap": "how many times at most crowding may raise the risk",
    "setting.fabric.converted": "how many times as likely a converted building is lost",
    "setting.fabric.damaged": "how many times as likely a damaged building is lost",
    "setting.staff_attacked": "how many times as likely after an attack on its staff",
    "setting.campaign": "how many times as likely while a campaign against prisons is announced",
    "setting.search.overdue": "how many times as likely where cells were not searched in time",
    "setting.search.found": "how many times as likely where a search found something",
    "setting.warning.specific": "how many times as likely after a warning about this place",
    "setting.days.history": "days for which an earlier attack counts",
    "setting.days.staff_attacked": "days for which an attack on staff counts",
    "setting.days.campaign": "days for which an announced campaign counts",
    "setting.days.search_overdue": "days after which a search is overdue",
    "setting.days.search_found": "days for which a find counts",
    "setting.days.warning": "days for which a warning counts",
    "setting.days.offensive": "days for which an offensive counts as under way",
    "setting.guards.stale_hours": "hours after which a guard report is old",
    "setting.guards.unknown_hours": "hours after which guards count as not known",
    "setting.guards.unknown_share": "share of posts that at worst are filled, 0 to 1, where guards are not known",
    "setting.front.margin_km": "kilometres before the line at which a place is in danger",
    "setting.front.sigma": (
        "how uncertain it is when the line arrives: with 0.7 it mostly comes after half to twice the days told"
    ),
    "setting.front.speed_min": "kilometres a day: a line that comes on more slowly counts as standing still",
    "setting.front.days_min": "days: however near the line is, it is not said to arrive sooner; 0.25 is six hours",
    "setting.front.stale_days": "days after which a line is old",
    "setting.front.half": "share of posts filled below which a place falls with the line",
    "setting.front.loss_posts_kept": "chance of loss when the line comes and posts are kept",
    "setting.front.loss_below_half": "chance of loss when the line comes and posts are not kept",
    "setting.front.no_line_factor": (
        "share of its danger that an offensive counts with while nobody knows where the line is, 0 to 1"
    ),
    "setting.offensive.hazard": "how many times as likely fighting comes near while an offensive runs",
    "setting.relief.absent": "chance of loss where the receiver of a relief is not there",
    "setting.relief.signed": "chance of loss where the receiver is there and has signed",
    "setting.unguarded": "chance of loss where nobody guards",
    "setting.natural.reach_hours": "hours ahead for which a storm or fire is looked at",
    "setting.watch.cost_loss": "rung “watch”: what it costs when nothing follows, divided by what a loss costs",
    "setting.watch.answer_hours": "rung “watch”: hours within which somebody answers",
    "setting.watch.expires_hours": "rung “watch”: hours after which it lapses",
    "setting.prepare.cost_loss": "rung “prepare”: what it costs when nothing follows, divided by what a loss costs",
    "setting.prepare.answer_hours": "rung “prepare”: hours within which somebody answers",
    "setting.prepare.expires_hours": "rung “prepare”: hours after which it lapses",
    "setting.ready.cost_loss": "rung “ready”: what it costs when nothing follows, divided by what a loss costs",
    "setting.ready.answer_hours": "rung “ready”: hours within which somebody answers",
    "setting.ready.expires_hours": "rung “ready”: hours after which it lapses",
    "setting.move.cost_loss": "rung “move”: what it costs when nothing follows, divided by what a loss costs",
    "setting.move.answer_hours": "rung “move”: hours within which somebody answers",
    "setting.move.expires_hours": "rung “move”: hours after which it lapses",
    "setting.now.answer_hours": "rung “now”: hours within which somebody answers",
    "setting.watch.horizon_days": "days ahead for which the chance is told",
    "setting.prepare.days_before": "days beyond those a lift needs at which it is prepared",
    "setting.lift.days_unknown": "days a lift takes where there is no plan",
    "setting.down.share": "share of its rung's threshold, 0 to 1: an alert comes down when the chance stays below it",
    "setting.down.days": "days in a row below that share after which it comes down",
}
"""A key of `watch/defaults.toml` → what it is; `setting.now` is how a form says it with its value."""
