"""English words of the forms by which lists leave the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LIST_WORDS: Final[Mapping[str, str]] = {
    "deed.leave-roll": "A roll leaves as a list",
    "deed.leave-plan": "The plan leaves as a calendar",
    "deed.leave-plan.lead": "Serials, calls and what is owed; nobody's name or number.",
    "deed.leave-plan.owner": "Of this custodian, carrier, role or officer alone",
    "deed.leave-plan.within": "What is owed within so many hours",
    "deed.leave-plan.within.hint": "a week, if left empty",
    "deed.leave-map": "The map leaves",
    "deed.leave-map.lead": "Places, today's serials and carriers; never a person.",
    "deed.leave-map.format_": "Format",
    "deed.leave-handovers": "Handovers leave for another register",
    "deed.leave-moved": "Who is moved leaves as a list",
    "deed.leave-found": "Who may be found leaves for a people finder",
    "deed.leave-found.domain": "Under whose name",
    "deed.leave-found.domain.hint": "such as locator.example.org",
    "deed.leave-feed": "What changed leaves as a list",
    "deed.leave-feed.lead": "What changed since this reader's last list.",
    "deed.leave-feed.feed": "Which",
    "field.reader": "The one reader it is for",
    "field.names": "With names: your own key, and a line for each person in the register of who looked",
    "deed.list.take": "Take the file",
    "choice.feed.moves": "moves, in 56 columns",
    "choice.feed.roll": "roll",
    "choice.feed.handovers": "handovers",
    "choice.feed.serials": "serials",
    "choice.format_.geojson": "GeoJSON",
    "choice.format_.kml": "KML",
    "choice.format_.cot": "Cursor on Target",
}  # fmt: skip
"""Words of these forms."""
