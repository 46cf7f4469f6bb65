"""English words for moments and lengths of time, for lists, and for the choice of a language, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MOMENTS: Final[Mapping[str, str]] = {
    # which language
    "language.label": "Language",
    "language.digits": "Digits",
    # lengths of time
    "length.days": "{days} d {hours} h",
    "length.hours": "{hours} h {minutes} min",
    "length.minutes": "{minutes} min",
    "length.minute-of": "minute {n}",
    "list.or": " or ",
    "list.comma": ", ",
    "list.parts": "; ",
    "list.then": " → ",
    # moments of a plan: `Tue 13 Jan 06:00Z`
    "moment.of-plan": "{weekday} {day} {month} {clock}",
    "day.1": "Mon",
    "day.2": "Tue",
    "day.3": "Wed",
    "day.4": "Thu",
    "day.5": "Fri",
    "day.6": "Sat",
    "day.7": "Sun",
    "month.1": "Jan",
    "month.2": "Feb",
    "month.3": "Mar",
    "month.4": "Apr",
    "month.5": "May",
    "month.6": "Jun",
    "month.7": "Jul",
    "month.8": "Aug",
    "month.9": "Sep",
    "month.10": "Oct",
    "month.11": "Nov",
    "month.12": "Dec",
    # ways to have a serial
    "way.told": "With {changes}, {serial}, and {difference}.",
    "way.and": "{most}, and {last}",
}
